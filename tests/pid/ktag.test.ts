import { describe, expect, it } from 'vitest';
import { CLOCK_PERIOD, FINE_TIME_LSB } from '../../src/core/constants.js';
import { RandomStream } from '../../src/core/random.js';
import { type KtagConditions, ktagConditions, nominalKtagConditions } from '../../src/detectors/ktag/conditions.js';
import { KtagEmulator } from '../../src/detectors/ktag/emulate.js';
import type { Fault } from '../../src/event/batch.js';
import { TableBuilder } from '../../src/event/builder.js';
import { NO_EDGE, triggers } from '../../src/event/raw.js';
import { ktag } from '../../src/event/raw-beam.js';
import { ktagTruth } from '../../src/event/truth-beam.js';
import { findKtagCandidates } from '../../src/pid/ktag.js';
import { timeClusters } from '../../src/pid/ktag-clusters.js';
import { inKtag, STAMP } from '../detectors/ktag/event.js';

/** Events of kaons at times [ns] from the trigger. */
function draw(events: readonly (readonly number[])[], conditions: KtagConditions = nominalKtagConditions(), seed = 12) {
  const emulator = new KtagEmulator(conditions);
  const hits = new TableBuilder(ktag, events.length);
  const truth = new TableBuilder(ktagTruth, events.length);
  const stamps = new TableBuilder(triggers, events.length);
  events.forEach((kaons, e) => {
    emulator.begin(seed, 1, e, STAMP.timestamp);
    for (const [i, dt] of kaons.entries()) emulator.cross(321, 0, 0, inKtag(dt), i);
    emulator.end(hits, truth);
    hits.endEvent();
    const i = stamps.next();
    stamps.columns.timestamp[i] = STAMP.timestamp;
    stamps.columns.fine_time[i] = STAMP.fineTime;
    stamps.endEvent();
  });
  return {
    sequence: 0,
    size: events.length,
    burst: new Uint32Array(events.length).fill(1),
    event: Uint32Array.from(events, (_, i) => i),
    flaws: [],
    faults: [] as Fault[],
    triggers: stamps.finish(),
    ktag: hits.finish(),
  };
}

interface Found {
  readonly time: number;
  readonly sigma: number;
  readonly sectors: number;
  readonly hits: number;
}

function candidates(batch: ReturnType<typeof draw>, conditions: KtagConditions = nominalKtagConditions()): Found[][] {
  const { ktag_candidates: rows, faults } = findKtagCandidates({ conditions })(batch);
  expect(faults).toEqual([]);
  return Array.from({ length: batch.size }, (_, e) => {
    const list: Found[] = [];
    for (let i = rows.offsets[e]!; i < rows.offsets[e + 1]!; i++) {
      const { time, time_sigma, n_sectors, n_hits } = rows.columns;
      list.push({ time: time[i]!, sigma: time_sigma[i]!, sectors: n_sectors[i]!, hits: n_hits[i]! });
    }
    return list;
  });
}

const best = (found: readonly Found[]): Found | undefined => [...found].sort((a, b) => b.hits - a.hits)[0];

describe('KTAG candidates of one kaon', () => {
  const N = 20_000;

  it.each(['nominal', 'kaon-2018'])('have the sectors and the time of D with %s conditions', (name) => {
    const conditions = ktagConditions(name);
    const found = candidates(draw(new Array(N).fill([0]), conditions), conditions);
    const kaons = found.map(best);
    const atLeast = (n: number) => (100 * kaons.filter((k) => k !== undefined && k.sectors >= n).length) / N;
    for (const [sectors, percent] of [
      [5, 99.4],
      [6, 95.6],
      [7, 79.7],
      [8, 41.0],
    ] as const) {
      expect(Math.abs(atLeast(sectors) - percent), `≥ ${sectors} sectors: ${atLeast(sectors)}`).toBeLessThan(1);
    }
    const tagged = kaons.filter((k) => k !== undefined && k.sectors >= 5) as Found[];
    const mean = tagged.reduce((a, k) => a + k.time, 0) / tagged.length;
    const rms = Math.sqrt(tagged.reduce((a, k) => a + (k.time - mean) ** 2, 0) / tagged.length);
    expect(Math.abs(mean)).toBeLessThan(0.01);
    expect(rms).toBeGreaterThan(0.06);
    expect(rms).toBeLessThan(0.077);
    const pull = Math.sqrt(tagged.reduce((a, k) => a + ((k.time - mean) / k.sigma) ** 2, 0) / tagged.length);
    expect(Math.abs(pull - 1)).toBeLessThan(0.12);
    // a tenth of a candidate per kaon is left of tails beyond the window
    expect(found.reduce((n, list) => n + list.length, 0) / N).toBeLessThan(1.1);
  });

  it('move with the assumed T0: all times by 100 ps, their spread by nothing', () => {
    const batch = draw(new Array(2000).fill([0]));
    const shifted = nominalKtagConditions();
    shifted.t0.fill(0.1);
    const a = candidates(batch).map(best);
    const b = candidates(batch, shifted).map(best);
    for (let i = 0; i < a.length; i++) expect(b[i]!.time - a[i]!.time).toBeCloseTo(-0.1, 4);
  });
});

describe('KTAG candidates in the crowd', () => {
  it('keep two kaons apart from 1.5 ns on and join them below half a nanosecond', () => {
    for (const [apart, kaons] of [
      [0.4, 1],
      [1.5, 2],
      [2.5, 2],
      [12, 2],
      [40, 2],
    ] as const) {
      const found = candidates(draw(new Array(500).fill([-apart / 2, apart / 2]), nominalKtagConditions(), 13));
      const right = found.filter((list) => list.filter((k) => k.sectors >= 5).length === kaons).length;
      expect(right / found.length, `${apart} ns`).toBeGreaterThan(0.93);
    }
  });

  it('find the kaon in time at 45 MHz of kaons as often as alone, nearly', () => {
    const rng = new RandomStream().key(1, 1, 1, 1);
    const N = 4000;
    const events = Array.from({ length: N }, () => {
      const kaons = [0];
      for (let n = rng.poisson(0.045 * 240); n > 0; n--) kaons.push(rng.range(-120, 120));
      return kaons;
    });
    const found = candidates(draw(events, nominalKtagConditions(), 14));
    const tagged = found.filter((list) => list.some((k) => k.sectors >= 5 && Math.abs(k.time) < 0.5)).length / N;
    const sharp = found.filter((list) => list.some((k) => k.sectors >= 5 && Math.abs(k.time) < 0.21)).length / N;
    // a second kaon within a nanosecond, one event of twelve, shares its candidate
    expect(tagged).toBeGreaterThan(0.97);
    expect(sharp).toBeGreaterThan(0.92);
  });

  it('do not depend on the order of the hits', () => {
    const rng = new RandomStream().key(2, 2, 2, 2);
    const batch = draw([[0, 3, -7, 0.9, 21, 22.2, -33]], nominalKtagConditions(), 15);
    const expected = candidates(batch);
    const { channel, leading, trailing } = batch.ktag.columns;
    for (let k = batch.ktag.length - 1; k > 0; k--) {
      const j = Math.floor(rng.uniform() * (k + 1));
      for (const column of [channel, leading, trailing]) [column[k], column[j]] = [column[j]!, column[k]!];
    }
    expect(candidates(batch)).toEqual(expected);
  });

  it('need both edges, and an event without hits has none', () => {
    const batch = draw([[0], []]);
    expect(candidates(batch).map((list) => list.length > 0)).toEqual([true, false]);
    batch.ktag.columns.trailing.fill(NO_EDGE);
    expect(candidates(batch)).toEqual([[], []]);
  });

  it('are refused beyond the limit of hits, as a fault of that event', () => {
    const batch = draw([[0], [0]]);
    const { faults } = findKtagCandidates({ conditions: nominalKtagConditions(), settings: { maxHits: 3 } })(batch);
    expect(faults.map((f) => f.row)).toEqual([0, 1]);
    expect(faults[0]!.reason).toMatch(/KTAG hits, more than 3/);
  });

  it('are timed from the trigger', () => {
    const time = best(candidates(draw([[10]]))[0]!)!.time;
    expect(Math.abs(time - 10)).toBeLessThan(0.4);
    expect(STAMP.fineTime * FINE_TIME_LSB).toBeLessThan(CLOCK_PERIOD);
  });
});

describe('timeClusters', () => {
  const clusters = (times: readonly number[], fragment = 0) => {
    const { order, size, mean } = timeClusters(Float64Array.from(times), times.length, 2, fragment);
    return order.map((k) => [size[k]!, Number(mean[k]!.toFixed(3))]);
  };

  it('has none of none and one of one', () => {
    expect(clusters([])).toEqual([]);
    expect(clusters([4])).toEqual([[1, 4]]);
  });

  it('gives a hit between two clusters to the nearer one, though the walk took it for the first', () => {
    expect(clusters([0, 0, 0, 0, 0, 0, 0.95, 1.2, 1.2, 1.2, 1.2, 1.2, 1.2])).toEqual([
      [6, 0],
      [7, 1.164],
    ]);
  });

  it('joins fragments to the nearest larger cluster within the window, not beyond', () => {
    const times = [-1.5, 0, 0, 0, 0, 1.8, 3, 3, 3, 3, 5.5];
    expect(clusters(times, 0).map(([n]) => n)).toEqual([1, 4, 1, 4, 1]);
    expect(clusters(times, 1)).toEqual([
      [5, -0.3],
      [5, 2.76],
      [1, 5.5],
    ]);
  });
});
