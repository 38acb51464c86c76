import { describe, expect, it } from 'vitest';
import { momentumErrorGrid, momentumErrors } from '../../src/monitoring/momentum-error.js';
import { na62Field } from '../../src/transport/na62-field.js';

const grid = momentumErrorGrid(na62Field(), 180_000);
/** A pion 0.4 m above the axis, far from holes and rims. */
const state = (p: number) => Float64Array.of(150, 400, 1e-3, 3e-3, 1 / p);

describe('momentumErrors', () => {
  it('lies near the published 0.30 % ⊕ 0.005 %·p', () => {
    for (const p of [10, 25, 50]) {
      const [error] = momentumErrors(grid, state(p * 1000), [{}])!;
      const ratio = error! / Math.hypot(0.003, 5e-5 * p);
      expect(ratio).toBeGreaterThan(0.95);
      expect(ratio).toBeLessThan(1.28);
    }
  });

  it('is scattering, constant in p, and measurement, rising with p', () => {
    // a billionth of a spread or of a thickness: that source is off, its weight as before
    const off = [{ driftSigma: 1e-9 }, { material: 1e-9 }, {}];
    const [scatter, measure, both] = momentumErrors(grid, state(25_000), off) as [number, number, number];
    expect(Math.hypot(scatter, measure)).toBeCloseTo(both, 9);
    // two chambers of 0.48 % X0 before and behind a kick of 270 MeV/c: √2 · 0.75 MeV/c / 270 MeV/c, less what the outer two correct
    expect(scatter).toBeGreaterThan(0.0025);
    expect(scatter).toBeLessThan(0.0039);
    expect(measure / scatter).toBeGreaterThan(0.2);
    expect(measure / scatter).toBeLessThan(1);
  });

  it('scales a source with its change, the weights being kept', () => {
    const [before, drift, none] = momentumErrors(grid, state(50_000), [
      {},
      { driftSigma: 1.2 },
      { driftSigma: 1e-9 },
    ]) as [number, number, number];
    expect(drift ** 2 - none ** 2).toBeCloseTo(1.44 * (before ** 2 - none ** 2), 12);
  });

  it('gives nothing for a trajectory that misses the straws', () => {
    expect(momentumErrors(grid, Float64Array.of(3000, 0, 0, 0, 1e-5), [{}])).toBeUndefined();
  });
});
