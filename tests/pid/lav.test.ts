import { describe, expect, it } from 'vitest';
import { RandomStream, stageKey } from '../../src/core/random.js';
import { withDefaults } from '../../src/core/settings.js';
import { countsToTime, FINE_WINDOW } from '../../src/detectors/common/timing.js';
import { type LavConditions, lavConditions } from '../../src/detectors/lav/conditions.js';
import { BLOCK_INDEX, STATION } from '../../src/detectors/lav/description.js';
import { LavEmulator } from '../../src/detectors/lav/emulate.js';
import { TableBuilder } from '../../src/event/builder.js';
import { NO_EDGE } from '../../src/event/raw.js';
import { LAV_HIGH_THRESHOLD, lav } from '../../src/event/raw-vetoes.js';
import { findLavHits, lavHitSettings } from '../../src/pid/lav.js';
import type { VetoHit } from '../../src/pid/veto-hit.js';
import { STAMP } from '../detectors/hodoscope-event.js';
import { lavEvent, type Shot } from '../detectors/lav/event.js';

type Row = readonly [channel: number, leading: number, trailing: number];
const HIGH = LAV_HIGH_THRESHOLD;
const values = withDefaults(lavHitSettings);
const nominal = lavConditions('nominal');

function find(rows: readonly Row[], conditions: LavConditions = nominal): readonly VetoHit[] {
  const raw = new TableBuilder(lav, 1);
  for (const [channel, leading, trailing] of rows) {
    const i = raw.next();
    raw.columns.channel[i] = channel;
    raw.columns.leading[i] = leading;
    raw.columns.trailing[i] = trailing;
  }
  raw.endEvent();
  return findLavHits(raw.finish(), 0, STAMP.fineTime, conditions, values);
}

/** Pulse of 31.6 ns over the low threshold and 13.2 ns less over the high one, its edges 5 counts apart: a few hundred MeV. */
const BLOCK: readonly Row[] = [
  [10_001, 600, 924],
  [10_001 + HIGH, 605, 789],
];
const at = (counts: number) => countsToTime(FINE_WINDOW, counts, STAMP.fineTime);

describe('LAV hits from drawn rows', () => {
  it('are none in an empty event', () => {
    expect(find([])).toEqual([]);
  });

  it('are one for the four edges of a block', () => {
    const [hit, ...rest] = find(BLOCK);
    expect(rest).toEqual([]);
    expect(hit!.channel).toBe(10_001);
    expect(hit!.edges).toBe(15);
    // slewing and the way of the light
    expect(at(600) - hit!.time).toBeGreaterThan(2);
    expect(at(600) - hit!.time).toBeLessThan(3.5);
    expect(hit!.energy).toBeGreaterThan(200);
    expect(hit!.energy).toBeLessThan(350);
    expect(hit!.timeSigma).toBe(0.6);
  });

  it('are one each for two blocks that share a shower, whatever the order of the rows', () => {
    const rows: readonly Row[] = [...BLOCK, [11_002, 603, 800]];
    const hits = find(rows);
    expect(hits.map(({ channel, edges }) => [channel, edges])).toEqual([
      [10_001, 15],
      [11_002, 3],
    ]);
    expect(find([...rows].reverse())).toEqual(hits);
    expect(find([rows[1]!, rows[2]!, rows[0]!])).toEqual(hits);
  });

  it('take the energy from the high threshold when the low trailing edge is missing, and the time from the slope', () => {
    const [whole] = find(BLOCK);
    const [hit] = find([[10_001, 600, NO_EDGE], BLOCK[1]!]);
    expect(hit!.edges).toBe(13);
    expect(Math.abs(hit!.energy / whole!.energy - 1)).toBeLessThan(0.3);
    expect(Math.abs(hit!.time - whole!.time)).toBeLessThan(0.6);
  });

  it('do without the high threshold', () => {
    const [hit] = find([[10_001, 600, 700]]);
    expect(hit!.edges).toBe(3);
    expect(hit!.energy).toBeLessThan(60);
    expect(at(600) - hit!.time).toBeGreaterThan(4);
    expect(hit!.timeSigma).toBeGreaterThan(0.65);
  });

  it('have no energy without any trailing edge: a saturated pulse, or one at the end of the window', () => {
    const [hit] = find([
      [10_001, 600, NO_EDGE],
      [10_001 + HIGH, 601, NO_EDGE],
    ]);
    expect(hit!.edges).toBe(9);
    expect(hit!.energy).toBeNaN();
    expect(at(600) - hit!.time).toBeGreaterThan(1.8);
    expect(Number.isFinite(hit!.timeSigma)).toBe(true);
    const [bare] = find([[10_001, 600, NO_EDGE]]);
    expect([bare!.edges, bare!.timeSigma, bare!.energy]).toEqual([1, 1, Number.NaN]);
  });

  it('have the time of the high threshold when the low leading edge is missing', () => {
    const [whole] = find(BLOCK);
    const [open] = find([[10_001, NO_EDGE, 924], BLOCK[1]!]);
    expect(open!.edges).toBe(14);
    expect(Math.abs(open!.time - whole!.time)).toBeLessThan(0.5);
    const [alone, ...rest] = find([BLOCK[1]!]);
    expect(rest).toEqual([]);
    expect(alone!.edges).toBe(12);
    expect(alone!.time).toBe(open!.time);
    expect(alone!.energy).toBe(open!.energy);
  });

  it('are none without a leading edge', () => {
    expect(
      find([
        [10_001, NO_EDGE, 924],
        [10_001 + HIGH, NO_EDGE, 780],
      ]),
    ).toEqual([]);
  });

  it('are two for two pulses of a block, each with its high one', () => {
    const hits = find([...BLOCK, [10_001, 1000, 1150], [10_001 + HIGH, 1010, 1050]]);
    expect(hits.map(({ edges }) => edges)).toEqual([15, 15]);
    expect(hits[1]!.time - hits[0]!.time).toBeGreaterThan(34);
    // a second high pulse in a long low one is a hit of its own
    expect(find([...BLOCK, [10_001 + HIGH, 830, 870]]).map(({ edges }) => edges)).toEqual([15, 12]);
  });

  it('leave a dead block out, take off T0, and refuse a channel that is none', () => {
    const changed = lavConditions('nominal');
    changed.t0[BLOCK_INDEX[10_001]!] = 1.5;
    expect(find(BLOCK, changed)[0]!.time).toBeCloseTo(find(BLOCK)[0]!.time - 1.5, 9);
    changed.efficiency[BLOCK_INDEX[10_001]!] = 0;
    expect(find(BLOCK, changed)).toEqual([]);
    expect(() => find([[10_080, 1, 2]])).toThrow('LAV channel 10080 is none');
    expect(() => find(Array.from({ length: 5000 }, () => BLOCK[0]!))).toThrow('more than 4096');
  });
});

describe('LAV hits from the emulator', () => {
  const emulator = new LavEmulator(nominal);
  const rng = new RandomStream();
  /** Hits of a particle from the beam 20 m before a station that enters it a little outside its inner face, fully contained. */
  function hitsOf(event: number, pdg: number, p: number) {
    rng.key(1, stageKey('lav.test'), 0, event);
    const { z, innerRadius } = STATION[1 + Math.floor(12 * rng.uniform())]!;
    const phi = 2 * Math.PI * rng.uniform();
    const slope = (innerRadius + rng.range(20, 280)) / 20_000;
    const [tx, ty] = [slope * Math.cos(phi), slope * Math.sin(phi)];
    const start = z - 20_000;
    const shot: Shot = { x: -start * tx, y: -start * ty, tx, ty, dt: 0, pdg, p };
    return findLavHits(lavEvent(emulator, 1, event, [shot], start).rows, 0, STAMP.fineTime, nominal, values);
  }

  it.each([500, 2000, 5000])('add up to the energy of a photon of %i MeV', (p) => {
    let sum = 0;
    let squares = 0;
    const n = 400;
    for (let event = 0; event < n; event++) {
      const energy = hitsOf(event, 22, p).reduce((s, hit) => s + hit.energy, 0) / p;
      sum += energy;
      squares += energy * energy;
    }
    expect(sum / n).toBeGreaterThan(0.85);
    expect(sum / n).toBeLessThan(1.05);
    expect(Math.sqrt(squares / n - (sum / n) ** 2)).toBeLessThan(0.2);
  });

  it('have times with the errors they say', () => {
    const pulls: number[] = [];
    for (let event = 0; event < 600; event++) {
      for (const hit of hitsOf(event, 22, 300 + 5 * event)) pulls.push(hit.time / hit.timeSigma);
    }
    pulls.sort((a, b) => a - b);
    const quantile = (f: number) => pulls[Math.floor(f * pulls.length)]!;
    expect(pulls.length).toBeGreaterThan(1500);
    expect(Math.abs(quantile(0.5))).toBeLessThan(0.4);
    expect(0.5 * (quantile(0.8413) - quantile(0.1587))).toBeGreaterThan(0.7);
    expect(0.5 * (quantile(0.8413) - quantile(0.1587))).toBeLessThan(1.2);
  });
});
