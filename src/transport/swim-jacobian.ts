import { K_FIELD } from '../core/constants.js';
import { NODE_SIZE, type StepGrid, StepKind } from './field.js';

/** Sets `j` to the Jacobian of a swim of no length. */
export function identityJacobian(j: Float64Array): void {
  j.fill(0);
  j[6] = 1;
  j[10] = 1;
}

/**
 * Swims state `s` as `swim` does and carries the derivatives of the end state with respect to the state `j` started from:
 * P = ∂(x, y)/∂(tx, ty, qp) and D = ∂(tx, ty)/∂(tx, ty, qp), both rows first: j = P00 P01 P02 P10 P11 P12 D00 … D12. The other
 * columns are trivial because the gradient of the field is left out, as most track fits do: 0.6 % of ∂y/∂ty over the spectrometer.
 * `j` accumulates; begin with `identityJacobian`.
 */
export function swimWithJacobian(grid: StepGrid, from: number, to: number, s: Float64Array, j: Float64Array): void {
  const { first, h: hs, kind: kinds, node: starts, nodes } = grid;
  const { s2, s4, s6 } = grid.shape;
  const t2 = s2 / 3;
  const t4 = s4 / 5;
  const t6 = s6 / 7;
  let x = s[0]!;
  let y = s[1]!;
  let tx = s[2]!;
  let ty = s[3]!;
  let p00 = j[0]!;
  let p01 = j[1]!;
  let p02 = j[2]!;
  let p10 = j[3]!;
  let p11 = j[4]!;
  let p12 = j[5]!;
  let d00 = j[6]!;
  let d01 = j[7]!;
  let d02 = j[8]!;
  let d10 = j[9]!;
  let d11 = j[10]!;
  let d12 = j[11]!;
  const kqp = K_FIELD * s[4]!;
  const end = first[to + 1]!;
  for (let i = first[from + 1]!; i < end; i++) {
    const h = hs[i]!;
    const kind = kinds[i]!;
    if (kind === StepKind.drift) {
      x += h * tx;
      y += h * ty;
      p00 += h * d00;
      p01 += h * d01;
      p02 += h * d02;
      p10 += h * d10;
      p11 += h * d11;
      p12 += h * d12;
      continue;
    }
    let at = starts[i]!;
    let c = 0;
    let e = 0;
    let kx = 0;
    let ky = 0;
    let bx = 0;
    let by = 0;
    let bz = 0;
    let sumX = 0;
    let sumY = 0;
    let endX = 0;
    let endY = 0;
    // per column: q the second derivative of this stage, m and n its sums for position and slope
    let q00 = 0;
    let q01 = 0;
    let q02 = 0;
    let q10 = 0;
    let q11 = 0;
    let q12 = 0;
    let m00 = 0;
    let m01 = 0;
    let m02 = 0;
    let m10 = 0;
    let m11 = 0;
    let m12 = 0;
    let n00 = 0;
    let n01 = 0;
    let n02 = 0;
    let n10 = 0;
    let n11 = 0;
    let n12 = 0;
    for (let stage = 0; stage < 4; stage++) {
      if (stage !== 2) {
        const px = x + c * tx + e * kx;
        const py = y + c * ty + e * ky;
        if (kind === StepKind.dipole) {
          // powers of w = y + ix: ∂U/∂y − 1 = Re, −∂U/∂x = Im of s₂w² + s₄w⁴ + s₆w⁶; U = Re of its integral
          const b = nodes[at]!;
          const d = py * py - px * px;
          const f = 2 * px * py;
          const gr = s4 + d * s6;
          const gi = f * s6;
          const hr = s2 + d * gr - f * gi;
          const hi = d * gi + f * gr;
          const ur = t4 + d * t6;
          const ui = f * t6;
          const vr = t2 + d * ur - f * ui;
          const vi = d * ui + f * ur;
          bx = -b * (d * hi + f * hr);
          by = b * (1 + (d * hr - f * hi)) + nodes[at + 2]! * (py * py);
          bz = nodes[at + 1]! * (py * (1 + (d * vr - f * vi)) - px * (d * vi + f * vr));
        } else {
          bx =
            nodes[at]! +
            px * (nodes[at + 1]! + nodes[at + 3]! * px + nodes[at + 5]! * py) +
            py * (nodes[at + 2]! + nodes[at + 4]! * py);
          by = nodes[at + 6]! + nodes[at + 7]! * px + py * (nodes[at + 8]! + nodes[at + 9]! * px);
        }
        at += NODE_SIZE;
      }
      const ax = tx + c * kx;
      const ay = ty + c * ky;
      const n = Math.sqrt(1 + ax * ax + ay * ay);
      const kn = kqp * n;
      const ki = kqp / n;
      const gx = ay * (ax * bx + bz) - (1 + ax * ax) * by;
      const gy = (1 + ay * ay) * bx - ax * (ay * by + bz);
      kx = kn * gx;
      ky = kn * gy;
      const xx = ki * ax * gx + kn * (ay * bx - 2 * ax * by);
      const xy = ki * ay * gx + kn * (ax * bx + bz);
      const yx = ki * ax * gy - kn * (ay * by + bz);
      const yy = ki * ay * gy + kn * (2 * ay * bx - ax * by);
      const u0 = d00 + c * q00;
      const v0 = d10 + c * q10;
      q00 = xx * u0 + xy * v0;
      q10 = yx * u0 + yy * v0;
      const u1 = d01 + c * q01;
      const v1 = d11 + c * q11;
      q01 = xx * u1 + xy * v1;
      q11 = yx * u1 + yy * v1;
      const u2 = d02 + c * q02;
      const v2 = d12 + c * q12;
      q02 = xx * u2 + xy * v2 + K_FIELD * n * gx;
      q12 = yx * u2 + yy * v2 + K_FIELD * n * gy;
      if (stage === 0) {
        sumX = endX = kx;
        sumY = endY = ky;
        m00 = n00 = q00;
        m01 = n01 = q01;
        m02 = n02 = q02;
        m10 = n10 = q10;
        m11 = n11 = q11;
        m12 = n12 = q12;
        c = 0.5 * h;
        e = 0.125 * h * h;
      } else if (stage === 3) {
        endX += kx;
        endY += ky;
        n00 += q00;
        n01 += q01;
        n02 += q02;
        n10 += q10;
        n11 += q11;
        n12 += q12;
      } else {
        sumX += kx;
        sumY += ky;
        endX += 2 * kx;
        endY += 2 * ky;
        m00 += q00;
        n00 += 2 * q00;
        m01 += q01;
        n01 += 2 * q01;
        m02 += q02;
        n02 += 2 * q02;
        m10 += q10;
        n10 += 2 * q10;
        m11 += q11;
        n11 += 2 * q11;
        m12 += q12;
        n12 += 2 * q12;
        if (stage === 2) {
          c = h;
          e = 0.5 * h * h;
        }
      }
    }
    const h6 = h / 6;
    x += h * (tx + h6 * sumX);
    y += h * (ty + h6 * sumY);
    tx += h6 * endX;
    ty += h6 * endY;
    p00 += h * (d00 + h6 * m00);
    d00 += h6 * n00;
    p01 += h * (d01 + h6 * m01);
    d01 += h6 * n01;
    p02 += h * (d02 + h6 * m02);
    d02 += h6 * n02;
    p10 += h * (d10 + h6 * m10);
    d10 += h6 * n10;
    p11 += h * (d11 + h6 * m11);
    d11 += h6 * n11;
    p12 += h * (d12 + h6 * m12);
    d12 += h6 * n12;
  }
  s[0] = x;
  s[1] = y;
  s[2] = tx;
  s[3] = ty;
  j[0] = p00;
  j[1] = p01;
  j[2] = p02;
  j[3] = p10;
  j[4] = p11;
  j[5] = p12;
  j[6] = d00;
  j[7] = d01;
  j[8] = d02;
  j[9] = d10;
  j[10] = d11;
  j[11] = d12;
}
