import { describe, expect, it } from 'vitest';
import { K_FIELD } from '../../src/core/constants.js';
import { BLUE_TUBE_END, blueTube } from '../../src/transport/blue-tube.js';
import type { Field } from '../../src/transport/field.js';
import { MNP33_HALF_LENGTH, MNP33_SHAPE, MNP33_Z, mnp33 } from '../../src/transport/mnp33.js';
import { na62Field } from '../../src/transport/na62-field.js';
import { makeStepGrid } from '../../src/transport/step-grid.js';
import { swim } from '../../src/transport/swim.js';
import { fieldAt, integrals } from './probe.js';

const Z0 = MNP33_Z - MNP33_HALF_LENGTH;
const Z1 = MNP33_Z + MNP33_HALF_LENGTH;
const magnet = na62Field({ blueTube: false });
const tube = na62Field({ mnp33Scale: 0 });
const momentum = (s: Float64Array) => s[2]! / Math.sqrt(1 + s[2]! ** 2 + s[3]! ** 2) / s[4]!;

describe('MNP33', () => {
  it('kicks by 270.1 MeV/c on the axis and 262 at x = 0.6 m: integral and 30 GeV/c track', () => {
    const grid = makeStepGrid(magnet, [MNP33_Z - 5000, MNP33_Z + 5000]);
    for (const [x, kick, tolerance] of [
      [0, 270.1, 0.3],
      [600, 262, 1],
    ] as const) {
      expect(Math.abs(K_FIELD * integrals(magnet, x, 0, Z0, Z1)[1] - kick)).toBeLessThan(tolerance);
      const s = Float64Array.of(x, 0, 0, 0, 1 / 30e3);
      swim(grid, 0, 1, s);
      expect(Math.abs(-momentum(s) - kick)).toBeLessThan(tolerance);
    }
  });

  it('bends positive particles to −x, negative ones to +x', () => {
    const grid = makeStepGrid(magnet, [190e3, 204e3]);
    for (const q of [1, -1]) {
      const s = Float64Array.of(0, 0, 0, 0, q / 30e3);
      swim(grid, 0, 1, s);
      expect(Math.sign(s[0]!)).toBe(-q);
    }
  });

  it('follows the table of ∫By off the axis within 1.2 % and ∫Bx = −0.121 xy', () => {
    const table = [
      [0.9007, 0.8984, 0.8902, 0.8743, 0.8425],
      [0.903, 0.9012, 0.8941, 0.8809, 0.8567],
      [0.91, 0.9084, 0.904, 0.8973, 0.89],
      [0.9193, 0.9187, 0.9167, 0.9147, 0.9166],
      [0.9308, 0.9305, 0.9296, 0.9291],
    ];
    for (const [row, line] of table.entries()) {
      for (const [column, expected] of line.entries()) {
        const found = integrals(magnet, 200 * column, 200 * row, Z0, Z1)[1] / 1000;
        expect(Math.abs(found / expected - 1), `x ${200 * column} y ${200 * row}`).toBeLessThan(0.012);
      }
    }
    for (const [x, y] of [
      [200, 200],
      [300, -200],
      [-200, 350],
    ] as const) {
      const expected = -0.121e-6 * x * y;
      expect(Math.abs(integrals(magnet, x, y, Z0, Z1)[0] / 1000 / expected - 1)).toBeLessThan(0.1);
    }
  });

  it('is a curl-free field when c₂ is left out, and free of divergence to second order with it', () => {
    const bell = mnp33();
    const plain: Field = {
      regions: [
        {
          ...bell,
          sample: (z, out, at) => {
            bell.sample(z, out, at);
            out[at + 2] = 0;
          },
        },
      ],
      shape: MNP33_SHAPE,
    };
    const h = 0.5;
    const slope = (field: Field, component: 0 | 1 | 2, axis: 0 | 1 | 2, at: readonly number[]) => {
      const p = [...at];
      const m = [...at];
      p[axis]! += h;
      m[axis]! -= h;
      const value = (q: number[]) => fieldAt(field, q[0]!, q[1]!, q[2]!)[component];
      return (value(p) - value(m)) / (2 * h);
    };
    for (const at of [
      [310, 220, MNP33_Z - 1130],
      [-520, 410, MNP33_Z + 470],
      [120, -640, MNP33_Z - 150],
    ]) {
      const scale = Math.abs(slope(plain, 2, 1, at)) + Math.abs(slope(plain, 0, 1, at));
      for (const [i, k] of [
        [0, 1],
        [1, 2],
        [2, 0],
      ] as const) {
        expect(Math.abs(slope(plain, k, i, at) - slope(plain, i, k, at)) / scale).toBeLessThan(2e-4);
      }
      const near = [at[0]! / 20, at[1]! / 20, at[2]!];
      const divergence = (f: Field) => slope(f, 0, 0, near) + slope(f, 1, 1, near) + slope(f, 2, 2, near);
      expect(Math.abs(divergence(magnet))).toBeLessThan(0.02 * Math.abs(divergence(plain)));
    }
  });

  it('is zero beyond 3.9 m, symmetric, and passes through the points of the table', () => {
    expect(fieldAt(magnet, 0, 0, Z0 - 1)).toEqual([0, 0, 0]);
    expect(fieldAt(magnet, 0, 0, Z1 + 1)).toEqual([0, 0, 0]);
    for (const [d, by] of [
      [0, 0.3821],
      [600, 0.3021],
      [2000, 0.0458],
      [3900, 0.0035],
    ] as const) {
      for (const sign of [-1, 1]) expect(fieldAt(magnet, 0, 0, MNP33_Z + sign * d)[1]).toBeCloseTo(by, 12);
    }
    expect(fieldAt(na62Field({ mnp33Scale: 1.01 }), 0, 0, MNP33_Z)[1]).toBeCloseTo(0.3821 * 1.01, 12);
  });

  it('needs no smaller steps: against 10 mm, below 1 µm at STRAW4 and 1e-6 of the kick', () => {
    const planes = [183508, 194063, 204450, 218876];
    const fine = makeStepGrid({ regions: [mnp33(1, { maxStep: 10 })], shape: MNP33_SHAPE }, planes);
    const used = makeStepGrid(magnet, planes);
    for (const p of [5e3, 20e3, 60e3]) {
      for (const start of [
        [100, 0, 1e-3, 0],
        [300, 200, -3e-3, 2e-3],
        [800, 100, -4e-3, 5e-3],
        [-500, -400, -5e-3, -4e-3],
      ]) {
        const a = Float64Array.of(...start, 1 / p);
        const b = a.slice();
        swim(fine, 0, 3, a);
        swim(used, 0, 3, b);
        expect(Math.hypot(a[0]! - b[0]!, a[1]! - b[1]!)).toBeLessThan(1e-3);
        expect(Math.hypot(a[2]! - b[2]!, a[3]! - b[3]!) * p).toBeLessThan(270e-6);
      }
    }
  });
});

describe('blue tube', () => {
  it('has the published integrals on the axis and kicks 23 µrad at 15 GeV/c', () => {
    const [ix, iy] = integrals(tube, 0, 0, 104458, BLUE_TUBE_END, 5).map((v) => v / 1000) as [number, number];
    expect(ix).toBeCloseTo(3.6e-4, 5);
    expect(iy).toBeCloseTo(-1.14e-3, 5);
    const s = Float64Array.of(0, 0, 0, 0, 1 / 15e3);
    swim(makeStepGrid(tube, [104458, BLUE_TUBE_END]), 0, 1, s);
    // 23 µrad is the ∫By alone; with ∫Bx it is 23.9
    expect(s[2]! * 1e6).toBeCloseTo(22.8, 0);
    expect(Math.hypot(s[2]!, s[3]!) * 1e6).toBeCloseTo(23.9, 0);
  });

  it('holds the measured table, in T and mm: sums over the planes, plain and weighted by the number of the plane', () => {
    // sums of the published columns [µT, cm], a0…a5 and b0…b3
    const plain = [135.73, -5.532, -2.377, 0.02073, -0.01562, -0.00132, -723.54, -3.04, 5.434, -0.03249];
    const weighted = [3923.37, -77.378, 1.566, 0.51911, -0.36202, 0.02713, -10838.22, 3.746, 76.346, -0.79588];
    const power = [0, 1, 1, 2, 2, 2, 0, 1, 1, 2];
    const region = blueTube();
    const z = [region.zMin, ...region.knots];
    const node = new Float64Array(10);
    const [a, b] = [new Float64Array(10), new Float64Array(10)];
    for (let i = 0; i < z.length; i++) {
      region.sample(z[i]!, node, 0);
      for (let k = 0; k < 10; k++) {
        a[k]! += node[k]! * 1e6 * 10 ** power[k]!;
        b[k]! += (i + 1) * node[k]! * 1e6 * 10 ** power[k]!;
      }
    }
    for (let k = 0; k < 10; k++) {
      expect(a[k]).toBeCloseTo(plain[k]!, 9);
      expect(b[k]).toBeCloseTo(weighted[k]!, 9);
    }
  });

  it('needs no smaller steps: against 50 mm, below 0.1 µm and 1 nrad at 10 GeV/c', () => {
    const fine = makeStepGrid({ regions: [blueTube({ maxStep: 50 })], shape: MNP33_SHAPE }, [104458, BLUE_TUBE_END]);
    const used = makeStepGrid(tube, [104458, BLUE_TUBE_END]);
    for (const start of [
      [0, 0, 8e-3, 3e-3],
      [100, 100, -5e-3, 6e-3],
      [-300, 200, 8e-3, -8e-3],
    ]) {
      const a = Float64Array.of(...start, 1e-4);
      const b = a.slice();
      swim(fine, 0, 1, a);
      swim(used, 0, 1, b);
      expect(Math.hypot(a[0]! - b[0]!, a[1]! - b[1]!)).toBeLessThan(1e-4);
      expect(Math.hypot(a[2]! - b[2]!, a[3]! - b[3]!)).toBeLessThan(1e-9);
    }
  });
});
