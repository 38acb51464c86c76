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

/** Squared distances of `n` hits from `m` others, by the others. */
export function apartSquared(
  x: Float64Array,
  y: Float64Array,
  from: Int32Array,
  m: number,
  hits: Int32Array,
  n: number,
  out: Float64Array,
): void {
  for (let i = 0, at = 0; i < m; i++) {
    const ax = x[from[i]!]!;
    const ay = y[from[i]!]!;
    for (let k = 0; k < n; k++, at++) {
      const dx = ax - x[hits[k]!]!;
      const dy = ay - y[hits[k]!]!;
      out[at] = dx * dx + dy * dy;
    }
  }
}

/**
 * How many of the hits lie on the circle through the outermost hits i, j and k, as `ptolemy` has it; those three do not count. −1: fewer than
 * `most`, or as many that lack more than `lacking[0]`. What they lack goes to `lacking[1]`.
 */
export function onCircle(
  outer: Int32Array,
  i: number,
  j: number,
  k: number,
  hits: Int32Array,
  n: number,
  squares: Float64Array,
  x: Float64Array,
  y: Float64Array,
  limit: number,
  most: number,
  lacking: Float64Array,
): number {
  const a = outer[i]!;
  const b = outer[j]!;
  const c = outer[k]!;
  const ab2 = (x[a]! - x[b]!) ** 2 + (y[a]! - y[b]!) ** 2;
  const ac2 = (x[a]! - x[c]!) ** 2 + (y[a]! - y[c]!) ** 2;
  const bc2 = (x[b]! - x[c]!) ** 2 + (y[b]! - y[c]!) ** 2;
  let found = 0;
  let sum = 0;
  for (let d = 0; d < n; d++) {
    // too few are left to be more than the best
    if (found + n - d < most) return -1;
    const hit = hits[d]!;
    if (hit === a || hit === b || hit === c) continue;
    const ab = Math.sqrt(ab2 * squares[k * n + d]!);
    const ac = Math.sqrt(ac2 * squares[j * n + d]!);
    const ad = Math.sqrt(squares[i * n + d]! * bc2);
    const off = ab + ac + ad - 2 * Math.max(ab, ac, ad);
    if (!(off < limit)) continue;
    found++;
    sum += off;
  }
  lacking[1] = sum;
  return found < most || (found === most && sum >= lacking[0]!) ? -1 : found;
}
