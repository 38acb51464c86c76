import { packed } from '../src/tracking/covariance.js';
import { fitVertex, TRACK_SIZE, VertexAt, vertexSize } from '../src/vertex/chi2-vertex.js';
import { Rng } from './rng.js';

/** Where the tracks of `native/vertex.cpp` are given [m]. */
const ZREF = 183.7;
/** The same in the library's unit [mm]. */
export const VERTEX_ZREF = 1e3 * ZREF;

/** The vertices of `native/vertex.cpp`, N tracks each, converted to mm and MeV, and the true positions [mm]. */
export function vertexInputs(n: number, vertices: number): { tracks: Float64Array; truth: Float64Array } {
  const rng = new Rng(20240004 + n);
  const tracks = new Float64Array(TRACK_SIZE * n * vertices);
  const truth = new Float64Array(3 * vertices);
  const unit = [1e3, 1e3, 1, 1, 1e-3];
  const g = new Float64Array(5);
  for (let i = 0; i < vertices; i++) {
    const v = [rng.range(-0.03, 0.03), rng.range(-0.015, 0.015), rng.range(105, 165)] as const;
    for (let j = 0; j < 3; j++) truth[3 * i + j] = 1e3 * v[j]!;
    for (let k = 0; k < n; k++) {
      const o = TRACK_SIZE * (i * n + k);
      const tx = rng.range(-6e-3, 6e-3);
      const ty = rng.range(-6e-3, 6e-3);
      const qp = (k & 1 ? -1.0 : 1.0) / rng.range(10, 60);
      const p = [v[0] + tx * (ZREF - v[2]), v[1] + ty * (ZREF - v[2]), tx, ty, qp];
      const s = rng.range(0.7, 1.3);
      const L = [
        [150e-6 * s],
        [0, 150e-6 * s],
        [-9e-6 * s, 0, 18e-6 * s],
        [0, -9e-6 * s, 0, 18e-6 * s],
        [1e-3 * qp, 0, 2e-3 * qp, 0, 3e-3 * qp],
      ];
      for (let a = 0; a < 5; a++) g[a] = rng.gauss();
      for (let a = 0; a < 5; a++) {
        let x = p[a]!;
        for (let b = 0; b <= a; b++) x += L[a]![b]! * g[b]!;
        tracks[o + a] = unit[a]! * x;
        for (let b = a; b < 5; b++) {
          let c = 0;
          for (let m = 0; m <= a; m++) c += L[a]![m]! * L[b]![m]!;
          tracks[o + 5 + packed(a, b)] = unit[a]! * unit[b]! * c;
        }
      }
    }
  }
  return { tracks, truth };
}

/** `vtx2_chi2`, `vtx3_chi2`: position, χ², covariance, a slope and a momentum enter the checksum, in metres and GeV. */
export function vertexPass(n: number, vertices: number): () => number {
  const { tracks } = vertexInputs(n, vertices);
  const one = new Float64Array(TRACK_SIZE * n);
  const f = new Float64Array(vertexSize(n));
  const lastQp = vertexSize(n) - 1;
  return () => {
    let sum = 0;
    for (let i = 0; i < vertices; i++) {
      const o = TRACK_SIZE * n * i;
      for (let k = 0; k < TRACK_SIZE * n; k++) one[k] = tracks[o + k]!;
      if (!fitVertex(one, n, VERTEX_ZREF, f)) continue;
      sum += (f[0]! + f[1]! + f[2]!) / 1e3 + f[VertexAt.chi2]!;
      sum += 1e-2 * (f[3]! + f[6]!) + 1e-6 * f[8]! + f[VertexAt.tracks]! + 1e3 * f[lastQp]!;
    }
    return sum;
  };
}
