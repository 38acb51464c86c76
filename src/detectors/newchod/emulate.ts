import { RandomStream, stageKey } from '../../core/random.js';
import { type Settings, type Values, withDefaults } from '../../core/settings.js';
import { MeV, mm, ns } from '../../core/units.js';
import type { TableBuilder } from '../../event/builder.js';
import type { newchod } from '../../event/raw-beam.js';
import type { newchodTruth } from '../../event/truth-beam.js';
import { PulseTrain } from '../common/pulse-train.js';
import { flightCompensation } from '../common/timing.js';
import type { NewchodConditions } from './conditions.js';
import {
  CHANNEL_INDEX,
  CHANNEL_SIGMA,
  DETECTOR_SIGMA,
  MERGE_TIME,
  MIP_ENERGY,
  NEWCHOD_WINDOW,
  NEWCHOD_Z,
  SECOND_SET,
  SIDE_Z,
  THRESHOLD,
  TILE_THICKNESS,
  tileAt,
} from './description.js';

export const newchodSettings = {
  mipEnergy: {
    default: MIP_ENERGY,
    unit: 'MeV',
    doc: 'mean energy of a minimum ionising particle in a tile',
    source: 'DET §4.7 (FW19)',
  },
  landauWidth: {
    default: 0.0856 * (MeV / mm / 10) * TILE_THICKNESS,
    unit: 'MeV',
    doc: 'width ξ of the energy in a tile at the speed of light',
    source: 'PDG: 0.1535 MeV cm²/g · Z/A 0.54 · 1.03 g/cm³',
  },
  threshold: { default: THRESHOLD, unit: 'MeV', doc: 'smallest energy that gives a pulse', source: 'DET §4.7 (FW19)' },
  channelInefficiency: {
    default: 0.044,
    unit: '',
    doc: 'probability that one SiPM set gives no pulse for a tile above threshold',
    source: 'DET §4.7 (FW19): 91.6 % of hits in both sets = (1 − ε)/(1 + ε)',
  },
  channelSigma: {
    default: CHANNEL_SIGMA,
    unit: 'ns',
    doc: 'spread of the time of one SiPM set',
    source: 'DET §4.7 (FW19)',
  },
  detectorSigma: {
    default: DETECTOR_SIGMA,
    unit: 'ns',
    doc: 'spread of the mean of both sets: what they share makes it more than 1/√2 of one',
    source: 'DET §4.7 (BHAM25)',
  },
  mergeTime: {
    default: MERGE_TIME,
    unit: 'ns',
    doc: 'pulses of a set closer than this are one',
    source: 'DET §4.7 (FW19)',
  },
  fallTime: { default: 20 * ns, unit: 'ns', doc: 'exponential fall of a pulse; shape only', source: 'not found' },
} satisfies Settings;

const STAGE = stageKey('newchod.emulate');
const COMPENSATION = flightCompensation(NEWCHOD_Z);
/** Mean of −ln z² for a normal z: Euler's constant + ln 2. */
const MOYAL_MEAN = 0.5772156649015329 + Math.LN2;

/**
 * Turns crossings of the NewCHOD into raw hits, event by event: `begin`, `cross` as often as needed, `end`. The response to a particle is
 * drawn from a stream keyed by (seed, burst, event, particle) and does not depend on the others. About 0.5 µs a crossing.
 */
export class NewchodEmulator {
  private readonly conditions: NewchodConditions;
  private readonly values: Values<typeof newchodSettings>;
  /** Spread of the time that both sets of a tile share, and of each set's own. */
  private readonly sharedSigma: number;
  private readonly ownSigma: number;
  private readonly rng = new RandomStream();
  private readonly pulses = new PulseTrain();
  private seed = 0;
  private burst = 0;
  private event = 0;
  private timestamp = 0;

  constructor(conditions: NewchodConditions, values: Values<typeof newchodSettings> = withDefaults(newchodSettings)) {
    this.conditions = conditions;
    this.values = values;
    // one set: shared² + own²; mean of both: shared² + own²/2
    const own2 = 2 * (values.channelSigma ** 2 - values.detectorSigma ** 2);
    this.ownSigma = Math.sqrt(Math.max(0, own2));
    this.sharedSigma = Math.sqrt(Math.max(0, values.channelSigma ** 2 - own2));
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
   * A particle crosses the detector.
   * @param x position at the middle of the detector [mm]
   * @param tx slope dx/dz there
   * @param time ns from start of burst
   * @param particle index of the particle in the event
   */
  cross(x: number, y: number, tx: number, ty: number, time: number, particle: number): void {
    const up = tileAt(x - SIDE_Z * tx, y - SIDE_Z * ty, 0);
    const down = tileAt(x + SIDE_Z * tx, y + SIDE_Z * ty, 1);
    if (up === 0 && down === 0) return;
    this.rng.key(this.seed, STAGE, this.burst, this.event, particle);
    const slant = Math.sqrt(1 + tx * tx + ty * ty);
    const upEnergy = up === 0 ? 0 : this.energy(slant);
    const downEnergy = down === 0 ? 0 : this.energy(slant);
    // a tile of two rows has parts on both sides, read together
    if (up === down) {
      this.light(up, upEnergy + downEnergy, time, particle);
      return;
    }
    if (up !== 0) this.light(up, upEnergy, time, particle);
    if (down !== 0) this.light(down, downEnergy, time, particle);
  }

  /** Merges, digitises and appends the event's rows in readout order. */
  end(hits: TableBuilder<typeof newchod>, truth: TableBuilder<typeof newchodTruth>): void {
    this.pulses.write(NEWCHOD_WINDOW, this.timestamp, this.values.mergeTime, hits, truth);
  }

  /** Energy in one tile: Moyal's stand-in for Landau's fluctuation. */
  private energy(slant: number): number {
    const z = this.rng.gauss();
    return slant * (this.values.mipEnergy + this.values.landauWidth * (-Math.log(z * z + 1e-300) - MOYAL_MEAN));
  }

  /** Pulses of both SiPM sets of a tile. */
  private light(tile: number, energy: number, time: number, particle: number): void {
    const { rng, values, conditions } = this;
    if (!(energy > values.threshold)) return;
    const width = values.fallTime * Math.log(energy / values.threshold);
    const passage = time + COMPENSATION + this.sharedSigma * rng.gauss();
    for (let set = 0; set < 2; set++) {
      const channel = tile + set * SECOND_SET;
      const i = CHANNEL_INDEX[channel]!;
      const jitter = this.ownSigma * rng.gauss();
      if (rng.uniform() >= (1 - values.channelInefficiency) * conditions.efficiency[i]!) continue;
      const leading = passage + conditions.t0[i]! + jitter;
      this.pulses.add(channel, particle, leading, leading + width);
    }
  }
}
