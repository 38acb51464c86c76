import { describe, expect, it } from 'vitest';
import { chi2Probability, gammaQ, logGamma } from '../../src/core/chi2.js';

const relative = (a: number, b: number) => Math.abs(a / b - 1);

describe('logGamma', () => {
  it('is the logarithm of the factorial and of Γ(1/2)', () => {
    expect(relative(logGamma(11), Math.log(3_628_800))).toBeLessThan(1e-13);
    expect(relative(logGamma(0.5), Math.log(Math.PI) / 2)).toBeLessThan(1e-13);
    expect(relative(logGamma(0.25), 1.2880225246980774)).toBeLessThan(1e-12);
  });
});

describe('gammaQ', () => {
  it('is e^−x for a = 1, on both sides of the change of method', () => {
    for (const x of [0.1, 1, 1.99, 2.01, 5, 50]) expect(relative(gammaQ(1, x), Math.exp(-x))).toBeLessThan(1e-12);
    expect(gammaQ(3, 0)).toBe(1);
  });

  it('is the sum of Poisson probabilities for whole a', () => {
    for (const [a, x] of [
      [7, 3],
      [7, 12],
      [60, 50],
      [60, 75],
    ] as const) {
      let term = Math.exp(-x);
      let sum = term;
      for (let k = 1; k < a; k++) {
        term *= x / k;
        sum += term;
      }
      expect(relative(gammaQ(a, x), sum)).toBeLessThan(1e-11);
    }
  });

  it('refuses what it is not defined for', () => {
    for (const [a, x] of [
      [0, 1],
      [-1, 1],
      [1, -1],
      [Number.NaN, 1],
      [1, Number.NaN],
    ] as const) {
      expect(() => gammaQ(a, x)).toThrow(RangeError);
    }
  });
});

describe('chi2Probability', () => {
  it('gives table values', () => {
    expect(chi2Probability(10, 10)).toBeCloseTo(0.440493285, 9);
    expect(chi2Probability(3.841458820694124, 1)).toBeCloseTo(0.05, 12);
    expect(relative(chi2Probability(100, 10), 5.4497e-17)).toBeLessThan(1e-4);
    expect(chi2Probability(1000, 1000)).toBeCloseTo(0.49405285383, 9);
  });
});
