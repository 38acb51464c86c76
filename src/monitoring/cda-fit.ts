/** Width of a half-normal core with a wider component beside it. */
export interface CdaFit {
  readonly sigma: number;
  /** Standard error. */
  readonly sigmaError: number;
  /** Values given, and those below the end of the fit. */
  readonly n: number;
  readonly inside: number;
}

/** Second component of a distribution of closest approaches: its amplitude relative to the core's, and its width [mm]. */
export interface SecondComponent {
  readonly amplitude: number;
  readonly sigma: number;
}

/** Values below this number are too few for a fit. */
const FEWEST = 50;
/** Intervals of Simpson's rule for the integral of the density: error below 1e-9. */
const SIMPSON = 200;
/** Steps of the golden section: the width to 1e-7 of its range. */
const STEPS = 40;
const GOLDEN = 0.5 * (Math.sqrt(5) - 1);

/**
 * Unbinned maximum likelihood of the width of exp(−½ (d/σ)²) + a exp(−½ (d/s)²) on 0 ≤ d < end, a and s fixed. The error comes from the
 * curvature of the likelihood.
 * @param range σ is looked for between these [mm]
 * @throws RangeError when too few values are inside
 */
export function fitCda(
  values: ArrayLike<number>,
  second: SecondComponent,
  end: number,
  range: readonly [number, number] = [0.2, 10],
): CdaFit {
  const inside = Array.from(values).filter((d) => d >= 0 && d < end);
  if (inside.length < FEWEST) throw new RangeError(`no fit of ${inside.length} closest approaches`);
  const wide = Float64Array.from(inside, (d) => second.amplitude * Math.exp(-0.5 * (d / second.sigma) ** 2));
  const wideIntegral = second.amplitude * halfNormal(second.sigma, end);
  const minusLogLikelihood = (sigma: number): number => {
    let sum = inside.length * Math.log(halfNormal(sigma, end) + wideIntegral);
    for (let i = 0; i < inside.length; i++) sum -= Math.log(Math.exp(-0.5 * (inside[i]! / sigma) ** 2) + wide[i]!);
    return sum;
  };
  let [low, high] = range;
  let a = high - GOLDEN * (high - low);
  let b = low + GOLDEN * (high - low);
  let fa = minusLogLikelihood(a);
  let fb = minusLogLikelihood(b);
  for (let step = 0; step < STEPS; step++) {
    if (fa < fb) {
      [high, b, fb] = [b, a, fa];
      a = high - GOLDEN * (high - low);
      fa = minusLogLikelihood(a);
    } else {
      [low, a, fa] = [a, b, fb];
      b = low + GOLDEN * (high - low);
      fb = minusLogLikelihood(b);
    }
  }
  const sigma = 0.5 * (low + high);
  const h = 0.02 * sigma;
  const curvature =
    (minusLogLikelihood(sigma + h) - 2 * minusLogLikelihood(sigma) + minusLogLikelihood(sigma - h)) / (h * h);
  return { sigma, sigmaError: 1 / Math.sqrt(curvature), n: values.length, inside: inside.length };
}

/** Integral of exp(−½ (d/σ)²) from 0 to end. */
function halfNormal(sigma: number, end: number): number {
  const h = end / SIMPSON;
  let sum = 0;
  for (let i = 0; i <= SIMPSON; i++) {
    const weight = i === 0 || i === SIMPSON ? 1 : i % 2 === 0 ? 2 : 4;
    sum += weight * Math.exp(-0.5 * ((i * h) / sigma) ** 2);
  }
  return (sum * h) / 3;
}
