import type { RandomStream } from '../../core/random.js';
import { type Settings, type Values, withDefaults } from '../../core/settings.js';
import { ns } from '../../core/units.js';
import type { TableBuilder } from '../../event/builder.js';
import { type chanti, HIGH_THRESHOLD } from '../../event/raw-vetoes.js';
import type { chantiTruth } from '../../event/truth-vetoes.js';
import { drawLandau, SCINTILLATOR_LANDAU, SCINTILLATOR_LOSS } from '../common/ionisation.js';
import { PulseShape } from '../common/pulse-shape.js';
import type { TdcConditions } from '../common/tdc-conditions.js';
import { TdcPulses } from '../common/tdc-pulses.js';
import { FINE_WINDOW, flightCompensation } from '../common/timing.js';
import {
  BAR_HEIGHT,
  BARS,
  barAt,
  CHANNEL_INDEX,
  CHANNEL_SIGMA,
  CHANTI_FRONT_Z,
  FALL_TIME,
  FIBRE_SPEED,
  GAIN,
  HIGH_DISCRIMINATOR,
  HYSTERESIS,
  isActive,
  LAYER_CODES,
  LAYER_MIDDLE,
  LOW_THRESHOLD,
  lightPath,
  PHOTOELECTRON_OFFSET,
  PHOTOELECTRONS,
  PIXELS,
  PLACES,
  placeMiddle,
  placeOf,
  RISE_TIME,
  STATION_CODES,
  STATIONS,
} from './description.js';

export const chantiSettings = {
  mipEnergy: {
    default: SCINTILLATOR_LOSS,
    unit: '',
    doc: 'mean energy of a minimum ionising particle along its way through a bar, MeV per mm',
    source: 'DET §4.7 (FW19): 6 MeV in the 30 mm of a NewCHOD tile',
  },
  landauWidth: {
    default: SCINTILLATOR_LANDAU,
    unit: '',
    doc: 'width ξ of that energy at the speed of light, MeV per mm',
    source: 'PDG: 0.1535 MeV cm²/g · Z/A 0.54 · 1.03 g/cm³',
  },
  photoelectrons: {
    default: PHOTOELECTRONS,
    unit: '',
    doc: 'mean number of photoelectrons per MeV',
    source: 'DET §4.3 (FW19)',
  },
  photoelectronOffset: {
    default: PHOTOELECTRON_OFFSET,
    unit: '',
    doc: 'photoelectrons added to these in a bar that is crossed',
    source: 'DET §4.3 (FW19)',
  },
  pixels: { default: PIXELS, unit: '', doc: 'pixels of a SiPM: no more can fire', source: 'DET §4.3 (FW19)' },
  gain: { default: GAIN, unit: '', doc: 'amplitude of a photoelectron, mV', source: 'DET §4.3 (FW19)' },
  gainSpread: {
    default: 1,
    unit: '',
    doc: 'spread of the amplitude, mV per root of the photoelectrons',
    source: 'DET §4.3 (FW19)',
  },
  lowThreshold: {
    default: LOW_THRESHOLD,
    unit: '',
    doc: 'low threshold, mV: 5 photoelectrons',
    source: 'not found (DET §4.3: on file, per channel): placeholder',
  },
  highThreshold: {
    default: HIGH_DISCRIMINATOR,
    unit: '',
    doc: 'high threshold, mV',
    source: 'not found (DET §4.3: on file, per channel): placeholder',
  },
  hysteresis: {
    default: HYSTERESIS,
    unit: '',
    doc: 'a pulse ends this far below the threshold, mV',
    source: 'DET §4.3 (FW19)',
  },
  fallTime: { default: FALL_TIME, unit: 'ns', doc: 'exponential fall of a pulse', source: 'DET §4.3 (FW19)' },
  riseTime: {
    default: RISE_TIME,
    unit: 'ns',
    doc: 'time constant of its rise: what slewing comes from',
    source: 'not found: placeholder',
  },
  addTime: {
    default: 5 * ns,
    unit: 'ns',
    doc: 'signals of a bar this close add up; shape only',
    source: 'not found: the rise of a pulse',
  },
  channelSigma: {
    default: CHANNEL_SIGMA,
    unit: 'ns',
    doc: 'spread of the time of one bar',
    source: 'DET §4.3 (1512.00244)',
  },
} satisfies Settings;

const COMPENSATION = CHANTI_FRONT_Z.map(flightCompensation);
const HALF_HEIGHT = 0.5 * BAR_HEIGHT;
/** From this mean on a Poisson number is drawn as a Gaussian one. */
const MANY = 30;

/**
 * Way in z of a straight line inside a triangular bar [mm]: `offset` from the middle of the bar half way up, with `slope`; even bars have
 * the base upstream, odd ones downstream.
 */
export function wayThrough(place: number, offset: number, slope: number): number {
  // from the apex, where the triangle is as wide as h either way: |a + slope h| < h with h along z, or against it
  const along = place % 2 === 0 ? -slope : slope;
  const a = offset - along * HALF_HEIGHT;
  let from = 0;
  let to = BAR_HEIGHT;
  // a + along h < h and a + along h > −h
  if (along < 1) from = Math.max(from, a / (1 - along));
  else if (along > 1) to = Math.min(to, a / (1 - along));
  else if (a >= 0) return 0;
  if (along > -1) from = Math.max(from, -a / (1 + along));
  else if (along < -1) to = Math.min(to, -a / (1 + along));
  else if (a <= 0) return 0;
  return Math.max(0, to - from);
}

/**
 * Turns crossings of the CHANTI into raw hits, event by event: `begin`, `cross` as often as needed, `end`. Every bar on the way of the
 * particle has the energy of its part of it; stations are drawn apart. The response to a particle is drawn from streams keyed by
 * (seed, burst, event, particle, station) and does not depend on the others. Minimum ionising at any momentum, no light from bar to
 * bar, no dark pulses. About 4 µs a crossing.
 */
export class ChantiEmulator {
  private readonly conditions: TdcConditions;
  private readonly values: Values<typeof chantiSettings>;
  private readonly pulses: TdcPulses;

  constructor(conditions: TdcConditions, values: Values<typeof chantiSettings> = withDefaults(chantiSettings)) {
    this.conditions = conditions;
    this.values = values;
    this.pulses = new TdcPulses({
      name: 'chanti.emulate',
      window: FINE_WINDOW,
      shape: new PulseShape(values.riseTime, values.fallTime),
      thresholds: [values.lowThreshold, values.highThreshold],
      highThreshold: HIGH_THRESHOLD,
      hysteresis: values.hysteresis,
      addTime: values.addTime,
    });
  }

  /** Opens an event; `timestamp` is the clock period of its trigger. */
  begin(seed: number, burst: number, event: number, timestamp: number): void {
    this.pulses.begin(seed, burst, event, timestamp);
  }

  /**
   * A particle crosses a station, from 0.
   * @param x position at its front [mm]
   * @param tx slope dx/dz there
   * @param time ns from start of burst, at the front
   * @param particle index of the particle in the event
   */
  cross(station: number, x: number, y: number, tx: number, ty: number, time: number, particle: number): void {
    const passage = time + COMPENSATION[station]!;
    // most of the crowd is there for detectors with longer windows
    if (!this.pulses.near(passage)) return;
    const slant = Math.sqrt(1 + tx * tx + ty * ty);
    const rng = this.pulses.random(STATIONS * particle + station);
    for (let layer = 0; layer < 2; layer++) {
      const z = LAYER_MIDDLE[layer]!;
      const atX = x + tx * z;
      const atY = y + ty * z;
      if (!isActive(atX, atY)) continue;
      const code = STATION_CODES * station + LAYER_CODES * layer;
      if (layer === 0) this.layer(rng, code, layer, atX, tx, atY, slant, passage, particle);
      else this.layer(rng, code, layer, atY, ty, atX, slant, passage, particle);
    }
  }

  /** The bars of a layer on the way; `across` and `along` the bars half way through it. */
  private layer(
    rng: RandomStream,
    code: number,
    layer: number,
    across: number,
    slope: number,
    along: number,
    slant: number,
    passage: number,
    particle: number,
  ): void {
    const reach = Math.abs(slope) * HALF_HEIGHT;
    const first = Math.max(0, Math.floor(placeOf(across - reach)));
    const last = Math.min(PLACES - 1, Math.floor(placeOf(across + reach)) + 1);
    for (let place = first; place <= last; place++) {
      const way = wayThrough(place, across - placeMiddle(place), slope) * slant;
      if (way > 0) this.light(rng, code, layer, barAt(layer, place, along), along, way, passage, particle);
    }
  }

  /** The signal of a bar in which the particle has gone `way` mm. */
  private light(
    rng: RandomStream,
    code: number,
    layer: number,
    bar: number,
    along: number,
    way: number,
    passage: number,
    particle: number,
  ): void {
    const { values, conditions } = this;
    const energy = way * (values.mipEnergy + values.landauWidth * drawLandau(rng));
    const mean = values.photoelectrons * Math.max(0, energy) + values.photoelectronOffset;
    const drawn = mean < MANY ? rng.poisson(mean) : mean + Math.sqrt(mean) * rng.gauss();
    const fired = values.pixels * -Math.expm1(-drawn / values.pixels);
    const amplitude = values.gain * fired + values.gainSpread * Math.sqrt(fired) * rng.gauss();
    const jitter = values.channelSigma * rng.gauss();
    const i = CHANNEL_INDEX[code + bar]!;
    if (rng.uniform() >= conditions.efficiency[i]!) return;
    const light = lightPath(BARS[layer]![bar]!.side, along) / FIBRE_SPEED;
    this.pulses.add(code + bar, particle, passage + light + jitter + conditions.t0[i]!, amplitude);
  }

  /** Merges, digitises and appends the event's rows in readout order. */
  end(hits: TableBuilder<typeof chanti>, truth: TableBuilder<typeof chantiTruth>): void {
    this.pulses.end(hits, truth);
  }
}
