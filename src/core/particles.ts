import { C_LIGHT } from './constants.js';
import { MeV, ns } from './units.js';

/** A particle species: PDG code, rest mass [MeV/c²], charge [e], mean lifetime [ns] (Infinity: stable here). */
export interface Particle {
  readonly name: string;
  readonly pdg: number;
  readonly mass: number;
  readonly charge: number;
  readonly lifetime: number;
}

/** Masses and lifetimes. Source: KAON §2.1 (PDG editions named there); the proton PDG. */
const LIST: readonly Particle[] = [
  { name: 'K+', pdg: 321, mass: 493.677 * MeV, charge: 1, lifetime: 12.379 * ns },
  { name: 'pi+', pdg: 211, mass: 139.57039 * MeV, charge: 1, lifetime: 26.033 * ns },
  { name: 'mu+', pdg: -13, mass: 105.6583755 * MeV, charge: 1, lifetime: 2196.9811 * ns },
  { name: 'p+', pdg: 2212, mass: 938.27208816 * MeV, charge: 1, lifetime: Infinity },
  { name: 'e+', pdg: -11, mass: 0.51099895 * MeV, charge: 1, lifetime: Infinity },
  { name: 'nu_e', pdg: 12, mass: 0, charge: 0, lifetime: Infinity },
  { name: 'nu_mu', pdg: 14, mass: 0, charge: 0, lifetime: Infinity },
];

/** Particles that are their own antiparticles. Source: KAON §2.1. */
const NEUTRAL: readonly Particle[] = [
  { name: 'pi0', pdg: 111, mass: 134.9768 * MeV, charge: 0, lifetime: 8.43e-8 * ns },
  { name: 'gamma', pdg: 22, mass: 0, charge: 0, lifetime: Infinity },
];

const conjugate = (p: Particle): Particle => ({
  ...p,
  name: p.charge === 0 ? `${p.name}_bar` : p.name.replace('+', '-'),
  pdg: -p.pdg,
  charge: p.charge === 0 ? 0 : -p.charge,
});

const BY_PDG = new Map<number, Particle>(
  [...LIST.flatMap((p) => [p, conjugate(p)]), ...NEUTRAL].map((p) => [p.pdg, p]),
);

/**
 * The species with this PDG code.
 * @throws RangeError when the code is not in the table.
 */
export function particle(pdg: number): Particle {
  const p = BY_PDG.get(pdg);
  if (p === undefined) throw new RangeError(`no particle with PDG code ${pdg} in the table`);
  return p;
}

/** Mean decay length per unit of p/m, c·τ [mm]. */
export const ctau = (p: Particle): number => C_LIGHT * p.lifetime;
