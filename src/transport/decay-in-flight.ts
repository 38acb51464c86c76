import { twoBodyMomentum } from '../core/kinematics.js';
import { ctau, particle } from '../core/particles.js';
import type { RandomStream } from '../core/random.js';

/**
 * Isotropic two-body decay of a particle of momentum (px, py, pz) and mass `mass`: momenta of the products, in the laboratory, in
 * out[0…2] (mass m1) and out[3…5] (mass m2) [MeV/c].
 */
export function twoBodyDecay(
  px: number,
  py: number,
  pz: number,
  mass: number,
  m1: number,
  m2: number,
  random: RandomStream,
  out: Float64Array,
): void {
  const k = twoBodyMomentum(mass, m1, m2);
  const cos = random.range(-1, 1);
  const sin = Math.sqrt(1 - cos * cos);
  const phi = random.range(0, 2 * Math.PI);
  const kx = k * sin * Math.cos(phi);
  const ky = k * sin * Math.sin(phi);
  const kz = k * cos;
  const energy = Math.sqrt(px * px + py * py + pz * pz + mass * mass);
  const e1 = Math.sqrt(k * k + m1 * m1);
  // boost: p₁ = k + p (E₁*/m + p·k / (m (E + m)))
  const f = (e1 + (px * kx + py * ky + pz * kz) / (energy + mass)) / mass;
  out[0] = kx + f * px;
  out[1] = ky + f * py;
  out[2] = kz + f * pz;
  out[3] = px - out[0];
  out[4] = py - out[1];
  out[5] = pz - out[2];
}

/** Path [mm] an unstable particle goes before it decays; `decayLength` = cτ [mm]. Infinity for a stable one. */
export const flightLength = (p: number, mass: number, decayLength: number, random: RandomStream): number =>
  decayLength === Infinity ? Infinity : ((decayLength * p) / mass) * random.exponential();

const PION = particle(211);
const MUON = particle(-13);

/** cτ of the charged pion [mm]. */
export const PION_CTAU = ctau(PION);

/** π → μν, the branching fraction taken as 1 (π → eν is 1.2e-4 of it. Source: KAON §2.1, PDG): muon in out[0…2], neutrino in out[3…5]. */
export const pionDecay = (px: number, py: number, pz: number, random: RandomStream, out: Float64Array): void =>
  twoBodyDecay(px, py, pz, PION.mass, MUON.mass, 0, random, out);
