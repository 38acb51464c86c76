import type { Settings } from '../../core/settings.js';
import { GeV, mm } from '../../core/units.js';
import { CELL_TIME_SIGMA, CORE_RADIUS, HALO_FRACTION, HALO_RADIUS, NOISE, SAMPLING_TERM } from './description.js';

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
    doc: 'R of the core of the lateral profile R²/(π (r² + R²)²)',
    source: 'DET §4.9 (X: fitted to seed fractions of AN16)',
  },
  haloRadius: { default: HALO_RADIUS, unit: 'mm', doc: 'R of its halo', source: 'DET §4.9 (X)' },
  haloFraction: { default: HALO_FRACTION, unit: '', doc: 'energy in the halo', source: 'DET §4.9 (X)' },
  interactionLengths: {
    default: 2,
    unit: '',
    doc: 'depth for hadrons; exp(−2) of them leave ionisation alone',
    source: 'DET §4.13',
  },
  chargeExchange: {
    default: 0.02,
    unit: '',
    doc: 'interactions that give almost all their energy to π⁰; placeholder',
    source: 'DET §4.9 (G): π with E/p > 0.9, 0.3 to 2 %',
  },
  hadronResponse: {
    default: 0.6,
    unit: '',
    doc: 'energy seen of the hadronic part of a contained shower; shape only',
    source: 'not found',
  },
  electromagneticPower: {
    default: 4,
    unit: '',
    doc: 'n of the share f of π⁰ in an interaction, density n (1 − f)ⁿ⁻¹; shape only',
    source: 'not found',
  },
  hadronRadius: {
    default: 40 * mm,
    unit: 'mm',
    doc: 'mean distance of the parts of a hadronic shower from its axis; shape only',
    source: 'not found',
  },
} satisfies Settings;
