import { NO_EDGE } from '../../event/raw.js';
import { edgeCounts, type TdcWindow } from './timing.js';

type Column = { [row: number]: number };

/** A builder of a raw table of pulses: `channel`, `leading`, `trailing`. */
export interface PulseRows {
  next(): number;
  readonly columns: { readonly channel: Column; readonly leading: Column; readonly trailing: Column };
}

/** A builder of the table of their origins. */
export interface PulseOrigins {
  next(): number;
  readonly columns: { readonly particle: Column; readonly other: Column };
}

/** No particle: noise, or nobody merged. */
export const NOBODY = -1;
/** More pulses than an event has: channel and place of a pulse in one number. */
const PLACES = 2 ** 21;

/** The pulses of one event of a detector, merged channel by channel and written in readout order. Reused from event to event. */
export class PulseTrain {
  private length = 0;
  private channel = new Uint32Array(64);
  private particle = new Int32Array(64);
  private leading = new Float64Array(64);
  private trailing = new Float64Array(64);
  private keys = new Float64Array(64);
  private order = new Uint32Array(64);

  clear(): void {
    this.length = 0;
  }

  /** Adds the pulse a particle makes; edges in ns from start of burst, compensated. */
  add(channel: number, particle: number, leading: number, trailing: number): void {
    if (this.length === this.channel.length) this.grow();
    const i = this.length++;
    this.channel[i] = channel;
    this.particle[i] = particle;
    this.leading[i] = leading;
    this.trailing[i] = trailing;
  }

  /**
   * Appends the event's rows. A pulse joins the one before it in its channel when it begins before that one ends, or less than `mergeTime`
   * [ns] after that one began.
   */
  write(window: TdcWindow, timestamp: number, mergeTime: number, hits: PulseRows, truth: PulseOrigins): void {
    const { channel, particle, leading, trailing } = this;
    const order = this.readoutOrder();
    const n = this.length;
    for (let k = 0; k < n; k++) {
      const first = order[k]!;
      const lead = leading[first]!;
      let trail = trailing[first]!;
      let other = NOBODY;
      for (; k + 1 < n; k++) {
        const next = order[k + 1]!;
        if (channel[next] !== channel[first] || leading[next]! >= Math.max(trail, lead + mergeTime)) break;
        trail = Math.max(trail, trailing[next]!);
        if (other === NOBODY && particle[next] !== particle[first]) other = particle[next]!;
      }
      const leadingCounts = edgeCounts(window, lead, timestamp);
      const trailingCounts = edgeCounts(window, trail, timestamp);
      if (leadingCounts === NO_EDGE && trailingCounts === NO_EDGE) continue;
      const row = hits.next();
      hits.columns.channel[row] = channel[first]!;
      hits.columns.leading[row] = leadingCounts;
      hits.columns.trailing[row] = trailingCounts;
      const link = truth.next();
      truth.columns.particle[link] = particle[first]!;
      truth.columns.other[link] = other;
    }
  }

  /** By channel, then leading edge; by particle when equal, so that the order of crossings leaves no trace. */
  private readoutOrder(): Uint32Array {
    const { length, channel, leading, particle, keys, order } = this;
    // numbers sort several times faster than with a comparison: by channel that way, what little shares one by hand
    for (let i = 0; i < length; i++) keys[i] = channel[i]! * PLACES + i;
    keys.subarray(0, length).sort();
    for (let k = 0; k < length; k++) {
      const i = keys[k]! % PLACES;
      let j = k;
      for (; j > 0; j--) {
        const before = order[j - 1]!;
        if (channel[before] !== channel[i]) break;
        if ((leading[before]! - leading[i]! || particle[before]! - particle[i]!) <= 0) break;
        order[j] = before;
      }
      order[j] = i;
    }
    return order;
  }

  private grow(): void {
    const size = 2 * this.channel.length;
    const { channel, particle, leading, trailing } = this;
    this.channel = new Uint32Array(size);
    this.particle = new Int32Array(size);
    this.leading = new Float64Array(size);
    this.trailing = new Float64Array(size);
    this.keys = new Float64Array(size);
    this.order = new Uint32Array(size);
    this.channel.set(channel);
    this.particle.set(particle);
    this.leading.set(leading);
    this.trailing.set(trailing);
  }
}
