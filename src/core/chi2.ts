/** Lanczos coefficients, g = 7, n = 9: relative error below 1e-14 for x > 0. Source: Godfrey's tables. */
const LANCZOS = [
  676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
  -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
];

/** Natural logarithm of Γ(x), x > 0. */
export function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  let sum = 0.9999999999998099;
  for (let i = 0; i < LANCZOS.length; i++) sum += LANCZOS[i]! / (x + i);
  const t = x + 6.5;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}

let lastA = Number.NaN;
let lastValue = Number.NaN;

/** The same as before for the same a: probabilities of hits and tracks ask for one a again and again. */
function lastLogGamma(a: number): number {
  if (a !== lastA) {
    lastValue = logGamma(a);
    lastA = a;
  }
  return lastValue;
}

/**
 * Regularised upper incomplete gamma function Q(a, x), a > 0, x ≥ 0: the series for P below the mean, Lentz's continued
 * fraction above it. Relative error below 1e-10 for a up to 1e4.
 */
export function gammaQ(a: number, x: number): number {
  if (!(a > 0 && x >= 0)) throw new RangeError(`gammaQ needs a > 0 and x ≥ 0, not ${a}, ${x}`);
  if (x === 0) return 1;
  const front = Math.exp(a * Math.log(x) - x - lastLogGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let k = 1; term > sum * 1e-16; k++) {
      term *= x / (a + k);
      sum += term;
    }
    return 1 - front * sum;
  }
  let b = x + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let h = d;
  for (let k = 1; ; k++) {
    const an = -k * (k - a);
    b += 2;
    d = 1 / (an * d + b);
    c = b + an / c;
    const step = c * d;
    h *= step;
    if (Math.abs(step - 1) < 1e-15) return front * h;
  }
}

/** Probability that a χ² of `ndf` degrees of freedom is at least this large. */
export const chi2Probability = (chi2: number, ndf: number): number => gammaQ(ndf / 2, chi2 / 2);
