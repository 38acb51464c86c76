import type { RandomStream } from '../../src/core/random.js';
import type { EventBatch, Has } from '../../src/event/batch.js';
import { TableBuilder } from '../../src/event/builder.js';
import { events, tracks, vertices } from '../../src/event/run.js';
import { beamMatches, gtkTracks, ktagCandidates, trackAxis, trackTimes } from '../../src/event/run-beam.js';
import { lkrClusters, trackClusters, trackMuons } from '../../src/event/run-downstream.js';
import { neutralPairs, trackIdentity, VETO_DETECTORS, vetoes } from '../../src/event/run-vetoes.js';
import type { Rows, Table } from '../../src/event/table.js';

/** Tables of a run that selections read, as a run on disk holds them; `beam_matches` last. */
export const DRAWN_TABLES = [
  events,
  tracks,
  vertices,
  trackTimes,
  trackIdentity,
  trackClusters,
  trackMuons,
  trackAxis,
  ktagCandidates,
  gtkTracks,
  lkrClusters,
  neutralPairs,
  vetoes,
  beamMatches,
] as const;
export type DrawnBatch = EventBatch & Has<(typeof DRAWN_TABLES)[number]>;

type Numbers<T extends Table> = { readonly [K in keyof T['columns']]?: number | readonly number[] };

/** One event drawn by hand: what differs from zero; tables with a row per track are filled with what a track without has. */
export interface Drawn {
  readonly control?: boolean;
  readonly tracks: readonly Numbers<typeof tracks>[];
  readonly times?: readonly Numbers<typeof trackTimes>[];
  readonly identity?: readonly Numbers<typeof trackIdentity>[];
  readonly lkr?: readonly Numbers<typeof trackClusters>[];
  readonly muons?: readonly Numbers<typeof trackMuons>[];
  readonly axis?: readonly Numbers<typeof trackAxis>[];
  readonly kaons?: readonly Numbers<typeof ktagCandidates>[];
  readonly beam?: readonly Numbers<typeof gtkTracks>[];
  readonly clusters?: readonly Numbers<typeof lkrClusters>[];
  readonly pairs?: readonly Numbers<typeof neutralPairs>[];
  /** Hits in time by detector; a detector that is not named is off. */
  readonly vetoes?: { readonly [K in (typeof VETO_DETECTORS)[number]]?: number };
  readonly vertices: readonly Numbers<typeof vertices>[];
  readonly matches?: readonly Numbers<typeof beamMatches>[];
}

function fill(builder: TableBuilder<Table>, rows: readonly Readonly<Record<string, unknown>>[]): void {
  for (const values of rows) {
    const row = builder.next();
    const columns = builder.columns as Record<string, Float64Array>;
    for (const [name, value] of Object.entries(values)) {
      const list = [value].flat() as number[];
      const size = builder.table.columns[name]!.size ?? 1;
      for (let k = 0; k < list.length; k++) columns[name]![row * size + k] = list[k]!;
    }
  }
  builder.endEvent();
}

const NONE = Number.NaN;
const UNSEEN = {
  times: { chod: -1, newchod: -1, chod_time: NONE, newchod_time: NONE },
  identity: { ring: -1, cluster: -1, muv3: -1, eop: NONE, rich: [NONE, NONE, NONE], identity: -1 },
  muons: { candidate: -1, dt: NONE, distance: NONE },
  axis: { x: NONE, y: NONE, z: NONE, cda: NONE, px: NONE, py: NONE, pz: NONE },
};

/** A batch of drawn events, numbered from `first`. */
export function drawnBatch(list: readonly Drawn[], sequence = 0, first = 0): DrawnBatch {
  const n = list.length;
  const b = Object.fromEntries(DRAWN_TABLES.map((t) => [t.name, new TableBuilder<Table>(t, n)]));
  const put = (t: Table, rows: readonly object[]): void => fill(b[t.name]!, rows as Record<string, unknown>[]);
  for (const e of list) {
    const { control = true } = e;
    const each = <T>(rows: readonly T[] | undefined, unseen: T): readonly T[] => rows ?? e.tracks.map(() => unseen);
    put(events, [{ l0_mask: control ? 1 : 2, n_tracks: e.tracks.length, n_vertices: e.vertices.length }]);
    put(tracks, e.tracks);
    put(vertices, e.vertices);
    put(trackTimes, each(e.times, UNSEEN.times));
    put(trackIdentity, each(e.identity, UNSEEN.identity));
    put(trackClusters, each(e.lkr, { cluster: -1 }));
    put(trackMuons, each(e.muons, UNSEEN.muons));
    put(trackAxis, each(e.axis, UNSEEN.axis));
    put(ktagCandidates, e.kaons ?? []);
    put(gtkTracks, e.beam ?? []);
    put(lkrClusters, e.clusters ?? []);
    put(neutralPairs, e.pairs ?? []);
    const seen = Object.entries(e.vetoes ?? {});
    put(
      vetoes,
      seen.map(([name, hits]) => ({ detector: VETO_DETECTORS.indexOf(name as 'lav'), n_in_time: hits, n_hits: 9 })),
    );
    put(beamMatches, e.matches ?? []);
  }
  const tables = Object.fromEntries(Object.entries(b).map(([k, v]) => [k, v.finish() as Rows<Table>]));
  return {
    sequence,
    size: n,
    burst: new Uint32Array(n).fill(1),
    event: Uint32Array.from({ length: n }, (_, i) => first + i),
    flaws: [],
    faults: [],
    ...tables,
  } as unknown as DrawnBatch;
}

/** A straight track through (x, y) at STRAW1 with these slopes: the same line on both sides of the magnet. */
export function straight(x: number, y: number, tx = 0, ty = 0): Numbers<typeof tracks> {
  const at = (z: number) => ({ x: x + tx * (z - 183508), y: y + ty * (z - 183508) });
  const up = at(180_000);
  const down = at(219_445);
  return { x: up.x, y: up.y, tx, ty, x_down: down.x, y_down: down.y, tx_down: tx, ty_down: ty };
}

const TRACKS = [
  { ...straight(500, 0), charge: 1 },
  { ...straight(-300, 400), charge: 1 },
  { ...straight(-300, -400), charge: -1 },
];
const vertex: Numbers<typeof vertices> = {
  n_tracks: 3,
  tracks: [0, 1, 2],
  charge: 1,
  z: 140_000,
  chi2: 5,
  px: 90,
  pz: 75_000,
  mass_pi: 493.7,
};

/** An event that passes every cut of `k3pi`, with changes of its vertex. */
export function good(changes: Numbers<typeof vertices> = {}): Drawn {
  return {
    tracks: TRACKS,
    times: [
      { chod: 0, chod_time: 1 },
      { chod: -1, chod_time: NONE },
      { chod: 1, chod_time: 2 },
    ],
    vertices: [{ ...vertex, ...changes }],
    matches: [
      { vertex: 0, track: -1, gtk: 2, cda: 3, rank: 1, accepted: 0, ktag: -1, dt_ktag: NONE },
      { vertex: 0, track: -1, gtk: 4, cda: 1.5, rank: 0, accepted: 1, ktag: 0, dt_ktag: 0.1, ambiguous: 1 },
      { vertex: -1, track: 0, gtk: 7, cda: 0.5, rank: 0, accepted: 1, ktag: 0 },
    ],
  };
}

/** One event of anything: 1–4 tracks, pairs and triples of them, with values inside and outside of cuts and missing ones. */
export function anything(rng: RandomStream): Drawn {
  const maybe = (x: number, share = 0.1): number => (rng.uniform() < share ? NONE : x);
  const whole = (to: number): number => Math.floor(rng.range(0, to));
  const n = rng.uniform() < 0.4 ? 1 : 2 + whole(3);
  const list = <T>(length: number, make: (i: number) => T): T[] => Array.from({ length }, (_, i) => make(i));
  const triples = n < 2 ? 0 : 1 + whole(2);
  return {
    control: rng.uniform() < 0.8,
    tracks: list(n, () => ({
      ...straight(rng.range(-700, 700), rng.range(-700, 700), 2e-3 * rng.gauss(), 2e-3 * rng.gauss()),
      charge: rng.uniform() < 0.7 ? 1 : -1,
      p: rng.range(3000, 75_000),
      p_pattern: rng.range(3000, 75_000),
      chi2: maybe(40 * rng.exponential()),
      ndf: 4 + whole(12),
      chambers: 15 - (rng.uniform() < 0.2 ? 1 : 0),
    })),
    times: list(n, () => {
      const chod = rng.uniform() < 0.7 ? 0 : -1;
      return { time: 3 * rng.gauss(), chod, chod_time: chod < 0 ? NONE : 4 * rng.gauss() };
    }),
    identity: list(n, () => ({
      eop: maybe(rng.range(0, 1.2)),
      muv3: rng.uniform() < 0.5 ? 0 : -1,
      cluster: rng.uniform() < 0.8 ? 0 : -1,
      rich: [rng.uniform(), rng.uniform(), maybe(rng.uniform())],
    })),
    lkr: list(n, () => ({ in_acceptance: rng.uniform() < 0.9 ? 1 : 0, cluster: 0 })),
    axis: list(n, () => ({
      z: maybe(rng.range(95_000, 190_000)),
      cda: 20 * rng.exponential(),
      px: 100 * rng.gauss(),
      py: 100 * rng.gauss(),
      pz: rng.range(5000, 70_000),
    })),
    kaons: list(whole(3), () => ({ time: 8 * rng.gauss(), n_sectors: 3 + whole(6) })),
    vetoes: {
      lav: rng.uniform() < 0.8 ? 0 : 1,
      irc: rng.uniform() < 0.8 ? 0 : 2,
      ...(rng.uniform() < 0.9 ? { sac: rng.uniform() < 0.9 ? 0 : 1 } : {}),
      chanti: rng.uniform() < 0.8 ? 0 : 1,
    },
    vertices: list(triples, () => {
      const three = n >= 3 && rng.uniform() < 0.8;
      return {
        n_tracks: three ? 3 : 2,
        tracks: three ? [0, 1, 2] : [0, 1, -1],
        charge: three ? (rng.uniform() < 0.8 ? 1 : -1) : 0,
        z: maybe(rng.range(95_000, 190_000)),
        chi2: maybe(15 * rng.exponential()),
        px: 100 * rng.gauss(),
        py: 100 * rng.gauss(),
        pz: rng.range(70_000, 80_000),
        momenta: list(9, (k) => (k % 3 === 2 ? rng.range(5000, 40_000) : 100 * rng.gauss())),
        mass_pi: maybe(rng.range(485, 502)),
      };
    }),
    matches: list(whole(3), (k) => ({ vertex: 0, track: -1, gtk: k, rank: k, cda: 3 * rng.exponential() })),
  };
}
