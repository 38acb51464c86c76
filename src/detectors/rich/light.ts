import { ALPHA_EM } from '../../core/constants.js';
import { DISPERSION, FOCAL_LENGTH, QUANTUM_EFFICIENCY } from './description.js';

/** ħc [eV mm]. Exact (SI). */
const HBAR_C = 197.3269804e-6;
const STEPS = 2000;
const QUANTILES = 256;

/** The light of the neon as its PMTs see it. */
export interface Light {
  /** n − 1 at equal steps of the share of photoelectrons a track of β = 1 gives; n − 1 grows with the photon's energy. */
  readonly excess: Float64Array;
  /** Photoelectrons per length of a track of β = 1, before mirrors and cones [1/mm]. */
  readonly perLength: number;
}

/** Between points [x, y] in order of x, straight lines; beyond them as the nearest segment goes on. */
function between(points: readonly (readonly [number, number])[], x: number): number {
  let k = 1;
  while (k < points.length - 1 && x > points[k]![0]) k++;
  const [x0, y0] = points[k - 1]!;
  const [x1, y1] = points[k]!;
  return y0 + ((y1 - y0) * (x - x0)) / (x1 - x0);
}

/**
 * Spectrum of the photoelectrons: dN/dE dx = α/ħc · sin²θ · QE, with the dispersion scaled so that the mean ring of β = 1 has
 * `betaOneRadius` [mm].
 */
export function neonLight(betaOneRadius: number): Light {
  const low = QUANTUM_EFFICIENCY[0][0];
  const high = QUANTUM_EFFICIENCY.at(-1)![0];
  const dE = (high - low) / STEPS;
  const excess = new Float64Array(STEPS);
  const weight = new Float64Array(STEPS);
  let sum = 0;
  let radius = 0;
  for (let i = 0; i < STEPS; i++) {
    const energy = low + (i + 0.5) * dE;
    const n = 1e-6 * between(DISPERSION, energy);
    const qe = between(QUANTUM_EFFICIENCY, energy);
    excess[i] = n;
    weight[i] = qe * n;
    sum += qe * n;
    radius += qe * n * FOCAL_LENGTH * Math.sqrt(2 * n);
  }
  const scale = (betaOneRadius / (radius / sum)) ** 2;
  const quantiles = new Float64Array(QUANTILES);
  let below = 0;
  let k = 0;
  for (let i = 0; i < STEPS && k < QUANTILES; i++) {
    below += weight[i]! / sum;
    while (k < QUANTILES && below >= (k + 0.5) / QUANTILES) quantiles[k++] = scale * excess[i]!;
  }
  // sin²θ = 2 (n − 1) for β = 1
  return { excess: quantiles, perLength: (ALPHA_EM / HBAR_C) * 2 * scale * sum * dE };
}
