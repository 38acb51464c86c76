import { K_FIELD } from '../core/constants.js';
import { NODE_SIZE, type StepGrid, StepKind } from './field.js';

export { identityJacobian, swimWithJacobian } from './swim-jacobian.js';

/**
 * Swimming: the fourth-order Runge–Kutta–Nyström steps of a StepGrid. The state is (x, y, tx = dx/dz, ty = dy/dz, qp) in mm, rad and
 * e/(MeV/c), z the variable; energy is not lost here, so qp stays:
 *
 *   x″ = K qp n [tx ty Bx − (1 + tx²) By + ty Bz],   n = √(1 + tx² + ty²)
 *   y″ = K qp n [(1 + ty²) Bx − tx ty By − tx Bz]
 *
 * One step takes four stages and three field evaluations (stages 1 and 2 share a point). The stage is written once and looped
 * over; all numbers stay in locals from the first step to the last.
 */

/**
 * Swims state `s` from plane `from` to plane `to` ≥ `from` of the grid, in place.
 * @param s (x, y, tx, ty, qp)
 */
export function swim(grid: StepGrid, from: number, to: number, s: Float64Array): void {
  const { first, h: hs, kind: kinds, node: starts, nodes } = grid;
  const { s2, s4, s6 } = grid.shape;
  const t2 = s2 / 3;
  const t4 = s4 / 5;
  const t6 = s6 / 7;
  let x = s[0]!;
  let y = s[1]!;
  let tx = s[2]!;
  let ty = s[3]!;
  const kqp = K_FIELD * s[4]!;
  const end = first[to + 1]!;
  for (let i = first[from + 1]!; i < end; i++) {
    const h = hs[i]!;
    const kind = kinds[i]!;
    if (kind === StepKind.drift) {
      x += h * tx;
      y += h * ty;
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
      const kn = kqp * Math.sqrt(1 + ax * ax + ay * ay);
      kx = kn * (ay * (ax * bx + bz) - (1 + ax * ax) * by);
      ky = kn * ((1 + ay * ay) * bx - ax * (ay * by + bz));
      if (stage === 0) {
        sumX = endX = kx;
        sumY = endY = ky;
        c = 0.5 * h;
        e = 0.125 * h * h;
      } else if (stage === 3) {
        endX += kx;
        endY += ky;
      } else {
        sumX += kx;
        sumY += ky;
        endX += 2 * kx;
        endY += 2 * ky;
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
  }
  s[0] = x;
  s[1] = y;
  s[2] = tx;
  s[3] = ty;
}
