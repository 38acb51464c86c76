/** A circle through points of equal weight. */
export interface Circle {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  /** Sum of the squared distances of the points from it [mm²]. */
  readonly residuals: number;
  /** Points it was fitted to. */
  readonly n: number;
}

const NEWTON_STEPS = 20;
const FIT_STEPS = 12;
/** Steps of the fit smaller than this end it [mm]. */
const PRECISION = 1e-6;

/**
 * Circle through points i of (x, y) with `used[i]` ≠ 0 [mm]: Taubin's algebraic fit, then Gauss–Newton on the distances. Undefined with
 * fewer than three points, points on a line, or no convergence. Sources: Taubin (IEEE PAMI 13, 1991); Chernov's Newton form of it.
 */
export function fitCircle(x: ArrayLike<number>, y: ArrayLike<number>, used: ArrayLike<number>): Circle | undefined {
  let n = 0;
  let mx = 0;
  let my = 0;
  for (let i = 0; i < used.length; i++) {
    if (used[i] === 0) continue;
    n++;
    mx += x[i]!;
    my += y[i]!;
  }
  if (n < 3) return undefined;
  mx /= n;
  my /= n;
  let start = taubin(x, y, used, n, mx, my);
  if (start === undefined) return undefined;
  for (let step = 0; step < FIT_STEPS; step++) {
    const next = gaussNewton(x, y, used, n, start);
    if (next === undefined) return undefined;
    const moved = Math.abs(next.x - start.x) + Math.abs(next.y - start.y) + Math.abs(next.radius - start.radius);
    start = next;
    if (moved < PRECISION) break;
  }
  const { radius } = start;
  if (!(radius > 0 && radius < Infinity)) return undefined;
  let residuals = 0;
  for (let i = 0; i < used.length; i++) {
    if (used[i] === 0) continue;
    const d = Math.sqrt((x[i]! - start.x) ** 2 + (y[i]! - start.y) ** 2) - radius;
    residuals += d * d;
  }
  return { x: start.x, y: start.y, radius, residuals, n };
}

/**
 * Circle of the points that lie on one: fitted to all, then again without the point furthest from it, as long as that is further than
 * `distance` [mm]. `used` comes back with 0 for the points taken out. Undefined when fewer than `fewest` are left.
 */
export function cleanCircle(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  used: Uint8Array,
  distance: number,
  fewest = 4,
): Circle | undefined {
  for (;;) {
    const circle = fitCircle(x, y, used);
    if (circle === undefined || circle.n < fewest) return undefined;
    let worst = -1;
    let furthest = distance;
    for (let i = 0; i < used.length; i++) {
      if (used[i] === 0) continue;
      const d = Math.abs(Math.sqrt((x[i]! - circle.x) ** 2 + (y[i]! - circle.y) ** 2) - circle.radius);
      if (d > furthest) {
        furthest = d;
        worst = i;
      }
    }
    if (worst < 0) return circle;
    used[worst] = 0;
  }
}

interface Start {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

function taubin(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  used: ArrayLike<number>,
  n: number,
  mx: number,
  my: number,
): Start | undefined {
  let xx = 0;
  let yy = 0;
  let xy = 0;
  let xz = 0;
  let yz = 0;
  let zz = 0;
  for (let i = 0; i < used.length; i++) {
    if (used[i] === 0) continue;
    const u = x[i]! - mx;
    const v = y[i]! - my;
    const z = u * u + v * v;
    xx += u * u;
    yy += v * v;
    xy += u * v;
    xz += u * z;
    yz += v * z;
    zz += z * z;
  }
  xx /= n;
  yy /= n;
  xy /= n;
  xz /= n;
  yz /= n;
  zz /= n;
  const z = xx + yy;
  const det = xx * yy - xy * xy;
  if (!(det > 1e-12 * z * z)) return undefined;
  const a3 = 4 * z;
  const a2 = -3 * z * z - zz;
  const varZ = zz - z * z;
  const a1 = varZ * z + 4 * det * z - xz * xz - yz * yz;
  const a0 = xz * (xz * yy - yz * xy) + yz * (yz * xx - xz * xy) - varZ * det;
  let root = 0;
  let value = Infinity;
  for (let k = 0; k < NEWTON_STEPS; k++) {
    const before = value;
    value = a0 + root * (a1 + root * (a2 + root * a3));
    if (!(Math.abs(value) < Math.abs(before))) break;
    const next = root - value / (a1 + root * (2 * a2 + 3 * a3 * root));
    if (!(next >= 0)) break;
    root = next;
  }
  const d = root * root - root * z + det;
  const u = (xz * (yy - root) - yz * xy) / (2 * d);
  const v = (yz * (xx - root) - xz * xy) / (2 * d);
  return { x: u + mx, y: v + my, radius: Math.sqrt(u * u + v * v + z) };
}

/** One step of Gauss–Newton; the radius is the mean distance for a given centre, so that two unknowns are left. */
function gaussNewton(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  used: ArrayLike<number>,
  n: number,
  c: Start,
): Start | undefined {
  let su = 0;
  let sv = 0;
  let sr = 0;
  let uu = 0;
  let vv = 0;
  let uv = 0;
  let ur = 0;
  let vr = 0;
  for (let i = 0; i < used.length; i++) {
    if (used[i] === 0) continue;
    const dx = x[i]! - c.x;
    const dy = y[i]! - c.y;
    const r = Math.sqrt(dx * dx + dy * dy);
    if (!(r > 0)) return undefined;
    const u = dx / r;
    const v = dy / r;
    su += u;
    sv += v;
    sr += r;
    uu += u * u;
    vv += v * v;
    uv += u * v;
    ur += u * r;
    vr += v * r;
  }
  // distance − mean distance, and its slopes −(u − ū), −(v − v̄)
  const a = uu - (su * su) / n;
  const b = uv - (su * sv) / n;
  const d = vv - (sv * sv) / n;
  const e = ur - (su * sr) / n;
  const f = vr - (sv * sr) / n;
  const det = a * d - b * b;
  if (!(det > 1e-12 * n * n)) return undefined;
  const dx = (e * d - f * b) / det;
  const dy = (f * a - e * b) / det;
  return { x: c.x + dx, y: c.y + dy, radius: (sr - su * dx - sv * dy) / n };
}
