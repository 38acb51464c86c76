import type { Settings } from '../core/settings.js';
import { cm, GeV, MeV, ns } from '../core/units.js';
import { CODES } from '../detectors/lkr/description.js';

/** Settings of the LKr clusters: `--set lkr-clusters.<name>=<value>`. */
export const lkrClusterSettings = {
  seedEnergy: { default: 250 * MeV, unit: 'MeV', doc: 'smallest energy of a seed', source: 'DET §4.9 (FW19)' },
  radius: {
    default: 11 * cm,
    unit: 'mm',
    doc: 'cells this near the middle of the seed belong to the cluster; at most 5 cells',
    source: 'DET §4.9 (FW19; G)',
  },
  cellTime: {
    default: 20 * ns,
    unit: 'ns',
    doc: 'largest difference of a cell from its seed in time',
    source: 'none: 5 σ of a cell at zero suppression',
  },
  sharingPasses: {
    default: 2,
    unit: '',
    doc: 'passes of the sharing of cells',
    source: 'none: enough for photons 6 cm apart',
  },
  resolutionSampling: { default: 0.048, unit: '', doc: 'a of σE/E = a/√E ⊕ b/E ⊕ c', source: 'DET §4.9 (BHAM25)' },
  resolutionNoise: { default: 0.11 * GeV, unit: 'GeV', doc: 'b of it', source: 'DET §4.9 (BHAM25)' },
  resolutionConstant: { default: 0.009, unit: '', doc: 'c of it', source: 'DET §4.9 (BHAM25)' },
  maxCells: { default: CODES, unit: '', doc: 'events with more rows are refused', source: 'the codes there are' },
} satisfies Settings;
