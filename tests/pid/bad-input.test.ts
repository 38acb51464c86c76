import { describe, expect, it } from 'vitest';
import { CELL, FULL_SCALE, GRID, LKR_FRONT_Z } from '../../src/detectors/lkr/description.js';
import { LkrEmulator } from '../../src/detectors/lkr/emulate.js';
import { PMTS, PMTS_PER_SUPERCELL, supercellOf } from '../../src/detectors/rich/pmts.js';
import { LKR_SAMPLES } from '../../src/event/raw-downstream.js';
import { trackTimes } from '../../src/event/run-beam.js';
import { lkrClusters, muv3Candidates, richRings, trackClusters, trackMuons } from '../../src/event/run-downstream.js';
import { muvClusters, neutralPairs, trackHadrons, trackIdentity, vetoes } from '../../src/event/run-vetoes.js';
import { withSilent } from '../../src/event/silent.js';
import { RAW_TABLES } from '../../src/event/tables.js';
import { ClusterFlag } from '../../src/pid/lkr-surroundings.js';
import { reconstructionStages } from '../../src/pipeline.js';
import { type Conditions, conditionsOf } from '../../src/setups/conditions.js';
import { drawnCells, type Entry, lkrEvent } from '../detectors/lkr/event.js';
import { towards } from '../detectors/rich/event.js';
import { type Drawn, drawRich } from './rich-drawn.js';

/**
 * What the chain answers when it is asked for what cannot be known: drawn RICH and LKr hits and exact tracks through every stage from
 * the rings to the identities, all other detectors silent. Every answer is looked at by `documented`, the case itself by its test.
 */

const E = -11;
const MU = -13;
const PI = 211;
const NONE = [Number.NaN, Number.NaN, Number.NaN];
/** A line well inside every detector. */
const INSIDE = towards(600, 500, -0.008, 0.001);
const atLkr = ({ x, y, tx, ty }: Drawn['line']): [number, number] => [x + tx * LKR_FRONT_Z, y + ty * LKR_FRONT_Z];

/** What a particle is at the front of the LKr. */
const entering = ({ line, pdg, p }: Drawn): Entry => {
  const [x, y] = atLkr(line);
  return { pdg, x, y, p, tx: line.tx, ty: line.ty };
};

/** Rows of LKr samples drawn by hand. */
type Cells = Parameters<typeof drawnCells>[0];

/** One event through the chain: particles with their light and showers, or cells of the LKr by hand. */
function answer(list: readonly Drawn[], change: (conditions: Conditions) => void = () => {}, cells?: Cells) {
  const conditions = conditionsOf('nominal', 3);
  change(conditions);
  const stages = reconstructionStages({ setup: 'kaon-2018', conditions });
  const { lkr } =
    cells === undefined ? lkrEvent(new LkrEmulator(conditions.lkr), 3, 0, list.map(entering)) : drawnCells(cells);
  const drawn = { ...drawRich([list], conditions.rich), lkr };
  const raw = withSilent(
    drawn,
    RAW_TABLES.filter(({ name }) => !(name in drawn)),
  ) as typeof drawn & ReturnType<typeof withSilent<typeof drawn, (typeof RAW_TABLES)[number]>>;
  const objects = stages.muv3(stages.strips(stages.clusters(stages.chod(stages.newchod(stages.rings(raw))))));
  const timed = stages.energies(stages.times(stages.vetoHits(objects)));
  const batch = stages.vetoes(stages.photons(stages.identities(stages.hadrons(stages.muons(timed)))));
  expect(batch.faults).toEqual([]);
  documented(batch);
  return batch;
}

type Answer = ReturnType<typeof answer>;

const TABLES = [
  richRings,
  trackTimes,
  lkrClusters,
  trackClusters,
  muv3Candidates,
  trackMuons,
  muvClusters,
  trackHadrons,
  trackIdentity,
  neutralPairs,
  vetoes,
] as const;
/** Columns whose document stands at the column before. */
const AS_BEFORE = ['free_y', 'free_radius'];

/** No NaN in a column that does not say when, and none without what says so. */
function documented(batch: Omit<Answer, never>): void {
  for (const table of TABLES) {
    const rows = batch[table.name] as { length: number; columns: Record<string, ArrayLike<number>> };
    for (const [name, { doc }] of Object.entries<{ doc: string }>(table.columns)) {
      if (doc.includes('NaN') || AS_BEFORE.includes(name)) continue;
      const bad = Array.from(rows.columns[name]!).some(Number.isNaN);
      expect(`${table.name}.${name} ${bad}`).toBe(`${table.name}.${name} false`);
    }
  }
  const r = batch.rich_rings.columns;
  for (let i = 0; i < batch.rich_rings.length; i++) {
    const track = r.track[i]!;
    expect(Number.isNaN(r.radius[i]!)).toBe(r.n_hits[i]! < 4);
    expect(Number.isNaN(r.time[i]!)).toBe(r.n_hits[i] === 0);
    const p = track < 0 ? 0 : batch.tracks.columns.p[track]!;
    const known = p >= 15_000 && p <= 40_000 && r.expected_hits[i]! >= 4;
    for (let h = 0; h < 5; h++) expect(Number.isNaN(r.log_likelihood[5 * i + h]!)).toBe(!known);
  }
  const c = batch.track_clusters.columns;
  const who = batch.track_identity.columns;
  for (let i = 0; i < batch.tracks.length; i++) {
    expect(Number.isNaN(c.distance[i]!)).toBe(c.cluster[i] === -1);
    expect(Number.isNaN(c.eop[i]!)).toBe(c.cluster[i] === -1 && c.in_acceptance[i] === 0);
    expect(Number.isNaN(batch.track_muons.columns.dt[i]!)).toBe(batch.track_muons.columns.candidate[i] === -1);
    for (const column of [who.rich, who.calorimeters, who.probability]) {
      const sum = column[3 * i]! + column[3 * i + 1]! + column[3 * i + 2]!;
      if (!Number.isNaN(sum)) expect(sum).toBeCloseTo(1, 9);
      else for (let h = 0; h < 3; h++) expect(column[3 * i + h]).toBeNaN();
    }
    if (Number.isNaN(who.probability[3 * i]!)) expect(who.identity[i]).toBe(-1);
  }
}

const three = (column: Float64Array, i = 0): number[] => [...column.subarray(3 * i, 3 * i + 3)];
const pion = (p: number, line = INSIDE): Drawn => ({ line, pdg: PI, p, straw: 1 });

describe('bad input', () => {
  it.each([
    [12_000, false],
    [14_999, false],
    [15_000, true],
    [40_000, true],
    [40_001, false],
    [70_000, false],
  ])('a likelihood at %s MeV/c is there: %s; else the calorimeters speak alone', (p, known) => {
    const { rich_rings: rings, track_identity: id } = answer([{ line: INSIDE, pdg: E, p, straw: 1 }]);
    expect(rings.columns.track[0]).toBe(0);
    expect(rings.columns.radius[0]!).toBeGreaterThan(0);
    expect(id.columns.ring[0]).toBe(0);
    expect(three(id.columns.rich).some(Number.isNaN)).toBe(!known);
    expect(three(id.columns.calorimeters).some(Number.isNaN)).toBe(false);
    expect(three(id.columns.probability).some(Number.isNaN)).toBe(false);
  });

  it('a track outside every acceptance has no ring, no cluster, no identity', () => {
    for (const line of [towards(3, 5, -0.0018, 0), towards(2000, 300, 0, 0)]) {
      const { rich_rings: rings, track_clusters: c, track_muons: m, track_identity: id } = answer([pion(30_000, line)]);
      expect(rings.columns.track.indexOf(0)).toBe(-1);
      expect([c.columns.in_acceptance[0], c.columns.cluster[0], m.columns.in_acceptance[0]]).toEqual([0, -1, 0]);
      expect(c.columns.eop[0]).toBeNaN();
      expect([id.columns.ring[0], id.columns.cluster[0], id.columns.muv3[0], id.columns.identity[0]]).toEqual([
        -1, -1, -1, -1,
      ]);
      for (const column of [id.columns.rich, id.columns.calorimeters, id.columns.probability])
        expect(three(column)).toEqual(NONE);
    }
  });

  it('zero hits: no rows of an empty event but its vetoes, which have seen nothing', () => {
    const { vetoes: v, ...rest } = answer([]);
    for (const { name } of TABLES) if (name !== 'vetoes') expect(rest[name].length).toBe(0);
    expect(v.length).toBeGreaterThan(0);
    expect(v.columns.n_hits.every((n) => n === 0)).toBe(true);
    expect(v.columns.nearest.every(Number.isNaN)).toBe(true);
  });

  it('zero hits of a track inside: no ring, E/p 0, no time but that of the STRAW', () => {
    const dark = (conditions: Conditions) => conditions.rich.efficiency.fill(0, 0, PMTS);
    const { rich_rings: r, track_clusters: c, track_times: t } = answer([pion(30_000)], dark, []);
    expect([r.columns.track[0], r.columns.n_hits[0]]).toEqual([0, 0]);
    for (const column of [r.columns.radius, r.columns.time, r.columns.mass2]) expect(column[0]).toBeNaN();
    expect([c.columns.cluster[0], c.columns.in_acceptance[0], c.columns.eop[0]]).toEqual([-1, 1, 0]);
    expect(t.columns.time[0]).toBeCloseTo(1, 9);
    expect([t.columns.chod_time[0], t.columns.newchod_time[0], t.columns.rich_time[0]]).toEqual(NONE);
  });

  it('saturated cells: the cluster is flagged, its energy a lower bound', () => {
    const [x, y] = atLkr(INSIDE);
    const seed = Math.floor(x / CELL + 0.5 * GRID) * GRID + Math.floor(y / CELL + 0.5 * GRID);
    const rows: Cells = [-1, 0, 1].map((k) => [
      seed + k,
      Array.from({ length: LKR_SAMPLES }, (_, s) => (s === 4 || k === 0 ? FULL_SCALE : 400)),
    ]);
    const peak: Cells = rows.map(([channel, samples], k) => [
      channel,
      k === 1 ? samples.map((_, s) => [400, 400, 3000, 12_000, FULL_SCALE, FULL_SCALE, 9000, 2500][s]!) : samples,
    ]);
    for (const cells of [rows, peak]) {
      const { lkr_clusters: c } = answer([pion(30_000)], undefined, cells);
      expect(c.length).toBeGreaterThan(0);
      for (let k = 0; k < c.length; k++) expect(c.columns.flags[k]! & ClusterFlag.saturated).not.toBe(0);
    }
  });

  it('a dead supercell: the ring has fewer hits and keeps radius and name', () => {
    const whole = answer([pion(25_000)]);
    const lit = new Set<number>();
    const { channel } = whole.rich.columns;
    for (let i = 0; i < whole.rich.length; i++) if (Math.floor(channel[i]! / 10) % 10 === 1) lit.add(channel[i]!);
    expect(lit.size).toBeGreaterThan(3);
    const [first] = lit;
    const dead = (conditions: Conditions) => {
      for (let i = 0; i < PMTS; i++) if (isOf(i, first!)) conditions.rich.efficiency[i] = 0;
    };
    const less = answer([pion(25_000)], dead);
    expect(less.rich_rings.columns.n_hits[0]!).toBeLessThan(whole.rich_rings.columns.n_hits[0]!);
    expect(less.rich_rings.columns.n_hits[0]!).toBeGreaterThan(3);
    expect(less.rich_rings.columns.log_likelihood.indexOf(0)).toBe(2);
    expect(Math.abs(less.rich_rings.columns.radius[0]! - whole.rich_rings.columns.radius[0]!)).toBeLessThan(4);
  });

  it('a track into the hole of the LKr is outside it; a shower beside the hole is flagged', () => {
    const into = towards(40, 30, -0.001, 0);
    const hole = answer([pion(30_000, into)]);
    expect([hole.track_clusters.columns.in_acceptance[0], hole.track_clusters.columns.cluster[0]]).toEqual([0, -1]);
    expect(three(hole.track_identity.columns.calorimeters)).toEqual(NONE);
    const beside = answer([{ ...pion(30_000, towards(100, 0, -0.001, 0)), pdg: E }]);
    const { cluster } = beside.track_clusters.columns;
    expect(cluster[0]).toBeGreaterThanOrEqual(0);
    expect(beside.lkr_clusters.columns.flags[cluster[0]!]! & ClusterFlag.nearHole).not.toBe(0);
    expect(beside.track_clusters.columns.eop[0]!).toBeGreaterThan(0.5);
  });

  it('overlapping rings, down to the same centre, share their hits', () => {
    for (const apart of [0, 2e-4, 2e-3]) {
      const line = { ...INSIDE, x: INSIDE.x - apart * 230_000, tx: INSIDE.tx + apart };
      const { rich_rings: r } = answer([pion(30_000), { line, pdg: MU, p: 25_000, straw: -1 }]);
      const all = r.columns.track;
      expect([...all.subarray(0, 2)]).toEqual([0, 1]);
      expect(r.columns.log_likelihood.subarray(0, 10).every((l) => l <= 0)).toBe(true);
      expect(r.columns.n_hits[0]! + r.columns.n_hits[1]!).toBeLessThan(40);
    }
  });
});

/** Whether PMT i belongs to the supercell of this code. */
function isOf(i: number, code: number): boolean {
  const perHalf = PMTS / PMTS_PER_SUPERCELL / 4;
  const half = 2 * Math.floor(code / 100_000) + (Math.floor(code / 10_000) % 10);
  return supercellOf(i) === half * perHalf + (Math.floor(code / 100) % 100);
}
