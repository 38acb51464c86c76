import type { Settings } from '../../core/settings.js';
import { GeV, mm } from '../../core/units.js';
import {
  AXIS_SPREAD,
  CELL_TIME_SIGMA,
  CORE_RADIUS,
  HALO_FRACTION,
  HALO_RADIUS,
  NOISE,
  SAMPLING_TERM,
} from './description.js';

/** Settings of the LKr emulator: `--set lkr.<name>=<value>`. */
export const lkrSettings = {
  samplingTerm: {
    default: SAMPLING_TERM,
    unit: '',
    doc: 'tuned: fluctuation of the energy seen in a cell, σ = samplingTerm · √(1 GeV · mean); brings σE/E to 4.8 %/√E ⊕ 11 %/E ⊕ 0.9 %',
    source: 'tuned to DET §4.9 (BHAM25)',
  },
  showerNoise: {
    default: 0.09 * GeV,
    unit: 'GeV',
    doc: 'fluctuation of the energy of a photon or electron that does not depend on it: noise common to the cells of a shower',
    source: 'DET §4.9 (NA48, recalled): b of its σE/E, without zero suppression',
  },
  uniformity: {
    default: 0.0042,
    unit: '',
    doc: 'relative fluctuation of the response from shower to shower: the constant term without zero suppression and calibration error',
    source: 'DET §4.9 (NA48, recalled)',
  },
  calibrationError: {
    default: 0.012,
    unit: '',
    doc: 'error of the gain of a cell that no conditions know',
    source: 'DET §4.9 (FW19): spread of the intercalibration with electrons',
  },
  noise: { default: NOISE, unit: '', doc: 'noise of a sample in counts', source: 'DET §4.9, §10 (FW19, 2018)' },
  cellTimeSigma: {
    default: CELL_TIME_SIGMA,
    unit: 'ns',
    doc: 'spread of the time of a cell from shower to shower',
    source: 'DET §4.9 (FW19)',
  },
  coreRadius: {
    default: CORE_RADIUS,
    unit: 'mm',
    doc: 'tuned: R of the core of the lateral profile R²/(π (r² + R²)²)',
    source:
      'tuned to the cells above zero suppression within the seed fractions and one Molière radius of DET §4.9 (AN16, X)',
  },
  haloRadius: { default: HALO_RADIUS, unit: 'mm', doc: 'tuned: R of its halo', source: 'as `coreRadius`' },
  haloFraction: { default: HALO_FRACTION, unit: '', doc: 'tuned: energy in the halo', source: 'as `coreRadius`' },
  axisSpread: {
    default: AXIS_SPREAD,
    unit: 'mm',
    doc: 'tuned: spread of the axis of a shower of 1 GeV, in x and in y; falls with 1/√E',
    source: 'tuned to 4.2 mm/√E of DET §4.9 (NA48, recalled)',
  },
  photonuclear: {
    default: 1,
    unit: '',
    doc: 'factor on the photons that a nucleus takes and nothing is seen of: 1e-3 below 5.5 GeV, 1e-4 to 7.5, 5e-5 to 10, 8e-6 above',
    source: 'put in as published: DET §4.9 (TDD 2010, a study with data of NA48/2), 2.5 GeV and above',
  },
  hadronRadius: {
    default: 40 * mm,
    unit: 'mm',
    doc: 'mean distance of the parts of a hadronic shower from its axis; shape only',
    source: 'not found',
  },
} satisfies Settings;
