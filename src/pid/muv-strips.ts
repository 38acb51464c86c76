import { CLOCK_PERIOD, FINE_TIME_LSB } from '../core/constants.js';
import type { TdcConditions } from '../detectors/common/tdc-conditions.js';
import {
  ATTENUATION,
  channelsOf,
  indexOfCode,
  isSplit,
  LIGHT_SPEED,
  MUV_SAMPLE_TIMES,
  muvPulse,
  NOISE,
  PEDESTAL,
  PULSE_SIGMA,
  type StripCalorimeter,
  stripIndex,
} from '../detectors/muv-strips/description.js';
import { MUV_SAMPLES, type muv1, type muv2 } from '../event/raw-vetoes.js';
import type { Rows } from '../event/table.js';

/** Strips of these sides: read from one end, or from both. */
export const LOW = 0;
const HIGH = 1;
export const BOTH = 2;

/** A strip with a pulse, or a half of one. */
export interface Strip {
  readonly view: number;
  readonly place: number;
  /** Half it belongs to; `BOTH`: one piece. */
  readonly side: number;
  /** End that alone gives energy and time; `BOTH`: they do not depend on where along the strip it was. */
  readonly end: number;
  /** [MeV] of a shower; from one end, of light without way. */
  readonly energy: number;
  /** Relative to the trigger [ns]; from one end, when light gets there. */
  readonly time: number;
  readonly sigma: number;
  /** Both as if it was in the middle of the strip or of its half. */
  readonly middleEnergy: number;
  readonly middleTime: number;
}

/** Peak of a pulse: height in counts, time relative to the start of the trigger's clock period [ns]. */
export interface Peak {
  counts: number;
  time: number;
}

/** A peak is nearer to the largest sample than to the next ones; with noise, a little less. */
const LIMIT = 0.9 * CLOCK_PERIOD;
const RATIOS = 512;

/** (after − before)/(after + before) for a peak `phase` ns after the largest sample: grows with the phase, whatever the height. */
function ratioOf(phase: number): number {
  const before = muvPulse(-CLOCK_PERIOD - phase, PULSE_SIGMA);
  const after = muvPulse(CLOCK_PERIOD - phase, PULSE_SIGMA);
  return (after - before) / (after + before);
}
const LOWEST = ratioOf(-LIMIT);
const RATIO_STEP = (ratioOf(LIMIT) - LOWEST) / RATIOS;

/** Phase at even steps of the ratio, by halving. */
const PHASE_OF_RATIO = Float64Array.from({ length: RATIOS + 2 }, (_, k) => {
  let [low, high] = [-LIMIT, LIMIT];
  for (let pass = 0; pass < 40; pass++) {
    const phase = 0.5 * (low + high);
    if (ratioOf(phase) < LOWEST + k * RATIO_STEP) low = phase;
    else high = phase;
  }
  return 0.5 * (low + high);
});
/** Peak over the largest sample, in the same steps. */
const HEIGHT_OF_RATIO = PHASE_OF_RATIO.map((phase) => 1 / muvPulse(-phase, PULSE_SIGMA));

/** This module's own: what comes from another is looked up at every use. */
const SAMPLES = MUV_SAMPLES;

/**
 * The pulse in a channel's samples: time from the two samples beside the largest, whose ratio is the same for any height, and height from the
 * largest. False when the largest sample is the first or the last, the peak outside the window, or has no pulse about it.
 */
export function findStripPeak(samples: ArrayLike<number>, at: number, out: Peak): boolean {
  let k = 0;
  let most = samples[at]!;
  for (let i = 1; i < SAMPLES; i++) {
    const sample = samples[at + i]!;
    if (!(sample > most)) continue;
    most = sample;
    k = i;
  }
  if (k === 0 || k === SAMPLES - 1) return false;
  const before = samples[at + k - 1]! - PEDESTAL;
  const largest = most - PEDESTAL;
  const after = samples[at + k + 1]! - PEDESTAL;
  if (!(before > 0 && after > 0)) return false;
  const place = Math.min(RATIOS, Math.max(0, ((after - before) / (after + before) - LOWEST) / RATIO_STEP));
  const i = place | 0;
  const f = place - i;
  out.time = MUV_SAMPLE_TIMES[k]! + PHASE_OF_RATIO[i]! + f * (PHASE_OF_RATIO[i + 1]! - PHASE_OF_RATIO[i]!);
  out.counts = largest * (HEIGHT_OF_RATIO[i]! + f * (HEIGHT_OF_RATIO[i + 1]! - HEIGHT_OF_RATIO[i]!));
  return true;
}

/** Error of a peak's time [ns] times its height over the noise of a sample. */
const TIME_SLOPE =
  (PULSE_SIGMA * PULSE_SIGMA) / Math.SQRT2 / CLOCK_PERIOD / Math.exp(-0.5 * (CLOCK_PERIOD / PULSE_SIGMA) ** 2);

/** Pulses of the two ends of a strip further apart than this [ns] are not of one particle: light needs 17 ns along it. */
const ENDS_APART = 25;

/** Strips with pulses from the raw rows of an event. Reused from event to event. */
export class StripReader {
  private readonly counts: Float64Array;
  private readonly time: Float64Array;
  private readonly peak: Peak = { counts: 0, time: 0 };

  constructor(
    private readonly detector: StripCalorimeter,
    private readonly conditions: TdcConditions,
    /** Spread of the time of a channel beside that of noise [ns]. */
    private readonly timeSigma: number,
  ) {
    const n = channelsOf(detector);
    for (const [name, { length }] of Object.entries(conditions)) {
      if (length !== n)
        throw new RangeError(`${detector.name} conditions of ${length} channels in ${name}, expected ${n}`);
    }
    this.counts = new Float64Array(n);
    this.time = new Float64Array(n);
  }

  /**
   * Reads rows `start` … `end` − 1. Dead channels and peaks outside the window are left out; of a channel that comes twice, the larger pulse
   * counts. A saturated one counts as it is: too small.
   * @throws RangeError for a channel that is none
   */
  read({ columns }: Rows<typeof muv1> | Rows<typeof muv2>, start: number, end: number, fineTime: number): Strip[] {
    const { counts, time, peak, detector } = this;
    const { t0, efficiency } = this.conditions;
    counts.fill(0);
    const trigger = fineTime * FINE_TIME_LSB;
    for (let i = start; i < end; i++) {
      const index = indexOfCode(detector, columns.channel[i]!);
      if (index < 0) throw new RangeError(`${detector.name} channel ${columns.channel[i]} is none`);
      if (!(efficiency[index]! > 0)) continue;
      if (!findStripPeak(columns.samples, i * SAMPLES, peak) || !(peak.counts > counts[index]!)) continue;
      counts[index] = peak.counts;
      time[index] = peak.time - trigger - t0[index]!;
    }
    const strips: Strip[] = [];
    for (let view = 0; view < 2; view++) {
      for (let place = 0; place < detector.places; place++) this.strip(view, place, strips);
    }
    return strips;
  }

  private strip(view: number, place: number, out: Strip[]): void {
    const { counts, time, detector } = this;
    const i = stripIndex(detector, view, LOW, place);
    const j = stripIndex(detector, view, HIGH, place);
    if (counts[i] === 0 && counts[j] === 0) return;
    const split = isSplit(detector, view, place);
    if (split || !(counts[i]! > 0 && counts[j]! > 0) || Math.abs(time[i]! - time[j]!) > ENDS_APART) {
      // of two pulses that do not belong together in one strip, the larger
      const [low, high] = split ? [true, true] : [counts[i]! >= counts[j]!, counts[j]! > counts[i]!];
      if (low && counts[i]! > 0) out.push(this.fromEnd(view, place, split ? LOW : BOTH, LOW, i));
      if (high && counts[j]! > 0) out.push(this.fromEnd(view, place, split ? HIGH : BOTH, HIGH, j));
      return;
    }
    const energy = Math.sqrt(this.energyOf(i) * this.energyOf(j)) * Math.exp(detector.halfLength / ATTENUATION);
    const middle = 0.5 * (time[i]! + time[j]!) - detector.halfLength / LIGHT_SPEED;
    out.push({
      view,
      place,
      side: BOTH,
      end: BOTH,
      energy,
      time: middle,
      sigma: 0.5 * Math.sqrt(this.sigmaOf(i) ** 2 + this.sigmaOf(j) ** 2),
      middleEnergy: energy,
      middleTime: middle,
    });
  }

  private fromEnd(view: number, place: number, side: number, end: number, i: number): Strip {
    const way = (side === BOTH ? 1 : 0.5) * this.detector.halfLength;
    const energy = this.energyOf(i);
    const time = this.time[i]!;
    return {
      view,
      place,
      side,
      end,
      energy,
      time,
      sigma: this.sigmaOf(i),
      middleEnergy: energy * Math.exp(way / ATTENUATION),
      middleTime: time - way / LIGHT_SPEED,
    };
  }

  private energyOf(i: number): number {
    const { countsPerEnergy, inverseSampling } = this.detector;
    return (inverseSampling * this.counts[i]!) / (countsPerEnergy * this.conditions.efficiency[i]!);
  }

  private sigmaOf(i: number): number {
    const noise = (TIME_SLOPE * NOISE) / this.counts[i]!;
    return Math.sqrt(noise * noise + this.timeSigma * this.timeSigma);
  }
}

/** Energy and time of a strip when the particle was at `along` from its middle [mm]. */
export function alongStrip(detector: StripCalorimeter, strip: Strip, along: number): { energy: number; time: number } {
  if (strip.end === BOTH) return strip;
  const inside = Math.min(detector.halfLength, Math.max(-detector.halfLength, along));
  const way = detector.halfLength + (strip.end === LOW ? inside : -inside);
  return { energy: strip.energy * Math.exp(way / ATTENUATION), time: strip.time - way / LIGHT_SPEED };
}
