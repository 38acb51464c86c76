import { describe, expect, it } from 'vitest';
import { chi2Probability } from '../../src/core/chi2.js';
import { RandomStream, stageKey } from '../../src/core/random.js';
import { withDefaults } from '../../src/core/settings.js';
import { BEAM_SHAPE_X, BEAM_SHAPE_Y, BEAM_STATE_SIZE, beamSettings, kaonBeam } from '../../src/generator/beam.js';

const N = 200_000;

function draw(replaced: Parameters<typeof withDefaults<typeof beamSettings>>[1] = {}): Float64Array[] {
  const beam = kaonBeam(withDefaults(beamSettings, replaced));
  const random = new RandomStream().key(1, stageKey('beam'), 0, 0);
  const columns = Array.from({ length: BEAM_STATE_SIZE }, () => new Float64Array(N));
  const state = new Float64Array(BEAM_STATE_SIZE);
  for (let i = 0; i < N; i++) {
    beam(random, state);
    for (const [c, column] of columns.entries()) column[i] = state[c]!;
  }
  return columns;
}

const mean = (a: Float64Array) => a.reduce((s, x) => s + x, 0) / a.length;
const covariance = (a: Float64Array, b: Float64Array) => {
  const [ma, mb] = [mean(a), mean(b)];
  return a.reduce((s, x, i) => s + (x - ma) * (b[i]! - mb), 0) / a.length;
};
const rms = (a: Float64Array) => Math.sqrt(covariance(a, a));

function shapeProbability(values: Float64Array, shape: readonly number[], low: number, bin: number): number {
  const counts = shape.map(() => 0);
  for (const v of values) counts[Math.floor((v - low) / bin)]! += 1;
  const total = shape.reduce((a, b) => a + b, 0);
  const chi2 = shape.reduce((s, f, i) => s + (counts[i]! - (f / total) * N) ** 2 / ((f / total) * N), 0);
  return chi2Probability(chi2, shape.length - 1);
}

describe('kaonBeam', () => {
  const [x, y, tx, ty, p] = draw() as [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];

  it('has the shapes of DET §1.1 in x and y', () => {
    expect(shapeProbability(x, BEAM_SHAPE_X, -32, 4)).toBeGreaterThan(1e-3);
    expect(shapeProbability(y, BEAM_SHAPE_Y, -13.5, 3)).toBeGreaterThan(1e-3);
  });

  it('is flat inside a bin', () => {
    const parts = Array.from({ length: 8 }, () => 1 / 8);
    const place = (a: Float64Array, low: number, bin: number) => a.map((v) => ((v - low) / bin) % 1);
    expect(shapeProbability(place(x, -32, 4), parts, 0, 1 / 8)).toBeGreaterThan(1e-3);
    expect(shapeProbability(place(y, -13.5, 3), parts, 0, 1 / 8)).toBeGreaterThan(1e-3);
  });

  it('has the widths and the correlation the beam tracks of DET §1.1 have', () => {
    expect(rms(x)).toBeCloseTo(12.9, 0);
    expect(rms(y)).toBeCloseTo(5.6, 0);
    expect(rms(tx) * 1e3).toBeCloseTo(0.11, 2);
    expect(rms(ty) * 1e3).toBeCloseTo(0.103, 3);
    expect(rms(p)).toBeCloseTo(820, -1);
    expect(covariance(x, tx) / (rms(x) * rms(tx))).toBeCloseTo(-0.65, 1);
    expect(Math.abs(covariance(y, ty) / (rms(y) * rms(ty)))).toBeLessThan(4 / Math.sqrt(N));
  });

  it('has the mean momentum and slopes', () => {
    expect(Math.abs(mean(p) - 75_000)).toBeLessThan((4 * 820) / Math.sqrt(N));
    const residual = tx.map((t, i) => t - (1.213e-3 - 5.5e-6 * x[i]!));
    expect(Math.abs(mean(residual))).toBeLessThan((4 * 0.083e-3) / Math.sqrt(N));
    expect(rms(residual) * 1e3).toBeCloseTo(0.083, 3);
    expect(Math.abs(mean(ty) - 0.03e-3)).toBeLessThan((4 * 0.103e-3) / Math.sqrt(N));
  });

  it('follows its settings', () => {
    const [x2, , , , p2] = draw({ momentum: 60_000, momentumSpread: 0, xLow: -132 }) as (typeof x)[];
    expect(p2!.every((v) => v === 60_000)).toBe(true);
    expect(mean(x2!)).toBeCloseTo(mean(x) - 100, 0);
  });
});
