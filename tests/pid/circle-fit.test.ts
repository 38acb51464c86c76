import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../src/core/random.js';
import { CIRCLE_SIZE, CircleAt, circleResiduals, fitCircle } from '../../src/pid/circle-fit.js';

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
  return { x, y };
}

/** The circle through all points; undefined without one. */
function through(x: Float64Array, y: Float64Array, from = 0, n = x.length - from) {
  const out = new Float64Array(CIRCLE_SIZE);
  if (!fitCircle(x, y, from, n, out)) return undefined;
  const residuals = circleResiduals(x, y, from, n, out);
  return { x: out[CircleAt.x]!, y: out[CircleAt.y]!, radius: out[CircleAt.radius]!, residuals };
}

describe('circle fit', () => {
  it('finds an exact circle, far from the origin and of a short arc', () => {
    for (const arc of [2 * Math.PI, 1]) {
      const { x, y } = points(12, -4000, 300, 190.6, 0, 0, arc);
      const c = through(x, y)!;
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
      const { x, y } = points(n, 30, -20, 190, SIGMA, event);
      const c = through(x, y)!;
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
    const circle = (x: number[], y: number[]) => through(Float64Array.from(x), Float64Array.from(y));
    expect(circle([0, 1], [0, 1])).toBeUndefined();
    expect(circle([0, 1, 2, 3], [0, 1, 2, 3])).toBeUndefined();
    expect(circle([5, 5, 5, 5], [1, 1, 1, 1])).toBeUndefined();
    expect(circle([5, 6, Number.NaN, 5], [1, 2, 3, 0])).toBeUndefined();
  });

  it('takes the points it is told to', () => {
    const { x, y } = points(12, 10, 20, 190, 0, 1);
    x[0] = 4000;
    x[11] = Number.NaN;
    const c = through(x, y, 1, 10)!;
    expect(c.radius).toBeCloseTo(190, 5);
  });
});
