import { mm } from '../../core/units.js';

/** LKr calorimeter. Source of every number: DET §4.9 (FW19) unless said otherwise. */

/** Front plane: where tracks are carried to and clusters are given. */
export const LKR_FRONT_Z = 241_093 * mm;
