import { describe, expect, it } from 'vitest';
import expected from '../../bench/native/expected-strict.json' with { type: 'json' };
import { VERTEX_ZREF, vertexInputs, vertexPass } from '../../bench/vertex.js';
import { packed } from '../../src/tracking/covariance.js';
import { fitVertex, TRACK_SIZE, VertexAt, vertexSize } from '../../src/vertex/chi2-vertex.js';

describe.each([
  { n: 2, native: expected.vtx2_chi2 },
  { n: 3, native: expected.vtx3_chi2 },
])('fitVertex of $n tracks', ({ n, native }) => {
  it('gives the sums of the native kernel over 65536 vertices', () => {
    expect(Math.abs(vertexPass(n, native.items)() / native.checksum - 1)).toBeLessThan(1e-9);
  });

  it('has the χ² and the pull of z that native has, and pulls of width 1 in x and y', () => {
    const N = 8192;
    const { tracks, truth } = vertexInputs(n, N);
    const out = new Float64Array(vertexSize(n));
    const pull = [0, 0, 0];
    let chi2 = 0;
    let sigmaZ = 0;
    for (let i = 0; i < N; i++) {
      const at = TRACK_SIZE * n * i;
      expect(fitVertex(tracks.slice(at, at + TRACK_SIZE * n), n, VERTEX_ZREF, out)).toBe(true);
      chi2 += out[VertexAt.chi2]!;
      sigmaZ += Math.sqrt(out[8]!);
      for (let j = 0; j < 3; j++) {
        pull[j]! += (out[j]! - truth[3 * i + j]!) ** 2 / out[VertexAt.covariance + [0, 3, 5][j]!]! / N;
      }
    }
    // native prints six digits
    expect(chi2 / N / (2 * n - 3)).toBeCloseTo(native.check_chi2_per_ndf, 4);
    expect(Math.sqrt(pull[2]!)).toBeCloseTo(native.check_pull_z_rms, 4);
    expect(Math.abs(Math.sqrt(pull[0]!) - 1)).toBeLessThan(0.05);
    expect(Math.abs(Math.sqrt(pull[1]!) - 1)).toBeLessThan(0.05);
    expect(sigmaZ / N / 1e3).toBeCloseTo(native.check_mean_sigma_z_m, 4);
  });

  it('finds a vertex the tracks meet in, whatever their covariance', () => {
    const tracks = new Float64Array(TRACK_SIZE * n);
    const out = new Float64Array(vertexSize(n));
    for (let i = 0; i < n; i++) {
      const slopes = [4e-3 * Math.cos(2.4 * i), 4e-3 * Math.sin(2.4 * i)] as const;
      const state = [12 + slopes[0] * 60e3, -7 + slopes[1] * 60e3, ...slopes, (i % 2 === 0 ? 1 : -1) / 20e3];
      for (let j = 0; j < 5; j++) {
        tracks[TRACK_SIZE * i + j] = state[j]!;
        tracks[TRACK_SIZE * i + 5 + packed(j, j)] = [0.02, 0.02, 4e-10, 4e-10, 1e-14][j]! * (1 + i);
      }
    }
    expect(fitVertex(tracks, n, VERTEX_ZREF, out)).toBe(true);
    expect(out[0]).toBeCloseTo(12, 6);
    expect(out[1]).toBeCloseTo(-7, 6);
    expect(out[2]).toBeCloseTo(VERTEX_ZREF - 60e3, 3);
    expect(out[VertexAt.chi2]).toBeCloseTo(0, 8);
    for (let i = 0; i < n; i++) {
      for (let k = 0; k < 3; k++)
        expect(out[VertexAt.tracks + 3 * i + k]).toBeCloseTo(tracks[TRACK_SIZE * i + 2 + k]!, 10);
    }
  });

  it('says so when there is no vertex', () => {
    const { tracks } = vertexInputs(n, 1);
    const out = new Float64Array(vertexSize(n));
    const negative = tracks.slice();
    negative[5 + packed(3, 3)]! *= -1;
    expect(fitVertex(negative, n, VERTEX_ZREF, out)).toBe(false);
    const parallel = tracks.slice();
    for (let i = 0; i < n; i++) parallel[TRACK_SIZE * i + 2] = parallel[TRACK_SIZE * i + 3] = 0;
    expect(fitVertex(parallel, n, VERTEX_ZREF, out)).toBe(false);
  });
});
