import { particle } from '../core/particles.js';
import {
  CHAMBERS,
  holeRange,
  INNER_RADIUS,
  IS_EQUIPPED,
  nearestSlot,
  PLANE_LIST,
  PLANES,
  type Plane,
  SLOTS,
  WIRE,
  X0_PER_PLANE,
} from '../detectors/straw/description.js';
import { driftSigma, driftTime } from '../detectors/straw/drift.js';
import type { Field, StepGrid } from '../transport/field.js';
import { highlandLayer } from '../transport/material.js';
import { makeStepGrid } from '../transport/step-grid.js';
import { swim } from '../transport/swim.js';

/** Changes of the true apparatus that a fit does not know of. */
export interface Changed {
  /** Factor on the spread of the drift times. */
  readonly driftSigma?: number;
  /** Factor on every thickness in radiation lengths. */
  readonly material?: number;
}

const PER_CHAMBER = PLANES / CHAMBERS;
const PION = particle(211);
/** Steps of the numerical derivatives: mm, mm, rad, rad, share of qp. */
const STEPS = [1, 1, 1e-4, 1e-4, 1e-3];

/** Planes from `z` on through the STRAW. */
export const momentumErrorGrid = (field: Field, z: number): StepGrid =>
  makeStepGrid(field, [z, ...PLANE_LIST.map((p) => p.z)]);

/**
 * Relative momentum error of a pion track by linear error propagation: generalised least squares over the straws that the trajectory
 * meets, with the drift resolution at each radius and Highland's scattering in every plane with straws, weighted as if nothing had changed and then
 * propagated with the true, changed, errors. It shares the swim, Highland's formula and the tables of drift with the chain, not the
 * Kalman fit: derivatives are differences of swims. Inefficiency, δ rays and the search for hits are left out.
 *
 * @param state (x, y, tx, ty, qp) at the grid's first plane
 * @returns σp/p for each of `changes`; undefined when fewer than 12 straws are met
 */
export function momentumErrors(grid: StepGrid, state: Float64Array, changes: readonly Changed[]): number[] | undefined {
  const path = coordinates(grid, state);
  const matter = PLANE_LIST.filter((plane) => hasStraws(plane, path[plane.index]!));
  const met: number[] = [];
  const sigma: number[] = [];
  for (const plane of PLANE_LIST) {
    const u = path[plane.index]!;
    const slot = nearestSlot(plane, u);
    if (!(slot >= 0 && slot < SLOTS)) continue;
    const channel = plane.index * SLOTS + slot;
    const r = Math.abs(u - WIRE[channel]!);
    if (IS_EQUIPPED[channel] === 0 || r > INNER_RADIUS) continue;
    met.push(plane.index);
    sigma.push(driftSigma(driftTime(r)));
  }
  if (met.length < 12) return undefined;
  const design = derivatives(grid, state).map((column) => met.map((k) => column[k]!));
  const p = 1 / Math.abs(state[4]!);
  const beta2 = (p * p) / (p * p + PION.mass ** 2);
  const scattering = (material: number) =>
    highlandLayer(PER_CHAMBER * X0_PER_PLANE * material, PER_CHAMBER) / (p * p * beta2);
  const measured = sigma.map((s) => s * s);
  const lever = leverProducts(met, matter);
  const nominal = lever.map((row, i) => row.map((x, k) => x * scattering(1) + (i === k ? measured[i]! : 0)));
  const gain = gainOf(nominal, design, 4);
  return changes.map(({ driftSigma: drift = 1, material = 1 }) => {
    const q = scattering(material);
    let variance = 0;
    for (let i = 0; i < gain.length; i++) {
      variance += gain[i]! ** 2 * measured[i]! * drift * drift;
      for (let k = 0; k < gain.length; k++) variance += gain[i]! * gain[k]! * lever[i]![k]! * q;
    }
    return Math.sqrt(variance) * p;
  });
}

/** Measured coordinate of the trajectory in every plane. */
function coordinates(grid: StepGrid, state: Float64Array): number[] {
  const s = Float64Array.from(state);
  return PLANE_LIST.map((plane, k) => {
    swim(grid, k, k + 1, s);
    return plane.cos * s[0]! + plane.sin * s[1]!;
  });
}

/** Derivatives of the coordinates by the five parameters. */
function derivatives(grid: StepGrid, state: Float64Array): number[][] {
  return STEPS.map((step, i) => {
    const h = i === 4 ? step * state[4]! : step;
    const moved = (by: number) =>
      coordinates(
        grid,
        state.map((x, j) => (j === i ? x + by : x)),
      );
    const up = moved(h);
    const down = moved(-h);
    return up.map((u, k) => (u - down[k]!) / (2 * h));
  });
}

/** Whether straws stand at coordinate `u` of the plane: in its hole there is no matter. */
function hasStraws(plane: Plane, u: number): boolean {
  const [low, high] = holeRange(plane.chamber, plane.view);
  return u < low || u > high;
}

/** Covariance of the coordinates per variance of the angle scattered in one plane, summed over the planes with matter. */
function leverProducts(met: readonly number[], matter: readonly Plane[]): number[][] {
  return met.map((a) =>
    met.map((b) => {
      const pa = PLANE_LIST[a]!;
      const pb = PLANE_LIST[b]!;
      let sum = 0;
      for (const { z } of matter) if (z < pa.z && z < pb.z) sum += (pa.z - z) * (pb.z - z);
      return sum * (pa.cos * pb.cos + pa.sin * pb.sin);
    }),
  );
}

/** Row `wanted` of the least-squares gain (AᵀV⁻¹A)⁻¹ AᵀV⁻¹; `columns` are those of A. */
function gainOf(v: readonly number[][], columns: readonly number[][], wanted: number): number[] {
  const weighted = solve(v, columns);
  const normal = columns.map((a) => weighted.map((w) => dot(a, w)));
  const unit = columns.map((_, i) => (i === wanted ? 1 : 0));
  const mix = solve(normal, [unit])[0]!;
  return v.map((_, k) => mix.reduce((sum, m, i) => sum + m * weighted[i]![k]!, 0));
}

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, i) => sum + x * b[i]!, 0);

/** Solutions of M x = b for several b; M symmetric and positive definite (Cholesky). */
function solve(matrix: readonly number[][], right: readonly number[][]): number[][] {
  const n = matrix.length;
  const l: number[][] = [];
  for (let i = 0; i < n; i++) {
    const row: number[] = [];
    for (let j = 0; j <= i; j++) {
      const other = j === i ? row : l[j]!;
      let sum = matrix[i]![j]!;
      for (let k = 0; k < j; k++) sum -= row[k]! * other[k]!;
      row.push(j === i ? Math.sqrt(sum) : sum / other[j]!);
    }
    l.push(row);
  }
  return right.map((b) => {
    const x = [...b];
    for (let i = 0; i < n; i++) {
      for (let k = 0; k < i; k++) x[i]! -= l[i]![k]! * x[k]!;
      x[i]! /= l[i]![i]!;
    }
    for (let i = n - 1; i >= 0; i--) {
      for (let k = i + 1; k < n; k++) x[i]! -= l[k]![i]! * x[k]!;
      x[i]! /= l[i]![i]!;
    }
    return x;
  });
}
