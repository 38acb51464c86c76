import { mm } from '../../core/units.js';
import { ATTENUATION, COUNTS_PER_CHARGE, type StripCalorimeter, sampling } from '../muv-strips/description.js';

const HALF_LENGTH = 0.5 * 2616 * mm;
/** From the middle of a full strip to its ends, where yield and charge are given: what light without way would give. */
const NO_WAY = Math.exp(HALF_LENGTH / ATTENUATION);

/**
 * MUV1. Source: DET §4.12 (FW19). The sheet has 48 strips of 60 mm a direction, 2880 mm for a length of 2616 mm; its split strips, 18–27 of
 * the horizontal and 69–76 of the vertical ones, lie about the middle when a view has 44 places, 1–44 and 51–94, and ids go up by 50 as in
 * the MUV2. That is taken here: 44 places a view, 176 channels. Light in short strips, up to 8.4 photoelectrons per MeV, follows from the
 * attenuation up to 7.8 at the middle of a half.
 */
export const MUV1: StripCalorimeter = {
  name: 'muv1',
  frontZ: 243_418 * mm,
  interactionLengths: 4.1,
  places: 44,
  pitch: 60 * mm,
  halfLength: HALF_LENGTH,
  holeRadius: 108 * mm,
  split: [
    [17, 26],
    [18, 25],
  ],
  ...sampling(24, 26.8 * mm, 23, 9 * mm),
  inverseSampling: 22.6,
  lightYield: 5.94 * NO_WAY,
  // 634.92 keV per pC
  countsPerEnergy: (COUNTS_PER_CHARGE / 0.63492) * NO_WAY,
};
