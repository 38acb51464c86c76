import { describe, expect, it } from 'vitest';
import { withDefaults } from '../../../src/core/settings.js';
import { CHOD_CONDITIONS, chodConditions } from '../../../src/detectors/chod/conditions.js';
import { CHOD_WINDOW, LIGHT_PATH, slabAt } from '../../../src/detectors/chod/description.js';
import { ChodEmulator, chodSettings } from '../../../src/detectors/chod/emulate.js';
import { countsToTime } from '../../../src/detectors/common/timing.js';
import { TableBuilder } from '../../../src/event/builder.js';
import { chod } from '../../../src/event/raw-beam.js';
import { chodTruth } from '../../../src/event/truth-beam.js';
import type { Line } from '../contract.js';
import { crossChod, STAMP } from '../hodoscope-event.js';

const at = (x: number, y: number, dt = 0): Line => ({ x, y, tx: 0, ty: 0, dt });

/** Rows of one event: [channel, leading, trailing, particle, other]. */
function event(emulator: ChodEmulator, lines: readonly [particle: number, line: Line][], key = 0): number[][] {
  const hits = new TableBuilder(chod, 1);
  const truth = new TableBuilder(chodTruth, 1);
  emulator.begin(3, 1, key, STAMP.timestamp);
  for (const [particle, line] of lines) crossChod(emulator, line, particle);
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

const PERFECT = withDefaults(chodSettings, { inefficiency: 0, channelSigma: 0, landauWidth: 0 });

describe('emulation of the NA48-CHOD', () => {
  it('delays light by the way to the PMT, and small pulses by slewing', () => {
    const emulator = new ChodEmulator(chodConditions('nominal'), PERFECT);
    const time = (row: number[]) => countsToTime(CHOD_WINDOW, row[1]!, STAMP.fineTime);
    const [v, h] = event(emulator, [[0, at(-300, 900)]]);
    // threshold 1 MeV of 4 MeV: a quarter of the rise time
    expect(Math.abs(time(v!) - (0.75 + LIGHT_PATH * (1210 - 900)))).toBeLessThan(0.06);
    // the H slab at 900 mm is the second of 99 mm: 897 mm long
    expect(Math.abs(time(h!) - (0.75 + LIGHT_PATH * (897 - 300)))).toBeLessThan(0.06);
    const weak = new ChodEmulator(chodConditions('nominal'), { ...PERFECT, mipEnergy: 1.5 });
    expect(time(event(weak, [[0, at(-300, 900)]])[0]!) - time(v!)).toBeGreaterThan(1);
  });

  it('has T0s and dead slabs', () => {
    const conditions = chodConditions('nominal');
    const slab = slabAt(false, -300, 900);
    conditions.t0[slab] = 12;
    const late = event(new ChodEmulator(conditions, PERFECT), [[0, at(-300, 900)]]);
    const plain = event(new ChodEmulator(chodConditions('nominal'), PERFECT), [[0, at(-300, 900)]]);
    expect(Math.abs((late[0]![1]! - plain[0]![1]!) * CHOD_WINDOW.lsb - 12)).toBeLessThan(0.1);
    conditions.efficiency[slab] = 0;
    expect(event(new ChodEmulator(conditions, PERFECT), [[0, at(-300, 900)]]).length).toBe(1);
  });

  it('does not care for the order of particles, and gives each its own numbers', () => {
    const emulator = new ChodEmulator(chodConditions('nominal'));
    const a: [number, Line] = [0, at(-300, 300)];
    const b: [number, Line] = [1, at(300, -500)];
    const together = event(emulator, [a, b]);
    expect(event(emulator, [b, a])).toEqual(together);
    const alone = [...event(emulator, [a]), ...event(emulator, [b])].sort((p, q) => p[0]! - q[0]!);
    expect(together).toEqual(alone);
    let same = 0;
    for (let key = 0; key < 200; key++) {
      const one = event(emulator, [[0, at(-300, 300)]], key);
      const two = event(emulator, [[1, at(-300, 300)]], key);
      if (one[0]?.[1] === two[0]?.[1]) same++;
    }
    // σ is 2.5 counts
    expect(same).toBeLessThan(60);
  });

  it('merges pulses that overlap, and says so', () => {
    const emulator = new ChodEmulator(chodConditions('nominal'), PERFECT);
    const merged = event(emulator, [
      [4, at(-300, 300)],
      [7, at(-300, 300, 5)],
    ]);
    expect(merged.map((row) => row.slice(3))).toEqual([
      [4, 7],
      [4, 7],
    ]);
    const apart = event(emulator, [
      [4, at(-300, 300)],
      [7, at(-300, 300, 40)],
    ]);
    expect(apart.map((row) => row.slice(3))).toEqual([
      [4, -1],
      [7, -1],
      [4, -1],
      [7, -1],
    ]);
  });
});

describe('conditions of the NA48-CHOD', () => {
  it('are perfect when nominal, drawn once and for all otherwise', () => {
    const nominal = chodConditions('nominal');
    expect([Math.max(...nominal.t0), Math.min(...nominal.efficiency)]).toEqual([0, 1]);
    const real = chodConditions('kaon-2018');
    expect(chodConditions('kaon-2018')).toEqual(real);
    const rms = (v: Float64Array, m = 0) => Math.sqrt(v.reduce((s, a) => s + (a - m) ** 2, 0) / v.length);
    expect(Math.abs(rms(real.t0) - 1)).toBeLessThan(0.25);
    expect(Math.abs(rms(real.lightPath, LIGHT_PATH) / 0.29e-3 - 1)).toBeLessThan(0.25);
    expect(CHOD_CONDITIONS).toContain('kaon-2018');
  });

  it('refuse an unknown name and offer the nearest', () => {
    expect(() => chodConditions('kaon-2081')).toThrow(/did you mean kaon-2018/);
  });
});
