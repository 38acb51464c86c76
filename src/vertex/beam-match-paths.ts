import { TRACK_PLANE } from '../tracking/straw/stage.js';
import { GTK_Z } from '../transport/beam-line.js';
import type { Field } from '../transport/field.js';
import { makeStepGrid } from '../transport/step-grid.js';
import { swim } from '../transport/swim.js';
import { closestApproach } from './two-line.js';

/** Plane where beam tracks are given: GTK3. */
export const BEAM_PLANE = GTK_Z[2];

/**
 * Distance of the planes where a swum track is kept: half of it from one, the tangent there misses a track of 5 GeV/c by 2 µm in the
 * residual field.
 */
const SPACING = (TRACK_PLANE - BEAM_PLANE) / 32;
const PLANES = 33;
const STATE = 5;

/** Tracks of one event swum through the residual field from their plane on, plane by plane and only as far as asked for. */
export interface SwumTracks {
  /** Forgets all tracks and makes room for n. */
  begin(n: number): void;
  /** Sets track i at its first plane: mm, rad, e/(MeV/c). */
  set(i: number, x: number, y: number, tx: number, ty: number, qp: number): void;
  /** Writes a point [mm] and the direction of the tangent of track i next to z. Returns the number of the plane. */
  line(i: number, z: number, point: Float64Array, along: Float64Array): number;
}

/** @param direction +1 for beam tracks, which start at GTK3; −1 for decay tracks, which start at the track plane */
export function swumTracks(field: Field, direction: 1 | -1): SwumTracks {
  const start = direction > 0 ? BEAM_PLANE : TRACK_PLANE;
  const z = Float64Array.from({ length: PLANES }, (_, k) => start + direction * k * SPACING);
  const grid = makeStepGrid(field, z);
  const state = new Float64Array(STATE);
  let states = new Float64Array(8 * PLANES * STATE);
  let reached = new Int32Array(8);

  const extend = (i: number, plane: number) => {
    let k = reached[i]!;
    let at = (i * PLANES + k) * STATE;
    for (let j = 0; j < STATE; j++) state[j] = states[at + j]!;
    for (; k < plane; k++) {
      swim(grid, k, k + 1, state);
      at += STATE;
      for (let j = 0; j < STATE; j++) states[at + j] = state[j]!;
    }
    reached[i] = plane;
  };

  return {
    begin(n) {
      if (n <= reached.length) return;
      states = new Float64Array(2 * n * PLANES * STATE);
      reached = new Int32Array(2 * n);
    },
    set(i, x, y, tx, ty, qp) {
      const at = i * PLANES * STATE;
      states[at] = x;
      states[at + 1] = y;
      states[at + 2] = tx;
      states[at + 3] = ty;
      states[at + 4] = qp;
      reached[i] = 0;
    },
    line(i, at, point, along) {
      const nearest = Math.round((direction * (at - start)) / SPACING);
      const plane = nearest < 0 ? 0 : nearest >= PLANES ? PLANES - 1 : nearest;
      if (plane > reached[i]!) extend(i, plane);
      const s = (i * PLANES + plane) * STATE;
      point[0] = states[s]!;
      point[1] = states[s + 1]!;
      point[2] = z[plane]!;
      along[0] = states[s + 2]!;
      along[1] = states[s + 3]!;
      along[2] = 1;
      return plane;
    },
  };
}

const pointA = new Float64Array(3);
const pointB = new Float64Array(3);
const alongA = new Float64Array(3);
const alongB = new Float64Array(3);

/** Passes after which a closest approach between two planes counts as found. */
const PASSES = 6;

/**
 * Closest approach of beam track `i` and decay track `j`, both bent by the residual field: closest approach of the tangents at the
 * planes next to the last one found, until these planes stay.
 * @param z where to begin [mm]
 * @param meet gets the middle of the shortest connection [mm]; not finite when a track is not
 * @returns its length [mm]
 */
export function beamCda(
  beam: SwumTracks,
  i: number,
  decay: SwumTracks,
  j: number,
  z: number,
  meet: Float64Array,
): number {
  let at = z;
  let cda = Number.NaN;
  let planeA = -1;
  let planeB = -1;
  for (let pass = 0; pass < PASSES; pass++) {
    const a = beam.line(i, at, pointA, alongA);
    const b = decay.line(j, at, pointB, alongB);
    if (a === planeA && b === planeB) break;
    planeA = a;
    planeB = b;
    cda = closestApproach(meet, pointA, alongA, pointB, alongB);
    at = meet[2]!;
    if (!Number.isFinite(at)) return Number.NaN;
  }
  return cda;
}

/**
 * Distance of beam track `i` from a point, at the z of the point [mm].
 */
export function beamDistance(beam: SwumTracks, i: number, x: number, y: number, z: number): number {
  beam.line(i, z, pointA, alongA);
  const h = z - pointA[2]!;
  const dx = pointA[0]! + h * alongA[0]! - x;
  const dy = pointA[1]! + h * alongA[1]! - y;
  return Math.sqrt(dx * dx + dy * dy);
}
