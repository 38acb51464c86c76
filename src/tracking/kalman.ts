import { type StepGrid, StepKind } from '../transport/field.js';
import { swimWithJacobian } from '../transport/swim.js';
import { smooth } from './kalman-smoother.js';
import { type KalmanHits, type KalmanWorkspace, RECORD_SIZE } from './kalman-workspace.js';

/**
 * Kalman filter and modified Bryson–Frazier smoother of one track in the grid's field. Needs `hits.n` ≥ 1 and at most the capacity
 * of `ws`. About 0.15 µs a measurement and 0.1 µs a field step of the grid.
 *
 * @param seed state at the first measurement's plane, before its material
 * @param seedVariance diagonal of its covariance; wide, or it counts as a measurement
 * @param filterOnly leaves `smoothed`, `smoothedCov`, `residual` and `residualVariance` untouched
 * @returns χ² of the measurements; degrees of freedom: measurements of finite variance − 5
 */
export function kalmanFit(
  ws: KalmanWorkspace,
  grid: StepGrid,
  hits: KalmanHits,
  seed: Float64Array,
  seedVariance: Float64Array,
  filterOnly = false,
): number {
  const chi2 = filter(ws, grid, hits, seed, seedVariance);
  if (!filterOnly) smooth(ws, hits);
  return chi2;
}

function filter(
  ws: KalmanWorkspace,
  grid: StepGrid,
  hits: KalmanHits,
  seed: Float64Array,
  seedVariance: Float64Array,
): number {
  const { filtered, filteredCov, record, state, jacobian } = ws;
  const { n, plane, cos, sin, u, variance, scatter, loss } = hits;
  const { first, h, kind } = grid;
  let x = seed[0]!;
  let y = seed[1]!;
  let tx = seed[2]!;
  let ty = seed[3]!;
  let qp = seed[4]!;
  let c00 = seedVariance[0]!;
  let c01 = 0;
  let c02 = 0;
  let c03 = 0;
  let c04 = 0;
  let c11 = seedVariance[1]!;
  let c12 = 0;
  let c13 = 0;
  let c14 = 0;
  let c22 = seedVariance[2]!;
  let c23 = 0;
  let c24 = 0;
  let c33 = seedVariance[3]!;
  let c34 = 0;
  let c44 = seedVariance[4]!;
  let chi2 = 0;
  for (let k = 0; k < n; k++) {
    const rec = RECORD_SIZE * k;
    if (k > 0) {
      const end = first[plane[k]! + 1]!;
      let i = first[plane[k - 1]! + 1]!;
      let driftX = x;
      let driftY = y;
      let p = 0;
      for (; i < end && kind[i] === StepKind.drift; i++) {
        driftX += h[i]! * tx;
        driftY += h[i]! * ty;
        p += h[i]!;
      }
      record[rec + 20] = i === end ? p : Number.NaN;
      if (i === end) {
        // three of four gaps of a spectrometer have no field: what the other branch does with P = p · 1 and D = 1
        x = driftX;
        y = driftY;
        const m00 = c02 + p * c22;
        const m01 = c03 + p * c23;
        const m02 = c04 + p * c24;
        const m10 = c12 + p * c23;
        const m11 = c13 + p * c33;
        const m12 = c14 + p * c34;
        c00 += c02 * p + p * m00;
        c01 += c03 * p + p * m10;
        c11 += c13 * p + p * m11;
        c02 = m00;
        c03 = m01;
        c04 = m02;
        c12 = m10;
        c13 = m11;
        c14 = m12;
      } else {
        state[0] = x;
        state[1] = y;
        state[2] = tx;
        state[3] = ty;
        state[4] = qp;
        // the identity, by hand: `fill` costs more than the stores
        jacobian[0] = 0;
        jacobian[1] = 0;
        jacobian[2] = 0;
        jacobian[3] = 0;
        jacobian[4] = 0;
        jacobian[5] = 0;
        jacobian[6] = 1;
        jacobian[7] = 0;
        jacobian[8] = 0;
        jacobian[9] = 0;
        jacobian[10] = 1;
        jacobian[11] = 0;
        swimWithJacobian(grid, plane[k - 1]!, plane[k]!, state, jacobian);
        x = state[0]!;
        y = state[1]!;
        tx = state[2]!;
        ty = state[3]!;
        // F = [[1, P], [0, D]]: P = d(x, y)/d(tx, ty, qp), D = d(tx, ty)/d(tx, ty, qp); C ← F C Fᵀ
        const p00 = jacobian[0]!;
        const p01 = jacobian[1]!;
        const p02 = jacobian[2]!;
        const p10 = jacobian[3]!;
        const p11 = jacobian[4]!;
        const p12 = jacobian[5]!;
        const d00 = jacobian[6]!;
        const d01 = jacobian[7]!;
        const d02 = jacobian[8]!;
        const d10 = jacobian[9]!;
        const d11 = jacobian[10]!;
        const d12 = jacobian[11]!;
        record[rec + 7] = p00;
        record[rec + 8] = p01;
        record[rec + 9] = p02;
        record[rec + 10] = p10;
        record[rec + 11] = p11;
        record[rec + 12] = p12;
        record[rec + 13] = d00;
        record[rec + 14] = d01;
        record[rec + 15] = d02;
        record[rec + 16] = d10;
        record[rec + 17] = d11;
        record[rec + 18] = d12;
        const m00 = c02 + (p00 * c22 + p01 * c23 + p02 * c24);
        const m01 = c03 + (p00 * c23 + p01 * c33 + p02 * c34);
        const m02 = c04 + (p00 * c24 + p01 * c34 + p02 * c44);
        const m10 = c12 + (p10 * c22 + p11 * c23 + p12 * c24);
        const m11 = c13 + (p10 * c23 + p11 * c33 + p12 * c34);
        const m12 = c14 + (p10 * c24 + p11 * c34 + p12 * c44);
        c00 += c02 * p00 + c03 * p01 + c04 * p02 + (p00 * m00 + p01 * m01 + p02 * m02);
        c01 += c02 * p10 + c03 * p11 + c04 * p12 + (p00 * m10 + p01 * m11 + p02 * m12);
        c11 += c12 * p10 + c13 * p11 + c14 * p12 + (p10 * m10 + p11 * m11 + p12 * m12);
        const n00 = d00 * c22 + d01 * c23 + d02 * c24;
        const n01 = d00 * c23 + d01 * c33 + d02 * c34;
        const n02 = d00 * c24 + d01 * c34 + d02 * c44;
        const n10 = d10 * c22 + d11 * c23 + d12 * c24;
        const n11 = d10 * c23 + d11 * c33 + d12 * c34;
        const n12 = d10 * c24 + d11 * c34 + d12 * c44;
        c02 = m00 * d00 + m01 * d01 + m02 * d02;
        c03 = m00 * d10 + m01 * d11 + m02 * d12;
        c04 = m02;
        c12 = m10 * d00 + m11 * d01 + m12 * d02;
        c13 = m10 * d10 + m11 * d11 + m12 * d12;
        c14 = m12;
        c22 = n00 * d00 + n01 * d01 + n02 * d02;
        c23 = n00 * d10 + n01 * d11 + n02 * d12;
        c24 = n02;
        c33 = n10 * d10 + n11 * d11 + n12 * d12;
        c34 = n12;
      }
    }
    // loss: qp ← qp / (1 − loss |qp|), g = d(qp after)/d(qp before); no loss is exactly no change
    const lost = 1 / (1 - loss[k]! * Math.abs(qp));
    const g = lost * lost;
    qp *= lost;
    c04 *= g;
    c14 *= g;
    c24 *= g;
    c34 *= g;
    c44 *= g * g;
    // scattering in a thin layer across the beam: the path through it grows with n
    const n2 = 1 + tx * tx + ty * ty;
    const q = scatter[k]! * (qp * qp) * n2 * Math.sqrt(n2);
    c22 += q * (1 + tx * tx);
    c23 += q * tx * ty;
    c33 += q * (1 + ty * ty);
    // measurement
    const c = cos[k]!;
    const s = sin[k]!;
    const h0 = c * c00 + s * c01;
    const h1 = c * c01 + s * c11;
    const h2 = c * c02 + s * c12;
    const h3 = c * c03 + s * c13;
    const h4 = c * c04 + s * c14;
    const iS = 1 / (c * h0 + s * h1 + variance[k]!);
    const r = u[k]! - (c * x + s * y);
    const k0 = h0 * iS;
    const k1 = h1 * iS;
    const k2 = h2 * iS;
    const k3 = h3 * iS;
    const k4 = h4 * iS;
    record[rec] = k0;
    record[rec + 1] = k1;
    record[rec + 2] = k2;
    record[rec + 3] = k3;
    record[rec + 4] = k4;
    record[rec + 5] = r;
    record[rec + 6] = iS;
    record[rec + 19] = g;
    x += k0 * r;
    y += k1 * r;
    tx += k2 * r;
    ty += k3 * r;
    qp += k4 * r;
    c00 -= k0 * h0;
    c01 -= k0 * h1;
    c02 -= k0 * h2;
    c03 -= k0 * h3;
    c04 -= k0 * h4;
    c11 -= k1 * h1;
    c12 -= k1 * h2;
    c13 -= k1 * h3;
    c14 -= k1 * h4;
    c22 -= k2 * h2;
    c23 -= k2 * h3;
    c24 -= k2 * h4;
    c33 -= k3 * h3;
    c34 -= k3 * h4;
    c44 -= k4 * h4;
    chi2 += r * r * iS;
    const f = 5 * k;
    filtered[f] = x;
    filtered[f + 1] = y;
    filtered[f + 2] = tx;
    filtered[f + 3] = ty;
    filtered[f + 4] = qp;
    const a = 15 * k;
    filteredCov[a] = c00;
    filteredCov[a + 1] = c01;
    filteredCov[a + 2] = c02;
    filteredCov[a + 3] = c03;
    filteredCov[a + 4] = c04;
    filteredCov[a + 5] = c11;
    filteredCov[a + 6] = c12;
    filteredCov[a + 7] = c13;
    filteredCov[a + 8] = c14;
    filteredCov[a + 9] = c22;
    filteredCov[a + 10] = c23;
    filteredCov[a + 11] = c24;
    filteredCov[a + 12] = c33;
    filteredCov[a + 13] = c34;
    filteredCov[a + 14] = c44;
  }
  return chi2;
}
