import { MHz, m } from '../core/units.js';
import { GTK_STATIONS } from '../detectors/gtk/description.js';
import { DETECTORS, type Setup } from './setup.js';

/** Kaon data taking of 2018. Decay region: DET §0.2 (fiducial volume 105–180 m). */
export const kaon2018: Setup = {
  name: 'kaon-2018',
  doc: 'kaon beam of 75 GeV/c, spectrometer at its nominal field, 2018',
  // ANTI-0 and VetoCounter came in 2021: DET §4.4
  detectors: DETECTORS.filter((name) => name !== 'anti0' && name !== 'veto_counter'),
  // the control line is the NA48-CHOD's alone: KAON §3
  menu: [{ name: 'control', bit: 0, detectors: ['chod'] }],
  // typical of Run 1: DET §1.1, taken as default in DET §10
  intensity: 450 * MHz,
  conditions: 'kaon-2018',
  gtk: GTK_STATIONS,
  decayRegion: [105 * m, 180 * m],
};
