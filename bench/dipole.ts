import type { Field, StepGrid } from '../src/transport/field.js';
import { makeStepGrid } from '../src/transport/step-grid.js';

/**
 * The analytic dipole of `native/dipole.hpp`: on the axis B0/2 [g((z−z1)/a) − g((z−z2)/a)], g(s) = s/√(1+s²), By = B − y²/2 B″,
 * Bz = y B′, zero beyond 6 m. In its units (metre, GeV) it makes inputs bit for bit; as a `Field` [mm, T] the kernels run in it.
 */
const K = 0.299792458;
const ZC = 197.6;
const L = 2.5;
const A = 0.35;
const W = 6.0;
const B0 = 0.27 / K / L;
const Z1 = ZC - L / 2;
const Z2 = ZC + L / 2;
const ZLO = ZC - W;
const ZHI = ZC + W;
/** Longest step [m]. */
const HMAX = 0.25;

/** B, B′, B″ on the axis at z [m], in T, T/m, T/m², to out[at …]. */
function axis(z: number, out: Float64Array, at: number): void {
  if (z <= ZLO || z >= ZHI) {
    out[at] = out[at + 1] = out[at + 2] = 0;
    return;
  }
  const ia = 1.0 / A;
  const s1 = (z - Z1) * ia;
  const s2 = (z - Z2) * ia;
  const q1 = 1.0 / (1.0 + s1 * s1);
  const q2 = 1.0 / (1.0 + s2 * s2);
  const r1 = Math.sqrt(q1);
  const r2 = Math.sqrt(q2);
  const d1 = q1 * r1;
  const d2 = q2 * r2;
  const h = 0.5 * B0;
  out[at] = h * (s1 * r1 - s2 * r2);
  out[at + 1] = h * ia * (d1 - d2);
  out[at + 2] = h * ia * ia * -3.0 * (s1 * d1 * q1 - s2 * d2 * q2);
}

/** A straight stretch of `transport`, or n equal field steps with their axis fields (3 numbers at each half step). */
interface Leg {
  readonly before: number;
  readonly after: number;
  readonly n: number;
  readonly h: number;
  readonly axis: Float64Array;
}

const clamp = (z: number): number => Math.min(Math.max(z, ZLO), ZHI);

/** The steps of `transport` from z0 to z1 > z0 [m]. */
export function leg(z0: number, z1: number): Leg {
  const a = clamp(z0);
  const b = clamp(z1);
  if (!(b > a)) return { before: z1 - z0, after: 0, n: 0, h: 0, axis: new Float64Array(0) };
  const n = Math.ceil((b - a) / HMAX - 1e-9);
  const h = (b - a) / n;
  const nodes = new Float64Array(3 * (2 * n + 1));
  for (let i = 0; i < n; i++) {
    axis(a + i * h, nodes, 6 * i);
    axis(a + (i + 0.5) * h, nodes, 6 * i + 3);
    axis(a + (i + 1) * h, nodes, 6 * i + 6);
  }
  return { before: a - z0, after: z1 - b, n, h, axis: nodes };
}

/** Carries (x, y, tx, ty, qp) in metres and 1/GeV along the leg, in the order of operations of `dipole::transport`. */
export function transport(s: Float64Array, { before, after, n, h, axis: nodes }: Leg): void {
  if (before > 0) {
    s[0]! += before * s[2]!;
    s[1]! += before * s[3]!;
  }
  const h2 = 0.5 * h;
  const hh8 = (h * h) / 8.0;
  const hh2 = 0.5 * h * h;
  const hh6 = (h * h) / 6.0;
  const h6 = h / 6.0;
  const kqp = K * s[4]!;
  const k = new Float64Array(8);
  for (let i = 0; i < n; i++) {
    const y = s[1]!;
    const tx = s[2]!;
    const ty = s[3]!;
    const at = 6 * i;
    force(nodes, at, y, tx, ty, kqp, k, 0);
    const ym = y + h2 * ty + hh8 * k[1]!;
    force(nodes, at + 3, ym, tx + h2 * k[0]!, ty + h2 * k[1]!, kqp, k, 2);
    force(nodes, at + 3, ym, tx + h2 * k[2]!, ty + h2 * k[3]!, kqp, k, 4);
    force(nodes, at + 6, y + h * ty + hh2 * k[5]!, tx + h * k[4]!, ty + h * k[5]!, kqp, k, 6);
    s[0]! += h * tx + hh6 * (k[0]! + k[2]! + k[4]!);
    s[1]! += h * ty + hh6 * (k[1]! + k[3]! + k[5]!);
    s[2]! += h6 * (k[0]! + 2.0 * (k[2]! + k[4]!) + k[6]!);
    s[3]! += h6 * (k[1]! + 2.0 * (k[3]! + k[5]!) + k[7]!);
  }
  if (after > 0) {
    s[0]! += after * s[2]!;
    s[1]! += after * s[3]!;
  }
}

function force(
  nodes: Float64Array,
  at: number,
  y: number,
  tx: number,
  ty: number,
  kqp: number,
  k: Float64Array,
  to: number,
): void {
  const by = nodes[at]! - 0.5 * nodes[at + 2]! * (y * y);
  const bz = nodes[at + 1]! * y;
  const n = Math.sqrt(1.0 + tx * tx + ty * ty);
  k[to] = kqp * n * (ty * bz - (1.0 + tx * tx) * by);
  k[to + 1] = kqp * n * (-tx * (ty * by + bz));
}

/** The same field in native units of the library. */
const dipoleField: Field = {
  regions: [
    {
      kind: 'dipole',
      zMin: 1e3 * ZLO,
      zMax: 1e3 * ZHI,
      maxStep: 1e3 * HMAX,
      knots: [],
      sample: (z, out, at) => {
        axis(z / 1e3, out, at);
        out[at + 1]! /= 1e3;
        out[at + 2]! /= -2e6;
      },
    },
  ],
  shape: { s2: 0, s4: 0, s6: 0 },
};

/** Step grid of this field through planes given in metres. */
export const dipoleGrid = (planes: readonly number[]): StepGrid =>
  makeStepGrid(
    dipoleField,
    planes.map((z) => 1e3 * z),
  );
