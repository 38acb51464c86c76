/**
 * How far four points are from lying on one circle [mm²]: the two smaller products of opposite distances less the largest. Ptolemy: 0 on
 * a circle, more elsewhere; of second order in a point's distance from it. About 10 ns.
 */
export function ptolemy(
  ax: number,
  ay: number,
  bx: number,
  by: number,
  cx: number,
  cy: number,
  dx: number,
  dy: number,
): number {
  const ab = Math.sqrt(((ax - bx) ** 2 + (ay - by) ** 2) * ((cx - dx) ** 2 + (cy - dy) ** 2));
  const ac = Math.sqrt(((ax - cx) ** 2 + (ay - cy) ** 2) * ((bx - dx) ** 2 + (by - dy) ** 2));
  const ad = Math.sqrt(((ax - dx) ** 2 + (ay - dy) ** 2) * ((bx - cx) ** 2 + (by - cy) ** 2));
  return ab + ac + ad - 2 * Math.max(ab, ac, ad);
}

/** Radius of the circle through three points: a b c / 4 area; Infinity on a line, NaN in one place [mm]. */
export function radiusThrough(ax: number, ay: number, bx: number, by: number, cx: number, cy: number): number {
  const ux = bx - ax;
  const uy = by - ay;
  const vx = cx - ax;
  const vy = cy - ay;
  const sides = (ux * ux + uy * uy) * (vx * vx + vy * vy) * ((ux - vx) ** 2 + (uy - vy) ** 2);
  return Math.sqrt(sides) / Math.abs(2 * (ux * vy - uy * vx));
}

/** Directions in which the outermost hits are tried as triplets: eight, at even angles. */
export const DIRECTIONS = 8;
const COS = Float64Array.from({ length: DIRECTIONS }, (_, k) => Math.cos((2 * Math.PI * k) / DIRECTIONS));
const SIN = Float64Array.from({ length: DIRECTIONS }, (_, k) => Math.sin((2 * Math.PI * k) / DIRECTIONS));

/**
 * Points i of first … last − 1 with `owner[i]` = `whose` that are outermost in some direction, each once, written to `out`; returns how
 * many, at most `DIRECTIONS`.
 */
export function outermost(
  x: Float64Array,
  y: Float64Array,
  owner: Int8Array,
  whose: number,
  first: number,
  last: number,
  out: Int32Array,
): number {
  let m = 0;
  for (let k = 0; k < DIRECTIONS; k++) {
    let at = -1;
    let furthest = -Infinity;
    for (let i = first; i < last; i++) {
      const reach = COS[k]! * x[i]! + SIN[k]! * y[i]!;
      if (owner[i] !== whose || !(reach > furthest)) continue;
      furthest = reach;
      at = i;
    }
    let known = at < 0;
    for (let j = 0; j < m; j++) if (out[j] === at) known = true;
    if (!known) out[m++] = at;
  }
  return m;
}
