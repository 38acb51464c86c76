import { kalmanFit } from '../src/tracking/kalman.js';
import { makeKalmanHits, makeKalmanWorkspace } from '../src/tracking/kalman-workspace.js';
import { KALMAN_STRIDE, kalmanInputs, kalmanSetup } from './kalman-inputs.js';

/** `kf_filter_mbf`: filter and smoother of 32 measurements; the state and covariance at the first plane enter the checksum. */
export function kalmanPass(n: number): () => number {
  const { planes, grid, cos, sin, variance, scatter } = kalmanSetup;
  const inputs = kalmanInputs(n);
  const ws = makeKalmanWorkspace(planes);
  const hits = makeKalmanHits(planes);
  hits.n = planes;
  hits.cos.set(cos);
  hits.sin.set(sin);
  hits.variance.fill(variance);
  hits.scatter.fill(scatter);
  for (let k = 0; k < planes; k++) hits.plane[k] = k;
  const seed = new Float64Array(5);
  const seedVariance = new Float64Array([100, 100, 1e-6, 1e-6, 0]);
  const { smoothed: x, smoothedCov: v } = ws;
  return () => {
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const o = KALMAN_STRIDE * i;
      for (let j = 0; j < 5; j++) seed[j] = inputs[o + j]!;
      for (let k = 0; k < planes; k++) hits.u[k] = inputs[o + 5 + k]!;
      seedVariance[4] = 0.04 * seed[4]! * seed[4]!;
      const c = kalmanFit(ws, grid, hits, seed, seedVariance);
      // in metres and GeV, as native adds them
      sum += c + (x[0]! + x[1]!) / 1e3 + x[2]! + x[3]! + 1e3 * x[4]!;
      sum += v[0]! + v[5]! + 1e9 * (v[9]! + v[12]!) + 1e12 * v[14]!;
    }
    return sum;
  };
}
