import type { RandomStream } from '../../core/random.js';

/** Steps of the table of probabilities, in σ, and its end. */
const STEP = 0.125;
const END = 6;
/** Below this many σ most cells have such a sample: all are drawn at once. */
const LEAST = 1.5;

/** ln P(|g| < k · STEP) of a standard normal, by Simpson's rule. */
const LOG_INSIDE = Float64Array.from({ length: END / STEP + 1 }, (_, k) => {
  const n = 64;
  const h = (k * STEP) / n;
  let sum = 0;
  for (let i = 0; i <= n; i++) sum += (i === 0 || i === n ? 1 : i % 2 === 0 ? 2 : 4) * Math.exp(-0.5 * (i * h) ** 2);
  return Math.log((Math.sqrt(2 / Math.PI) * h * sum) / 3);
});

/**
 * Normal noise of `n` samples, or nothing when none of them is as far from zero as `need`: exact, and one random number for most of the
 * cells that the noise would have to lift over zero suppression. Of those with such a sample the first is drawn, the ones before it inside
 * the bound, it from the tail outside, the rest freely.
 * @param out first `n` elements become the noise
 * @returns false when no sample reaches `need`; `out` is then undefined
 */
export function drawNoise(rng: RandomStream, sigma: number, need: number, n: number, out: Float64Array): boolean {
  const k = Math.min(LOG_INSIDE.length - 1, Math.floor(need / (sigma * STEP)));
  // also where there is no noise and none is needed
  if (!(k * STEP >= LEAST)) {
    for (let i = 0; i < n; i++) out[i] = sigma * rng.gauss();
    return true;
  }
  const bound = k * STEP;
  const first = Math.log(1 - rng.uniform()) / LOG_INSIDE[k]!;
  if (first >= n) return false;
  for (let i = 0; i < n; i++) {
    let g = rng.gauss();
    if (i === Math.floor(first)) g = (rng.uniform() < 0.5 ? -1 : 1) * tail(rng, bound);
    else if (i < first) while (Math.abs(g) >= bound) g = rng.gauss();
    out[i] = sigma * g;
  }
  return true;
}

/** A standard normal variate above `a`. Source: Marsaglia (1964). */
function tail(rng: RandomStream, a: number): number {
  let x: number;
  let y: number;
  do {
    x = rng.exponential() / a;
    y = rng.exponential();
  } while (2 * y < x * x);
  return a + x;
}
