import { describe, expect, it } from 'vitest';
import { K_FIELD } from '../../../src/core/constants.js';
import { GTK_STATIONS } from '../../../src/detectors/gtk/description.js';
import { beamMomentum, beamOptics, fitBeam, newBeamFit } from '../../../src/tracking/gtk/beam-fit.js';
import { beamLineField, GTK_Z } from '../../../src/transport/beam-line.js';
import { makeStepGrid } from '../../../src/transport/step-grid.js';
import { swim } from '../../../src/transport/swim.js';

const GRID = makeStepGrid(beamLineField(), GTK_Z);
const OPTICS = beamOptics(GTK_STATIONS);
const SIGMA = 0.3 / Math.sqrt(12);

/** Points of a ray from GTK1, each from the middle of its station, and its state behind GTK3. */
function ray(x: number, y: number, tx: number, ty: number, p: number) {
  const s = Float64Array.of(x, y, tx, ty, 1 / p);
  swim(GRID, 0, 1, s);
  const [x2, y2] = [s[0]!, s[1]! + 60];
  swim(GRID, 1, 2, s);
  const sigma = () => new Float64Array(3).fill(SIGMA);
  const points = {
    x: Float64Array.of(x, x2, s[0]!),
    y: Float64Array.of(y, y2, s[1]!),
    sigmaX: sigma(),
    sigmaY: sigma(),
    zX: GTK_Z[0],
    zY: GTK_Z[0],
  };
  return { points, state: s };
}

describe('fit of a beam particle', () => {
  it('gives back exact rays: 1 MeV/c, 1 µm, 0.1 µrad', () => {
    const fit = newBeamFit();
    for (const p of [72_500, 74_000, 75_000, 77_500]) {
      for (const [x, y, tx, ty] of [
        [0, 0, 0, 0],
        [20, -8, -1e-4, 2e-4],
        [-25, 6, 3e-4, -2.5e-4],
      ] as const) {
        const { points, state } = ray(x, y, tx, ty, p);
        fitBeam(OPTICS, points, fit);
        expect(Math.abs(1 / fit.state[4]! - p)).toBeLessThan(2);
        for (const k of [0, 1]) expect(Math.abs(fit.state[k]! - state[k]!)).toBeLessThan(1e-3);
        for (const k of [2, 3]) expect(Math.abs(fit.state[k]! - state[k]!)).toBeLessThan(1e-7);
        expect(fit.chi2X).toBeLessThan(1e-3);
      }
    }
  });

  it('has the momentum formula of the experiment', () => {
    const alpha = 13.2 / 22.8;
    const [y1, y2, y3] = [3, 1.2, -2];
    const { points } = ray(0, 0, 0, 0, 75_000);
    points.y.set([y1, y2, y3]);
    const published = (K_FIELD * 4169.5 * 3600) / (y1 * (1 - alpha) - y2 + 60 + alpha * y3);
    // thin dipoles there: 9e-5
    expect(Math.abs(beamMomentum(OPTICS, points) / published - 1)).toBeLessThan(1.5e-4);
  });

  it('has the covariance that its points and the matter of the stations give it', () => {
    const { points } = ray(5, -2, 1e-4, 5e-5, 75_000);
    points.sigmaX.set([0.05, 0.1, 0.08]);
    points.sigmaY.set([0.09, 0.04, 0.07]);
    const fit = newBeamFit();
    fitBeam(OPTICS, points, fit);
    const { covariance } = fit;
    // 10.24 µrad a station; GTK2's seen at GTK1, GTK3's in both slopes
    const kink = 1.02416e-5 ** 2;
    const expected = new Float64Array(25);
    expected[12] = kink;
    expected[18] = kink;
    const shifted = newBeamFit();
    for (const axis of ['x', 'y'] as const) {
      for (let i = 0; i < 3; i++) {
        const sigma = (axis === 'x' ? points.sigmaX : points.sigmaY)[i]!;
        const variance = sigma * sigma + (i === 0 ? 13_200 * 13_200 * kink : 0);
        const h = 0.01;
        const moved = { ...points, [axis]: points[axis].map((v, k) => (k === i ? v + h : v)) };
        fitBeam(OPTICS, moved, shifted);
        const d = Array.from(shifted.state, (v, k) => (v - fit.state[k]!) / h);
        for (let k = 0; k < 25; k++) expected[k]! += variance * d[Math.floor(k / 5)]! * d[k % 5]!;
      }
    }
    let at = 0;
    for (let a = 0; a < 5; a++) {
      for (let b = a; b < 5; b++, at++) {
        const scale = Math.sqrt(expected[6 * a]! * expected[6 * b]!);
        expect(Math.abs(covariance[at]! - expected[5 * a + b]!) / scale, `${a}, ${b}`).toBeLessThan(1e-3);
      }
    }
  });

  it('knows the momentum to 0.15 GeV/c with single pixels', () => {
    const fit = newBeamFit();
    fitBeam(OPTICS, ray(0, 0, 0, 0, 75_000).points, fit);
    expect(Math.sqrt(fit.covariance[14]!) * 75_000 ** 2).toBeCloseTo(151, -1);
  });
});
