import { describe, expect, it } from 'vitest';
import { withDefaults } from '../../../src/core/settings.js';
import { countsToTime } from '../../../src/detectors/common/timing.js';
import { newchodConditions } from '../../../src/detectors/newchod/conditions.js';
import { CHANNEL_INDEX, NEWCHOD_WINDOW } from '../../../src/detectors/newchod/description.js';
import { NewchodEmulator, newchodSettings } from '../../../src/detectors/newchod/emulate.js';
import { TableBuilder } from '../../../src/event/builder.js';
import { newchod } from '../../../src/event/raw-beam.js';
import { newchodTruth } from '../../../src/event/truth-beam.js';
import type { Line } from '../contract.js';
import { crossNewchod, STAMP } from '../hodoscope-event.js';

const at = (x: number, y: number, dt = 0): Line => ({ x, y, tx: 0, ty: 0, dt });

/** Rows of one event: [channel, leading, trailing, particle, other]. */
function event(emulator: NewchodEmulator, lines: readonly [particle: number, line: Line][], key = 0): number[][] {
  const hits = new TableBuilder(newchod, 1);
  const truth = new TableBuilder(newchodTruth, 1);
  emulator.begin(3, 1, key, STAMP.timestamp);
  for (const [particle, line] of lines) crossNewchod(emulator, line, particle);
  emulator.end(hits, truth);
  expect(truth.length).toBe(hits.length);
  const { channel, leading, trailing } = hits.columns;
  const { particle, other } = truth.columns;
  return Array.from({ length: hits.length }, (_, i) => [
    channel[i]!,
    leading[i]!,
    trailing[i]!,
    particle[i]!,
    other[i]!,
  ]);
}

const PERFECT = withDefaults(newchodSettings, {
  channelInefficiency: 0,
  channelSigma: 0,
  detectorSigma: 0,
  landauWidth: 0,
});
const nominal = () => newchodConditions('nominal');

describe('emulation of the NewCHOD', () => {
  it('gives both sets of the tile, in time with the trigger', () => {
    const rows = event(new NewchodEmulator(nominal(), PERFECT), [[0, at(200, 50, 0.3)]]);
    expect(rows.map((row) => row[0])).toEqual([101, 151]);
    for (const row of rows) {
      expect(Math.abs(countsToTime(NEWCHOD_WINDOW, row[1]!, STAMP.fineTime) - 0.3)).toBeLessThan(0.05);
    }
  });

  it('gives two tiles where rows overlap, and one where a tile is both', () => {
    const emulator = new NewchodEmulator(nominal(), PERFECT);
    const channels = (line: Line) => event(emulator, [[0, line]]).map((row) => row[0]);
    expect(channels(at(200, 107.2))).toEqual([101, 107, 151, 157]);
    expect(channels(at(200, 0))).toEqual([101, 151, 201, 251]);
    expect(channels(at(850, 642))).toEqual([129, 179]);
  });

  it('has the spread of one set and the shared part of both', () => {
    const emulator = new NewchodEmulator(nominal());
    const one: number[] = [];
    const difference: number[] = [];
    for (let key = 0; key < 4000; key++) {
      const rows = event(emulator, [[0, at(-400, 150)]], key);
      const t = rows.map((row) => countsToTime(NEWCHOD_WINDOW, row[1]!, STAMP.fineTime));
      if (t.length > 0) one.push(t[0]!);
      if (t.length === 2) difference.push(t[1]! - t[0]!);
    }
    const rms = (v: number[]) => Math.sqrt(v.reduce((s, x) => s + x * x, 0) / v.length);
    expect(Math.abs(rms(one) - 1.2)).toBeLessThan(0.05);
    // of 1.2 ns for one and 1.1 ns for the mean
    expect(Math.abs(rms(difference) - Math.sqrt(4 * (1.2 ** 2 - 1.1 ** 2)))).toBeLessThan(0.04);
  });

  it('sees nothing below threshold, nor with dead sets', () => {
    const weak = new NewchodEmulator(nominal(), { ...PERFECT, mipEnergy: 2.9 });
    expect(event(weak, [[0, at(-400, 150)]])).toEqual([]);
    // a tile of two rows adds what both sides see
    expect(event(weak, [[0, at(850, 642)]]).length).toBe(2);
    const conditions = nominal();
    conditions.efficiency[CHANNEL_INDEX[151]!] = 0;
    const rows = event(new NewchodEmulator(conditions, PERFECT), [[0, at(200, 50)]]);
    expect(rows.map((row) => row[0])).toEqual([101]);
  });

  it('does not care for the order of particles', () => {
    const emulator = new NewchodEmulator(nominal());
    const a: [number, Line] = [0, at(-300, 300)];
    const b: [number, Line] = [1, at(300, -500)];
    const together = event(emulator, [a, b]);
    expect(event(emulator, [b, a])).toEqual(together);
    expect(together).toEqual([...event(emulator, [b]), ...event(emulator, [a])].sort((p, q) => p[0]! - q[0]!));
    expect(event(emulator, [[0, at(300, -500)]])).not.toEqual(
      event(emulator, [b]).map((row) => [...row.slice(0, 3), 0, -1]),
    );
  });

  it('merges pulses of a set closer than 15 ns', () => {
    const emulator = new NewchodEmulator(nominal(), PERFECT);
    const pair = (dt: number) =>
      event(emulator, [
        [4, at(-300, 300)],
        [7, at(-300, 300, dt)],
      ]).map((row) => row.slice(3));
    expect(pair(14.5)).toEqual([
      [4, 7],
      [4, 7],
    ]);
    expect(pair(15.5).length).toBe(4);
  });

  it('draws its conditions once and for all, and knows their names', () => {
    expect(newchodConditions('kaon-2018')).toEqual(newchodConditions('kaon-2018'));
    expect(newchodConditions('kaon-2018').efficiency.filter((e) => e === 0).length).toBe(2);
    expect(() => newchodConditions('kaon-2017')).toThrow(/did you mean kaon-2018/);
  });
});
