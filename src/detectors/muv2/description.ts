import { mm } from '../../core/units.js';
import { ATTENUATION, COUNTS_PER_CHARGE, type StripCalorimeter, sampling } from '../muv-strips/description.js';

const HALF_LENGTH = 1300 * mm;
/** From the middle of a half strip to its end. */
const NO_WAY = Math.exp((0.5 * HALF_LENGTH) / ATTENUATION);

/**
 * MUV2: half strips alone. Source: DET §4.12 (FW19). The sheet has 2.24 fC per MeV, which would leave a muon at 0.1 counts: taken as pC,
 * which gives it what it has in the MUV1. Light yield and attenuation are not found: those of the MUV1.
 */
export const MUV2: StripCalorimeter = {
  name: 'muv2',
  frontZ: 244_435 * mm,
  interactionLengths: 3.7,
  places: 22,
  pitch: 119 * mm,
  halfLength: HALF_LENGTH,
  holeRadius: 106 * mm,
  split: [
    [0, 21],
    [0, 21],
  ],
  ...sampling(24, 25 * mm, 24, 4.3 * mm),
  inverseSampling: 42,
  lightYield: 5.94 * NO_WAY,
  countsPerEnergy: COUNTS_PER_CHARGE * 2.24 * 1.42 * NO_WAY,
};
