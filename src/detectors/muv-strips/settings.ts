import type { Settings } from '../../core/settings.js';
import { GeV, mm, ns } from '../../core/units.js';
import { NOISE, PULSE_SIGMA_SPREAD } from './description.js';

/** Settings of the emulators of MUV1 and MUV2: `--set muv1.<name>=<value>`. */
export const stripSettings = {
  samplingTerm: {
    default: 0.8,
    unit: '',
    doc: 'fluctuation of a shower from what the plates hide, σ/E = samplingTerm/√(E/GeV), half of the layers in each view',
    source: 'not found (DET §11.6): of the size of calorimeters with 2.5 cm of iron',
  },
  showerRadius: {
    default: 40 * mm,
    unit: 'mm',
    doc: 'R of the profile R²/(π (r² + R²)²) of a part of a hadronic shower, and mean distance of the parts from its axis',
    source: 'none: 95 % of a shower within an interaction length of iron',
  },
  openingMomentum: {
    default: 1 * GeV,
    unit: 'GeV',
    doc: 'mean angle of the parts of a shower that begins before the front, times its energy; shape only',
    source: 'not found',
  },
  radiationRadius: {
    default: 17 * mm,
    unit: 'mm',
    doc: 'R of the profile of what a muon radiates',
    source: 'PDG: Molière radius of iron',
  },
  clockJitter: {
    default: 1 * ns,
    unit: 'ns',
    doc: 'spread of the time of a channel from particle to particle',
    source: 'DET §4.12 (FW19)',
  },
  noise: { default: NOISE, unit: '', doc: 'noise of a sample in counts', source: 'DET §4.12 (FW19)' },
  pulseSigmaSpread: {
    default: PULSE_SIGMA_SPREAD,
    unit: 'ns',
    doc: 'spread of the width of the pulse from channel to channel, that no conditions know',
    source: 'DET §4.12 (FW19)',
  },
  zeroSuppression: {
    default: 20,
    unit: '',
    doc: 'a channel is dropped when its samples differ by fewer counts: 0.13 of a muon; placeholder',
    source: 'not found: as the LKr, DET §4.9 (FW19)',
  },
} satisfies Settings;
