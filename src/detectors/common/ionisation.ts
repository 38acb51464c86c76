import type { RandomStream } from '../../core/random.js';
import { MeV, mm } from '../../core/units.js';

/** Energy that a minimum ionising particle leaves in polystyrene scintillator. Source: DET §4.7 (FW19), 6 MeV in 30 mm. */
export const SCINTILLATOR_LOSS = 0.2 * (MeV / mm);

/** Width ξ of the energy in scintillator at the speed of light. Source: PDG, 0.1535 MeV cm²/g · Z/A 0.54 · 1.03 g/cm³. */
export const SCINTILLATOR_LANDAU = 0.0856 * (MeV / mm / 10);

/** Mean of −ln z² for a normal z: Euler's constant + ln 2. */
const MOYAL_MEAN = 0.5772156649015329 + Math.LN2;

/** Fluctuation of an ionisation about its mean, over Landau's width ξ: Moyal's stand-in for Landau's. */
export function drawLandau(rng: RandomStream): number {
  const z = rng.gauss();
  return -Math.log(z * z + 1e-300) - MOYAL_MEAN;
}

/** Positive variate of mean 1 and variance 1/k, near a gamma variate (Wilson and Hilferty): shares, yields. */
export function drawPositive(rng: RandomStream, k: number): number {
  if (!(k > 0)) return 0;
  const root = 1 - 1 / (9 * k) + rng.gauss() / (3 * Math.sqrt(k));
  return root > 0 ? root * root * root : 0;
}
