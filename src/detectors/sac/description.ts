import { mm, ns } from '../../core/units.js';
import { FINE_WINDOW } from '../common/timing.js';
import { LAYERS, SHASHLIK_DEPTH, type ShashlikGeometry, type ShashlikPulse } from '../shashlik/description.js';

/**
 * SAC: a square of lead and scintillator on the axis behind the magnet that takes the beam away. Source of every number: DET §4.11 (FW19)
 * unless said otherwise.
 */
export const SAC_FRONT_Z = 260_956 * mm;
export const SAC_END_Z = SAC_FRONT_Z + SHASHLIK_DEPTH;
export const SAC_HALF_SIDE = 102.5 * mm;

export const SAC: ShashlikGeometry = {
  name: 'sac',
  window: FINE_WINDOW,
  end: SAC_END_Z,
  modules: [{ z: SAC_FRONT_Z, layers: LAYERS }],
  /** So that no photon flies along a fibre. Which way is not found: a choice. */
  rotation: 0.022,
  fromSide: (x, y) => SAC_HALF_SIDE - Math.max(Math.abs(x), Math.abs(y)),
};

export const SAC_PULSE: ShashlikPulse = { emissionTime: 5 * ns, sigma: 0.56 * ns };
