import { RandomStream, stageKey } from '../../core/random.js';
import { type Settings, type Values, withDefaults } from '../../core/settings.js';
import { ns, um } from '../../core/units.js';
import type { TableBuilder } from '../../event/builder.js';
import { NO_EDGE } from '../../event/raw.js';
import type { gtk } from '../../event/raw-beam.js';
import type { gtkTruth } from '../../event/truth-beam.js';
import { edgeCounts, flightCompensation } from '../common/timing.js';
import type { GtkConditions } from './conditions.js';
import {
  COLUMN_WIDTH,
  COLUMN_X,
  COLUMNS,
  chipOf,
  columnAt,
  GTK_STATIONS,
  GTK_WINDOW,
  type GtkStation,
  PITCH,
  pixelCode,
  ROW_Y,
  ROWS,
  rowAt,
  timeWalk,
} from './description.js';

export const gtkSettings = {
  efficiency: {
    default: 0.991,
    unit: '',
    doc: 'probability that a station sees a particle: 2.7 % of the particles miss one of three',
    source: 'DET §1.1 (FW19, multiplicity)',
  },
  sharing: {
    default: 0.009,
    unit: '',
    doc: 'probability that a second pixel of a station fires: 2.7 % of the particles have extra hits in three',
    source: 'DET §1.1 (FW19, multiplicity)',
  },
  sharingRange: {
    default: 10 * um,
    unit: 'um',
    doc: 'a particle this near the edge of its pixel may fire the neighbour as well; shape only',
    source: 'not found: width of the charge cloud',
  },
  timeSigma: {
    default: 0.19 * ns,
    unit: 'ns',
    doc: 'spread of the leading edge, time walk apart; 130 ps is the optimistic value at full bias',
    source: 'DET §10 (GTK hit σt)',
  },
  totPeak: {
    default: 13 * ns,
    unit: 'ns',
    doc: 'most probable time over threshold; shape only',
    source: 'not found: inside the range of the time-walk table, DET §4.2 (FW19)',
  },
  totWidth: {
    default: 1.5 * ns,
    unit: 'ns',
    doc: "width of the time over threshold about it, Moyal's stand-in for Landau; shape only",
    source: 'not found: inside the range of the time-walk table, DET §4.2 (FW19)',
  },
  totShared: {
    default: 6 * ns,
    unit: 'ns',
    doc: 'mean time over threshold of the smaller part of a shared charge, even within a third about it; shape only',
    source: 'not found',
  },
  totMaximum: {
    default: 25 * ns,
    unit: 'ns',
    doc: 'time over threshold at saturation; shape only',
    source: 'DET §4.2 (FW19): saturation at 18 fC; its length is not found',
  },
  mergeTime: {
    default: 5 * ns,
    unit: 'ns',
    doc: 'hits of one pixel nearer than this, or overlapping, are one',
    source: 'DET §4.2 (FW19)',
  },
} satisfies Settings;

const STAGE = stageKey('gtk.emulate');
const NONE = -1;
/** Stations a particle's streams are counted by. */
const STREAMS = 8;

/**
 * Turns crossings of the stations into raw hits, event by event: `begin`, `cross` as often as needed, `end`.
 *
 * The response to a particle is drawn from a stream keyed by (seed, burst, event, particle, station): it does not depend on other particles
 * or on the order of the crossings. About 0.3 µs a crossing, its share of `end` included.
 */
export class GtkEmulator {
  private readonly conditions: GtkConditions;
  private readonly values: Values<typeof gtkSettings>;
  private readonly stations: readonly GtkStation[];
  private readonly compensation: Float64Array;
  /** Probability of a second pixel for a particle near an edge. */
  private readonly sharing: number;
  private readonly rng = new RandomStream();
  private seed = 0;
  private burst = 0;
  private event = 0;
  private timestamp = 0;

  private pulses = 0;
  private channel = new Uint32Array(256);
  private particle = new Int32Array(256);
  private leading = new Float64Array(256);
  private trailing = new Float64Array(256);

  constructor(
    conditions: GtkConditions,
    values: Values<typeof gtkSettings> = withDefaults(gtkSettings),
    stations: readonly GtkStation[] = GTK_STATIONS,
  ) {
    this.conditions = conditions;
    this.values = values;
    this.stations = stations;
    this.compensation = Float64Array.from(stations, (s) => flightCompensation(s.z));
    const middle = Math.max(0, 1 - (2 * values.sharingRange) / PITCH);
    // none without a range: 0/0 must not become a probability
    this.sharing = values.sharing > 0 ? values.sharing / (1 - middle * middle) : 0;
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
   * A particle crosses a station.
   * @param station index in the list of stations
   * @param x position [mm], in the frame of the experiment
   * @param time ns from start of burst
   * @param particle index of the particle in the event
   */
  cross(station: number, x: number, y: number, time: number, particle: number): void {
    const s = this.stations[station]!;
    const u = x - s.x;
    const v = y - s.y;
    const column = columnAt(u);
    const row = rowAt(v);
    if (column < 0 || row < 0) return;
    const { values, conditions } = this;
    const code = pixelCode(station, column, row);
    const rng = this.rng.key(this.seed, STAGE, this.burst, this.event, particle * STREAMS + station);
    if (!(rng.uniform() < values.efficiency * conditions.efficiency[chipOf(code)]!)) return;
    const passage = time + this.compensation[station]!;
    const z = rng.gauss();
    // Moyal's −ln z²; 1e-300: a Gaussian that is exactly 0 would never end
    const tot = values.totPeak - values.totWidth * Math.log(z * z + 1e-300);
    this.pulse(code, particle, passage, tot);

    if (!(rng.uniform() < this.sharing)) return;
    const du = u - COLUMN_X[column]!;
    const dv = v - ROW_Y[row]!;
    const toSide = COLUMN_WIDTH[column]! / 2 - Math.abs(du);
    const toTop = PITCH / 2 - Math.abs(dv);
    if (Math.min(toSide, toTop) > values.sharingRange) return;
    const nextColumn = toSide <= toTop ? column + Math.sign(du) : column;
    const nextRow = toSide <= toTop ? row : row + Math.sign(dv);
    if (nextColumn < 0 || nextColumn >= COLUMNS || nextRow < 0 || nextRow >= ROWS) return;
    const small = values.totShared * rng.range(2 / 3, 4 / 3);
    this.pulse(pixelCode(station, nextColumn, nextRow), particle, passage, small);
  }

  /** Merges the pulses of each pixel, digitises them and appends the event's rows in readout order. */
  end(hits: TableBuilder<typeof gtk>, truth: TableBuilder<typeof gtkTruth>): void {
    const { channel, particle, leading, trailing, timestamp } = this;
    const { mergeTime } = this.values;
    const order = this.readoutOrder();
    const n = order.length;
    for (let k = 0; k < n; k++) {
      const first = order[k]!;
      const code = channel[first]!;
      let lead = leading[first]!;
      let trail = trailing[first]!;
      let other = NONE;
      for (; k + 1 < n; k++) {
        const next = order[k + 1]!;
        if (channel[next] !== code || leading[next]! >= Math.max(trail, lead + mergeTime)) break;
        lead = leading[next]!;
        trail = Math.max(trail, trailing[next]!);
        if (other === NONE && particle[next] !== particle[first]) other = particle[next]!;
      }
      const leadingCounts = edgeCounts(GTK_WINDOW, leading[first]!, timestamp);
      const trailingCounts = edgeCounts(GTK_WINDOW, trail, timestamp);
      if (leadingCounts === NO_EDGE && trailingCounts === NO_EDGE) continue;
      const row = hits.next();
      hits.columns.channel[row] = code;
      hits.columns.leading[row] = leadingCounts;
      hits.columns.trailing[row] = trailingCounts;
      const link = truth.next();
      truth.columns.particle[link] = particle[first]!;
      truth.columns.other[link] = other;
    }
  }

  /** Adds a pulse of length `tot` to the pixel, late by its time walk; draws the spread of the edge. */
  private pulse(code: number, particle: number, passage: number, tot: number): void {
    const { values, conditions } = this;
    if (this.pulses === this.channel.length) this.grow();
    const i = this.pulses++;
    const length = Math.min(tot, values.totMaximum);
    const lead = passage + conditions.t0[chipOf(code)]! + timeWalk(length) + values.timeSigma * this.rng.gauss();
    this.channel[i] = code;
    this.particle[i] = particle;
    this.leading[i] = lead;
    this.trailing[i] = lead + length;
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
    const { channel, particle, leading, trailing } = this;
    this.channel = new Uint32Array(size);
    this.particle = new Int32Array(size);
    this.leading = new Float64Array(size);
    this.trailing = new Float64Array(size);
    this.channel.set(channel);
    this.particle.set(particle);
    this.leading.set(leading);
    this.trailing.set(trailing);
  }
}
