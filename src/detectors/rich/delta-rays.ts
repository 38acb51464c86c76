import { particle } from '../../core/particles.js';
import type { RandomStream } from '../../core/random.js';
import { MeV, mm } from '../../core/units.js';

/**
 * Electrons that charged particles knock on in the entrance window and the neon, parametrised: dN/dT = k (1 − β² T/Tmax)/T² for each
 * length, at the angle of a collision with a free electron at rest. Source: PDG, passage of particles through matter.
 */

const ELECTRON = particle(11).mass;
/** k = 0.1535 MeV cm²/g · Z/A · density: of neon at 1 atm and 20 °C [MeV/mm], of the window of 2 mm of aluminium [MeV]. Source: PDG. */
export const KNOCK_ON = { neon: 6.38e-6, window: 0.0399 } as const;
/** Energy below which they fly off at more than 71 mrad, so that none of their light comes to the disks of PMTs. */
const LOWEST = 200 * MeV;
/** Radiation length of the neon. Source: DET §3. */
const NEON_X0 = 345_000 * mm;

/** A knocked-on electron. */
export interface DeltaRay {
  /** Momentum [MeV/c]. */
  readonly p: number;
  /** Angle with the particle [rad]. */
  readonly angle: number;
}

/** Largest energy of a knocked-on electron [MeV]. */
const maximum = (mass: number, p: number): number => {
  const energy = Math.sqrt(p * p + mass * mass);
  return (2 * ELECTRON * p * p) / (mass * mass + ELECTRON * ELECTRON + 2 * ELECTRON * energy);
};

/** Mean number of electrons drawn by `drawDelta` for `knock` [MeV], before some are refused: k times the length. */
export const meanDeltas = (knock: number): number => knock / LOWEST;

/** An electron of the spectrum; undefined for one that the particle is too slow for, or that the spectrum has less of than 1/T². */
export function drawDelta(rng: RandomStream, mass: number, p: number): DeltaRay | undefined {
  const kinetic = LOWEST / (1 - rng.uniform());
  const keep = rng.uniform();
  const most = maximum(mass, p);
  const energy = Math.sqrt(p * p + mass * mass);
  if (!(kinetic < most) || keep < ((p / energy) ** 2 * kinetic) / most) return undefined;
  const momentum = Math.sqrt(kinetic * (kinetic + 2 * ELECTRON));
  const cos = Math.min(1, (kinetic * (energy + ELECTRON)) / (momentum * p));
  return { p: momentum, angle: Math.acos(cos) };
}

/** Standard deviation of the scattering of an electron of β = 1 in a length of neon [rad], in a plane: Highland without its logarithm. */
export const neonScattering = (p: number, length: number): number => (13.6 / p) * Math.sqrt(length / NEON_X0);
