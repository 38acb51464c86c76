import type { SeenMode } from '../decay-mode.js';
import { pi0Dalitz, pi0GammaGamma } from './pi0.js';

/** K+ → π+ π0, whatever the π0 does; it flies 14 µm on average at most. */
const ANY = 0.2067;
const SOURCE = 'KAON §2.2 (20.67 ± 0.08 % for any decay of the π0, PDG)';

/** K+ → π+ π0, π0 → γγ. */
export const k2pi: SeenMode = {
  name: 'k2pi',
  parent: 321,
  daughters: [211, 111],
  branchingFraction: ANY * pi0GammaGamma.branchingFraction,
  atOnce: [pi0GammaGamma],
  source: SOURCE,
};

/** K+ → π+ π0, π0 → e−e+γ with this slope of the form factor. */
export function k2piDalitz(parameters: Parameters<typeof pi0Dalitz>[0] = {}): SeenMode {
  const pi0 = pi0Dalitz(parameters);
  return {
    name: 'k2pi-dalitz',
    parent: 321,
    daughters: [211, 111],
    branchingFraction: ANY * pi0.branchingFraction,
    atOnce: [pi0],
    source: `${SOURCE}; ${pi0.source}`,
  };
}
