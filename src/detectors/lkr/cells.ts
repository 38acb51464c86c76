import { RandomStream, stageKey } from '../../core/random.js';
import type { TableBuilder } from '../../event/builder.js';
import { LKR_SAMPLES, type lkr } from '../../event/raw-downstream.js';
import type { lkrTruth } from '../../event/truth-downstream.js';
import type { LkrConditions } from './conditions.js';
import { addPulse, CODES, FULL_SCALE, PULSE_GONE, pulse, SAMPLE_TIMES, ZERO_SUPPRESSION } from './description.js';
import { drawNoise } from './noise.js';

const NOBODY = -1;
const NOISE_STAGE = stageKey('lkr.noise');
/**
 * Cells whose samples would differ by fewer counts than this without noise are left out: with 2.15 counts of noise one in 10⁵ of them
 * would pass zero suppression, and six in 10⁹ of those without any signal, a cell in 10⁴ events.
 */
const LEAST_SPAN = 5;
/** Pulses that peak later than this after the trigger's period [ns] begin behind the last sample; T0s included. */
const LATEST = SAMPLE_TIMES[LKR_SAMPLES - 1]! + 110;

/** Whether a particle at this time relative to the start of the trigger's clock period [ns] can leave anything in the samples. */
export const inReach = (time: number): boolean => time < LATEST && time > -PULSE_GONE;

/** Offsets of a peak at which `visible` looks [ns]: the T0s of the cells. */
const LOOK = [-8, 0, 8];

/** Height that a pulse of unit peak, which peaks at this time [ns], reaches in the samples at most, wherever the T0 puts it. */
export function visible(peak: number): number {
  let largest = 0;
  for (const dt of LOOK) {
    for (let k = 0; k < LKR_SAMPLES; k++) largest = Math.max(largest, Math.abs(pulse(SAMPLE_TIMES[k]! - peak - dt)));
  }
  return largest;
}

/** What the cells of one event see: samples add up, whoever made them. Reused from event to event. */
export class CellSignals {
  private readonly slotOf = new Int32Array(CODES).fill(-1);
  private length = 0;
  private channel = new Uint16Array(256);
  /** Channels that pass zero suppression. */
  private passed = new Uint16Array(256);
  private samples = new Float64Array(256 * LKR_SAMPLES);
  /** The particle that deposits now, and the two that have left most. */
  private current = new Int32Array(256);
  private currentEnergy = new Float64Array(256);
  private main = new Int32Array(256);
  private mainEnergy = new Float64Array(256);
  private other = new Int32Array(256);
  private otherEnergy = new Float64Array(256);
  private readonly rng = new RandomStream();
  private readonly noise = new Float64Array(LKR_SAMPLES);

  clear(): void {
    for (let s = 0; s < this.length; s++) this.slotOf[this.channel[s]!] = -1;
    this.length = 0;
  }

  /**
   * Adds a pulse. The deposits of one particle come one after the other.
   * @param channel code of a cell that is alive
   * @param counts height of the peak
   * @param energy for the truth
   * @param peak time of the peak relative to the start of the trigger's clock period [ns]
   */
  add(channel: number, particle: number, counts: number, energy: number, peak: number): void {
    let s = this.slotOf[channel]!;
    if (s < 0) s = this.open(channel, particle);
    const { samples } = this;
    const at = s * LKR_SAMPLES;
    addPulse(counts, SAMPLE_TIMES[0]! - peak, samples, at, LKR_SAMPLES);
    if (this.current[s] !== particle) {
      this.settle(s);
      this.current[s] = particle;
    }
    this.currentEnergy[s]! += energy;
  }

  /** Adds pedestal and noise, digitises, suppresses zeros and appends the event's rows by channel. */
  write(
    key: { readonly seed: number; readonly burst: number; readonly event: number },
    { pedestal }: LkrConditions,
    sigma: number,
    hits: TableBuilder<typeof lkr>,
    truth: TableBuilder<typeof lkrTruth>,
  ): void {
    const { samples, channel, slotOf, passed, rng, noise } = this;
    let kept = 0;
    for (let s = 0; s < this.length; s++) {
      const at = s * LKR_SAMPLES;
      let low = samples[at]!;
      let high = low;
      for (let k = 1; k < LKR_SAMPLES; k++) {
        const y = samples[at + k]!;
        if (y < low) low = y;
        else if (y > high) high = y;
      }
      if (!(high - low >= LEAST_SPAN)) continue;
      const c = channel[s]!;
      rng.key(key.seed, NOISE_STAGE, key.burst, key.event, c);
      // two samples and their rounding at best
      if (!drawNoise(rng, sigma, 0.5 * (ZERO_SUPPRESSION - 1 - (high - low)), LKR_SAMPLES, noise)) continue;
      const base = pedestal[c]!;
      low = FULL_SCALE;
      high = 0;
      for (let k = 0; k < LKR_SAMPLES; k++) {
        const y = Math.round(base + samples[at + k]! + noise[k]!);
        const counts = Math.min(FULL_SCALE, Math.max(0, y));
        samples[at + k] = counts;
        if (counts < low) low = counts;
        if (counts > high) high = counts;
      }
      if (high - low >= ZERO_SUPPRESSION) passed[kept++] = c;
    }
    const order = passed.slice(0, kept).sort();
    for (let i = 0; i < kept; i++) {
      const s = slotOf[order[i]!]!;
      const row = hits.next();
      hits.columns.channel[row] = order[i]!;
      const to = hits.columns.samples;
      for (let k = 0; k < LKR_SAMPLES; k++) to[row * LKR_SAMPLES + k] = samples[s * LKR_SAMPLES + k]!;
      this.settle(s);
      const link = truth.next();
      truth.columns.particle[link] = this.main[s]!;
      truth.columns.other[link] = this.other[s]!;
    }
  }

  private open(channel: number, particle: number): number {
    if (this.length === this.channel.length) this.grow();
    const s = this.length++;
    this.slotOf[channel] = s;
    this.channel[s] = channel;
    this.samples.fill(0, s * LKR_SAMPLES, (s + 1) * LKR_SAMPLES);
    this.current[s] = particle;
    this.currentEnergy[s] = 0;
    this.main[s] = NOBODY;
    this.mainEnergy[s] = 0;
    this.other[s] = NOBODY;
    this.otherEnergy[s] = 0;
    return s;
  }

  /** Ranks what the current particle has left in a cell. */
  private settle(s: number): void {
    const energy = this.currentEnergy[s]!;
    if (energy > this.mainEnergy[s]!) {
      this.other[s] = this.main[s]!;
      this.otherEnergy[s] = this.mainEnergy[s]!;
      this.main[s] = this.current[s]!;
      this.mainEnergy[s] = energy;
    } else if (energy > this.otherEnergy[s]!) {
      this.other[s] = this.current[s]!;
      this.otherEnergy[s] = energy;
    }
    this.currentEnergy[s] = 0;
  }

  private grow(): void {
    const size = 2 * this.channel.length;
    const wider = <T extends { set(from: T): void }>(to: T, from: T): T => {
      to.set(from);
      return to;
    };
    this.channel = wider(new Uint16Array(size), this.channel);
    this.passed = new Uint16Array(size);
    this.samples = wider(new Float64Array(size * LKR_SAMPLES), this.samples);
    this.current = wider(new Int32Array(size), this.current);
    this.currentEnergy = wider(new Float64Array(size), this.currentEnergy);
    this.main = wider(new Int32Array(size), this.main);
    this.mainEnergy = wider(new Float64Array(size), this.mainEnergy);
    this.other = wider(new Int32Array(size), this.other);
    this.otherEnergy = wider(new Float64Array(size), this.otherEnergy);
  }
}
