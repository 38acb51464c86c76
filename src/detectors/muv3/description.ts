import { mm } from '../../core/units.js';

/** MUV3: scintillator tiles behind calorimeters and iron. Source of every number: DET §4.13 (FW19) unless said otherwise. */

/** Front of the tiles. */
export const MUV3_FRONT_Z = 246_800 * mm;
