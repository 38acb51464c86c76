import { mm, ns } from '../../core/units.js';
import { INNER_RADIUS, MAX_DRIFT } from './description.js';

/**
 * Drift in a straw, both ways: time of the leading edge for a radius (what the straw does), and radius for a time (what
 * the experiment's calibration knows). Four tables on even grids, linear in between: no allocation, about 10 ns a call.
 *
 * The other r–t relation of the source, the one the L1 trigger uses on data, lies up to 0.25 mm away from this one at
 * small radii and is not used: edges made with one relation are read with its own inverse.
 */

/**
 * Radius [mm], peak of the leading edge [ns], its σ [ns] and drift speed [mm/ns]. Source: DET §4.5 (FW19 simulation) for
 * 0.5 … 4.8 mm. The ends continue it: at the wire to the source's r(t), which begins at 16 ns for 0.04 mm, with σ on the
 * line of the first two rows; at the wall with the last drift speed and the slope of the last two σ.
 */
const NODES: readonly (readonly [r: number, time: number, sigma: number, speed: number])[] = [
  [0 * mm, 15.7 * ns, 5.4 * ns, 0.125],
  [0.5 * mm, 20.0 * ns, 4.8 * ns, 0.095],
  [1.0 * mm, 26.1 * ns, 4.2 * ns, 0.074],
  [1.5 * mm, 33.2 * ns, 3.9 * ns, 0.067],
  [2.0 * mm, 41.3 * ns, 3.9 * ns, 0.057],
  [2.5 * mm, 51.2 * ns, 4.1 * ns, 0.045],
  [3.0 * mm, 64.2 * ns, 4.4 * ns, 0.034],
  [3.5 * mm, 81.1 * ns, 4.9 * ns, 0.026],
  [4.0 * mm, 102.8 * ns, 5.5 * ns, 0.02],
  [4.5 * mm, 130.2 * ns, 6.3 * ns, 0.016],
  [4.8 * mm, 149.6 * ns, 6.7 * ns, 0.015],
  [INNER_RADIUS, 154.6 * ns, 6.8 * ns, 0.015],
];

const R_CELLS = 390;
const R_SCALE = R_CELLS / INNER_RADIUS;
const T_CELLS = 170;
const T_SCALE = T_CELLS / MAX_DRIFT;

const TIME = new Float64Array(R_CELLS + 1);
const TIME_SIGMA = new Float64Array(R_CELLS + 1);
const RADIUS = new Float64Array(T_CELLS + 1);
const RADIUS_SIGMA = new Float64Array(T_CELLS + 1);

function lookup(table: Float64Array, x: number): number {
  const last = table.length - 1;
  if (!(x > 0)) return table[0]!;
  if (x >= last) return table[last]!;
  const i = x | 0;
  const a = table[i]!;
  return a + (x - i) * (table[i + 1]! - a);
}

/** Drift time of the peak of the leading edge at `r` = 0 … 4.875 mm from the wire [ns]. */
export const driftTime = (r: number): number => lookup(TIME, r * R_SCALE);

/** Standard deviation of the leading edge at `r` [ns]. */
export const driftTimeSigma = (r: number): number => lookup(TIME_SIGMA, r * R_SCALE);

/**
 * Radius of a hit with drift time `t` [mm]; times below 0 and above 170 ns get the value at the end.
 *
 * From 20 ns on it is the mean true radius of the hits with this drift time, for straws lit evenly and δ rays left out.
 * A fit that weights hits by `driftSigma(t)` is unbiased with this mean, not with the plain inverse of `driftTime`: late
 * fluctuations carry the larger weight, and that pulls by 1.5 · r″(t) · σt², 20 µm at 2.5 mm and 90 µm at 0.9 mm. Below
 * 20 ns the two sides of the wire run together, and the radius goes linearly to 0 at the earliest time.
 */
export const driftRadius = (t: number): number => lookup(RADIUS, t * T_SCALE);

/**
 * Standard deviation of the true radius about `driftRadius(t)` [mm]: σt times the drift speed in the middle (0.46 mm near
 * the wire, 0.1 mm near the wall), smaller in the last tens of a millimetre, where the wall cuts.
 */
export const driftSigma = (t: number): number => lookup(RADIUS_SIGMA, t * T_SCALE);

/** Probability that a track this far from the wire leaves too short a path to be seen. Source: DET §4.5 (FW19). */
export const wallLoss = (r: number): number => Math.min(1, Math.exp(51.59 * (r - 4.874)));

/** Cubic Hermite through times and speeds of the nodes, σ linear: fills the tables by radius. */
function fillTimes(): void {
  let k = 0;
  for (let i = 0; i <= R_CELLS; i++) {
    const r = i / R_SCALE;
    while (k < NODES.length - 2 && r > NODES[k + 1]![0]) k++;
    const [r0, t0, s0, v0] = NODES[k]!;
    const [r1, t1, s1, v1] = NODES[k + 1]!;
    const h = r1 - r0;
    const x = (r - r0) / h;
    const y = 1 - x;
    TIME[i] = y * y * ((1 + 2 * x) * t0 + (x * h) / v0) + x * x * ((1 + 2 * y) * t1 - (y * h) / v1);
    TIME_SIGMA[i] = s0 + (s1 - s0) * x;
  }
}

/** First two moments of the true radius at each drift time, for even illumination: fills the tables by time. */
function fillRadii(): void {
  const earliest = NODES[0]![1];
  const single = NODES[1]![1];
  // a wire is crossed on either side: r = 0 is the middle of the signed distance and counts half
  const seen = Float64Array.from(TIME, (_, j) => (j === 0 ? 0.5 : 1) * (1 - wallLoss(j / R_SCALE)));
  let radiusAtSingle = 0;
  for (let i = T_CELLS; i >= 0; i--) {
    const t = i / T_SCALE;
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    for (let j = 0; j <= R_CELLS; j++) {
      const r = j / R_SCALE;
      const sigma = TIME_SIGMA[j]!;
      const pull = (t - TIME[j]!) / sigma;
      const w = (seen[j]! * Math.exp(-0.5 * pull * pull)) / sigma;
      s0 += w;
      s1 += w * r;
      s2 += w * r * r;
    }
    const mean = s1 / s0;
    if (t >= single) radiusAtSingle = mean;
    const radius = t >= single ? mean : t <= earliest ? 0 : (radiusAtSingle * (t - earliest)) / (single - earliest);
    RADIUS[i] = radius;
    RADIUS_SIGMA[i] = Math.sqrt(s2 / s0 - 2 * radius * mean + radius * radius);
  }
}

fillTimes();
fillRadii();
