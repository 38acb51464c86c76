import { RandomStream, stageKey } from '../../core/random.js';
import { type Settings, type Values, withDefaults } from '../../core/settings.js';
import { MeV, mm } from '../../core/units.js';
import type { TableBuilder } from '../../event/builder.js';
import type { chod } from '../../event/raw-beam.js';
import type { chodTruth } from '../../event/truth-beam.js';
import { PulseTrain } from '../common/pulse-train.js';
import { flightCompensation } from '../common/timing.js';
import type { ChodConditions } from './conditions.js';
import {
  CHANNEL_SIGMA,
  CHOD_H_Z,
  CHOD_V_Z,
  CHOD_WINDOW,
  FALL_TIME,
  MIP_ENERGY,
  RISE_TIME,
  SLAB_THICKNESS,
  slabAt,
  slabLength,
  THRESHOLD,
} from './description.js';

export const chodSettings = {
  mipEnergy: {
    default: MIP_ENERGY,
    unit: 'MeV',
    doc: 'mean energy of a minimum ionising particle in a slab',
    source: 'DET §4.7, §4.8 (FW19): 6 MeV in 30 mm, slabs of 20 mm',
  },
  landauWidth: {
    default: 0.0856 * (MeV / mm / 10) * SLAB_THICKNESS,
    unit: 'MeV',
    doc: 'width ξ of the energy in a slab at the speed of light',
    source: 'PDG: 0.1535 MeV cm²/g · Z/A 0.54 · 1.03 g/cm³',
  },
  threshold: {
    default: THRESHOLD,
    unit: 'MeV',
    doc: 'smallest energy that gives a pulse; shape only',
    source: 'not found',
  },
  inefficiency: {
    default: 0.004,
    unit: '',
    doc: 'probability that a slab gives no pulse for a particle',
    source: 'DET §4.8 (1703.08501): > 99 % for the detector; the number itself is not found',
  },
  channelSigma: {
    default: CHANNEL_SIGMA,
    unit: 'ns',
    doc: 'spread of the time of one slab',
    source: 'DET §4.8: from 200 ps of a corrected pair',
  },
  riseTime: {
    default: RISE_TIME,
    unit: 'ns',
    doc: 'delay of a pulse just at threshold: slewing, as 1/energy; shape only',
    source: 'not found',
  },
  fallTime: { default: FALL_TIME, unit: 'ns', doc: 'exponential fall of a pulse; shape only', source: 'not found' },
} satisfies Settings;

const STAGE = stageKey('chod.emulate');
const COMPENSATION = [flightCompensation(CHOD_V_Z), flightCompensation(CHOD_H_Z)] as const;
/** Mean of −ln z² for a normal z: Euler's constant + ln 2. */
const MOYAL_MEAN = 0.5772156649015329 + Math.LN2;

/**
 * Turns crossings of the planes of the NA48-CHOD into raw hits, event by event: `begin`, `cross` as often as needed, `end`. The response
 * to a particle is drawn from a stream keyed by (seed, burst, event, particle, plane) and does not depend on the others. About
 * 0.4 µs a crossing.
 */
export class ChodEmulator {
  private readonly conditions: ChodConditions;
  private readonly values: Values<typeof chodSettings>;
  private readonly rng = new RandomStream();
  private readonly pulses = new PulseTrain();
  private seed = 0;
  private burst = 0;
  private event = 0;
  private timestamp = 0;

  constructor(conditions: ChodConditions, values: Values<typeof chodSettings> = withDefaults(chodSettings)) {
    this.conditions = conditions;
    this.values = values;
  }

  /** Opens an event; `timestamp` is the clock period of its trigger. */
  begin(seed: number, burst: number, event: number, timestamp: number): void {
    this.seed = seed;
    this.burst = burst;
    this.event = event;
    this.timestamp = timestamp;
    this.pulses.clear();
  }

  /**
   * A particle crosses a plane.
   * @param horizontal false: the V plane
   * @param x position where the trajectory meets the plane [mm]
   * @param tx slope dx/dz there
   * @param time ns from start of burst
   * @param particle index of the particle in the event
   */
  cross(horizontal: boolean, x: number, y: number, tx: number, ty: number, time: number, particle: number): void {
    const slab = slabAt(horizontal, x, y);
    if (slab < 0) return;
    const { values, conditions } = this;
    const plane = horizontal ? 1 : 0;
    const rng = this.rng.key(this.seed, STAGE, this.burst, this.event, 2 * particle + plane);
    if (rng.uniform() >= (1 - values.inefficiency) * conditions.efficiency[slab]!) return;
    const slant = Math.sqrt(1 + tx * tx + ty * ty);
    const z = rng.gauss();
    const energy = slant * (values.mipEnergy + values.landauWidth * (-Math.log(z * z + 1e-300) - MOYAL_MEAN));
    if (!(energy > values.threshold)) return;
    const path = slabLength(slab) - Math.abs(horizontal ? x : y);
    const light = conditions.t0[slab]! + conditions.lightPath[slab]! * path;
    const slewing = (values.riseTime * values.threshold) / energy;
    const leading = time + COMPENSATION[plane] + light + slewing + values.channelSigma * rng.gauss();
    this.pulses.add(slab, particle, leading, leading + values.fallTime * Math.log(energy / values.threshold));
  }

  /** Merges pulses that overlap, digitises and appends the event's rows in readout order. */
  end(hits: TableBuilder<typeof chod>, truth: TableBuilder<typeof chodTruth>): void {
    this.pulses.write(CHOD_WINDOW, this.timestamp, 0, hits, truth);
  }
}
