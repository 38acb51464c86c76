import { particle } from '../core/particles.js';
import { m } from '../core/units.js';
import type { GtkStation } from '../detectors/gtk/description.js';
import type { StrawConditions } from '../detectors/straw/conditions.js';
import type { EventBatch, Has } from '../event/batch.js';
import type { straw, triggers } from '../event/raw.js';
import type { gtk } from '../event/raw-beam.js';
import type { tracks, vertices } from '../event/run.js';
import type {
  beamMatches,
  chodCandidates,
  gtkTracks,
  ktagCandidates,
  newchodCandidates,
  trackTimes,
} from '../event/run-beam.js';
import type { Rows } from '../event/table.js';
import { Process, type particles } from '../event/truth.js';
import { DOWNSTREAM_PLANE, TRACK_PLANE } from '../tracking/straw/stage.js';
import { GTK_Z } from '../transport/beam-line.js';
import type { Field } from '../transport/field.js';
import { MNP33_Z } from '../transport/mnp33.js';
import { SwimPath } from '../transport/step-grid.js';
import { swim } from '../transport/swim.js';

/** Tables of a run that are shown. */
type Found =
  | typeof ktagCandidates
  | typeof gtkTracks
  | typeof tracks
  | typeof chodCandidates
  | typeof newchodCandidates
  | typeof trackTimes
  | typeof vertices
  | typeof beamMatches;

/** One event and what was assumed to reconstruct it. */
export interface DisplayedEvent {
  readonly setup: string;
  /** How tracks and vertices were made, in words. */
  readonly reconstruction: string;
  readonly batch: EventBatch & Has<typeof triggers | typeof straw | typeof gtk | Found>;
  /** Row of the event in the batch. */
  readonly row: number;
  /** Truth of the same batch, where it exists. */
  readonly truth?: Rows<typeof particles>;
  readonly field: Field;
  readonly conditions: StrawConditions;
  /** GTK stations where they are assumed to stand. */
  readonly gtk: readonly GtkStation[];
}

/** Rows of one event in a table: from and to (exclusive). */
export const rowsOf = (rows: { readonly offsets: Int32Array }, row: number): readonly [number, number] => [
  rows.offsets[row]!,
  rows.offsets[row + 1]!,
];

/** The decay volume and the spectrometer, as shown [mm]. */
export const Z_RANGE: readonly [number, number] = [100 * m, 222 * m];

/** Longest straight piece of a drawn curve, and of one that is drawn faint. */
const STEP = 400;
const FAINT_STEP = 2000;
/** Curves end where they leave this square about the axis. */
const FAR = 3 * m;

/** A curve in space, ascending in z [mm]. */
export interface Curve {
  readonly z: Float64Array;
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** Swims the state (x, y, tx, ty, qp) at z0 to z1 in short pieces. */
function curve(field: Field, state: readonly number[], z0: number, z1: number, step = STEP): Curve {
  const n = Math.max(1, Math.ceil(Math.abs(z1 - z0) / step));
  const z = Float64Array.from({ length: n + 1 }, (_, i) => z0 + ((z1 - z0) * i) / n);
  const grid = new SwimPath().through(field, z);
  const s = Float64Array.from(state);
  const x = Float64Array.of(...z);
  const y = Float64Array.of(...z);
  let end = n + 1;
  for (let i = 0; i < end; i++) {
    if (i > 0) swim(grid, i - 1, i, s);
    x[i] = s[0]!;
    y[i] = s[1]!;
    // the picture has ended long before, and so has the knowledge of the field
    if (!(Math.abs(x[i]!) < FAR && Math.abs(y[i]!) < FAR)) end = Math.max(1, i);
  }
  const cut = { z: z.slice(0, end), x: x.slice(0, end), y: y.slice(0, end) };
  return z1 < z0 ? { z: cut.z.reverse(), x: cut.x.reverse(), y: cut.y.reverse() } : cut;
}

const joined = (a: Float64Array, b: Float64Array): Float64Array => Float64Array.of(...a, ...b);
const join = (a: Curve, b: Curve): Curve => ({ z: joined(a.z, b.z), x: joined(a.x, b.x), y: joined(a.y, b.y) });

const upstreamState = (t: Rows<typeof tracks>, i: number): number[] => {
  const { x, y, tx, ty, qp } = t.columns;
  return [x[i]!, y[i]!, tx[i]!, ty[i]!, qp[i]!];
};
const downstreamState = (t: Rows<typeof tracks>, i: number): number[] => {
  const { x_down, y_down, tx_down, ty_down, qp } = t.columns;
  return [x_down[i]!, y_down[i]!, tx_down[i]!, ty_down[i]!, qp[i]!];
};

/**
 * Track `i` of the table from `zStart` to the end of the picture. Each end of it is swum from the state given there: between them
 * lies the scattering in the chambers.
 */
export function trackCurve(field: Field, t: Rows<typeof tracks>, i: number, zStart: number): Curve {
  const up = upstreamState(t, i);
  const down = downstreamState(t, i);
  const before = curve(field, up, TRACK_PLANE, Math.min(zStart, TRACK_PLANE - 1));
  const inside = join(curve(field, up, TRACK_PLANE, MNP33_Z), curve(field, down, DOWNSTREAM_PLANE, MNP33_Z));
  return join(join(before, inside), curve(field, down, DOWNSTREAM_PLANE, Z_RANGE[1]));
}

/** (x, y) of track `i` at z, swum from the nearer of its two states. */
export function trackAt(field: Field, t: Rows<typeof tracks>, i: number, z: number): readonly [number, number] {
  const near = z < MNP33_Z;
  const s = Float64Array.from(near ? upstreamState(t, i) : downstreamState(t, i));
  swim(new SwimPath().between(field, near ? TRACK_PLANE : DOWNSTREAM_PLANE, z), 0, 1, s);
  return [s[0]!, s[1]!];
}

/** Beam track `i` of the table from GTK3 to `z`. */
export function beamCurve(field: Field, t: Rows<typeof gtkTracks>, i: number, z: number): Curve {
  const { x, y, tx, ty, p } = t.columns;
  return curve(field, [x[i]!, y[i]!, tx[i]!, ty[i]!, 1 / p[i]!], GTK_Z[2], Math.max(z, GTK_Z[2] + 1));
}

/** A particle of the truth as drawn: charged, on the way it would fly without matter. */
export interface TrueCurve extends Curve {
  readonly pdg: number;
  /** A product of a decay in flight, such as the muon of π → μν. */
  readonly secondary: boolean;
  /** It decayed in flight at the end of the curve. */
  readonly decayed: boolean;
  /** It comes of the kaon that was made to decay; the others are the crowd. */
  readonly own: boolean;
}

/** Charged particles of an event, beam kaon first; beam particles that pass on down the pipe end at GTK3 and have no curve. */
export function trueCurves(field: Field, truth: Rows<typeof particles>, row: number): TrueCurve[] {
  const c = truth.columns;
  const [start, end] = rowsOf(truth, row);
  const curves: TrueCurve[] = [];
  for (let i = start; i < end; i++) {
    const pdg = c.pdg[i]!;
    const { charge } = particle(pdg);
    const z0 = c.z[i]!;
    const z1 = Math.min(c.end_z[i]!, Z_RANGE[1]);
    const pz = c.pz[i]!;
    if (charge === 0 || !(pz > 0) || !(z1 > z0)) continue;
    const p = Math.sqrt(c.px[i]! ** 2 + c.py[i]! ** 2 + pz ** 2);
    const state = [c.x[i]!, c.y[i]!, c.px[i]! / pz, c.py[i]! / pz, charge / p];
    let ancestor = i - start;
    while (c.parent[start + ancestor]! >= 0) ancestor = c.parent[start + ancestor]!;
    const own = ancestor === 0;
    const decayed = c.end_process[i] === Process.decayInFlight;
    const secondary = c.process[i] === Process.decayInFlight;
    curves.push({ ...curve(field, state, z0, z1, own ? STEP : FAINT_STEP), pdg, decayed, secondary, own });
  }
  return curves;
}

/** Row of the vertex the picture is about: three tracks before two, then the smallest χ²; −1 when there is none. */
export function mainVertex({ batch, row }: DisplayedEvent): number {
  const { n_tracks, chi2, ndf } = batch.vertices.columns;
  const [start, end] = rowsOf(batch.vertices, row);
  let best = -1;
  for (let i = start; i < end; i++) {
    const more = best < 0 ? 1 : n_tracks[i]! - n_tracks[best]!;
    if (more > 0 || (more === 0 && chi2[i]! / ndf[i]! < chi2[best]! / ndf[best]!)) best = i;
  }
  return best;
}

/** Rows (in the whole batch) of the tracks of vertex `v`. */
export function tracksOfVertex({ batch, row }: DisplayedEvent, v: number): number[] {
  const first = batch.tracks.offsets[row]!;
  return v < 0
    ? []
    : [...batch.vertices.columns.tracks.slice(3 * v, 3 * v + 3)].filter((t) => t >= 0).map((t) => first + t);
}
