import { particle } from '../core/particles.js';

const KAON = particle(321).mass;
const CHARGED = particle(211).mass;
const NEUTRAL = particle(111).mass;

/**
 * Squared mass that a pion leaves of a kaon [MeV²/c⁴].
 * @param q momentum of the kaon, `p` of the pion [MeV/c]
 * @param k slopes dx/dz, dy/dz of the kaon, `pi` of the pion, where they meet
 */
export function squaredMissingMass(q: number, k: ArrayLike<number>, p: number, pi: ArrayLike<number>): number {
  const dot = k[0]! * pi[0]! + k[1]! * pi[1]! + 1;
  const norm = (k[0]! ** 2 + k[1]! ** 2 + 1) * (pi[0]! ** 2 + pi[1]! ** 2 + 1);
  const energy = Math.sqrt(q * q + KAON ** 2) - Math.sqrt(p * p + CHARGED ** 2);
  return energy * energy - (q * q + p * p - (2 * q * p * dot) / Math.sqrt(norm));
}

/** Resolution of one track: momentum [MeV/c] and direction, per projection [rad]. */
export interface TrackErrors {
  readonly momentum: number;
  readonly angle: number;
}

/**
 * σ of the squared missing mass of K⁺ → π⁺π⁰ [MeV²/c⁴] from the errors of the two tracks, propagated to first order at the angle that
 * kinematics fixes.
 * @returns the whole, and the parts of the pion's momentum, of its direction and of the kaon, in quadrature the whole
 */
export function missingMassSigma(
  q: number,
  kaon: TrackErrors,
  p: number,
  pion: TrackErrors,
): { all: number; momentum: number; angle: number; kaon: number } {
  const eK = Math.sqrt(q * q + KAON ** 2);
  const ePi = Math.sqrt(p * p + CHARGED ** 2);
  const cos = (q * q + p * p - (eK - ePi) ** 2 + NEUTRAL ** 2) / (2 * q * p);
  const byP = -2 * (eK * (p / ePi) - q * cos);
  const byQ = -2 * (ePi * (q / eK) - p * cos);
  const byAngle = 2 * q * p * Math.sqrt(1 - cos * cos);
  const momentum = Math.abs(byP) * pion.momentum;
  const angle = byAngle * pion.angle;
  const beam = Math.sqrt((byQ * kaon.momentum) ** 2 + (byAngle * kaon.angle) ** 2);
  return { all: Math.sqrt(momentum ** 2 + angle ** 2 + beam ** 2), momentum, angle, kaon: beam };
}
