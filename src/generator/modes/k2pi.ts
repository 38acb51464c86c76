import type { DecayMode } from '../decay-mode.js';

/** π0 → γγ. */
const pi0: DecayMode = {
  name: 'pi0-gg',
  parent: 111,
  daughters: [22, 22],
  branchingFraction: 0.98823,
  source: 'KAON §2.2 (98.823 ± 0.034 %, PDG)',
};

/** K+ → π+ π0, π0 → γγ; the π0 flies 14 µm on average at most. */
export const k2pi: DecayMode = {
  name: 'k2pi',
  parent: 321,
  daughters: [211, 111],
  branchingFraction: 0.2067 * pi0.branchingFraction,
  atOnce: [pi0],
  source: 'KAON §2.2 (20.67 ± 0.08 % for any decay of the π0, PDG)',
};
