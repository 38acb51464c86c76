import { particle } from '../../core/particles.js';
import { type Settings, type Values, withDefaults } from '../../core/settings.js';
import type { SeenMode } from '../decay-mode.js';
import { pi0GammaGamma } from './pi0.js';

const k3pi0Settings = {
  g: { default: 0.626, unit: '', doc: 'linear slope in u of |M|²', source: 'KAON §2.3 (PDG): ± 0.007' },
  h: { default: 0.052, unit: '', doc: 'quadratic slope in u', source: 'KAON §2.3 (PDG, recalled: R-b): ± 0.008' },
  k: { default: 0.0054, unit: '', doc: 'quadratic slope in v', source: 'KAON §2.3 (PDG, recalled: R-b): ± 0.0035' },
} as const satisfies Settings;

const M2 = particle(211).mass ** 2;
/** Mean of s1, s2, s3 [MeV²]. */
const S0 = (particle(321).mass ** 2 + M2 + 2 * particle(111).mass ** 2) / 3;

/** K+ → π0 π0 π+, the odd pion last, both π0 → γγ: |M|² = 1 + g u + h u² + k v², without the cusp at 2 m_π+. */
export function k3pi0(parameters: Partial<Values<typeof k3pi0Settings>> = {}): SeenMode {
  const { g, h, k } = withDefaults(k3pi0Settings, parameters);
  return {
    name: 'k3pi0',
    parent: 321,
    daughters: [111, 111, 211],
    branchingFraction: 0.0176 * pi0GammaGamma.branchingFraction * pi0GammaGamma.branchingFraction,
    matrixElement: (s1, s2, s3) => {
      const u = (s3 - S0) / M2;
      const v = (s2 - s1) / M2;
      return 1 + g * u + h * u * u + k * v * v;
    },
    atOnce: [pi0GammaGamma],
    source: 'KAON §2.2 (1.760 ± 0.023 % for any decays of the π0, PDG), §2.3 (polynomial, PDG)',
  };
}
