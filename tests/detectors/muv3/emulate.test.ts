import { describe, expect, it } from 'vitest';
import { RandomStream, stageKey } from '../../../src/core/random.js';
import { withDefaults } from '../../../src/core/settings.js';
import { countsToTime } from '../../../src/detectors/common/timing.js';
import { muv3Conditions } from '../../../src/detectors/muv3/conditions.js';
import { CHANNEL_INDEX, MUV3_FRONT_Z, MUV3_WINDOW } from '../../../src/detectors/muv3/description.js';
import { Muv3Emulator, muv3Settings } from '../../../src/detectors/muv3/emulate.js';
import { TableBuilder } from '../../../src/event/builder.js';
import { muv3 } from '../../../src/event/raw-downstream.js';
import { muv3Truth } from '../../../src/event/truth-downstream.js';
import type { Line } from '../contract.js';
import { STAMP, timeAt } from '../hodoscope-event.js';
import { muv3Event } from './event.js';

const at = (x: number, y: number, dt = 0): Line => ({ x, y, tx: 0, ty: 0, dt });
const nominal = () => muv3Conditions('nominal');
const PERFECT = withDefaults(muv3Settings, { channelSigma: 0, landauWidth: 0 });
const time = (counts: number) => countsToTime(MUV3_WINDOW, counts, STAMP.fineTime);
/** Middle of tile 80, away from the windows; its first PMT at (−55, −55) mm from there, its second at (55, 55). */
const [X, Y] = [550, 110];

/** Rows of one event: [channel, particle, other]. */
function rows(emulator: Muv3Emulator, lines: readonly Line[], particles?: readonly number[]): number[][] {
  const { n, channel, leading, trailing, particle, other } = muv3Event(emulator, 3, 0, lines, particles);
  return Array.from({ length: n }, (_, i) => [channel[i]!, leading[i]!, trailing[i]!, particle[i]!, other[i]!]);
}

describe('emulation of the MUV3', () => {
  it('gives both PMTs of the tile, in time with the trigger', () => {
    const { channel, leading } = muv3Event(new Muv3Emulator(nominal(), PERFECT), 3, 0, [at(X, Y, 0.3)]);
    expect(Array.from(channel)).toEqual([80, 280]);
    for (const counts of leading) expect(Math.abs(time(counts) - 0.3)).toBeLessThan(0.05);
  });

  it('follows a slanted line to the middle of the tile', () => {
    const emulator = new Muv3Emulator(nominal(), PERFECT);
    const line = { x: 659.9 - 0.01 * 246_800, y: Y, tx: 0.01, ty: 0, dt: 0 };
    expect(Array.from(muv3Event(emulator, 3, 0, [line]).channel)).toEqual([81, 281]);
  });

  it('has independent spreads of 0.45 ns', () => {
    const emulator = new Muv3Emulator(nominal());
    const both: [number, number][] = [];
    for (let key = 0; key < 4000; key++) {
      const { leading } = muv3Event(emulator, 3, key, [at(X, Y)]);
      both.push([time(leading[0]!), time(leading[1]!)]);
    }
    const mean = (of: (pair: [number, number]) => number) => both.reduce((s, pair) => s + of(pair), 0) / both.length;
    expect(Math.abs(Math.sqrt(mean(([a]) => a * a)) - 0.45)).toBeLessThan(0.02);
    expect(Math.abs(Math.sqrt(mean(([, b]) => b * b)) - 0.45)).toBeLessThan(0.02);
    expect(Math.abs(mean(([a, b]) => a * b)) / 0.45 ** 2).toBeLessThan(0.06);
  });

  it('is 2.5 ns early in a PMT whose window is crossed, and ends when it would', () => {
    const emulator = new Muv3Emulator(nominal(), PERFECT);
    const early = (dx: number, dy: number) => {
      const { leading, trailing } = muv3Event(emulator, 3, 0, [at(X + dx, Y + dy)]);
      return [...Array.from(leading, (l) => Math.abs(Math.round(10 * time(l)) / 10)), trailing[0] === trailing[1]];
    };
    expect(early(0, 0)).toEqual([0, 0, true]);
    expect(early(-55, -55)).toEqual([2.5, 0, true]);
    expect(early(55, 55)).toEqual([0, 2.5, true]);
    expect(early(55, -55)).toEqual([0, 0, true]);
    expect(early(55, 55 + 22.5)).toEqual([0, 2.5, true]);
    expect(early(55, 55 + 23.5)).toEqual([0, 0, true]);
  });

  it('has one window early in the share of its area', () => {
    const emulator = new Muv3Emulator(nominal(), PERFECT);
    const rng = new RandomStream().key(4, stageKey('windows'), 0, 0);
    const n = 10_000;
    let early = 0;
    for (let key = 0; key < n; key++) {
      const { leading } = muv3Event(emulator, 3, key, [at(X + rng.range(-110, 110), Y + rng.range(-110, 110))]);
      if (Math.abs(leading[0]! - leading[1]!) > 5) early++;
    }
    const expected = (2 * Math.PI * 23 ** 2) / 220 ** 2;
    expect(Math.abs(early / n - expected)).toBeLessThan(4 * Math.sqrt(expected / n));
  });

  it('sees nothing below threshold, and one PMT when the other is dead', () => {
    expect(rows(new Muv3Emulator(nominal(), { ...PERFECT, mipEnergy: 3.9 }), [at(X, Y)])).toEqual([]);
    const conditions = nominal();
    conditions.efficiency[CHANNEL_INDEX[80]!] = 0;
    expect(rows(new Muv3Emulator(conditions, PERFECT), [at(X, Y)]).map((row) => row[0])).toEqual([280]);
  });

  it('does not care for the order of particles', () => {
    const emulator = new Muv3Emulator(nominal());
    const [a, b] = [at(-300, 300), at(X, Y)];
    const together = rows(emulator, [a, b]);
    expect(together.length).toBe(4);
    expect(rows(emulator, [b, a], [1, 0])).toEqual(together);
    expect([...rows(emulator, [b], [1]), ...rows(emulator, [a])].sort((p, q) => p[0]! - q[0]!)).toEqual(together);
  });

  it('sees what punches through beside the line of the hadron, and the hadron itself on it', () => {
    const emulator = new Muv3Emulator(nominal(), PERFECT);
    const tiles = (count: number, spread: boolean, event: number) => {
      const hits = new TableBuilder(muv3, 1);
      const truth = new TableBuilder(muv3Truth, 1);
      emulator.begin(3, 1, event, STAMP.timestamp);
      emulator.punchThrough(count, X, Y, 0, 0, timeAt(MUV3_FRONT_Z, 0), spread, 5);
      emulator.end(hits, truth);
      expect(new Set(truth.columns.particle.subarray(0, truth.length))).toEqual(new Set(count > 0 ? [5] : []));
      return new Set(hits.columns.channel.subarray(0, hits.length));
    };
    expect(tiles(0, true, 0)).toEqual(new Set());
    for (let event = 0; event < 20; event++) expect(tiles(1, false, event)).toEqual(new Set([80, 280]));
    const seen = new Set(Array.from({ length: 200 }, (_, event) => [...tiles(2, true, event)]).flat());
    expect(seen.has(80)).toBe(true);
    // 150 mm about a tile of 220 mm
    expect(seen.size).toBeGreaterThan(10);
    expect(seen.size).toBeLessThan(120);
  });

  it('merges pulses of a PMT that overlap', () => {
    const emulator = new Muv3Emulator(nominal(), PERFECT);
    const pair = (dt: number) => rows(emulator, [at(X, Y), at(X, Y, dt)], [4, 7]).map((row) => row.slice(3));
    // 20 ns · ln(10/4) above threshold
    expect(pair(18)).toEqual([
      [4, 7],
      [4, 7],
    ]);
    expect(pair(19).length).toBe(4);
  });

  it('draws its conditions once and for all, and knows their names', () => {
    expect(muv3Conditions('kaon-2018')).toEqual(muv3Conditions('kaon-2018'));
    expect(muv3Conditions('kaon-2018').efficiency.filter((e) => e === 0).length).toBe(1);
    expect(() => muv3Conditions('kaon-2017')).toThrow(/did you mean kaon-2018/);
  });
});
