import { particle } from '../../core/particles.js';
import { type Settings, type Values, withDefaults } from '../../core/settings.js';
import type { MatrixElement, SeenMode } from '../decay-mode.js';
import { pi0GammaGamma } from './pi0.js';

const kl3Settings = {
  lambdaPlus: {
    default: 24.24e-3,
    unit: '',
    doc: "λ'+ of f+(t) = 1 + λ'+ t/m_π+² + λ''+/2 (t/m_π+²)²",
    source: 'KAON §2.3 (NA48/2 2018, Ke3 and Kμ3 together, recalled: R-b): ± 0.75e-3 ± 1.30e-3',
  },
  lambdaPlus2: {
    default: 1.67e-3,
    unit: '',
    doc: "λ''+ of f+(t)",
    source: 'KAON §2.3 (NA48/2 2018, recalled: R-b): ± 0.29e-3 ± 0.41e-3',
  },
  lambda0: {
    default: 14.47e-3,
    unit: '',
    doc: 'λ0 of f0(t) = 1 + λ0 t/m_π+²',
    source: 'KAON §2.3 (NA48/2 2018, recalled: R-b): ± 0.63e-3 ± 1.17e-3',
  },
} as const satisfies Settings;

export type Kl3Parameters = Values<typeof kl3Settings>;

const K = particle(321).mass;
const K2 = K * K;
const PI2 = particle(111).mass ** 2;
const UNIT = particle(211).mass ** 2;

/**
 * Dalitz density of K+ → π0 ℓ+ ν, these being daughters 1, 2, 3: f+² (A + B ξ + C ξ²), ξ = f−/f+, in the kaon's rest frame and
 * with the terms of the lepton's mass, as in PDG's note on Kℓ3 form factors. ξ follows from f0 = f+ + f− t/(m_K² − m_π0²). Up to a
 * factor, f+(0) being 1. No radiative corrections.
 */
function kl3MatrixElement(lepton: number, parameters: Kl3Parameters): MatrixElement {
  const { lambdaPlus, lambdaPlus2, lambda0 } = parameters;
  const L2 = particle(lepton).mass ** 2;
  return (t, s2, s3) => {
    const x = t / UNIT;
    const plus = 1 + lambdaPlus * x + 0.5 * lambdaPlus2 * x * x;
    const minus = ((1 + lambda0 * x - plus) * (K2 - PI2)) / t;
    const eLepton = (K2 + L2 - s2) / (2 * K);
    const eNeutrino = (K2 - s3) / (2 * K);
    // largest energy of the π0 less its energy
    const short = (t - L2) / (2 * K);
    const a = K * (2 * eLepton * eNeutrino - K * short) + L2 * (0.25 * short - eNeutrino);
    const b = L2 * (eNeutrino - 0.5 * short);
    const c = 0.25 * L2 * short;
    return plus * plus * a + plus * minus * b + minus * minus * c;
  };
}

/** K+ → π0 e+ ν, π0 → γγ, with these form factors. */
export function ke3(parameters: Partial<Kl3Parameters> = {}): SeenMode {
  return {
    name: 'ke3',
    parent: 321,
    daughters: [111, -11, 12],
    branchingFraction: 0.0507 * pi0GammaGamma.branchingFraction,
    matrixElement: kl3MatrixElement(-11, withDefaults(kl3Settings, parameters)),
    atOnce: [pi0GammaGamma],
    source: 'KAON §2.2 (5.07 ± 0.04 % for any decay of the π0, PDG), §2.3 (form factors, NA48/2)',
  };
}

/** K+ → π0 μ+ ν, π0 → γγ, with these form factors. */
export function kmu3(parameters: Partial<Kl3Parameters> = {}): SeenMode {
  return {
    name: 'kmu3',
    parent: 321,
    daughters: [111, -13, 14],
    branchingFraction: 0.03352 * pi0GammaGamma.branchingFraction,
    matrixElement: kl3MatrixElement(-13, withDefaults(kl3Settings, parameters)),
    atOnce: [pi0GammaGamma],
    source: 'KAON §2.2 (3.352 ± 0.033 % for any decay of the π0, PDG), §2.3 (form factors, NA48/2)',
  };
}
