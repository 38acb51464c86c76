import { m } from '../core/units.js';
import type { Setup } from './setup.js';

/** Kaon data taking of 2018. Decay region: DET §0.2 (fiducial volume 105–180 m). */
export const kaon2018: Setup = {
  name: 'kaon-2018',
  doc: 'kaon beam of 75 GeV/c, spectrometer at its nominal field, 2018',
  detectors: ['straw'],
  conditions: 'kaon-2018',
  decayRegion: [105 * m, 180 * m],
};
