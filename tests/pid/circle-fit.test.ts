import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../src/core/random.js';
import { cleanCircle, fitCircle } from '../../src/pid/circle-fit.js';

const SIGMA = 4.7;
const rng = new RandomStream();

/** Points about a circle, over an arc [rad]. */
function points(n: number, x0: number, y0: number, r: number, sigma: number, event: number, arc = 2 * Math.PI) {
  rng.key(1, 2, 3, event);
  const x = new Float64Array(n);
  const y = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const phi = rng.uniform() * arc;
    x[i] = x0 + r * Math.cos(phi) + sigma * rng.gauss();
    y[i] = y0 + r * Math.sin(phi) + sigma * rng.gauss();
  }
  return { x, y, used: new Uint8Array(n).fill(1) };
}

describe('circle fit', () => {
  it('finds an exact circle, far from the origin and of a short arc', () => {
    for (const arc of [2 * Math.PI, 1]) {
      const { x, y, used } = points(12, -4000, 300, 190.6, 0, 0, arc);
      const c = fitCircle(x, y, used)!;
      expect(c.x).toBeCloseTo(-4000, 5);
      expect(c.y).toBeCloseTo(300, 5);
      expect(c.radius).toBeCloseTo(190.6, 5);
      expect(c.residuals).toBeLessThan(1e-9);
    }
  });

  it('knows the radius to σ/√(n − 3), χ² of n − 3', () => {
    const N = 4000;
    const n = 14;
    let sum = 0;
    let sum2 = 0;
    let chi2 = 0;
    for (let event = 0; event < N; event++) {
      const { x, y, used } = points(n, 30, -20, 190, SIGMA, event);
      const c = fitCircle(x, y, used)!;
      sum += c.radius - 190;
      sum2 += (c.radius - 190) ** 2;
      chi2 += c.residuals / SIGMA ** 2;
    }
    // random azimuths: a little more than 4.7/√11 = 1.42 when they are not even
    expect(Math.abs(sum / N)).toBeLessThan(0.12);
    expect(Math.sqrt(sum2 / N)).toBeGreaterThan(1.2);
    expect(Math.sqrt(sum2 / N)).toBeLessThan(1.6);
    expect(Math.abs(chi2 / N - (n - 3))).toBeLessThan(0.3);
  });

  it('says nothing of two points, a line, one place, or what is not a number', () => {
    const circle = (x: number[], y: number[]) =>
      fitCircle(
        x,
        y,
        x.map(() => 1),
      );
    expect(circle([0, 1], [0, 1])).toBeUndefined();
    expect(circle([0, 1, 2, 3], [0, 1, 2, 3])).toBeUndefined();
    expect(circle([5, 5, 5, 5], [1, 1, 1, 1])).toBeUndefined();
    expect(circle([5, 6, Number.NaN, 5], [1, 2, 3, 0])).toBeUndefined();
    expect(fitCircle([1, 2, 3], [1, 2, 1], [0, 0, 0])).toBeUndefined();
  });

  it('takes out points that are not on the ring, and only them', () => {
    let found = 0;
    for (let event = 0; event < 200; event++) {
      const { x, y, used } = points(12, 0, 0, 190, SIGMA, event);
      x.set([40, -100]);
      y.set([30, 60]);
      const c = cleanCircle(x, y, used, 4 * SIGMA)!;
      if (used[0] === 0 && used[1] === 0 && c.n >= 9 && Math.abs(c.radius - 190) < 8) found++;
      expect(used.reduce((a, b) => a + b)).toBe(c.n);
    }
    expect(found).toBeGreaterThan(180);
  });

  it('gives up when too few are left', () => {
    const x = [0, 100, 0, -100, 400];
    const y = [100, 0, -100, 3, 900];
    expect(cleanCircle(x, y, new Uint8Array(5).fill(1), 10, 5)).toBeUndefined();
  });
});
