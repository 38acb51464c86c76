import type { EventBatch, Has } from '../../src/event/batch.js';
import { TableBuilder } from '../../src/event/builder.js';
import { events, tracks, vertices } from '../../src/event/run.js';
import { beamMatches, trackTimes } from '../../src/event/run-beam.js';
import type { Rows, Table } from '../../src/event/table.js';

/** Tables of a run that selections read, as a run on disk holds them. */
export const DRAWN_TABLES = [events, tracks, vertices, trackTimes, beamMatches] as const;
export type DrawnBatch = EventBatch & Has<(typeof DRAWN_TABLES)[number]>;

type Numbers<T extends Table> = { readonly [K in keyof T['columns']]?: number | readonly number[] };

/** One event drawn by hand: what differs from zero. */
export interface Drawn {
  readonly control?: boolean;
  readonly tracks: readonly Numbers<typeof tracks>[];
  readonly times?: readonly Numbers<typeof trackTimes>[];
  readonly vertices: readonly Numbers<typeof vertices>[];
  readonly matches?: readonly Numbers<typeof beamMatches>[];
}

function fill<T extends Table>(builder: TableBuilder<T>, rows: readonly Numbers<T>[]): void {
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

/** A batch of drawn events, numbered from `first`. */
export function drawnBatch(list: readonly Drawn[], sequence = 0, first = 0): DrawnBatch {
  const n = list.length;
  const b = {
    events: new TableBuilder(events, n),
    tracks: new TableBuilder(tracks, n),
    vertices: new TableBuilder(vertices, n),
    track_times: new TableBuilder(trackTimes, n),
    beam_matches: new TableBuilder(beamMatches, n),
  };
  for (const { control = true, matches = [], ...e } of list) {
    fill(b.events, [{ l0_mask: control ? 1 : 2, n_tracks: e.tracks.length, n_vertices: e.vertices.length }]);
    fill(b.tracks, e.tracks);
    fill(b.vertices, e.vertices);
    fill(b.track_times, e.times ?? e.tracks.map(() => ({ chod: -1, chod_time: Number.NaN })));
    fill(b.beam_matches, matches);
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

const TRACKS = [straight(500, 0), straight(-300, 400), straight(-300, -400)];
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
      { chod: -1, chod_time: Number.NaN },
      { chod: 1, chod_time: 2 },
    ],
    vertices: [{ ...vertex, ...changes }],
    matches: [
      { vertex: 0, track: -1, gtk: 2, cda: 3, rank: 1, accepted: 0, ktag: -1, dt_ktag: Number.NaN },
      { vertex: 0, track: -1, gtk: 4, cda: 1.5, rank: 0, accepted: 1, ktag: 0, dt_ktag: 0.1, ambiguous: 1 },
      { vertex: -1, track: 0, gtk: 7, cda: 0.5, rank: 0, accepted: 1, ktag: 0 },
    ],
  };
}
