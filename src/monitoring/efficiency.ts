/** A fraction k/n with the interval that covers the true value in 68.3 % of cases. */
export interface Fraction {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Wilson's interval of a binomial fraction: sensible for any k, 0 and n included.
 * @param z standard deviations of the interval
 */
export function fraction(k: number, n: number, z = 1): Fraction {
  if (!(n > 0 && k >= 0 && k <= n)) throw new RangeError(`no fraction of ${k} in ${n}`);
  const value = k / n;
  const scale = 1 / (1 + (z * z) / n);
  const middle = scale * (value + (z * z) / (2 * n));
  const half = scale * z * Math.sqrt((value * (1 - value)) / n + (z * z) / (4 * n * n));
  return { value, low: middle - half, high: middle + half };
}
