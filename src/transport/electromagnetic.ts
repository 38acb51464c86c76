import type { RandomStream } from '../core/random.js';
import { MeV } from '../core/units.js';

/**
 * Bremsstrahlung and pair production in complete screening, per radiation length. Photons below a cutoff are a steady loss. Source: PDG
 * (passage of particles through matter: Tsai's spectrum without its term of a few per cent, and its cross section for pairs).
 *
 * The pair cross section is constant: at 50 MeV it is too large by a third or more, at 1 GeV by a few per cent. Both are collinear: the
 * angles, m/E, are 25 µrad at 20 GeV, less than the scattering in one plane of straws. Dielectric suppression is left out.
 */

/** Mean number of pairs a photon makes per radiation length. Source: PDG. */
const PAIRS_PER_X0 = 7 / 9;

/** Bremsstrahlung softer than this is a steady loss [MeV]; photons below are not followed. */
export const SOFT_PHOTON = 50 * MeV;

/** Radiation lengths a photon goes before it makes a pair. */
export const conversionDepth = (random: RandomStream): number => random.exponential() / PAIRS_PER_X0;

/** Share of a photon's energy that one of the pair takes: density 1 − (4/3) x (1 − x). Source: PDG. */
export function pairShare(random: RandomStream): number {
  for (;;) {
    const x = random.uniform();
    if (random.uniform() < 1 - (4 / 3) * x * (1 - x)) return x;
  }
}

/** Mean number per radiation length of photons above the cutoff from an electron of energy E: ∫ (4/3 − 4/3 y + y²) dy/y. */
export function photonRate(energy: number): number {
  const y = SOFT_PHOTON / energy;
  return y < 1 ? -(4 / 3) * Math.log(y) - (4 / 3) * (1 - y) + 0.5 * (1 - y * y) : 0;
}

/** Energy lost per radiation length to photons below the cutoff [MeV]. */
export function softLoss(energy: number): number {
  const y = Math.min(1, SOFT_PHOTON / energy);
  return energy * y * (4 / 3 - y * (2 / 3 - y / 3));
}

/** Energy of a photon above the cutoff from an electron of energy E above it [MeV]. */
export function photonEnergy(energy: number, random: RandomStream): number {
  const least = SOFT_PHOTON / energy;
  for (;;) {
    const y = Math.exp(Math.log(least) * random.uniform());
    if (random.uniform() < 1 - y + 0.75 * y * y) return y * energy;
  }
}

/** Called for a photon of this energy [MeV]. */
export type OnPhoton = (energy: number) => void;

/**
 * An electron of energy E through `x0` radiation lengths, photon by photon.
 * @returns the energy it leaves with [MeV]
 */
export function radiate(energy: number, x0: number, random: RandomStream, onPhoton: OnPhoton): number {
  let left = x0;
  while (energy > SOFT_PHOTON) {
    const step = random.exponential() / photonRate(energy);
    if (!(step < left)) break;
    energy *= Math.exp((-step * softLoss(energy)) / energy);
    left -= step;
    if (energy <= SOFT_PHOTON) break;
    const k = photonEnergy(energy, random);
    energy -= k;
    onPhoton(k);
  }
  return energy * Math.exp((-left * softLoss(energy)) / energy);
}
