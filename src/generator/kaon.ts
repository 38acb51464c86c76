import { C_LIGHT } from '../core/constants.js';
import { beta } from '../core/kinematics.js';
import { ctau, particle } from '../core/particles.js';
import type { RandomStream } from '../core/random.js';

const KAON = particle(321);

/** Mean path before decay of a K+ of momentum `p` [MeV/c], βγcτ [mm]. */
export const meanPath = (p: number): number => (p / KAON.mass) * ctau(KAON);

/** Fraction of the kaons of momentum `p` alive at `z0` that decay before `z1` [mm]. */
export const decayFraction = (p: number, z0: number, z1: number): number => -Math.expm1(-(z1 - z0) / meanPath(p));

/** z [mm] where a kaon of momentum `p` alive at `z0` decays. */
export const freeDecayZ = (random: RandomStream, p: number, z0: number): number =>
  z0 + meanPath(p) * random.exponential();

/**
 * z [mm] where a kaon of momentum `p` decays, given that it does between `zMin` and `zMax`: the exponential cut at both ends.
 * Lengths along the path are taken along z: they differ by 7e-7 at 1.2 mrad.
 * The event stands for `decayFraction(p, zMin, zMax)` of the kaons that reach `zMin`.
 */
export function forcedDecayZ(random: RandomStream, p: number, zMin: number, zMax: number): number {
  return zMin - meanPath(p) * Math.log1p(-random.uniform() * decayFraction(p, zMin, zMax));
}

/** Time [ns] a kaon of momentum `p` takes over `length` [mm]. */
export const flightTime = (p: number, length: number): number => length / (beta(p, KAON.mass) * C_LIGHT);
