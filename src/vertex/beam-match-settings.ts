import type { Settings } from '../core/settings.js';
import { GeV, m, mm, mrad, ns } from '../core/units.js';
import { KAON_SECTORS } from '../detectors/ktag/description.js';
import { GTK_Z } from '../transport/beam-line.js';
import { KTAG_WIDTH } from './beam-match-pdfs.js';

const MATCH = 'DET §7.1 (FW19)';
const BEAM = 'DET §1.1 (FW19, K–π matching constants), for the χ² of DET §7.1';

/** Settings of the match of kaon, beam track and decay: `--set beam-match.<name>=<value>`. */
export const beamMatchSettings = {
  kaonSectors: {
    default: KAON_SECTORS,
    unit: '',
    doc: 'sectors of a KTAG candidate that is a kaon',
    source: 'DET §4.1 (BHAM25, FW19)',
  },
  kaonWindow: {
    default: 2 * ns,
    unit: 'ns',
    doc: 'kaons this close to the decay time are tried',
    source: 'KAON §6.1 (FW19, KTAG and GTK within 2 ns)',
  },
  kaonSigmas: {
    default: 3,
    unit: '',
    doc: 'the same in standard deviations of the decay time; the larger counts',
    source: 'none: keeps decays that only slow detectors time',
  },
  beamWindow: {
    default: 0.6 * ns,
    unit: 'ns',
    doc: 'beam tracks this close to the kaon, or to the decay without one, are in time',
    source: MATCH,
  },
  maxInTime: { default: 5, unit: '', doc: 'beam tracks in time that are kept, nearest first', source: MATCH },
  maxGtkChi2: { default: 50, unit: '', doc: 'largest χ² of a beam track', source: MATCH },
  maxBeamChi2: { default: 20, unit: '', doc: 'largest χ² of momentum and slopes against the beam', source: MATCH },
  beamMomentum: { default: 74.9 * GeV, unit: 'GeV', doc: 'mean momentum of beam kaons', source: BEAM },
  beamMomentumSpread: { default: 0.9 * GeV, unit: 'GeV', doc: 'its spread', source: BEAM },
  beamSlopeX: { default: 1.22 * mrad, unit: 'mrad', doc: 'mean dx/dz of beam kaons behind GTK3', source: BEAM },
  beamSlopeXSpread: { default: 0.12 * mrad, unit: 'mrad', doc: 'its spread', source: BEAM },
  beamSlopeY: { default: 0.025 * mrad, unit: 'mrad', doc: 'mean dy/dz of beam kaons behind GTK3', source: BEAM },
  beamSlopeYSpread: { default: 0.1 * mrad, unit: 'mrad', doc: 'its spread', source: BEAM },
  ktagWidth: { default: KTAG_WIDTH * ns, unit: 'ns', doc: 'width of GTK − KTAG', source: MATCH },
  maxCda: { default: 60 * mm, unit: 'mm', doc: 'largest closest approach', source: MATCH },
  zMin: {
    default: GTK_Z[2],
    unit: 'm',
    doc: 'most upstream closest approach: GTK3',
    source: 'DET §0.2; the beam track is straight from here',
  },
  zMax: { default: 183 * m, unit: 'm', doc: 'most downstream closest approach', source: 'DET §0.2: the first chamber' },
  acceptMax: { default: 0.03, unit: '', doc: 'accepted: the larger discriminant is above this', source: MATCH },
  acceptMin: { default: 0.005, unit: '', doc: 'accepted: the smaller discriminant is above this', source: MATCH },
  ambiguousInTime: { default: 2, unit: '', doc: 'ambiguous: more beam tracks than this in time', source: MATCH },
  ambiguousStep: { default: 0.3, unit: '', doc: 'ambiguous: another within this of the best', source: MATCH },
  floor: {
    default: 1e-4,
    unit: '',
    doc: 'pairs whose larger discriminant is below this are not written',
    source: 'none: one right match in a thousand lies below',
  },
} satisfies Settings;
