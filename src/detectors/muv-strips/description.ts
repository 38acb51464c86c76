import { CLOCK_PERIOD } from '../../core/constants.js';
import { m, mm, ns } from '../../core/units.js';
import { MUV_SAMPLES } from '../../event/raw-vetoes.js';
import { SCINTILLATOR_LANDAU, SCINTILLATOR_LOSS } from '../common/ionisation.js';
import { type TdcConditions, tdcConditions } from '../common/tdc-conditions.js';

/**
 * What MUV1 and MUV2 have in common: layers of strips in turn horizontal and vertical, those one behind the other on one light guide, and
 * the electronics. Source of every number: DET §4.12 (FW19) unless said otherwise.
 */

/** Views: strips that are horizontal, and measure y, or vertical, and measure x. */
export const HORIZONTAL = 0;
export const VERTICAL = 1;

/** One of the two; lengths in mm, energies in MeV. */
export interface StripCalorimeter {
  readonly name: 'muv1' | 'muv2';
  readonly frontZ: number;
  /** From the front of the first to the end of the last layer. */
  readonly depth: number;
  readonly interactionLengths: number;
  readonly radiationLengths: number;
  /** Strips side by side in a view, and their width. */
  readonly places: number;
  readonly pitch: number;
  readonly halfLength: number;
  readonly holeRadius: number;
  /** First and last place of each view with two halves, each read from its own end; the others are read from both ends. */
  readonly split: readonly (readonly [number, number])[];
  /** Mean ionisation of the scintillator of both views, and the width ξ of that of one view. */
  readonly ionisation: number;
  readonly landauWidth: number;
  /** Loss of a minimum ionising particle in all matter. */
  readonly loss: number;
  /** Energy of a contained hadron shower over what its scintillator sees. */
  readonly inverseSampling: number;
  /** Photoelectrons per MeV for light without way. */
  readonly lightYield: number;
  /** ADC counts at the peak per MeV for light without way. */
  readonly countsPerEnergy: number;
}

/** Attenuation length of light in a strip, and its speed there (not found: scintillator of NA62's other hodoscopes with long slabs). */
export const ATTENUATION = 265 * 10 * mm;
export const LIGHT_SPEED = 160 * (mm / ns);
/** Birks' constant, for ionisation alone: that of showers is in their calibration. */
const BIRKS = 0.151 * mm;
/** Minimum ionisation in iron per mm [MeV], and its radiation length. Source: PDG. */
const IRON_LOSS = 1.143;
const IRON_X0 = 17.57 * mm;

/** Matter and ionisation of iron plates and layers of scintillator. */
export function sampling(plates: number, iron: number, layers: number, scintillator: number) {
  const seen = layers * scintillator * SCINTILLATOR_LOSS;
  return {
    depth: plates * iron + layers * scintillator,
    radiationLengths: (plates * iron) / IRON_X0,
    ionisation: seen / (1 + BIRKS * SCINTILLATOR_LOSS),
    landauWidth: 0.5 * layers * scintillator * SCINTILLATOR_LANDAU,
    loss: plates * iron * IRON_LOSS + seen,
  };
}

/** Samples are at the starts of clock periods; this many come before the trigger's. */
const SAMPLES_BEFORE = 4;
/** Time of a sample relative to the start of the trigger's clock period [ns]. */
export const MUV_SAMPLE_TIMES = Float64Array.from(
  { length: MUV_SAMPLES },
  (_, k) => (k - SAMPLES_BEFORE) * CLOCK_PERIOD,
);

/** Electronics: pedestal, noise of a sample, largest count. */
export const PEDESTAL = 1000;
export const NOISE = 3;
export const FULL_SCALE = 16_383;
/** σ of the pulse, its spread from channel to channel; what follows it, over it: −5 %, 2 σ wide, 3 σ later. */
export const PULSE_SIGMA = 35.4 * ns;
export const PULSE_SIGMA_SPREAD = 1.6 * ns;
const UNDERSHOOT = { height: -0.05, width: 2, delay: 3 };

/** What follows a pulse of unit peak, `t` [ns] after the peak. */
function undershoot(t: number, sigma: number): number {
  const u = (t / sigma - UNDERSHOOT.delay) / UNDERSHOOT.width;
  return UNDERSHOOT.height * Math.exp(-0.5 * u * u);
}

/** Height of a pulse of unit peak, `t` [ns] after its peak. */
export function muvPulse(t: number, sigma: number): number {
  const u = t / sigma;
  return Math.exp(-0.5 * u * u) + undershoot(t, sigma);
}

/** The pulse over its σ, from −5 σ to 13 σ, in steps: linear in between, to 3e-5. */
const PULSE_FROM = -5;
const PULSE_STEPS = 64;
const PULSE = Float64Array.from({ length: 18 * PULSE_STEPS + 2 }, (_, i) => muvPulse(PULSE_FROM + i / PULSE_STEPS, 1));
const PULSE_LENGTH = PULSE.length - 2;

/** Adds a pulse of `counts` that peaks at `peak` [ns from the start of the trigger's clock period] to the samples from `at` on. */
export function addMuvPulse(counts: number, peak: number, sigma: number, samples: Float64Array, at: number): void {
  const scale = PULSE_STEPS / sigma;
  let place = (MUV_SAMPLE_TIMES[0]! - peak) * scale - PULSE_FROM * PULSE_STEPS;
  const step = CLOCK_PERIOD * scale;
  for (let k = at; k < at + MUV_SAMPLES; k++) {
    if (place > 0 && place < PULSE_LENGTH) {
      const i = place | 0;
      const low = PULSE[i]!;
      samples[k]! += counts * (low + (place - i) * (PULSE[i + 1]! - low));
    }
    place += step;
  }
}

/** Counts of a pC at the peak of the pulse: 16 384 counts are 2000 mV; over 50 Ω (not found: a choice). */
export const COUNTS_PER_CHARGE = ((16_384 / 2000) * 50) / (Math.sqrt(2 * Math.PI) * PULSE_SIGMA);

/** Added to a code for the vertical strips, and for the end at +x or +y. */
const FIRST = 101;
const VIEW_STEP = 50;
const END_STEP = 100;

/** Code of a channel: 101 + 50·view + 100·end + place. */
const stripCode = (view: number, end: number, place: number): number =>
  FIRST + VIEW_STEP * view + END_STEP * end + place;

/** Place of a channel in the conditions: by view, end and place. */
export const stripIndex = (detector: StripCalorimeter, view: number, end: number, place: number): number =>
  (2 * view + end) * detector.places + place;

export const channelsOf = ({ places }: StripCalorimeter): number => 4 * places;

/** Index of a code; −1 for one that is none. */
export function indexOfCode(detector: StripCalorimeter, code: number): number {
  const c = code - FIRST;
  if (!(c >= 0 && c < 2 * END_STEP)) return -1;
  const place = c % VIEW_STEP;
  if (place >= detector.places) return -1;
  return stripIndex(detector, Math.floor((c % END_STEP) / VIEW_STEP), Math.floor(c / END_STEP), place);
}

/** Code of a channel by its index. */
export function codeOfIndex(detector: StripCalorimeter, index: number): number {
  const side = Math.floor(index / detector.places);
  return stripCode(side >> 1, side & 1, index - side * detector.places);
}

/** Whether a place of a view has two halves. */
export function isSplit({ split }: StripCalorimeter, view: number, place: number): boolean {
  const [first, last] = split[view]!;
  return place >= first && place <= last;
}

/** Middle of a strip across [mm]. */
export const placeCentre = ({ places, pitch }: StripCalorimeter, place: number): number =>
  (place - 0.5 * (places - 1)) * pitch;

/** Fiducial volume of both. */
const FIDUCIAL_RADIUS = 130 * mm;
const FIDUCIAL_HALF_SIDE = 1.1 * m;
export const inMuvFiducial = (x: number, y: number): boolean =>
  x * x + y * y > FIDUCIAL_RADIUS * FIDUCIAL_RADIUS &&
  Math.abs(x) < FIDUCIAL_HALF_SIDE &&
  Math.abs(y) < FIDUCIAL_HALF_SIDE;

/** Shape of a drawn set of conditions: spread of the T0s and dead channels. Not found. */
const DRAWN = { t0Sigma: 2 * ns, deadChannels: 1 };

/**
 * The named set of conditions, by `stripIndex`; the response of a channel is its `efficiency`.
 * @throws InputError for an unknown name.
 */
export const stripConditions = (detector: StripCalorimeter, name: string): TdcConditions =>
  tdcConditions(detector.name.toUpperCase(), channelsOf(detector), name, DRAWN);
