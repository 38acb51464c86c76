import { particle } from '../../core/particles.js';
import { type Settings, type Values, withDefaults } from '../../core/settings.js';
import { MeV } from '../../core/units.js';
import type { MatrixElement, SeenMode } from '../decay-mode.js';

const LOOP = {
  alpha: {
    default: -20.6e-8,
    unit: '',
    doc: 'α+ of the pion loop: K+ → π+π+π− amplitude at the middle of its Dalitz plane',
    source: 'KAON §2.3 (FW19)',
  },
  beta: { default: -2.8e-8, unit: '', doc: 'β+ of the pion loop: its slope', source: 'KAON §2.3 (FW19)' },
  vectorMass: {
    default: 775.26 * MeV,
    unit: 'MeV',
    doc: 'mass in the form factor of the loop, 1 + z m_K²/m_V²',
    source: 'mass of the ρ, general knowledge (PDG); not in KAON',
  },
} as const satisfies Settings;

export const piEeSettings = {
  a: { default: -0.584, unit: '', doc: 'a of W(z) in K+ → π+e+e−', source: 'KAON §2.3 (FW19, as simulated)' },
  b: { default: -0.7, unit: '', doc: 'b of W(z) in K+ → π+e+e−', source: 'KAON §2.3 (FW19, as simulated)' },
  ...LOOP,
} as const satisfies Settings;

export const piMumuSettings = {
  a: {
    default: -0.575,
    unit: '',
    doc: 'a of W(z) in K+ → π+μ+μ−',
    source: 'KAON §2.3 (PMM22, recalled: R-b): ± 0.013',
  },
  b: {
    default: -0.722,
    unit: '',
    doc: 'b of W(z) in K+ → π+μ+μ−',
    source: 'KAON §2.3 (PMM22, recalled: R-b): ± 0.043, correlation with a −0.97',
  },
  ...LOOP,
} as const satisfies Settings;

export type PiLlParameters = Values<typeof piEeSettings>;

/** Fermi constant [MeV⁻²]. Source: KAON §2.3 (FW19). */
const G_F = 1.1664e-11;
const K2 = particle(321).mass ** 2;
const PI2 = particle(211).mass ** 2;
const R2 = PI2 / K2;

/** Scale of the polynomial part of W(z) = G_F m_K² (a + b z) + W_ππ(z). */
export const W_SCALE = G_F * K2;

/**
 * Pion loop W_ππ(z), z = m_ℓℓ²/m_K²: (α + β (z − z0)/r²)/r² · (1 + z m_K²/m_V²) · χ(z), r = m_π/m_K, z0 = 1/3 + r²; complex above
 * z = 4 r². Source: G. D'Ambrosio, G. Ecker, G. Isidori, J. Portolés, JHEP 08 (1998) 004, recalled; it closes with the published
 * branching fractions to 4 % and the slope of the linear model.
 */
export function pionLoop(z: number, { alpha, beta, vectorMass }: PiLlParameters): { re: number; im: number } {
  const x = z / R2;
  const front = ((alpha + (beta * (z - 1 / 3 - R2)) / R2) / R2) * (1 + (z * K2) / (vectorMass * vectorMass));
  // χ = 4/9 − 4/(3x) − (1 − 4/x)/3 · G(x): 0 at x = 0
  const polynomial = 4 / 9 - 4 / (3 * x);
  if (x <= 4) {
    const g = Math.sqrt(4 / x - 1) * Math.asin(0.5 * Math.sqrt(x));
    return { re: front * (polynomial - ((1 - 4 / x) * g) / 3), im: 0 };
  }
  const speed = Math.sqrt(1 - 4 / x);
  const cube = speed * speed * speed;
  const g = Math.log((1 - speed) / (1 + speed));
  return { re: front * (polynomial + (cube * g) / 6), im: (front * cube * Math.PI) / 6 };
}

/** |W(z)|². */
function formFactor2(z: number, parameters: PiLlParameters): number {
  const { re, im } = pionLoop(z, parameters);
  const w = W_SCALE * (parameters.a + parameters.b * z) + re;
  return w * w + im * im;
}

/**
 * One photon and a vector current: the pair's rest frame has |W|² λ (1 − β² cos²θ), which is |W|² (λ − (s2 − s3)²) with
 * λ = λ(m_K², m_π², s1). Daughters: π+ ℓ− ℓ+. Its integral over the angle is dΓ/dz ∝ λ^{3/2} β (1 + 2 m_ℓ²/s1) |W|².
 * In units of its size at z = 0. No radiative corrections.
 */
function vectorCurrent(parameters: PiLlParameters): MatrixElement {
  const scale = 1 / (W_SCALE * parameters.a * (K2 - PI2)) ** 2;
  return (s1, s2, s3) => {
    const sum = K2 + PI2 - s1;
    const d = s2 - s3;
    return scale * formFactor2(s1 / K2, parameters) * (sum * sum - 4 * K2 * PI2 - d * d);
  };
}

/** K+ → π+ e− e+ with this form factor. */
export function piEe(parameters: Partial<PiLlParameters> = {}): SeenMode {
  return {
    name: 'pi-ee',
    parent: 321,
    daughters: [211, 11, -11],
    branchingFraction: 3.0e-7,
    matrixElement: vectorCurrent(withDefaults(piEeSettings, parameters)),
    source: 'KAON §2.2 (branching fraction (3.00 ± 0.09)e-7, SEED), §2.3 (form factor, FW19)',
  };
}

/** K+ → π+ μ− μ+ with this form factor. */
export function piMumu(parameters: Partial<PiLlParameters> = {}): SeenMode {
  return {
    name: 'pi-mumu',
    parent: 321,
    daughters: [211, 13, -13],
    branchingFraction: 9.15e-8,
    matrixElement: vectorCurrent(withDefaults(piMumuSettings, parameters)),
    source: 'KAON §2.2 (branching fraction (9.15 ± 0.08)e-8, PMM22), §2.3 (form factor, PMM22)',
  };
}
