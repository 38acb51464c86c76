import { ALPHA_EM } from '../../core/constants.js';
import { particle } from '../../core/particles.js';
import { type Settings, type Values, withDefaults } from '../../core/settings.js';
import type { MatrixElement, SeenMode } from '../decay-mode.js';

export const k3piSettings = {
  g: {
    default: -0.21134,
    unit: '',
    doc: 'linear slope in u of |M|²',
    source: 'KAON §2.3 (NA48/2 2007, PDG): ± 0.00017',
  },
  h: { default: 0.01848, unit: '', doc: 'quadratic slope in u', source: 'KAON §2.3 (NA48/2 2007): ± 0.00040' },
  k: { default: -0.00463, unit: '', doc: 'quadratic slope in v', source: 'KAON §2.3 (NA48/2 2007): ± 0.00014' },
  minimumVelocity: {
    default: 0.01,
    unit: '',
    doc: 'relative velocity of a pair below which its Coulomb factor stays as it is there; cuts off 2e-6 of the density',
    source: 'ours: the factor of an unlike pair grows without bound at rest, and a density needs a maximum',
  },
} as const satisfies Settings;

export type K3piParameters = Values<typeof k3piSettings>;

const M2 = particle(211).mass ** 2;
/** Mean of s1, s2, s3 [MeV²]: a third of their sum, m_K² + 3 m_π². */
const S0 = particle(321).mass ** 2 / 3 + M2;

/** Dalitz variable u = (s3 − s0)/m_π²; 3 is the odd pion. */
export const dalitzU = (s3: number): number => (s3 - S0) / M2;
/** Dalitz variable v = (s2 − s1)/m_π². */
export const dalitzV = (s1: number, s2: number): number => (s2 - s1) / M2;

/** Coulomb factor a/(eᵃ − 1), a = 2πα·(product of charges)/(relative velocity), of two pions of squared mass `s` [MeV²]. */
function coulombPair(s: number, charges: number, minimumVelocity: number): number {
  // m²/(p_i·p_j) is 1/γ of one pion seen from the other
  const r = (2 * M2) / (s - 2 * M2);
  const velocity = Math.max(minimumVelocity, Math.sqrt(Math.max(0, 1 - r * r)));
  const a = (2 * Math.PI * ALPHA_EM * charges) / velocity;
  return a / Math.expm1(a);
}

/** Coulomb factor of π+π+π−, the last the third. */
export function k3piCoulomb(s1: number, s2: number, s3: number, minimumVelocity: number): number {
  return (
    coulombPair(s3, 1, minimumVelocity) * coulombPair(s2, -1, minimumVelocity) * coulombPair(s1, -1, minimumVelocity)
  );
}

/** |M|² = (1 + g u + h u² + k v²) × Coulomb factor. */
function k3piMatrixElement(parameters: K3piParameters): MatrixElement {
  const { g, h, k, minimumVelocity } = parameters;
  return (s1, s2, s3) => {
    const u = dalitzU(s3);
    const v = dalitzV(s1, s2);
    return (1 + g * u + h * u * u + k * v * v) * k3piCoulomb(s1, s2, s3, minimumVelocity);
  };
}

/** K+ → π+ π+ π−, the odd pion last, with these Dalitz parameters. */
export function k3pi(parameters: Partial<K3piParameters> = {}): SeenMode {
  return {
    name: 'k3pi',
    parent: 321,
    daughters: [211, 211, -211],
    branchingFraction: 0.05583,
    matrixElement: k3piMatrixElement(withDefaults(k3piSettings, parameters)),
    source: 'KAON §2.2 (branching fraction 5.583 ± 0.024 %, PDG), §2.3 (Dalitz density, NA48/2)',
  };
}
