import { RandomStream, stageKey } from '../../core/random.js';
import { ns } from '../../core/units.js';
import type { PulseShape } from './pulse-shape.js';
import { type PulseOrigins, type PulseRows, PulseTrain } from './pulse-train.js';
import { type TdcWindow, windowStart } from './timing.js';

/** Room for T0, jitter and the way of the light [ns]; threshold over amplitude of the longest pulse. */
const MARGIN = 50 * ns;
const SMALLEST_FRACTION = 1e-4;

/** How the channels of a small detector answer: one discriminator each, or two. */
export interface TdcChannels {
  /** Name of the emulator's random numbers, such as `sac.emulate`. */
  readonly name: string;
  readonly window: TdcWindow;
  readonly shape: PulseShape;
  /** Smallest amplitudes that give a pulse, in the unit of the amplitudes: the low threshold, then the high one if there is one. */
  readonly thresholds: readonly number[];
  /** Added to a channel for the high threshold; not used with one. */
  readonly highThreshold?: number;
  /** A pulse ends this far below its threshold, same unit; 0 when absent. */
  readonly hysteresis?: number;
  /** Signals of a channel that begin less than this after the first of them add up [ns]. */
  readonly addTime: number;
}

/**
 * What the emulators of small detectors with TDCs have in common: `begin` an event, for each particle take its random numbers (`random`)
 * and `add` its signals, `end` the event. An emulator is left with where a particle goes and what it leaves there.
 *
 * Signals of a channel that begin within `addTime` of the first are one, with the sum of their amplitudes and their mean start; then each
 * discriminator gives the crossings of its threshold. Pulses of a discriminator that overlap are one: tails under a later pulse are not
 * added. About 0.5 µs a signal.
 */
export class TdcPulses {
  private readonly channels: TdcChannels;
  private readonly stage: number;
  private readonly rng = new RandomStream();
  private readonly pulses = new PulseTrain();
  private readonly key = { seed: 0, burst: 0, event: 0 };
  private timestamp = 0;
  /** Where the readout window opens, how long it is, how long before a signal can begin [ns]. */
  private opens = 0;
  private readonly windowLength: number;
  private readonly longest: number;
  private length = 0;
  private channel = new Uint32Array(64);
  private particle = new Int32Array(64);
  private time = new Float64Array(64);
  private amplitude = new Float64Array(64);

  constructor(channels: TdcChannels) {
    this.channels = channels;
    this.stage = stageKey(channels.name);
    this.windowLength = channels.window.counts * channels.window.lsb;
    this.longest = channels.shape.trailing(SMALLEST_FRACTION) + MARGIN;
  }

  /** Opens an event; `timestamp` is the clock period of its trigger. */
  begin(seed: number, burst: number, event: number, timestamp: number): void {
    this.key.seed = seed;
    this.key.burst = burst;
    this.key.event = event;
    this.timestamp = timestamp;
    this.opens = windowStart(this.channels.window, timestamp);
    this.length = 0;
    this.pulses.clear();
  }

  /**
   * Whether a particle that passes at this time [ns from start of burst, compensated] may leave an edge in the readout window. What cannot is
   * not worth following.
   */
  near(passage: number): boolean {
    const late = passage - this.opens;
    return late > -this.longest && late < this.windowLength + MARGIN;
  }

  /** The event's random numbers of a particle, or of a particle in a place (`sub` = places · particle + place); valid until the next. */
  random(sub: number): RandomStream {
    const { seed, burst, event } = this.key;
    return this.rng.key(seed, this.stage, burst, event, sub);
  }

  /**
   * Adds the signal a particle makes in a channel. Without amplitude, or with a time or an amplitude that is not a number, it is none.
   * @param time its start, ns from start of burst, with T0 and compensated (`flightCompensation`)
   */
  add(channel: number, particle: number, time: number, amplitude: number): void {
    if (!(amplitude > 0) || Number.isNaN(time)) return;
    if (this.length === this.channel.length) this.grow();
    const i = this.length++;
    this.channel[i] = channel;
    this.particle[i] = particle;
    this.time[i] = time;
    this.amplitude[i] = amplitude;
  }

  /**
   * Adds up, discriminates, digitises and appends the event's rows in readout order. Among particles that add up the first in the event
   * counts as that of the leading edge.
   */
  end(hits: PulseRows, truth: PulseOrigins): void {
    const { channel, time, amplitude } = this;
    const { window, addTime } = this.channels;
    const order = this.order();
    for (let from = 0, to = 0; from < order.length; from = to) {
      const first = order[from]!;
      const start = time[first]!;
      let sum = 0;
      let late = 0;
      for (to = from; to < order.length; to++) {
        const i = order[to]!;
        if (channel[i] !== channel[first] || (to > from && time[i]! - start >= addTime)) break;
        sum += amplitude[i]!;
        late += amplitude[i]! * (time[i]! - start);
      }
      this.discriminate(order, from, to, start + late / sum, sum);
    }
    this.pulses.write(window, this.timestamp, 0, hits, truth);
  }

  /** The pulses of a sum, the same for each particle in it: they are merged when written, and so is known who is in it. */
  private discriminate(order: Uint32Array, from: number, to: number, start: number, sum: number): void {
    const { thresholds, shape, highThreshold = 0, hysteresis = 0 } = this.channels;
    const channel = this.channel[order[from]!]!;
    for (let k = 0; k < thresholds.length; k++) {
      const fraction = thresholds[k]! / sum;
      if (!(fraction < 1)) continue;
      const leading = start + shape.leading(fraction);
      const trailing = start + shape.trailing(fraction - hysteresis / sum);
      for (let i = from; i < to; i++) {
        this.pulses.add(channel + k * highThreshold, this.particle[order[i]!]!, leading, trailing);
      }
    }
  }

  /** By channel, then time; by particle and amplitude when equal, so that the order of particles leaves no trace. */
  private order(): Uint32Array {
    const { channel, time, particle, amplitude } = this;
    const order = new Uint32Array(this.length);
    for (let i = 0; i < order.length; i++) order[i] = i;
    return order.sort(
      (a, b) =>
        channel[a]! - channel[b]! ||
        time[a]! - time[b]! ||
        particle[a]! - particle[b]! ||
        amplitude[a]! - amplitude[b]!,
    );
  }

  private grow(): void {
    const size = 2 * this.channel.length;
    const { channel, particle, time, amplitude } = this;
    this.channel = new Uint32Array(size);
    this.particle = new Int32Array(size);
    this.time = new Float64Array(size);
    this.amplitude = new Float64Array(size);
    this.channel.set(channel);
    this.particle.set(particle);
    this.time.set(time);
    this.amplitude.set(amplitude);
  }
}
