import { ALPHA_EM } from '../../core/constants.js';
import type { RandomStream } from '../../core/random.js';
import { GeV, MeV } from '../../core/units.js';
import { LKR_DEPTH } from './description.js';

/**
 * What a muon leaves in the krypton: ionisation, δ rays that shower, and bremsstrahlung. Source: PDG, passage of particles through matter;
 * bremsstrahlung as in Groom, Mokhov, Striganov (2001), with the screening of Petrukhin and Shestakov, on nuclei alone. Pairs, 20 MeV on average
 * at 30 GeV and mostly soft, and photonuclear loss are absent.
 */

/** Liquid krypton: Z/A, Z, atomic weight, g/cm² behind the front, plasma energy. */
const Z = 36;
const A = 83.798;
const THICKNESS = 2.418 * (LKR_DEPTH / 10);
const PLASMA = 28.816e-6 * Math.sqrt((2.418 * Z) / A) * MeV;
const ELECTRON = 0.51099895 * MeV;
const MUON = 105.6583755 * MeV;
/** δ rays from this energy on are showers of their own. */
const DELTA_CUT = 30 * MeV;
/** Photons from this energy on. */
const PHOTON_CUT = 100 * MeV;

/** Width ξ of the energy loss at the speed of light. */
const XI = ((0.1535 * Z) / A) * THICKNESS * MeV;
/** Loss in collisions below the cut, density effect complete: ξ ln(2 m T/(ħω)²); its variance is ξ T. */
const MUON_IONISATION = XI * Math.log((2 * ELECTRON * DELTA_CUT) / (PLASMA * PLASMA));
const IONISATION_SIGMA = Math.sqrt(XI * DELTA_CUT);
/** Photons per unit of (4/3 ...) Φ dy/y: α (2 Z r_e m_e/m_μ)² N, with r_e in cm and N nuclei/cm². */
const RADIATION = ALPHA_EM * ((2 * Z * 2.8179403e-13 * ELECTRON) / MUON) ** 2 * (6.02214e23 / A) * THICKNESS;

/** Screening function of a muon of energy `e` that loses the fraction `y`. */
function screening(e: number, y: number): number {
  const delta = (MUON * MUON * y) / (2 * e * (1 - y));
  const third = Math.cbrt(Z);
  const full = ((2 / 3) * 189 * MUON) / ELECTRON / (third * third);
  return Math.max(0, Math.log(full / (1 + (189 * Math.sqrt(Math.E) * delta) / ELECTRON / third)));
}

/** Ionisation along the way [MeV], without what showers. */
export const drawIonisation = (rng: RandomStream): number => MUON_IONISATION + IONISATION_SIGMA * rng.gauss();

/** Calls `shower` with the energy of each δ ray and photon of a muon or, without photons, of a hadron of this mass. */
export function drawShowers(
  rng: RandomStream,
  p: number,
  mass: number,
  radiates: boolean,
  shower: (energy: number) => void,
): void {
  const e = Math.sqrt(p * p + mass * mass);
  const gamma = e / mass;
  const beta2 = (p / e) ** 2;
  const largest = (2 * ELECTRON * beta2 * gamma * gamma) / (1 + (2 * gamma * ELECTRON) / mass + (ELECTRON / mass) ** 2);
  if (largest > DELTA_CUT) {
    const mean = (XI / beta2) * (1 / DELTA_CUT - 1 / largest);
    for (let n = rng.poisson(mean); n > 0; n--) {
      const t = 1 / (1 / DELTA_CUT - rng.uniform() * (1 / DELTA_CUT - 1 / largest));
      const keep = 1 - (beta2 * t) / largest + (0.5 * t * t) / (e * e);
      if (rng.uniform() < keep) shower(t);
    }
  }
  if (!radiates || e < 1 * GeV) return;
  const lowest = PHOTON_CUT / e;
  const highest = screening(e, lowest);
  const mean = (4 / 3) * RADIATION * highest * Math.log(1 / lowest);
  for (let n = rng.poisson(mean); n > 0; n--) {
    const y = Math.exp(rng.uniform() * Math.log(lowest));
    const keep = ((1 - y + 0.75 * y * y) * screening(e, y)) / highest;
    if (rng.uniform() < keep) shower(y * e);
  }
}
