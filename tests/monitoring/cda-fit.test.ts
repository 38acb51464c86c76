import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../src/core/random.js';
import { fitCda } from '../../src/monitoring/cda-fit.js';

const WIDE = { amplitude: 0.3262, sigma: 2.6 };
const END = 8;

/** Closest approaches of a core of this width beside the wide component. */
function toy(seed: number, n: number, sigma: number): Float64Array {
  const random = new RandomStream().key(seed, 0, 0, 0);
  const core = sigma / (sigma + WIDE.amplitude * WIDE.sigma);
  return Float64Array.from({ length: n }, () =>
    Math.abs((random.uniform() < core ? sigma : WIDE.sigma) * random.gauss()),
  );
}

describe('fitCda', () => {
  it('finds the width it was made with, within an error that says how far it is off', () => {
    const pulls: number[] = [];
    for (let seed = 1; seed <= 40; seed++) {
      const fit = fitCda(toy(seed, 1000, 1.3), WIDE, END);
      expect(Math.abs(fit.sigma - 1.3)).toBeLessThan(0.3);
      pulls.push((fit.sigma - 1.3) / fit.sigmaError);
    }
    const mean = pulls.reduce((a, b) => a + b) / pulls.length;
    const rms = Math.sqrt(pulls.reduce((a, b) => a + b * b, 0) / pulls.length);
    expect(Math.abs(mean)).toBeLessThan(0.5);
    expect(rms).toBeGreaterThan(0.7);
    expect(rms).toBeLessThan(1.3);
  });

  it('takes no notice of what lies beyond its end', () => {
    const values = toy(3, 2000, 1.3);
    const fit = fitCda(values, WIDE, END);
    const more = fitCda([...values, ...Array.from({ length: 500 }, (_, i) => END + 0.1 * i)], WIDE, END);
    expect(more.sigma).toBe(fit.sigma);
    expect(more).toMatchObject({ n: 2500, inside: fit.inside });
  });

  it('refuses too few values', () => {
    expect(() => fitCda([1, 2, 3], WIDE, END)).toThrow(RangeError);
  });
});
