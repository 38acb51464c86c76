import { MHz } from '../core/units.js';
import { gtkStations2022 } from '../detectors/gtk/description.js';
import { kaon2018 } from './kaon-2018.js';
import { apparatusSettings, DETECTORS, type Setup } from './setup.js';

/**
 * Kaon data taking of 2022: four GTK stations and the intensity of 2021–22. Everything else is that of 2018, as nothing else is found: the
 * decay region, the menu, the conditions (T0s and dead channels drawn under the same name, GTK0's among them), the response of the
 * detectors. VetoCounter and ANTI-0 came new; a second HASC is not there.
 */
export const kaon2022: Setup = {
  ...kaon2018,
  name: 'kaon-2022',
  doc: 'kaon beam of 75 GeV/c with four GTK stations, 2022; z of GTK0 and GTK2 are placeholders (apparatus.gtk0Z, apparatus.gtk2Z)',
  detectors: DETECTORS,
  // DET §1.1 (BHAM25): average of 2021–22
  intensity: 580 * MHz,
  gtk: gtkStations2022(apparatusSettings.gtk0Z.default, apparatusSettings.gtk2Z.default),
};
