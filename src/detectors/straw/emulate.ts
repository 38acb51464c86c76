import { RandomStream, stageKey } from '../../core/random.js';
import { type Settings, type Values, withDefaults } from '../../core/settings.js';
import { ns } from '../../core/units.js';
import type { TableBuilder } from '../../event/builder.js';
import { NO_EDGE, STRAW_WINDOW_COUNTS, type straw } from '../../event/raw.js';
import type { strawTruth } from '../../event/truth.js';
import { edgeCounts, flightCompensation, windowStart } from '../common/timing.js';
import type { StrawConditions } from './conditions.js';
import {
  CHANNELS,
  HALF_LENGTH,
  INNER_RADIUS,
  IS_EQUIPPED,
  MIN_WIDTH,
  nearestSlot,
  PLANE_LIST,
  PLANES,
  SLOTS,
  STRAW_TDC,
  TDC_LSB,
  TRAILING_MEAN,
  TRAILING_SIGMA,
  WIRE,
} from './description.js';
import { driftTime, driftTimeSigma, wallLoss } from './drift.js';

export const strawSettings = {
  inefficiency: {
    default: 0.015,
    unit: '',
    doc: 'probability that a straw misses a particle, at any radius',
    source: 'DET §4.5 (FW19)',
  },
  earlyFraction: {
    default: 0.013,
    unit: '',
    doc: 'fraction of hits that a δ ray makes early',
    source: 'DET §4.5 (FW19)',
  },
  driftSigmaScale: {
    default: 1,
    unit: '',
    doc: 'factor on the spread of the leading edge',
    source: 'none: 1 by definition',
  },
  trailingMean: {
    default: TRAILING_MEAN,
    unit: 'ns',
    doc: 'trailing edge after the passage of the particle',
    source: 'DET §4.5 (FW19)',
  },
  trailingSigma: {
    default: TRAILING_SIGMA,
    unit: 'ns',
    doc: 'spread of the trailing edge',
    source: 'DET §4.5 (FW19)',
  },
  minimumWidth: {
    default: MIN_WIDTH,
    unit: 'ns',
    doc: 'shortest pulse: trailing edge after leading edge',
    source: 'DET §4.5 (FW19)',
  },
  edgeDeadTime: {
    default: 5 * ns,
    unit: 'ns',
    doc: 'dead time of the readout after an edge',
    source: 'DET §4.5 (FW19)',
  },
  sameEdgeDeadTime: {
    default: 12 * ns,
    unit: 'ns',
    doc: 'dead time after an edge for edges of its own kind',
    source: 'DET §4.5 (FW19)',
  },
  noiseRate: {
    default: 0,
    unit: 'kHz',
    doc: 'rate of noise pulses per straw',
    source: 'DET §11.11: not found',
  },
} satisfies Settings;

const STAGE = stageKey('straw.emulate');
const NOISE = -1;
const COMPENSATION = Float64Array.from(PLANE_LIST, (p) => flightCompensation(p.z));
const EQUIPPED_CHANNELS = Uint16Array.from(
  Array.from({ length: CHANNELS }, (_, c) => c).filter((c) => IS_EQUIPPED[c] === 1),
);

/**
 * Turns crossings of straw planes into raw hits, event by event: `begin`, `cross` as often as needed, `end`.
 *
 * The response of a straw to a particle is drawn from a stream keyed by (seed, burst, event, particle, plane): it does
 * not depend on other particles or on the order of the crossings. About 0.2 µs a crossing, its share of `end` included.
 *
 * The charge threshold of the front end acts through the measured loss near the wall (`wallLoss`). The threshold taken
 * literally, 6 fC at gain 4500 on 9.3 pairs/mm in 2.7 clusters/mm (DET §4.5), loses 23 % at 4.80 mm and 7 % at 4.70 mm
 * where the parametrisation has 2.2 % and 0.01 %.
 */
export class StrawEmulator {
  private readonly conditions: StrawConditions;
  private readonly values: Values<typeof strawSettings>;
  private readonly rng = new RandomStream();
  private seed = 0;
  private burst = 0;
  private event = 0;
  private timestamp = 0;

  private pulses = 0;
  private channel = new Uint16Array(256);
  private particle = new Int32Array(256);
  private distance = new Float64Array(256);
  private leading = new Float64Array(256);
  private trailing = new Float64Array(256);

  constructor(conditions: StrawConditions, values: Values<typeof strawSettings> = withDefaults(strawSettings)) {
    this.conditions = conditions;
    this.values = values;
  }

  /** Opens an event; `timestamp` is the clock period of its trigger. */
  begin(seed: number, burst: number, event: number, timestamp: number): void {
    this.seed = seed;
    this.burst = burst;
    this.event = event;
    this.timestamp = timestamp;
    this.pulses = 0;
  }

  /**
   * A particle crosses a plane.
   * @param plane 0 … 63
   * @param x position where the trajectory meets the plane [mm]
   * @param tx slope dx/dz there
   * @param time ns from start of burst
   * @param particle index of the particle in the event
   */
  cross(plane: number, x: number, y: number, tx: number, ty: number, time: number, particle: number): void {
    const p = PLANE_LIST[plane]!;
    const c = p.cos;
    const s = p.sin;
    if (!(Math.abs(c * y - s * x) < HALF_LENGTH)) return;
    const u = c * x + s * y;
    // straws of a plane are 17.6 mm apart and 9.75 mm wide: below a slope of 1.4 no line meets two of them
    const slot = nearestSlot(p, u);
    if (!(slot >= 0 && slot < SLOTS)) return;
    const channel = plane * SLOTS + slot;
    if (IS_EQUIPPED[channel] === 0 || this.conditions.dead[channel] === 1) return;
    const tu = c * tx + s * ty;
    const distance = (u - WIRE[channel]! - this.conditions.wireOffset[channel]!) / Math.sqrt(1 + tu * tu);
    const r = Math.abs(distance);
    if (!(r < INNER_RADIUS)) return;
    const rng = this.rng.key(this.seed, STAGE, this.burst, this.event, particle * PLANES + plane);
    if (rng.uniform() < this.values.inefficiency + wallLoss(r)) return;
    this.pulse(channel, particle, distance, time + COMPENSATION[plane]!);
  }

  /** Adds noise, merges the pulses of each straw, digitises them and appends the event's rows in readout order. */
  end(hits: TableBuilder<typeof straw>, truth: TableBuilder<typeof strawTruth>): void {
    if (this.values.noiseRate > 0) this.addNoise();
    const { channel, particle, distance, leading, trailing } = this;
    const { edgeDeadTime, sameEdgeDeadTime } = this.values;
    const order = this.readoutOrder();
    const n = order.length;
    for (let k = 0; k < n; k++) {
      const first = order[k]!;
      const straw = channel[first]!;
      let other = NOISE;
      let lead = leading[first]!;
      let trail = trailing[first]!;
      for (; k + 1 < n; k++) {
        const next = order[k + 1]!;
        if (channel[next] !== straw) break;
        const edgesApart =
          leading[next]! >= trail + edgeDeadTime &&
          leading[next]! >= lead + sameEdgeDeadTime &&
          trailing[next]! >= trail + sameEdgeDeadTime;
        if (edgesApart) break;
        lead = leading[next]!;
        trail = Math.max(trail, trailing[next]!);
        if (other === NOISE && particle[next] !== particle[first]) other = particle[next]!;
      }
      const leadingCounts = edgeCounts(STRAW_TDC, leading[first]!, this.timestamp);
      const trailingCounts = edgeCounts(STRAW_TDC, trail, this.timestamp);
      if (leadingCounts === NO_EDGE && trailingCounts === NO_EDGE) continue;
      const row = hits.next();
      hits.columns.channel[row] = straw;
      hits.columns.leading[row] = leadingCounts;
      hits.columns.trailing[row] = trailingCounts;
      const link = truth.next();
      truth.columns.particle[link] = particle[first]!;
      truth.columns.other[link] = other;
      truth.columns.distance[link] = distance[first]!;
    }
  }

  /** Draws the edges of one pulse from the stream as it stands; `passage` is the compensated time of the particle. */
  private pulse(channel: number, particle: number, distance: number, passage: number): void {
    const { rng, values } = this;
    const r = Math.abs(distance);
    const fired = rng.uniform() < values.earlyFraction ? r * rng.uniform() : r;
    const start = passage + this.conditions.t0[channel]!;
    const lead = start + driftTime(fired) + values.driftSigmaScale * driftTimeSigma(fired) * rng.gauss();
    const trail = start + values.trailingMean + values.trailingSigma * rng.gauss();
    if (this.pulses === this.channel.length) this.grow();
    const i = this.pulses++;
    this.channel[i] = channel;
    this.particle[i] = particle;
    this.distance[i] = distance;
    this.leading[i] = lead;
    this.trailing[i] = Math.max(trail, lead + values.minimumWidth);
  }

  /**
   * Noise with the pulse shape of a particle anywhere in the straw, the worst case for the reconstruction, over the
   * readout window and one longest pulse before it.
   */
  private addNoise(): void {
    const rng = this.rng.key(this.seed, STAGE, this.burst, this.event, NOISE);
    const before = this.values.trailingMean + 5 * this.values.trailingSigma;
    const length = before + STRAW_WINDOW_COUNTS * TDC_LSB;
    const expected = this.values.noiseRate * length * EQUIPPED_CHANNELS.length;
    const earliest = windowStart(STRAW_TDC, this.timestamp) - before;
    for (let sum = rng.exponential(); sum < expected; sum += rng.exponential()) {
      const channel = EQUIPPED_CHANNELS[(rng.uniform() * EQUIPPED_CHANNELS.length) | 0]!;
      const passage = earliest + length * rng.uniform();
      const distance = rng.range(-INNER_RADIUS, INNER_RADIUS);
      if (this.conditions.dead[channel] === 0) this.pulse(channel, NOISE, distance, passage);
    }
  }

  /** Pulses by channel, then leading edge; by particle when equal, so that the order of crossings leaves no trace. */
  private readoutOrder(): Uint32Array {
    const { channel, leading, particle } = this;
    const order = new Uint32Array(this.pulses);
    for (let i = 0; i < order.length; i++) order[i] = i;
    return order.sort((a, b) => channel[a]! - channel[b]! || leading[a]! - leading[b]! || particle[a]! - particle[b]!);
  }

  private grow(): void {
    const size = 2 * this.channel.length;
    const { channel, particle, distance, leading, trailing } = this;
    this.channel = new Uint16Array(size);
    this.particle = new Int32Array(size);
    this.distance = new Float64Array(size);
    this.leading = new Float64Array(size);
    this.trailing = new Float64Array(size);
    this.channel.set(channel);
    this.particle.set(particle);
    this.distance.set(distance);
    this.leading.set(leading);
    this.trailing.set(trailing);
  }
}
