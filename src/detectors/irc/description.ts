import { mm, ns } from '../../core/units.js';
import { FINE_WINDOW } from '../common/timing.js';
import { LAYER, type ShashlikGeometry, type ShashlikPulse } from '../shashlik/description.js';

/**
 * IRC: a ring of lead and scintillator about the beam pipe in front of the LKr, in two modules. Source of every number: DET §4.11 (FW19)
 * unless said otherwise.
 */
export const IRC_FRONT_Z = 239_612 * mm;
const GAP = 40 * mm;
const FIRST_LAYERS = 25;
const SECOND_LAYERS = 45;
const SECOND_Z = IRC_FRONT_Z + FIRST_LAYERS * LAYER + GAP;
export const IRC_END_Z = SECOND_Z + SECOND_LAYERS * LAYER;
export const IRC_INNER_RADIUS = 61 * mm;
export const IRC_OUTER_RADIUS = 145 * mm;
/** The bore is about the beam, the outside about the axis. */
export const IRC_BORE_X = 12 * mm;

export const IRC: ShashlikGeometry = {
  name: 'irc',
  window: FINE_WINDOW,
  end: IRC_END_Z,
  modules: [
    { z: IRC_FRONT_Z, layers: FIRST_LAYERS },
    { z: SECOND_Z, layers: SECOND_LAYERS },
  ],
  rotation: 0,
  fromSide: (x, y) =>
    Math.min(
      Math.sqrt((x - IRC_BORE_X) * (x - IRC_BORE_X) + y * y) - IRC_INNER_RADIUS,
      IRC_OUTER_RADIUS - Math.sqrt(x * x + y * y),
    ),
};

export const IRC_PULSE: ShashlikPulse = { emissionTime: 2 * ns, sigma: 0.82 * ns };
