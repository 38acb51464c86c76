import { RandomStream, stageKey } from '../../core/random.js';
import type { TableBuilder } from '../../event/builder.js';
import { MUV_SAMPLES, type muv1, type muv2 } from '../../event/raw-vetoes.js';
import type { muv1Truth, muv2Truth } from '../../event/truth-vetoes.js';
import {
  addMuvPulse,
  channelsOf,
  codeOfIndex,
  FULL_SCALE,
  MUV_SAMPLE_TIMES,
  PEDESTAL,
  PULSE_SIGMA,
  type StripCalorimeter,
} from './description.js';

const NOBODY = -1;
/**
 * Channels whose samples would differ by fewer counts than this without noise are left out: with 3 counts of noise one in forty of them would
 * pass zero suppression, with hardly more than its 20 counts.
 */
const LEAST_SPAN = 6;
/** T0s and light, by which a pulse may be later or earlier than its particle [ns]. */
const SLACK = 20;

/**
 * Largest height in the samples, over the peak, of a pulse of a particle at this time relative to the start of the trigger's clock period
 * [ns]: at most, whatever T0 and light do.
 */
export function visible(time: number): number {
  const late = (time - SLACK - MUV_SAMPLE_TIMES[MUV_SAMPLES - 1]!) / PULSE_SIGMA;
  if (late > 0) return Math.exp(-0.5 * late * late);
  const early = (MUV_SAMPLE_TIMES[0]! - time - SLACK) / PULSE_SIGMA;
  if (!(early > 0)) return 1;
  const after = Math.max(0, 0.5 * (early - 3));
  return Math.exp(-0.5 * early * early) + 0.05 * Math.exp(-0.5 * after * after);
}

/** What the channels of one event see: samples add up, whoever made them. Reused from event to event. */
export class StripSignals {
  private readonly rng = new RandomStream();
  private readonly stage: number;
  private readonly codes: Uint16Array;
  /** In readout order: by code. */
  private readonly order: Uint16Array;
  private readonly touched: Uint8Array;
  private readonly samples: Float64Array;
  private readonly main: Int32Array;
  private readonly mainCounts: Float64Array;
  private readonly other: Int32Array;
  private readonly otherCounts: Float64Array;

  constructor(detector: StripCalorimeter) {
    const n = channelsOf(detector);
    this.stage = stageKey(`${detector.name}.noise`);
    this.codes = Uint16Array.from({ length: n }, (_, i) => codeOfIndex(detector, i));
    this.order = Uint16Array.from({ length: n }, (_, i) => i).sort((a, b) => this.codes[a]! - this.codes[b]!);
    this.touched = new Uint8Array(n);
    this.samples = new Float64Array(n * MUV_SAMPLES);
    this.main = new Int32Array(n);
    this.mainCounts = new Float64Array(n);
    this.other = new Int32Array(n);
    this.otherCounts = new Float64Array(n);
  }

  clear(): void {
    this.touched.fill(0);
  }

  /**
   * Adds the pulse of a particle; each particle comes once a channel.
   * @param counts height of the peak
   * @param peak time of the peak relative to the start of the trigger's clock period [ns]
   * @param sigma width of the channel's pulse [ns]
   */
  add(i: number, particle: number, counts: number, peak: number, sigma: number): void {
    const { samples, main, mainCounts, other, otherCounts } = this;
    const at = i * MUV_SAMPLES;
    if (this.touched[i] === 0) {
      this.touched[i] = 1;
      samples.fill(0, at, at + MUV_SAMPLES);
      main[i] = NOBODY;
      mainCounts[i] = 0;
      other[i] = NOBODY;
      otherCounts[i] = 0;
    }
    addMuvPulse(counts, peak, sigma, samples, at);
    if (counts > mainCounts[i]!) {
      other[i] = main[i]!;
      otherCounts[i] = mainCounts[i]!;
      main[i] = particle;
      mainCounts[i] = counts;
    } else if (counts > otherCounts[i]!) {
      other[i] = particle;
      otherCounts[i] = counts;
    }
  }

  /** Adds pedestal and noise, digitises, suppresses zeros and appends the event's rows by code. */
  write(
    key: { readonly seed: number; readonly burst: number; readonly event: number },
    noise: number,
    zeroSuppression: number,
    hits: TableBuilder<typeof muv1> | TableBuilder<typeof muv2>,
    truth: TableBuilder<typeof muv1Truth> | TableBuilder<typeof muv2Truth>,
  ): void {
    const { samples, order, touched, codes, rng } = this;
    for (let o = 0; o < order.length; o++) {
      const i = order[o]!;
      if (touched[i] === 0) continue;
      const at = i * MUV_SAMPLES;
      let low = samples[at]!;
      let high = low;
      for (let k = 1; k < MUV_SAMPLES; k++) {
        const y = samples[at + k]!;
        if (y < low) low = y;
        else if (y > high) high = y;
      }
      if (!(high - low >= LEAST_SPAN)) continue;
      rng.key(key.seed, this.stage, key.burst, key.event, codes[i]!);
      low = FULL_SCALE;
      high = 0;
      for (let k = 0; k < MUV_SAMPLES; k++) {
        const y = Math.round(PEDESTAL + samples[at + k]! + noise * rng.gauss());
        const counts = Math.min(FULL_SCALE, Math.max(0, y));
        samples[at + k] = counts;
        if (counts < low) low = counts;
        if (counts > high) high = counts;
      }
      if (high - low < zeroSuppression) continue;
      const row = hits.next();
      hits.columns.channel[row] = codes[i]!;
      const to = hits.columns.samples;
      for (let k = 0; k < MUV_SAMPLES; k++) to[row * MUV_SAMPLES + k] = samples[at + k]!;
      const link = truth.next();
      truth.columns.particle[link] = this.main[i]!;
      truth.columns.other[link] = this.other[i]!;
    }
  }
}
