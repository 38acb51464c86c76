import type { Values } from '../core/settings.js';
import { transportCovariance } from '../tracking/covariance.js';
import { TRACK_PLANE } from '../tracking/straw/stage.js';
import type { Field } from '../transport/field.js';
import { SwimPath } from '../transport/step-grid.js';
import { identityJacobian, swimWithJacobian } from '../transport/swim-jacobian.js';
import { fitVertex, MAX_TRACKS, TRACK_SIZE, VertexAt, vertexSize } from './chi2-vertex.js';
import type { vertexSettings } from './settings.js';
import { closestApproach } from './two-line.js';

/** Workspace of the vertex finding; made once. */
export interface VertexFitter {
  readonly field: Field;
  readonly settings: Values<typeof vertexSettings>;
  /** Result of the last successful fit, laid out as `VertexAt` says. */
  readonly vertex: Float64Array;
  /** Tracks at the plane near the vertex. */
  readonly near: Float64Array;
  readonly path: SwimPath;
  readonly state: Float64Array;
  readonly jacobian: Float64Array;
}

export function makeVertexFitter(field: Field, settings: Values<typeof vertexSettings>): VertexFitter {
  return {
    field,
    settings,
    vertex: new Float64Array(vertexSize(MAX_TRACKS)),
    near: new Float64Array(TRACK_SIZE * MAX_TRACKS),
    path: new SwimPath(),
    state: new Float64Array(5),
    jacobian: new Float64Array(12),
  };
}

const pointA = new Float64Array(3);
const pointB = new Float64Array(3);
const alongA = new Float64Array(3);
const alongB = new Float64Array(3);
const middle = new Float64Array(3);

/**
 * Where two tracks, taken straight, come closest [mm in z], or NaN if they miss each other by more than `maxCda` or outside the region.
 * @param tracks rows of TRACK_SIZE at the track plane
 */
export function pairZ(fitter: VertexFitter, tracks: Float64Array, a: number, b: number): number {
  const { maxCda, zMin, zMax } = fitter.settings;
  line(tracks, a, pointA, alongA);
  line(tracks, b, pointB, alongB);
  const cda = closestApproach(middle, pointA, alongA, pointB, alongB);
  const z = middle[2]!;
  return cda < maxCda && z > zMin && z < zMax ? z : Number.NaN;
}

function line(tracks: Float64Array, k: number, point: Float64Array, along: Float64Array): void {
  const at = k * TRACK_SIZE;
  point[0] = tracks[at]!;
  point[1] = tracks[at + 1]!;
  point[2] = TRACK_PLANE;
  along[0] = tracks[at + 2]!;
  along[1] = tracks[at + 3]!;
  along[2] = 1;
}

/**
 * χ² vertex of the tracks `members`, each swum with its covariance through the residual field to the vertex, and again if the vertex moves.
 * The result is in `fitter.vertex`.
 * @param z first guess [mm]
 * @returns whether there is a vertex inside the region with χ² below the limit
 */
export function vertexOf(fitter: VertexFitter, tracks: Float64Array, members: readonly number[], z: number): boolean {
  const { settings, vertex, near } = fitter;
  let at = z;
  for (let pass = 0; pass < 4; pass++) {
    fitter.path.between(fitter.field, TRACK_PLANE, at);
    for (let i = 0; i < members.length; i++) bring(fitter, tracks, members[i]!, i);
    if (!fitVertex(near, members.length, at, vertex)) return false;
    const found = vertex[VertexAt.position + 2]!;
    if (!(found > settings.zMin && found < settings.zMax)) return false;
    if (Math.abs(found - at) < settings.reswim) return vertex[VertexAt.chi2]! < settings.maxChi2;
    at = found;
  }
  return false;
}

/** Swims track `k` along the fitter's path into row `i` of `near`. */
function bring(fitter: VertexFitter, tracks: Float64Array, k: number, i: number): void {
  const { near, state, jacobian, path } = fitter;
  const from = k * TRACK_SIZE;
  const to = i * TRACK_SIZE;
  for (let j = 0; j < 5; j++) state[j] = tracks[from + j]!;
  identityJacobian(jacobian);
  swimWithJacobian(path, 0, 1, state, jacobian);
  for (let j = 0; j < 5; j++) near[to + j] = state[j]!;
  for (let j = 5; j < TRACK_SIZE; j++) near[to + j] = tracks[from + j]!;
  transportCovariance(near, to + 5, jacobian);
}
