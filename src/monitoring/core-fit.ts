/** A Gaussian fitted to the core of a distribution. */
export interface CoreFit {
  readonly mean: number;
  readonly sigma: number;
  /** Standard errors. */
  readonly meanError: number;
  readonly sigmaError: number;
  /** Values given, and those inside the window. */
  readonly n: number;
  readonly inside: number;
  /** Fractions of the values beyond 3 and 5 `sigma` of `mean`; a Gaussian has 0.0027 and 6e-7. */
  readonly beyond3: number;
  readonly beyond5: number;
}

/** Values inside a window below this number are too few for a fit. */
const FEWEST = 20;
const PASSES = 1000;
/** Intervals of Simpson's rule over half the window: error below 1e-9 for k ≤ 5. */
const SIMPSON = 200;

/** Gaussian truncated at ± k standard deviations: probability inside, variance and fourth moment there (σ = 1). */
export function truncatedMoments(k: number): { inside: number; variance: number; fourth: number } {
  const density = (x: number) => Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
  const h = k / SIMPSON;
  let inside = 0;
  for (let i = 0; i <= SIMPSON; i++) {
    const weight = i === 0 || i === SIMPSON ? 1 : i % 2 === 0 ? 2 : 4;
    inside += ((2 * h) / 3) * weight * density(i * h);
  }
  const edge = (2 * k * density(k)) / inside;
  return { inside, variance: 1 - edge, fourth: 3 - edge * (k * k + 3) };
}

/**
 * Unbinned maximum likelihood of a Gaussian truncated at ± k σ about its own mean, the window being that of the fit itself: at the
 * solution mean and variance of the values inside are those of the truncated Gaussian, which is what is iterated.
 *
 * The errors come from the truncated likelihood's information, N_in v/σ² for the mean and N_in (m₄ − v²)/σ² for σ, with v and m₄ the
 * second and fourth moments inside. That the window moves with the data changes nothing: the estimator's own variance, boundary
 * terms included, is the same. Tails outside raise σ by what they leave inside: 10 % of a Gaussian three times as wide by 2.5 % at
 * k = 1.5.
 *
 * @param k half-width of the window in σ
 * @throws RangeError when too few values are inside or the width does not settle
 */
export function gaussianCore(values: ArrayLike<number>, k: number): CoreFit {
  const sorted = Float64Array.from(values).sort();
  const n = sorted.length;
  if (n < FEWEST || Number.isNaN(sorted[n - 1]!)) throw new RangeError(`no core fit of ${n} values`);
  const quantile = (f: number) => sorted[Math.floor(f * (n - 1))]!;
  const center = quantile(0.5);
  // running sums about the median, so that a pass costs two searches
  const sum1 = new Float64Array(n + 1);
  const sum2 = new Float64Array(n + 1);
  for (let i = 0; i < n; i++) {
    const d = sorted[i]! - center;
    sum1[i + 1] = sum1[i]! + d;
    sum2[i + 1] = sum2[i]! + d * d;
  }
  const { variance, fourth } = truncatedMoments(k);
  let mean = center;
  let sigma = 0.5 * (quantile(0.8413) - quantile(0.1587));
  let inside = 0;
  for (let pass = 0; ; pass++) {
    const from = firstNotBelow(sorted, mean - k * sigma);
    const to = firstNotBelow(sorted, mean + k * sigma);
    inside = to - from;
    if (inside < FEWEST || pass === PASSES) throw new RangeError(`core fit of ${n} values fails: ${inside} inside`);
    const d = (sum1[to]! - sum1[from]!) / inside;
    const next = Math.sqrt(((sum2[to]! - sum2[from]!) / inside - d * d) / variance);
    // within a thousandth of the statistical error
    const near = (1e-3 * sigma) / Math.sqrt(n);
    const settled = Math.abs(center + d - mean) < near && Math.abs(next - sigma) < near;
    mean = center + d;
    sigma = next;
    if (settled) break;
  }
  const beyond = (width: number) =>
    (firstNotBelow(sorted, mean - width * sigma) + n - firstNotBelow(sorted, mean + width * sigma)) / n;
  return {
    mean,
    sigma,
    meanError: sigma / Math.sqrt(inside * variance),
    sigmaError: sigma / Math.sqrt(inside * (fourth - variance * variance)),
    n,
    inside,
    beyond3: beyond(3),
    beyond5: beyond(5),
  };
}

/** Mean and standard deviation of all values; the error of the latter from their fourth moment. */
export function spread(values: ArrayLike<number>): { mean: number; sigma: number; sigmaError: number } {
  const n = values.length;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += values[i]!;
  const mean = sum / n;
  let second = 0;
  let fourth = 0;
  for (let i = 0; i < n; i++) {
    const d2 = (values[i]! - mean) ** 2;
    second += d2 / n;
    fourth += (d2 * d2) / n;
  }
  const sigma = Math.sqrt(second);
  return { mean, sigma, sigmaError: Math.sqrt((fourth - second * second) / n) / (2 * sigma) };
}

/** Index of the first of the ascending values that is ≥ x. */
function firstNotBelow(sorted: Float64Array, x: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < x) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Points of each Gaussian in `mixtureCore`. */
const QUANTILES = 200;

/** Core width that values have together when each comes from a Gaussian of its own width: the fit applied to evenly spaced quantiles. */
export function mixtureCore(sigmas: readonly number[], k: number): number {
  const quantiles = Float64Array.from({ length: QUANTILES }, (_, i) => normalQuantile((i + 0.5) / QUANTILES));
  return gaussianCore(
    sigmas.flatMap((sigma) => Array.from(quantiles, (q) => q * sigma)),
    k,
  ).sigma;
}

/** x below which a standard normal variate lies with probability f: bisection of the integral by `truncatedMoments`. */
function normalQuantile(f: number): number {
  const central = Math.abs(2 * f - 1);
  let low = 0;
  let high = 8;
  for (let i = 0; i < 40; i++) {
    const middle = 0.5 * (low + high);
    if (truncatedMoments(middle).inside < central) low = middle;
    else high = middle;
  }
  return f < 0.5 ? -low : low;
}
