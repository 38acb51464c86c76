import { describe, expect, it } from 'vitest';
import { K_FIELD } from '../../src/core/constants.js';
import type { Field } from '../../src/transport/field.js';
import { StepKind } from '../../src/transport/field.js';
import { na62Field } from '../../src/transport/na62-field.js';
import { makeStepGrid, SwimPath } from '../../src/transport/step-grid.js';
import { identityJacobian, swim, swimWithJacobian } from '../../src/transport/swim.js';
import { benchField, benchTracks } from './native-bench.js';
import { fieldAt } from './probe.js';

const field = na62Field();
const TRACKS = [
  [10, -5, 1.5e-3, 2e-3, 1 / 30e3],
  [40, 60, 4e-3, -3e-3, -1 / 12e3],
  [-90, 20, -3e-3, 5e-3, 1 / 6e3],
].map((t) => Float64Array.from(t));

describe('step grid', () => {
  it('drifts outside, cuts regions into ceil(length / maxStep) equal steps, shares nodes', () => {
    const grid = makeStepGrid(benchField, [102400, 194100, 241000]);
    const steps = (k: number) => grid.first[k + 1]! - grid.first[k]!;
    expect([steps(0), steps(1), steps(2)]).toEqual([0, 11, 39]);
    expect(grid.h[0]).toBeCloseTo(191600 - 102400, 9);
    expect(grid.kind[0]).toBe(StepKind.drift);
    expect(grid.h[1]).toBe(250);
    expect(grid.h[11]).toBe(250);
    for (let i = 2; i <= 48; i++) expect(grid.node[i]).toBe(grid.node[i - 1]! + 20);
    expect(grid.kind[49]).toBe(StepKind.drift);
    expect(grid.h.slice(0, 50).reduce((a, b) => a + b)).toBeCloseTo(241000 - 102400, 6);
  });

  it('ends steps at every knot and region end, up and down alike', () => {
    const up = makeStepGrid(field, [110000, 205000]);
    const down = makeStepGrid(field, [205000, 110000]);
    const n = up.first[2]!;
    expect(down.first[2]).toBe(n);
    const ends = new Set<number>();
    let z = 110000;
    for (let i = 0; i < n; i++) {
      z += up.h[i]!;
      ends.add(Math.round(z * 1e3));
      expect(down.h[n - 1 - i]).toBeCloseTo(-up.h[i]!, 8);
      expect(down.kind[n - 1 - i]).toBe(up.kind[i]);
    }
    for (const r of field.regions) {
      for (const k of r.knots) if (k > 110000) expect(ends.has(k * 1e3), `knot ${k}`).toBe(true);
      expect(ends.has(r.zMax * 1e3)).toBe(true);
    }
  });

  it('can be refilled: a path used before gives the same end state', () => {
    const path = new SwimPath();
    const s = TRACKS[1]!.slice();
    swim(path.between(field, 104600, 219000), 0, 1, s);
    swim(path.between(field, 219000, 150000), 0, 1, s);
    const fresh = TRACKS[1]!.slice();
    swim(makeStepGrid(field, [104600, 219000]), 0, 1, fresh);
    swim(makeStepGrid(field, [219000, 150000]), 0, 1, fresh);
    expect([...s]).toEqual([...fresh]);
    expect(path.between(field, 220000, 220000).first[2]).toBe(0);
  });
});

describe('swim', () => {
  it('agrees with the native kernel on its 65 536 tracks', () => {
    // checksums of bench/native/expected-strict.json: kernels rkn_state and rkn_jac
    const grid = makeStepGrid(benchField, [102400, 241000]);
    const s = new Float64Array(5);
    const t = new Float64Array(5);
    const j = new Float64Array(12);
    let state = 0;
    let jac = 0;
    const tracks = benchTracks(65536);
    for (let i = 0; i < tracks.length; i += 5) {
      for (let k = 0; k < 5; k++) s[k] = t[k] = tracks[i + k]!;
      swim(grid, 0, 1, s);
      identityJacobian(j);
      swimWithJacobian(grid, 0, 1, t, j);
      const sum = (s[0]! + s[1]!) / 1000 + s[2]! + s[3]!;
      state += sum;
      jac += sum + 1e-3 * (j[0]! / 1000 + j[2]! / 1e6 + j[4]! / 1000 + j[8]! / 1000 + j[9]!);
      if (i === 0) expect([...t]).toEqual([...s]);
    }
    expect(Math.abs(state / 93.97337999564566 - 1)).toBeLessThan(1e-9);
    expect(Math.abs(jac / 17476.83567234411 - 1)).toBeLessThan(1e-9);
  });

  it('feels the field of the formulas: one short step', () => {
    for (const z of [130e3, 153.2e3, 195.3e3, 196.8e3, 199.4e3]) {
      const tx = 7e-3;
      const ty = -5e-3;
      const [x, y] = [412, -337];
      const s = Float64Array.of(x, y, tx, ty, 1e-4);
      const h = 1e-2;
      swim(makeStepGrid(field, [z - h / 2, z + h / 2]), 0, 1, s);
      const [bx, by, bz] = fieldAt(field, x + (tx * h) / 2, y + (ty * h) / 2, z);
      const k = K_FIELD * 1e-4 * Math.sqrt(1 + tx * tx + ty * ty) * h;
      const dtx = k * (tx * ty * bx - (1 + tx * tx) * by + ty * bz);
      const dty = k * ((1 + ty * ty) * bx - tx * ty * by - tx * bz);
      const scale = Math.hypot(dtx, dty);
      expect(Math.abs(s[2]! - tx - dtx) / scale).toBeLessThan(1e-6);
      expect(Math.abs(s[3]! - ty - dty) / scale).toBeLessThan(1e-6);
    }
  });

  it('comes back: there and back again returns the start, qp untouched', () => {
    const there = makeStepGrid(field, [104600, 183500, 194000, 219000]);
    const back = makeStepGrid(field, [219000, 194000, 183500, 104600]);
    for (const start of TRACKS) {
      const s = start.slice();
      swim(there, 0, 3, s);
      swim(back, 0, 3, s);
      expect(Math.abs(s[0]! - start[0]!)).toBeLessThan(2e-4);
      expect(Math.abs(s[1]! - start[1]!)).toBeLessThan(2e-4);
      expect(Math.abs(s[2]! - start[2]!)).toBeLessThan(2e-9);
      expect(Math.abs(s[3]! - start[3]!)).toBeLessThan(2e-9);
      expect(s[4]).toBe(start[4]);
    }
  });

  it('carries derivatives: Jacobian against finite differences in fields without gradient', () => {
    // uniform in x and y, so leaving the gradient out costs nothing
    const uniform: Field = {
      regions: [
        {
          kind: 'polynomial',
          zMin: 195e3,
          zMax: 198e3,
          maxStep: 100,
          knots: [],
          sample: (z, out, at) => {
            out.fill(0, at, at + 10);
            out[at] = 0.1;
            out[at + 6] = 0.3 * Math.exp(-(((z - 196.5e3) / 800) ** 2));
          },
        },
      ],
      shape: { s2: 0, s4: 0, s6: 0 },
    };
    compareJacobian(uniform, 1e-7);
    // what a bell field leaves out: the gradient
    compareJacobian(na62Field(), 2e-2);
  });

  function compareJacobian(f: Field, tolerance: number) {
    const grid = makeStepGrid(f, [183500, 196000, 219000]);
    for (const start of TRACKS) {
      const s = start.slice();
      const j = new Float64Array(12);
      identityJacobian(j);
      // accumulates over two calls
      swimWithJacobian(grid, 0, 1, s, j);
      swimWithJacobian(grid, 1, 2, s, j);
      for (let c = 0; c < 3; c++) {
        const eps = c < 2 ? 1e-5 : 1e-3 * Math.abs(start[4]!);
        const a = start.slice();
        const b = start.slice();
        a[2 + c]! += eps;
        b[2 + c]! -= eps;
        swim(grid, 0, 2, a);
        swim(grid, 0, 2, b);
        const unit = c < 2 ? 1 : 270;
        for (let r = 0; r < 4; r++) {
          const found = r < 2 ? j[3 * r + c]! / 35500 : j[6 + 3 * (r - 2) + c]!;
          const expected = (a[r]! - b[r]!) / (2 * eps) / (r < 2 ? 35500 : 1);
          expect(Math.abs(found - expected) / unit, `row ${r} column ${c}`).toBeLessThan(tolerance);
        }
      }
    }
  }
});
