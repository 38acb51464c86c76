import { describe, expect, it } from 'vitest';
import { dipoleGrid } from '../../bench/dipole.js';
import { kalmanPass } from '../../bench/kalman.js';
import { kalmanSetup } from '../../bench/kalman-inputs.js';
import expected from '../../bench/native/expected-strict.json' with { type: 'json' };
import { RandomStream, stageKey } from '../../src/core/random.js';
import { packed } from '../../src/tracking/covariance.js';
import { kalmanFit } from '../../src/tracking/kalman.js';
import { smooth } from '../../src/tracking/kalman-smoother.js';
import { type KalmanHits, makeKalmanHits, makeKalmanWorkspace } from '../../src/tracking/kalman-workspace.js';
import { StepKind } from '../../src/transport/field.js';
import { MNP33_SHAPE, MNP33_Z, mnp33 } from '../../src/transport/mnp33.js';
import { makeStepGrid } from '../../src/transport/step-grid.js';
import { swim } from '../../src/transport/swim.js';

/** The 32 planes of the bench, four chambers of eight around a 270 MeV/c dipole. */
const { planes, grid, cos, sin, variance, scatter } = kalmanSetup;
const LAST = planes - 1;
/** Exaggerated, so that a fit that forgets it shows: 1 GeV/c over the track. */
const LOSS = 30;
const LINEAR = 0.01;

interface Toy {
  readonly errors: number;
  readonly hits: KalmanHits;
  readonly seed: Float64Array;
  readonly seedVariance: Float64Array;
  /** True states after the material of the first and last plane. */
  readonly first: Float64Array;
  readonly last: Float64Array;
}

/** @param errors factor on measurement errors, scattering angles and the seed's errors; with small ones the problem is linear */
function makeToy(errors = 1): Toy {
  const hits = makeKalmanHits(planes);
  hits.n = planes;
  hits.cos.set(cos);
  hits.sin.set(sin);
  hits.variance.fill(errors ** 2 * variance);
  hits.scatter.fill(errors ** 2 * scatter);
  hits.loss.fill(LOSS);
  for (let k = 0; k < planes; k++) hits.plane[k] = k;
  const states = { first: new Float64Array(5), last: new Float64Array(5) };
  return { errors, hits, seed: new Float64Array(5), seedVariance: new Float64Array(5), ...states };
}

/** Draws a track of 10 to 60 GeV/c through all material, its measurements and a rough seed. */
function draw(toy: Toy, random: RandomStream): void {
  const { errors, hits, seed, seedVariance, first, last } = toy;
  const p = random.range(10e3, 60e3);
  const s = last;
  s[0] = random.range(-400, 400);
  s[1] = random.range(-400, 400);
  s[2] = random.range(-4e-3, 4e-3);
  s[3] = random.range(-4e-3, 4e-3);
  s[4] = (random.uniform() < 0.5 ? -1 : 1) / p;
  const smear = [1, 1, 2e-4, 2e-4, 0.05 * s[4]];
  for (let j = 0; j < 5; j++) {
    seed[j] = s[j]! + errors * smear[j]! * random.gauss();
    seedVariance[j] = (10 * errors * smear[j]!) ** 2;
  }
  for (let k = 0; k < planes; k++) {
    if (k > 0) swim(grid, k - 1, k, s);
    s[4] = Math.sign(s[4]!) / (1 / Math.abs(s[4]!) - LOSS);
    const theta = Math.sqrt(hits.scatter[k]!) * s[4]!;
    s[2]! += theta * random.gauss();
    s[3]! += theta * random.gauss();
    hits.u[k] = cos[k]! * s[0]! + sin[k]! * s[1]! + Math.sqrt(hits.variance[k]!) * random.gauss();
    if (k === 0) first.set(s);
  }
}

const stream = (): RandomStream => new RandomStream().key(20240002, stageKey('kalman-test'), 0, 0);

describe('kalmanFit', () => {
  it('gives the sums of the native kernel over 16384 tracks', () => {
    const { items, checksum } = expected.kf_filter_mbf;
    expect(Math.abs(kalmanPass(items)() / checksum - 1)).toBeLessThan(1e-9);
  });

  it('has χ² per degree of freedom 1 and pulls of width 1 at the first and the last plane', () => {
    const N = 8000;
    const toy = makeToy();
    const ws = makeKalmanWorkspace(planes);
    const random = stream();
    const sum = new Float64Array(10);
    const squares = new Float64Array(10);
    const residuals = new Float64Array(planes);
    let chi2 = 0;
    for (let i = 0; i < N; i++) {
      draw(toy, random);
      chi2 += kalmanFit(ws, grid, toy.hits, toy.seed, toy.seedVariance);
      for (let j = 0; j < 5; j++) {
        const at = packed(j, j);
        const pullFirst = (ws.smoothed[j]! - toy.first[j]!) / Math.sqrt(ws.smoothedCov[at]!);
        const pullLast = (ws.filtered[5 * LAST + j]! - toy.last[j]!) / Math.sqrt(ws.filteredCov[15 * LAST + at]!);
        sum[j]! += pullFirst;
        sum[5 + j]! += pullLast;
        squares[j]! += pullFirst ** 2;
        squares[5 + j]! += pullLast ** 2;
      }
      for (let k = 0; k < planes; k++) residuals[k]! += ws.residual[k]! ** 2 / ws.residualVariance[k]!;
    }
    expect(Math.abs(chi2 / N / (planes - 5) - 1)).toBeLessThan(0.015);
    for (let j = 0; j < 10; j++) {
      const mean = sum[j]! / N;
      expect(Math.abs(mean), `mean of pull ${j}`).toBeLessThan(0.05);
      expect(Math.abs(Math.sqrt(squares[j]! / N - mean ** 2) - 1), `width of pull ${j}`).toBeLessThan(0.05);
    }
    for (let k = 0; k < planes; k++) {
      expect(Math.abs(Math.sqrt(residuals[k]! / N) - 1), `residual pull of plane ${k}`).toBeLessThan(0.05);
    }
  });

  it('smooths to the filtered state at the last plane', () => {
    const toy = makeToy();
    const ws = makeKalmanWorkspace(planes);
    draw(toy, stream());
    kalmanFit(ws, grid, toy.hits, toy.seed, toy.seedVariance);
    expect(ws.smoothed.slice(5 * LAST)).toEqual(ws.filtered.slice(5 * LAST));
    expect(ws.smoothedCov.slice(15 * LAST)).toEqual(ws.filteredCov.slice(15 * LAST));
  });

  it('smooths to what a filter from the other end finds at the first plane', () => {
    const toy = makeToy(LINEAR);
    const random = stream();
    const z = Array.from(grid.z, (mm) => mm / 1e3);
    const back = dipoleGrid(z.reverse());
    const ws = makeKalmanWorkspace(planes);
    const wsBack = makeKalmanWorkspace(3 * planes);
    // from behind, a plane's material comes after its measurement, scattering before loss: two rows that measure nothing
    const hits = makeKalmanHits(3 * planes);
    hits.n = 3 * planes - 2;
    for (let i = 0; i < hits.n; i++) {
      const row = i % 3;
      const at = (i - row) / 3;
      const k = LAST - at;
      hits.plane[i] = at;
      hits.cos[i] = cos[k]!;
      hits.sin[i] = sin[k]!;
      hits.variance[i] = row === 0 ? toy.hits.variance[k]! : Number.POSITIVE_INFINITY;
      hits.scatter[i] = row === 1 ? toy.hits.scatter[k]! : 0;
      hits.loss[i] = row === 2 ? -LOSS : 0;
    }
    for (let i = 0; i < 20; i++) {
      draw(toy, random);
      kalmanFit(ws, grid, toy.hits, toy.seed, toy.seedVariance);
      for (let m = 0; m < hits.n; m++) hits.u[m] = toy.hits.u[LAST - Math.floor(m / 3)]!;
      kalmanFit(wsBack, back, hits, toy.last, toy.seedVariance, true);
      const end = hits.n - 1;
      for (let j = 0; j < 5; j++) {
        const v = ws.smoothedCov[packed(j, j)]!;
        const apart = (ws.smoothed[j]! - wsBack.filtered[5 * end + j]!) / Math.sqrt(v);
        expect(Math.abs(apart), `track ${i}, parameter ${j}`).toBeLessThan(0.005);
        expect(Math.abs(wsBack.filteredCov[15 * end + packed(j, j)]! / v - 1)).toBeLessThan(5e-3);
      }
    }
  });

  it('loses χ² r²/var(r) and never gains precision when a measurement is taken out', () => {
    const toy = makeToy(LINEAR);
    const ws = makeKalmanWorkspace(planes);
    const without = makeKalmanWorkspace(planes);
    draw(toy, stream());
    for (let k = 0; k < planes; k++) {
      const chi2 = kalmanFit(ws, grid, toy.hits, toy.seed, toy.seedVariance);
      const measured = toy.hits.variance[k]!;
      toy.hits.variance[k] = Number.POSITIVE_INFINITY;
      const less = kalmanFit(without, grid, toy.hits, toy.seed, toy.seedVariance);
      toy.hits.variance[k] = measured;
      expect(chi2 - less).toBeCloseTo(ws.residual[k]! ** 2 / ws.residualVariance[k]!, 2);
      for (let i = 0; i < planes; i++) {
        for (let j = 0; j < 5; j++) {
          const at = 15 * i + packed(j, j);
          expect(without.smoothedCov[at]! / ws.smoothedCov[at]!).toBeGreaterThan(1 - 1e-4);
        }
      }
      expect(without.smoothedCov[15 * k + packed(0, 0)]! + without.smoothedCov[15 * k + packed(1, 1)]!).toBeGreaterThan(
        ws.smoothedCov[15 * k + packed(0, 0)]! + ws.smoothedCov[15 * k + packed(1, 1)]!,
      );
    }
  });

  it('leaves the smoothed part alone when only filtering', () => {
    const toy = makeToy();
    const ws = makeKalmanWorkspace(planes);
    draw(toy, stream());
    const chi2 = kalmanFit(ws, grid, toy.hits, toy.seed, toy.seedVariance, true);
    expect(ws.smoothed.every((v) => v === 0)).toBe(true);
    expect(kalmanFit(ws, grid, toy.hits, toy.seed, toy.seedVariance)).toBe(chi2);
  });

  it('goes through a gap without field as through a field of no strength', () => {
    // a chamber on each side of the magnet: once in the field of dipoles that are off, once in none
    const z = Array.from({ length: planes }, (_, k) => MNP33_Z + (k < 16 ? -9000 : 6000) + 190 * k);
    const off = (zMin: number) => ({ ...mnp33(0), zMin, zMax: zMin + 8000, knots: [] });
    const on = { regions: [mnp33()], shape: MNP33_SHAPE };
    const drift = makeStepGrid(on, z);
    const steps = makeStepGrid({ ...on, regions: [off(MNP33_Z - 12_000), mnp33(), off(MNP33_Z + 4000)] }, z);
    expect(drift.kind.includes(StepKind.drift)).toBe(true);
    const toy = makeToy();
    const { hits, seed, seedVariance } = toy;
    const random = stream();
    draw(toy, random);
    const s = seed.slice();
    for (let k = 0; k < planes; k++) {
      if (k > 0) swim(steps, k - 1, k, s);
      hits.u[k] = cos[k]! * s[0]! + sin[k]! * s[1]! + Math.sqrt(variance) * random.gauss();
    }
    const [a, b] = [makeKalmanWorkspace(planes), makeKalmanWorkspace(planes)];
    const chi2 = kalmanFit(a, steps, hits, seed, seedVariance);
    expect(kalmanFit(b, drift, hits, seed, seedVariance) / chi2).toBeCloseTo(1, 7);
    for (const name of ['filtered', 'filteredCov', 'smoothed', 'smoothedCov', 'residual'] as const) {
      const one = a[name];
      b[name].forEach((v, i) => {
        expect(Math.abs(v - one[i]!), `${name} ${i}`).toBeLessThanOrEqual(1e-6 * Math.abs(one[i]!));
      });
    }
  });

  it('leaves out only covariances that a brief smoother does not make', () => {
    const toy = makeToy();
    draw(toy, stream());
    const [whole, brief] = [makeKalmanWorkspace(planes), makeKalmanWorkspace(planes)];
    kalmanFit(whole, grid, toy.hits, toy.seed, toy.seedVariance);
    kalmanFit(brief, grid, toy.hits, toy.seed, toy.seedVariance, true);
    smooth(brief, toy.hits, true);
    for (const name of ['smoothed', 'residual', 'residualVariance'] as const) expect(brief[name]).toEqual(whole[name]);
    expect(brief.smoothedCov.slice(0, 15)).toEqual(whole.smoothedCov.slice(0, 15));
    for (let k = 1; k < planes; k++) {
      for (let j = 0; j < 15; j++) {
        const made = j === packed(0, 0) || j === packed(0, 1) || j === packed(1, 1);
        expect(brief.smoothedCov[15 * k + j]).toBe(made ? whole.smoothedCov[15 * k + j] : 0);
      }
    }
  });
});
