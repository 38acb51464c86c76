import { RandomStream, stageKey } from '../../core/random.js';
import { type Settings, type Values, withDefaults } from '../../core/settings.js';
import { MeV, mm, ns } from '../../core/units.js';
import type { TableBuilder } from '../../event/builder.js';
import type { muv3 } from '../../event/raw-downstream.js';
import type { muv3Truth } from '../../event/truth-downstream.js';
import { PulseTrain } from '../common/pulse-train.js';
import { flightCompensation } from '../common/timing.js';
import type { Muv3Conditions } from './conditions.js';
import {
  CHANNEL_INDEX,
  CHANNEL_SIGMA,
  CHERENKOV_EARLY,
  MIP_ENERGY,
  MUV3_FRONT_Z,
  MUV3_WINDOW,
  PMT_PLACE,
  PMT_Z,
  SECOND_PMT,
  THRESHOLD,
  TILE_THICKNESS,
  tileAt,
  tileSide,
  tileX,
  tileY,
} from './description.js';

export const muv3Settings = {
  mipEnergy: {
    default: MIP_ENERGY,
    unit: 'MeV',
    doc: 'mean energy of a minimum ionising particle in a tile',
    source: 'DET §4.13 (FW19)',
  },
  landauWidth: {
    default: 0.0856 * (MeV / mm / 10) * TILE_THICKNESS,
    unit: 'MeV',
    doc: 'width ξ of the energy in a tile at the speed of light',
    source: 'PDG: 0.1535 MeV cm²/g · Z/A 0.54 · 1.03 g/cm³',
  },
  threshold: { default: THRESHOLD, unit: 'MeV', doc: 'smallest energy that gives a pulse', source: 'DET §4.13 (FW19)' },
  channelInefficiency: {
    default: 0,
    unit: '',
    doc: 'probability that one PMT gives no pulse for a tile above threshold',
    source:
      'not found: 8 % would make the 84.6 % of tight accidentals of DET §6.1 but an efficiency of 99.3 %, below DET §4.13',
  },
  channelSigma: {
    default: CHANNEL_SIGMA,
    unit: 'ns',
    doc: 'spread of the time of one PMT',
    source: 'DET §4.13 (FW19)',
  },
  cherenkovEarly: {
    default: CHERENKOV_EARLY,
    unit: 'ns',
    doc: 'a PMT whose window the muon crosses is this early',
    source: 'DET §4.13 (FW19)',
  },
  windowRadius: {
    default: 23 * mm,
    unit: 'mm',
    doc: 'radius of the window of a PMT',
    source: 'not found: a tube of two inches',
  },
  mergeTime: {
    default: 15 * ns,
    unit: 'ns',
    doc: 'pulses of a PMT closer than this are one',
    source: 'not found: as the NewCHOD, DET §4.7 (FW19)',
  },
  punchThroughSpread: {
    default: 150 * mm,
    unit: 'mm',
    doc: 'spread, in x and in y, of what comes through the iron from a shower about the line of its hadron',
    source: 'not found: an interaction length of iron',
  },
  fallTime: { default: 20 * ns, unit: 'ns', doc: 'exponential fall of a pulse; shape only', source: 'not found' },
} satisfies Settings;

const STAGE = stageKey('muv3.emulate');
const PUNCH_THROUGH_STAGE = stageKey('muv3.punch-through');
const COMPENSATION = flightCompensation(MUV3_FRONT_Z);
/** From the front, where crossings are given, to the middle of the tile and to the windows of the PMTs. */
const TO_MIDDLE = 0.5 * TILE_THICKNESS;
const TO_WINDOW = PMT_Z - MUV3_FRONT_Z;
/** Mean of −ln z² for a normal z: Euler's constant + ln 2. */
const MOYAL_MEAN = 0.5772156649015329 + Math.LN2;

/**
 * Turns crossings of the MUV3 into raw hits, event by event: `begin`, `cross` and `punchThrough` as often as needed, `end`. All the energy goes to the tile
 * that is crossed in its middle. The response to a particle is drawn from a stream keyed by (seed, burst, event, particle) and does not
 * depend on the others. About 0.5 µs a crossing.
 */
export class Muv3Emulator {
  private readonly conditions: Muv3Conditions;
  private readonly values: Values<typeof muv3Settings>;
  private readonly rng = new RandomStream();
  private readonly pulses = new PulseTrain();
  private seed = 0;
  private burst = 0;
  private event = 0;
  private timestamp = 0;

  constructor(conditions: Muv3Conditions, values: Values<typeof muv3Settings> = withDefaults(muv3Settings)) {
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
   * A particle crosses the detector.
   * @param x position at the front [mm]
   * @param tx slope dx/dz there
   * @param time ns from start of burst
   * @param particle index of the particle in the event
   */
  cross(x: number, y: number, tx: number, ty: number, time: number, particle: number): void {
    this.rng.key(this.seed, STAGE, this.burst, this.event, particle);
    this.hit(x, y, tx, ty, time, particle);
  }

  /**
   * Charged particles of a hadron's shower reach the detector.
   * @param count how many
   * @param x where the hadron's line meets the front [mm]
   * @param spread whether they are beside the line: not when the hadron itself comes through
   */
  punchThrough(
    count: number,
    x: number,
    y: number,
    tx: number,
    ty: number,
    time: number,
    spread: boolean,
    particle: number,
  ): void {
    const { rng } = this;
    rng.key(this.seed, PUNCH_THROUGH_STAGE, this.burst, this.event, particle);
    const width = spread ? this.values.punchThroughSpread : 0;
    for (let k = 0; k < count; k++) {
      const dx = width * rng.gauss();
      this.hit(x + dx, y + width * rng.gauss(), tx, ty, time, particle);
    }
  }

  /** Merges, digitises and appends the event's rows in readout order. */
  end(hits: TableBuilder<typeof muv3>, truth: TableBuilder<typeof muv3Truth>): void {
    this.pulses.write(MUV3_WINDOW, this.timestamp, this.values.mergeTime, hits, truth);
  }

  private hit(x: number, y: number, tx: number, ty: number, time: number, particle: number): void {
    const tile = tileAt(x + TO_MIDDLE * tx, y + TO_MIDDLE * ty);
    if (tile < 0) return;
    const { values, conditions, rng } = this;
    // Moyal's stand-in for Landau's fluctuation
    const z = rng.gauss();
    const fluctuation = values.landauWidth * (-Math.log(z * z + 1e-300) - MOYAL_MEAN);
    const energy = Math.sqrt(1 + tx * tx + ty * ty) * (values.mipEnergy + fluctuation);
    if (!(energy > values.threshold)) return;
    const width = values.fallTime * Math.log(energy / values.threshold);
    const passage = time + COMPENSATION;
    const side = tileSide(tile);
    const atWindowX = x + TO_WINDOW * tx - tileX(tile);
    const atWindowY = y + TO_WINDOW * ty - tileY(tile);
    for (let pmt = 0; pmt < 2; pmt++) {
      const channel = tile + pmt * SECOND_PMT;
      const i = CHANNEL_INDEX[channel]!;
      const jitter = values.channelSigma * rng.gauss();
      if (rng.uniform() >= (1 - values.channelInefficiency) * conditions.efficiency[i]!) continue;
      const dx = atWindowX - side * PMT_PLACE[pmt]!;
      const dy = atWindowY - side * PMT_PLACE[pmt]!;
      const early = dx * dx + dy * dy < values.windowRadius ** 2 ? values.cherenkovEarly : 0;
      const light = passage + conditions.t0[i]! + jitter;
      // the light of the tile follows in the same pulse
      this.pulses.add(channel, particle, light - early, light + width);
    }
  }
}
