import { describe, expect, it } from 'vitest';
import { withDefaults } from '../../../src/core/settings.js';
import { chantiConditions } from '../../../src/detectors/chanti/conditions.js';
import { CHANNEL_INDEX } from '../../../src/detectors/chanti/description.js';
import { ChantiEmulator, chantiSettings } from '../../../src/detectors/chanti/emulate.js';
import { countsToTime, FINE_WINDOW } from '../../../src/detectors/common/timing.js';
import { NO_EDGE } from '../../../src/event/raw.js';
import { HIGH_THRESHOLD } from '../../../src/event/raw-vetoes.js';
import type { Line } from '../contract.js';
import { STAMP } from '../hodoscope-event.js';
import { chantiEvent } from './event.js';

const at = (x: number, y: number, dt = 0): Line => ({ x, y, tx: 0, ty: 0, dt });
const nominal = () => chantiConditions('nominal');
const STEADY = withDefaults(chantiSettings, { channelSigma: 0, landauWidth: 0, gainSpread: 0 });
const time = (counts: number) => countsToTime(FINE_WINDOW, counts, STAMP.fineTime);

/** Rows of one event of the first station: [channel, leading, trailing, particle, other]. */
function rows(emulator: ChantiEmulator, lines: readonly Line[], particles?: readonly number[]): number[][] {
  const { n, channel, leading, trailing, particle, other } = chantiEvent(emulator, 3, 0, lines, [0], particles);
  return Array.from({ length: n }, (_, i) => [channel[i]!, leading[i]!, trailing[i]!, particle[i]!, other[i]!]);
}

describe('emulation of the CHANTI', () => {
  it('gives the bars of both layers that are crossed, at both thresholds', () => {
    // 99 and 66 mm lie half way between places 15 and 16, 13 and 14
    const codes = rows(new ChantiEmulator(nominal(), STEADY), [at(99, 66)]).map(([channel]) => channel);
    expect(codes).toEqual([15, 16, 63, 64, 1015, 1016, 1063, 1064]);
    // the middle of places 15 and 17
    expect(rows(new ChantiEmulator(nominal(), STEADY), [at(90.75, 123.75)]).map(([channel]) => channel)).toEqual([
      15, 67, 1015, 1067,
    ]);
  });

  it('is late by the way of the light and by slewing, and ends by the fall of the pulse', () => {
    const bar = (y: number) => {
      const found = rows(new ChantiEmulator(nominal(), STEADY), [at(90.75, y)]).find(([channel]) => channel === 15)!;
      return [time(found[1]!), time(found[2]!)];
    };
    const [near, far] = [bar(-140), bar(140)];
    // 10 and 290 mm at 200 mm/ns; a threshold at 7 % of the amplitude is passed 0.15 ns after the start
    expect(Math.abs(near[0]! - 0.05 - 0.15)).toBeLessThan(0.1);
    expect(Math.abs(far[0]! - near[0]! - 1.4)).toBeLessThan(0.1);
    // 330 mV over 20 mV: ln 16 falls of 15 ns, and the rise
    expect(near[1]! - near[0]!).toBeGreaterThan(38);
    expect(near[1]! - near[0]!).toBeLessThan(54);
  });

  it('has 22 photoelectrons per MeV and 3.3, of 4.8 mV, saturated by 667 pixels', () => {
    // a threshold that half of the events pass is at the median of the amplitude
    const share = (threshold: number, more = {}) => {
      const values = { ...STEADY, lowThreshold: threshold, highThreshold: 1e6, ...more };
      const emulator = new ChantiEmulator(nominal(), values);
      let passed = 0;
      for (let event = 0; event < 2000; event++) {
        passed += chantiEvent(emulator, 1, event, [at(90.75, 123.75)], [0]).n / 2;
      }
      return passed / 2000;
    };
    const mean = 22 * 0.2 * 16.5 + 3.3;
    const median = (n: number) => 4.8 * 667 * (1 - Math.exp(-n / 667));
    expect(Math.abs(share(median(mean)) - 0.5)).toBeLessThan(0.05);
    // one standard deviation of the number above
    expect(Math.abs(share(median(mean + Math.sqrt(mean))) - 0.159)).toBeLessThan(0.03);
    expect(share(4.8 * 667 + 1, { photoelectrons: 1e4 })).toBe(0);
  });

  it('has independent spreads of 1 ns in time', () => {
    const emulator = new ChantiEmulator(nominal(), withDefaults(chantiSettings, { landauWidth: 0 }));
    const x: number[] = [];
    const both: number[] = [];
    for (let event = 0; event < 4000; event++) {
      const { leading } = chantiEvent(emulator, 3, event, [at(90.75, 123.75)], [0]);
      x.push(time(leading[0]!));
      both.push(time(leading[0]!) - time(leading[1]!));
    }
    const sigma = (v: number[]) => {
      const mean = v.reduce((a, b) => a + b) / v.length;
      return Math.sqrt(v.reduce((a, b) => a + (b - mean) ** 2, 0) / v.length);
    };
    expect(Math.abs(sigma(x) - 1)).toBeLessThan(0.05);
    expect(Math.abs(sigma(both) - Math.SQRT2)).toBeLessThan(0.07);
  });

  it('sees nothing of a dead bar', () => {
    const conditions = nominal();
    conditions.efficiency[CHANNEL_INDEX[15]!] = 0;
    const codes = rows(new ChantiEmulator(conditions, STEADY), [at(99, 66)]).map(([channel]) => channel);
    expect(codes).toEqual([16, 63, 64, 1016, 1063, 1064]);
  });

  it('does not care for the order of particles', () => {
    const emulator = new ChantiEmulator(nominal());
    const [a, b] = [at(-99, -66), at(99, 66)];
    const together = rows(emulator, [a, b]);
    expect(together.length).toBe(16);
    expect(rows(emulator, [b, a], [1, 0])).toEqual(together);
    expect([...rows(emulator, [b], [1]), ...rows(emulator, [a])].sort((p, q) => p[0]! - q[0]!)).toEqual(together);
  });

  it('adds up particles in the same bar, and merges pulses that overlap', () => {
    const emulator = new ChantiEmulator(nominal(), STEADY);
    const bar = (dt: number) =>
      rows(emulator, [at(90.75, 123.75), at(90.75, 123.75, dt)], [4, 7]).filter(([c]) => c === 15);
    expect(bar(30).map((row) => row.slice(3))).toEqual([[4, 7]]);
    expect(bar(60).length).toBe(2);
    const alone = rows(emulator, [at(90.75, 123.75)]).find(([c]) => c === 15)!;
    // twice the amplitude: ln 2 falls longer
    const longer = (bar(0)[0]![2]! - alone[2]!) * FINE_WINDOW.lsb;
    expect(Math.abs(longer - 15 * Math.LN2)).toBeLessThan(3);
  });

  it('keeps the end of a pulse that began before the window', () => {
    // the window opens 62 ns before the trigger
    const edges = rows(new ChantiEmulator(nominal(), STEADY), [at(90.75, 123.75, -85)]);
    expect(edges.map(([channel]) => channel)).toEqual([15, 67, 1015, 1067]);
    for (const [, leading, trailing] of edges) {
      expect(leading).toBe(NO_EDGE);
      expect(trailing).toBeGreaterThan(0);
    }
  });

  it('takes a steep line through more bars', () => {
    const line = { x: 90 - 102_428, y: 100, tx: 1, ty: 0, dt: 0 };
    const codes = rows(new ChantiEmulator(nominal(), STEADY), [line]).map(([channel]) => channel!);
    const inX = codes.filter((code) => code < 50).length;
    expect(inX).toBeGreaterThanOrEqual(2);
    expect(codes.filter((code) => code >= HIGH_THRESHOLD).length).toBeGreaterThan(2);
  });

  it('draws its conditions once and for all, and knows their names', () => {
    expect(chantiConditions('kaon-2018')).toEqual(chantiConditions('kaon-2018'));
    expect(chantiConditions('kaon-2018').efficiency.filter((e) => e === 0).length).toBe(2);
    expect(() => chantiConditions('kaon-2017')).toThrow(/did you mean kaon-2018/);
  });
});
