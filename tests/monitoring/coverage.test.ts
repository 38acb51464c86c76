import { describe, expect, it } from 'vitest';
import { fraction } from '../../src/monitoring/efficiency.js';

const NOMINAL = 0.682689492;

const LOG = new Float64Array(1002);
for (let k = 2; k < LOG.length; k++) LOG[k] = LOG[k - 1]! + Math.log(k);

/** Exact probability that the interval of k in n covers p, by the sum over the binomial. */
function coverage(n: number, p: number): number {
  let sum = 0;
  for (let k = 0; k <= n; k++) {
    const { low, high } = fraction(k, n);
    if (!(low <= p && p <= high)) continue;
    sum += Math.exp(LOG[n]! - LOG[k]! - LOG[n - k]! + k * Math.log(p) + (n - k) * Math.log1p(-p));
  }
  return sum;
}

/** Coverage at `points` places evenly within `from` … `to`. */
const grid = (n: number, from: number, to: number, points = 401): number[] =>
  Array.from({ length: points }, (_, i) => coverage(n, from + ((to - from) * (i + 0.5)) / points));
const mean = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0) / list.length;

describe('coverage of the interval of a fraction', () => {
  it('adds up to one when every k counts', () => {
    let sum = 0;
    for (let k = 0; k <= 300; k++)
      sum += Math.exp(LOG[300]! - LOG[k]! - LOG[300 - k]! + k * Math.log(0.13) + (300 - k) * Math.log1p(-0.13));
    expect(sum).toBeCloseTo(1, 10);
  });

  it.each([50, 100, 200, 500, 1000])('is nominal to 0.5 % over all fractions of %i', (n) => {
    expect(Math.abs(mean(grid(n, 0, 1)) - NOMINAL)).toBeLessThan(0.005);
    expect(Math.abs(mean(grid(n, 0.1, 0.9)) - NOMINAL)).toBeLessThan(0.005);
  });

  it.each([
    [10, 0.01],
    [20, 0.0075],
  ])('is high by less than 1 %% over all fractions of %i', (n, most) => {
    const excess = mean(grid(n, 0, 1)) - NOMINAL;
    expect([excess > 0.004, excess < most]).toEqual([true, true]);
  });

  // k is whole: at one p the coverage jumps, of any interval that is a function of k and n; only its mean is nominal
  it.each([20, 50, 100, 200, 500, 1000])('swings about the nominal one at single fractions of %i', (n) => {
    const off = grid(n, 0.1, 0.9).map((c) => Math.abs(c - NOMINAL) * Math.sqrt(n));
    expect(Math.max(...off)).toBeLessThan(0.9);
    expect(Math.max(...off)).toBeGreaterThan(0.4);
  });
});
