import type { Field } from '../../src/transport/field.js';
import { NODE_SIZE } from '../../src/transport/field.js';

const node = new Float64Array(NODE_SIZE);

/** Field [T] at a point, by the formulas of `field.ts` written out term by term: an oracle for the swimming kernels. */
export function fieldAt(field: Field, x: number, y: number, z: number): [number, number, number] {
  const region = field.regions.find((r) => z >= r.zMin && z <= r.zMax);
  if (region === undefined) return [0, 0, 0];
  region.sample(z, node, 0);
  const n = (k: number) => node[k]!;
  if (region.kind === 'polynomial') {
    return [
      n(0) + n(1) * x + n(2) * y + n(3) * x ** 2 + n(4) * y ** 2 + n(5) * x * y,
      n(6) + n(7) * x + n(8) * y + n(9) * x * y,
      0,
    ];
  }
  const { s2, s4, s6 } = field.shape;
  const u =
    y +
    s2 * (y ** 3 / 3 - x ** 2 * y) +
    s4 * (x ** 4 * y - 2 * x ** 2 * y ** 3 + y ** 5 / 5) +
    s6 * (y ** 7 / 7 - 3 * x ** 2 * y ** 5 + 5 * x ** 4 * y ** 3 - x ** 6 * y);
  const ux =
    -2 * s2 * x * y +
    4 * s4 * (x ** 3 * y - x * y ** 3) +
    s6 * (-6 * x * y ** 5 + 20 * x ** 3 * y ** 3 - 6 * x ** 5 * y);
  const uy =
    1 +
    s2 * (y ** 2 - x ** 2) +
    s4 * (x ** 4 - 6 * x ** 2 * y ** 2 + y ** 4) +
    s6 * (y ** 6 - 15 * x ** 2 * y ** 4 + 15 * x ** 4 * y ** 2 - x ** 6);
  return [n(0) * ux, n(0) * uy + n(2) * y ** 2, n(1) * u];
}

/** ∫Bx dz and ∫By dz [T·mm] along a straight line parallel to the axis (midpoint rule). */
export function integrals(field: Field, x: number, y: number, z0: number, z1: number, step = 5): [number, number] {
  const n = Math.ceil((z1 - z0) / step);
  const h = (z1 - z0) / n;
  let ix = 0;
  let iy = 0;
  for (let i = 0; i < n; i++) {
    const [bx, by] = fieldAt(field, x, y, z0 + (i + 0.5) * h);
    ix += bx * h;
    iy += by * h;
  }
  return [ix, iy];
}
