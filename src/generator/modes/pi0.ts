import { particle } from '../../core/particles.js';
import { type Settings, type Values, withDefaults } from '../../core/settings.js';
import type { SeenMode } from '../decay-mode.js';

const pi0DalitzSettings = {
  slope: {
    default: 0.032,
    unit: '',
    doc: 'a of the transition form factor F(x) = 1 + a x, x = (m_ee/m_π0)²',
    source: 'KAON §2.3 (FW19: vector-meson dominance; measured 0.0368 ± 0.0057, TFF17)',
  },
} as const satisfies Settings;

/** π0 → γγ. */
export const pi0GammaGamma: SeenMode = {
  name: 'pi0-gg',
  parent: 111,
  daughters: [22, 22],
  branchingFraction: 0.98823,
  source: 'KAON §2.2 (98.823 ± 0.034 %, PDG)',
};

const M2 = particle(111).mass ** 2;
/** r² = (2 m_e/m_π0)², the least x there is. */
const R2 = (4 * particle(11).mass ** 2) / M2;

/**
 * π0 → e−e+γ by Kroll and Wada, without radiative corrections: d²Γ/dx dy ∝ (1 − x)³/x · (1 + y² + r²/x) · F(x)², with
 * x = (m_ee/m_π0)² and y = 2 p_π0·(p_e+ − p_e−)/(m_π0²(1 − x)). Phase space has a factor 1 − x of it.
 */
export function pi0Dalitz(parameters: Partial<Values<typeof pi0DalitzSettings>> = {}): SeenMode {
  const { slope } = withDefaults(pi0DalitzSettings, parameters);
  return {
    name: 'pi0-dalitz',
    parent: 111,
    daughters: [11, -11, 22],
    branchingFraction: 0.01174,
    matrixElement: (s1, s2, s3) => {
      const x = s3 / M2;
      const y = (s1 - s2) / (M2 - s3);
      const f = (1 - x) * (1 + slope * x);
      return ((1 + y * y + R2 / x) * f * f) / x;
    },
    source: 'KAON §2.2 (1.174 ± 0.035 %, PDG), §2.3 (slope); density N. M. Kroll and W. Wada, PR 98 (1955) 1355',
  };
}
