import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../src/core/random.js';
import { gaussianCore, mixtureCore, spread, truncatedMoments } from '../../src/monitoring/core-fit.js';

/** Gaussian of mean 2 and width 3, a share of it three times as wide. */
function toy(seed: number, n: number, tail = 0): Float64Array {
  const random = new RandomStream().key(seed, 0, 0, 0);
  return Float64Array.from({ length: n }, () => 2 + (random.uniform() < tail ? 9 : 3) * random.gauss());
}

const rms = (values: readonly number[]): number => Math.sqrt(values.reduce((s, v) => s + v * v, 0) / values.length);

describe('truncatedMoments', () => {
  it('has the known values at 1 σ and those of the whole Gaussian far out', () => {
    const { inside, variance } = truncatedMoments(1);
    expect(inside).toBeCloseTo(0.682689492, 8);
    expect(variance).toBeCloseTo(0.291125094, 8);
    const whole = truncatedMoments(8);
    expect(whole.variance).toBeCloseTo(1, 9);
    expect(whole.fourth).toBeCloseTo(3, 7);
  });
});

describe('gaussianCore', () => {
  it.each([1.5, 2])('is unbiased, and its errors are those of 300 samples, window %s σ', (k) => {
    const fits = Array.from({ length: 300 }, (_, seed) => gaussianCore(toy(seed, 2000), k));
    const means = fits.map((f) => (f.mean - 2) / f.meanError);
    const widths = fits.map((f) => (f.sigma - 3) / f.sigmaError);
    for (const pulls of [means, widths]) {
      // 300 pulls: mean ± 0.058, rms ± 0.041
      expect(Math.abs(pulls.reduce((a, b) => a + b, 0) / 300)).toBeLessThan(0.25);
      expect(rms(pulls)).toBeGreaterThan(0.85);
      expect(rms(pulls)).toBeLessThan(1.15);
    }
  });

  it('keeps the core of a Gaussian with 10 % wide tails, and counts the tails', () => {
    const narrow = gaussianCore(toy(1, 200_000, 0.1), 1.5);
    const wide = gaussianCore(toy(1, 200_000, 0.1), 2);
    expect(narrow.mean).toBeCloseTo(2, 1);
    expect(narrow.sigma / 3).toBeGreaterThan(1.015);
    expect(narrow.sigma / 3).toBeLessThan(1.035);
    expect(wide.sigma).toBeGreaterThan(narrow.sigma);
    // 10 % × 31.7 % of a Gaussian three times as wide lies beyond 3 σ, less as σ comes out larger
    expect(wide.beyond3).toBeGreaterThan(0.02);
    expect(wide.beyond3).toBeLessThan(0.04);
    expect(gaussianCore(toy(1, 200_000), 2).beyond3).toBeCloseTo(0.0027, 3);
  });

  it('follows a shift and a scale exactly', () => {
    const values = toy(7, 1000, 0.1);
    const a = gaussianCore(values, 2);
    const b = gaussianCore(
      values.map((x) => 1e6 + 10 * x),
      2,
    );
    expect(b.mean).toBeCloseTo(1e6 + 10 * a.mean, 5);
    expect(b.sigma).toBeCloseTo(10 * a.sigma, 6);
    expect(b.inside).toBe(a.inside);
  });

  it('refuses too few values and NaN', () => {
    expect(() => gaussianCore([1, 2, 3], 2)).toThrow(RangeError);
    expect(() => gaussianCore([...toy(1, 100), Number.NaN], 2)).toThrow(RangeError);
  });
});

describe('spread', () => {
  it('is mean and standard deviation of all values, with the error of a Gaussian', () => {
    const { mean, sigma } = spread([1, 2, 3, 6]);
    expect(mean).toBe(3);
    expect(sigma).toBeCloseTo(Math.sqrt(14 / 4), 12);
    const many = spread(toy(5, 20_000));
    expect(many.sigmaError / (3 / Math.sqrt(40_000))).toBeCloseTo(1, 1);
    expect(Math.abs(many.sigma - 3)).toBeLessThan(4 * many.sigmaError);
  });
});

describe('mixtureCore', () => {
  it('is the width itself for equal widths, and what a sample of the mixture gives', () => {
    expect(mixtureCore([3, 3, 3], 2)).toBeCloseTo(3, 1);
    const random = new RandomStream().key(3, 0, 0, 0);
    const sigmas = Array.from({ length: 200 }, () => random.range(2, 5));
    const sample = Array.from({ length: 100_000 }, (_, i) => sigmas[i % 200]! * random.gauss());
    const fit = gaussianCore(sample, 2);
    expect(Math.abs(mixtureCore(sigmas, 2) / fit.sigma - 1)).toBeLessThan(0.02);
  });
});
