import type { SeenMode } from '../decay-mode.js';

/** K+ → μ+ ν. */
export const kmu2: SeenMode = {
  name: 'kmu2',
  parent: 321,
  daughters: [-13, 14],
  branchingFraction: 0.6356,
  source: 'KAON §2.2 (63.56 ± 0.11 %, PDG)',
};
