import { describe, expect, it } from 'vitest';
import { RandomStream, stageKey } from '../../src/core/random.js';
import { type ChodConditions, chodConditions } from '../../src/detectors/chod/conditions.js';
import { newchodConditions } from '../../src/detectors/newchod/conditions.js';
import { TableBuilder } from '../../src/event/builder.js';
import { richRings } from '../../src/event/run-downstream.js';
import { findChodCandidates } from '../../src/pid/chod.js';
import { findNewchodCandidates } from '../../src/pid/newchod.js';
import { timeTracks } from '../../src/pid/track-times.js';
import type { Line } from '../detectors/contract.js';
import { type Drawn, drawHodoscopes, STRAW_SIGMA, someLines, spread } from './hodoscope-drawn.js';

/** A ring of track 0 of each event: its time relative to the trigger, or none. */
type RingOf = (event: number) => { readonly time: number; readonly hits: number } | undefined;
const RING_SIGMA = 0.09;

function drawRings(n: number, ringOf: RingOf) {
  const rings = new TableBuilder(richRings, n);
  for (let e = 0; e < n; e++) {
    const ring = ringOf(e);
    if (ring !== undefined) {
      const i = rings.next();
      rings.columns.time[i] = ring.time;
      rings.columns.time_sigma[i] = RING_SIGMA;
      rings.columns.n_hits[i] = ring.hits;
    }
    rings.endEvent();
  }
  return rings.finish();
}

function reconstruct(
  batch: Drawn,
  chod = chodConditions('nominal'),
  newchod = newchodConditions('nominal'),
  ringOf: RingOf = () => undefined,
) {
  const candidates = findChodCandidates({ conditions: chod })(findNewchodCandidates({ conditions: newchod })(batch));
  return timeTracks({ chod })({ ...candidates, rich_rings: drawRings(batch.size, ringOf) });
}

const later = (set: ChodConditions, dt: number): ChodConditions => ({ ...set, t0: set.t0.map((t) => t + dt) });

describe('one time per track', () => {
  const lines = someLines(4000, 160, 1000);
  const batch = drawHodoscopes(lines.map((line) => [line]));
  const out = reconstruct(batch);
  const { time, time_sigma, chod, newchod, chod_time, newchod_time } = out.track_times.columns;
  const both = lines.map((_, i) => i).filter((i) => chod[i]! >= 0 && newchod[i]! >= 0);

  it('has a row for every track, and finds both hodoscopes', () => {
    expect(out.faults).toEqual([]);
    expect(out.track_times.offsets).toEqual(batch.tracks.offsets);
    // two slabs of 99.6 %, a tile of two sets of 95.6 % each
    expect(both.length / lines.length).toBeGreaterThan(0.98);
    expect(Array.from(chod.subarray(0, lines.length)).filter((c) => c < 0).length / lines.length).toBeLessThan(0.015);
  });

  it('is unbiased, and as good as it says', () => {
    const { mean, sigma } = spread(both.map((i) => time[i]! - lines[i]!.dt));
    expect(Math.abs(mean)).toBeLessThan(0.012);
    expect(sigma).toBeLessThan(0.19);
    const pull = spread(both.map((i) => (time[i]! - lines[i]!.dt) / time_sigma[i]!));
    expect(Math.abs(pull.sigma - 1)).toBeLessThan(0.06);
  });

  it('is the mean of STRAW, CHOD and NewCHOD weighted by inverse variance', () => {
    const i = both[0]!;
    const t = batch.tracks.columns;
    const w = [STRAW_SIGMA, 0.246 * Math.SQRT1_2, out.newchod_candidates.columns.time_sigma[i]!].map((s) => s ** -2);
    const values = [t.time[i]!, chod_time[i]!, newchod_time[i]!];
    const expected = values.reduce((sum, v, k) => sum + v * w[k]!, 0) / (w[0]! + w[1]! + w[2]!);
    expect(time[i]).toBeCloseTo(expected, 2);
    expect(time_sigma[i]).toBeCloseTo((w[0]! + w[1]! + w[2]!) ** -0.5, 2);
  });

  it('gains from knowing where in the crossing the track is', () => {
    const at = spread(both.map((i) => chod_time[i]! - lines[i]!.dt)).sigma;
    const row = (i: number) => out.chod_candidates.offsets[i]! + chod[i]!;
    const middle = spread(both.map((i) => out.chod_candidates.columns.time[row(i)]! - lines[i]!.dt)).sigma;
    expect(middle ** 2 - at ** 2).toBeGreaterThan(0.005);
    expect(Math.abs(at - Math.hypot(0.246, 0.028) * Math.SQRT1_2)).toBeLessThan(0.01);
  });

  it('moves by 100 ps when the CHOD T0s are assumed 100 ps late, its width unchanged', () => {
    const shifted = reconstruct(batch, later(chodConditions('nominal'), 0.1)).track_times.columns;
    const before = spread(both.map((i) => chod_time[i]! - lines[i]!.dt));
    const after = spread(both.map((i) => shifted.chod_time[i]! - lines[i]!.dt));
    expect(before.mean - after.mean).toBeCloseTo(0.1, 6);
    expect(after.sigma).toBeCloseTo(before.sigma, 6);
    const track = spread(both.map((i) => time[i]! - shifted.time[i]!));
    // the CHOD has 97 % of the weight
    expect(Math.abs(track.mean - 0.1)).toBeLessThan(0.01);
  });

  it('with true and assumed conditions of 2018 is as good as with perfect ones; with T0s ignored it is not', () => {
    const [c, n] = [chodConditions('kaon-2018'), newchodConditions('kaon-2018')];
    const real = drawHodoscopes(
      lines.map((line) => [line]),
      { chod: c, newchod: n },
    );
    const width = (batch2018: ReturnType<typeof reconstruct>) => {
      const { chod: found, chod_time: at } = batch2018.track_times.columns;
      return spread(lines.flatMap((line, i) => (found[i]! >= 0 ? [at[i]! - line.dt] : []))).sigma;
    };
    expect(width(reconstruct(real, c, n))).toBeLessThan(0.19);
    expect(width(reconstruct(real))).toBeGreaterThan(0.5);
  });

  it('of a track without hodoscopes is the time of the STRAW', () => {
    const through: Line = { x: 0, y: 0, tx: 0, ty: 0, dt: 0.4 };
    const alone = reconstruct(drawHodoscopes([[through], [through]]));
    const c = alone.track_times.columns;
    expect([c.chod[1], c.newchod[1]]).toEqual([-1, -1]);
    expect([c.chod_time[1], c.newchod_time[1]]).toEqual([Number.NaN, Number.NaN]);
    expect(c.time[1]).toBeCloseTo(alone.tracks.columns.time[1]!, 9);
    expect(c.time_sigma[1]).toBeCloseTo(STRAW_SIGMA, 9);
  });

  it('keeps tracks of one event apart, in time and in place', () => {
    const pairs = Array.from({ length: 1000 }, (_, i) => [
      { ...lines[2 * i]!, dt: -8 },
      { ...lines[2 * i + 1]!, dt: 8 },
    ]);
    const c = reconstruct(drawHodoscopes(pairs)).track_times.columns;
    let wrong = 0;
    for (let i = 0; i < 2000; i++) if (Math.abs(c.time[i]! - pairs[i >> 1]![i & 1]!.dt) > 1) wrong++;
    // without either slab, or in the same slabs at once
    expect(wrong / 2000).toBeLessThan(0.03);
  });

  it('does not depend on the order of the hits', () => {
    const triples = Array.from({ length: 300 }, (_, i) => [lines[3 * i]!, lines[3 * i + 1]!, lines[3 * i + 2]!]);
    const drawn = drawHodoscopes(triples);
    const rng = new RandomStream().key(5, stageKey('shuffle'), 0, 0);
    const mixed = { ...drawn, newchod: shuffle(drawn.newchod, rng), chod: shuffle(drawn.chod, rng) };
    expect(mixed.chod.columns.channel).not.toEqual(drawn.chod.columns.channel);
    const [a, b] = [reconstruct(drawn), reconstruct(mixed)];
    expect(b.track_times).toEqual(a.track_times);
    expect(b.chod_candidates).toEqual(a.chod_candidates);
    expect(b.newchod_candidates).toEqual(a.newchod_candidates);
  });
});

/** The hits of each event in another order. */
function shuffle<R extends Drawn['newchod'] | Drawn['chod']>(rows: R, rng: RandomStream): R {
  const order = Array.from({ length: rows.length }, (_, i) => i);
  for (let e = 0; e + 1 < rows.offsets.length; e++) {
    for (let i = rows.offsets[e + 1]! - 1; i > rows.offsets[e]!; i--) {
      const j = rows.offsets[e]! + Math.floor(rng.uniform() * (i - rows.offsets[e]! + 1));
      [order[i], order[j]] = [order[j]!, order[i]!];
    }
  }
  const mixed = (column: ArrayLike<number>) => order.map((k) => column[k]!);
  const { channel, leading, trailing } = rows.columns;
  const columns = {
    channel: channel instanceof Uint8Array ? Uint8Array.from(mixed(channel)) : Uint16Array.from(mixed(channel)),
    leading: Int16Array.from(mixed(leading)),
    trailing: Int16Array.from(mixed(trailing)),
  };
  return { ...rows, columns } as R;
}

describe('a ring of the RICH', () => {
  const nominal = [chodConditions('nominal'), newchodConditions('nominal')] as const;
  const lines = someLines(3000, 161, 1000);
  const batch = drawHodoscopes(lines.map((line) => [line]));
  const rng = new RandomStream().key(5, stageKey('rings'), 0, 0, 0);
  const errors = lines.map(() => RING_SIGMA * rng.gauss());
  const sigmaOf = (column: Float64Array) => spread(lines.map((line, i) => column[i]! - line.dt)).sigma;

  it('makes the time of its track better than 100 ps, and as good as it says', () => {
    const { columns } = reconstruct(batch, ...nominal, (e) => ({
      time: lines[e]!.dt + errors[e]!,
      hits: 9,
    })).track_times;
    expect(sigmaOf(columns.time)).toBeLessThan(0.09);
    const pull = spread(lines.map((line, i) => (columns.time[i]! - line.dt) / columns.time_sigma[i]!));
    expect(Math.abs(pull.sigma - 1)).toBeLessThan(0.06);
    expect(columns.rich_time[7]).toBe(lines[7]!.dt + errors[7]!);
  });

  it('is that of its own ring, not of one no track points at', () => {
    const rings = new TableBuilder(richRings, batch.size);
    for (let e = 0; e < batch.size; e++) {
      const i = rings.next();
      rings.columns.track[i] = -1;
      rings.columns.time[i] = lines[e]!.dt;
      rings.columns.time_sigma[i] = RING_SIGMA;
      rings.columns.n_hits[i] = 12;
      rings.endEvent();
    }
    const [chod, newchod] = nominal;
    const candidates = findChodCandidates({ conditions: chod })(findNewchodCandidates({ conditions: newchod })(batch));
    const { columns } = timeTracks({ chod })({ ...candidates, rich_rings: rings.finish() }).track_times;
    expect(Array.from(columns.rich_time.subarray(0, lines.length)).every(Number.isNaN)).toBe(true);
    expect(columns.time).toEqual(reconstruct(batch, ...nominal).track_times.columns.time);
  });

  it('is left out with too few hits, or beside the time of the CHOD', () => {
    const without = reconstruct(batch, ...nominal).track_times.columns;
    const faint = reconstruct(batch, ...nominal, (e) => ({ time: lines[e]!.dt, hits: 3 })).track_times.columns;
    expect(faint.time).toEqual(without.time);
    const off = reconstruct(batch, ...nominal, (e) => ({ time: lines[e]!.dt + 4, hits: 9 })).track_times.columns;
    for (let i = 0; i < lines.length; i++) {
      expect(Number.isNaN(off.rich_time[i]!)).toBe(without.chod[i]! >= 0);
      if (without.chod[i]! >= 0) expect(off.time[i]).toBe(without.time[i]);
    }
  });
});
