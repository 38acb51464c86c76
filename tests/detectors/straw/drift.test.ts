import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../src/core/random.js';
import { INNER_RADIUS } from '../../../src/detectors/straw/description.js';
import { driftRadius, driftSigma, driftTime, driftTimeSigma, wallLoss } from '../../../src/detectors/straw/drift.js';

/** r [mm], leading peak [ns], its σ [ns], σ of the radius [mm]: DET §4.5. */
const SIGNAL = [
  [0.5, 20.0, 4.8, 0.457],
  [1.0, 26.1, 4.2, 0.314],
  [1.5, 33.2, 3.9, 0.26],
  [2.0, 41.3, 3.9, 0.218],
  [2.5, 51.2, 4.1, 0.181],
  [3.0, 64.2, 4.4, 0.15],
  [3.5, 81.1, 4.9, 0.127],
  [4.0, 102.8, 5.5, 0.112],
  [4.5, 130.2, 6.3, 0.104],
  [4.8, 149.6, 6.7, 0.098],
] as const;

/** t [ns] → r [mm], r(t) of the simulation: DET §4.5. */
const R_OF_T = [
  [16, 0.04],
  [20, 0.52],
  [25, 0.88],
  [30, 1.26],
  [40, 1.92],
  [50, 2.44],
  [60, 2.85],
  [70, 3.18],
  [80, 3.46],
  [90, 3.7],
  [100, 3.92],
  [110, 4.13],
  [120, 4.32],
  [130, 4.49],
  [140, 4.65],
  [150, 4.81],
] as const;

describe('drift in a straw', () => {
  it('has the published leading edge', () => {
    for (const [r, t, sigma] of SIGNAL) {
      expect(driftTime(r)).toBeCloseTo(t, 2);
      expect(driftTimeSigma(r)).toBeCloseTo(sigma, 1);
    }
    expect(driftTime(0)).toBe(15.7);
    expect(driftTime(INNER_RADIUS)).toBeCloseTo(154.6, 9);
    expect(driftTime(6)).toBe(driftTime(INNER_RADIUS));
  });

  it('rises everywhere, and agrees with the published r(t) within its rounding and 50 µm', () => {
    for (let r = 0.01; r <= INNER_RADIUS; r += 0.01) expect(driftTime(r)).toBeGreaterThan(driftTime(r - 0.01));
    for (let t = 16; t <= 170; t += 0.5) expect(driftRadius(t)).toBeGreaterThan(driftRadius(t - 0.5));
    for (const [t, r] of R_OF_T) {
      // 50 µm at the speed of the place, in ns
      expect(Math.abs(driftTime(r) - t)).toBeLessThan(0.05 * (driftTime(r + 0.05) - driftTime(r - 0.05)) * 10);
    }
  });

  it('has the published resolution in the middle of the straw', () => {
    for (const [r, t, , sigma] of SIGNAL) {
      if (r >= 2 && r <= 4.5) expect(Math.abs(driftSigma(t) / sigma - 1)).toBeLessThan(0.06);
    }
    expect(driftSigma(16)).toBeGreaterThan(0.35);
    expect(driftSigma(-40)).toBe(driftSigma(0));
  });

  it('is 0 before the earliest time and stays in the straw', () => {
    expect(driftRadius(-50)).toBe(0);
    expect(driftRadius(15)).toBe(0);
    expect(driftRadius(Number.NaN)).toBe(0);
    expect(driftRadius(1e9)).toBeLessThan(INNER_RADIUS);
  });

  it('loses tracks only at the wall', () => {
    expect(wallLoss(4.8)).toBeCloseTo(0.022, 3);
    expect(wallLoss(4)).toBeLessThan(1e-19);
    expect(wallLoss(4.875)).toBe(1);
  });
});

describe('radius from time, straws lit evenly', () => {
  const rng = new RandomStream().key(1, 2, 3, 4);
  const BINS = 20;
  const WIDTH = INNER_RADIUS / BINS;
  const byTime = { n: new Float64Array(BINS), sum: new Float64Array(BINS), pull2: new Float64Array(BINS) };
  const byRadius = { weight: new Float64Array(BINS), sum: new Float64Array(BINS) };
  for (let i = 0; i < 1_500_000; i++) {
    const r = INNER_RADIUS * rng.uniform();
    if (rng.uniform() < wallLoss(r)) continue;
    const t = driftTime(r) + driftTimeSigma(r) * rng.gauss();
    const measured = driftRadius(t);
    const sigma = driftSigma(t);
    const k = Math.floor(measured / WIDTH);
    byTime.n[k]!++;
    byTime.sum[k]! += measured - r;
    byTime.pull2[k]! += ((measured - r) / sigma) ** 2;
    const j = Math.floor(r / WIDTH);
    byRadius.weight[j]! += sigma ** -2;
    byRadius.sum[j]! += (measured - r) * sigma ** -2;
  }
  const bias = (k: number) => byTime.sum[k]! / byTime.n[k]!;
  const weighted = (k: number) => byRadius.sum[k]! / byRadius.weight[k]!;
  it('is unbiased for a given time within 3 µm beyond 0.7 mm', () => {
    for (let k = 3; k < BINS; k++) expect(Math.abs(bias(k)), `bin ${k}`).toBeLessThan(0.003);
  });

  it('has an honest σ for a given time', () => {
    for (let k = 1; k < BINS; k++) expect(Math.abs(byTime.pull2[k]! / byTime.n[k]! - 1), `bin ${k}`).toBeLessThan(0.03);
  });

  it('does not pull a fit with weights 1/σ² by 20 µm, away from wire and wall', () => {
    for (let k = 3; k < BINS; k++) {
      const r = (k + 0.5) * WIDTH;
      if (r > 1.1 && r < 4.3) expect(Math.abs(weighted(k)), `r ${r}`).toBeLessThan(0.02);
    }
  });
});
