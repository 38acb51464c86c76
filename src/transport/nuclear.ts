import { particle } from '../core/particles.js';
import type { RandomStream } from '../core/random.js';
import { MeV } from '../core/units.js';
import { twoBodyDecay } from './decay-in-flight.js';

/**
 * Inelastic interactions of charged hadrons in thin matter: how often from published lengths, what they leave is our parametrisation.
 * Three pions share the hadron's energy; nucleons, kaons and the nucleus' fragments are not made, and elastic scattering is left out.
 */

/** Radiation length over nuclear interaction length. Source: PDG (atomic and nuclear properties). */
export const INTERACTIONS_PER_X0 = {
  aluminium: 24.01 / 107.2,
  neon: 28.93 / 99,
  borosilicateGlass: 28.17 / 96.5,
  polystyrene: 43.79 / 81.7,
  mylar: 39.95 / 84.9,
} as const;

/**
 * Interactions of a pion or kaon per interaction of a nucleon. Source: PDG, nuclear over pion interaction length: 0.78 in aluminium, 0.72 in
 * light organic matter; kaons as pions.
 */
export const MESON_OVER_NUCLEON = 0.75;

const [PION, PROTON, KAON] = [211, 2212, 321];
const NEUTRAL_PION = 111;
const PHOTON = 22;
const PION_MASS = particle(PION).mass;
const NEUTRAL_MASS = particle(NEUTRAL_PION).mass;

/** Factor on the interaction length's inverse for this particle; 0 for one that is no hadron. */
export function hadronFactor(pdg: number): number {
  const kind = Math.abs(pdg);
  return kind === PROTON ? 1 : kind === PION || kind === KAON ? MESON_OVER_NUCLEON : 0;
}

/** Width of each transverse component of the pions' momenta: 0.3 GeV/c in the mean. A choice. */
const TRANSVERSE = 250 * MeV;
/** Total energy below which a product is not followed. A choice. */
const LEAST_ENERGY = 200 * MeV;

/** Called for each product: its momentum, and the product it comes from by number in this interaction (−1: the hadron itself). */
export type OnProduct = (pdg: number, from: number, px: number, py: number, pz: number) => void;

const shares = new Float64Array(3);
const momentum = new Float64Array(3);
const photons = new Float64Array(6);

/**
 * Products of the interaction of a hadron of momentum (px, py, pz) and total energy E: three pions of the hadron's charge in all, two of them
 * neutral or none (a third of the energy in π⁰ on average), any share of the energy to any; each neutral one is followed by its photons.
 */
export function interact(
  charge: number,
  px: number,
  py: number,
  pz: number,
  energy: number,
  random: RandomStream,
  onProduct: OnProduct,
): void {
  const a = random.uniform();
  const b = random.uniform();
  shares[0] = Math.min(a, b);
  shares[1] = Math.abs(a - b);
  shares[2] = 1 - Math.max(a, b);
  // (q, 0, 0) or (q, q, −q), the odd one anywhere: shares are alike
  const charged = random.uniform() < 0.5;
  let made = 0;
  for (let i = 0; i < 3; i++) {
    const e = shares[i]! * energy;
    const g1 = random.gauss();
    const g2 = random.gauss();
    if (e < LEAST_ENERGY) continue;
    const neutral = !charged && i > 0;
    const mass = neutral ? NEUTRAL_MASS : PION_MASS;
    along(px, py, pz, Math.sqrt(e * e - mass * mass), TRANSVERSE * g1, TRANSVERSE * g2);
    const [qx, qy, qz] = [momentum[0]!, momentum[1]!, momentum[2]!];
    if (!neutral) {
      const sign = i === 2 ? -charge : charge;
      onProduct(sign * PION, -1, qx, qy, qz);
      made++;
      continue;
    }
    onProduct(NEUTRAL_PION, -1, qx, qy, qz);
    twoBodyDecay(qx, qy, qz, NEUTRAL_MASS, 0, 0, random, photons);
    onProduct(PHOTON, made, photons[0]!, photons[1]!, photons[2]!);
    onProduct(PHOTON, made, photons[3]!, photons[4]!, photons[5]!);
    made += 3;
  }
}

/** Momentum of size q with transverse components about the direction (px, py, pz), in `momentum`; at most half of q is transverse. */
function along(px: number, py: number, pz: number, q: number, t1: number, t2: number): void {
  const size = Math.sqrt(t1 * t1 + t2 * t2);
  const scale = size > 0.5 * q ? (0.5 * q) / size : 1;
  const u = t1 * scale;
  const v = t2 * scale;
  const w = Math.sqrt(q * q - u * u - v * v);
  const p = Math.sqrt(px * px + py * py + pz * pz);
  const [nx, ny, nz] = [px / p, py / p, pz / p];
  // two directions across, for a direction near z
  const f = 1 / (1 + nz);
  momentum[0] = w * nx + u * (1 - f * nx * nx) - v * f * nx * ny;
  momentum[1] = w * ny - u * f * nx * ny + v * (1 - f * ny * ny);
  momentum[2] = w * nz - u * nx - v * ny;
}
