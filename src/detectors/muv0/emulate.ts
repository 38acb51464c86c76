import { type Settings, type Values, withDefaults } from '../../core/settings.js';
import { drawLandau, SCINTILLATOR_LANDAU } from '../common/ionisation.js';
import type { PulseOrigins, PulseRows } from '../common/pulse-train.js';
import { TdcPulses } from '../common/tdc-pulses.js';
import { FINE_WINDOW, flightCompensation } from '../common/timing.js';
import type { Muv0Conditions } from './conditions.js';
import {
  CHANNEL_SIGMA,
  counterAt,
  MIP_ENERGY,
  MUV0_SHAPE,
  MUV0_THICKNESS,
  MUV0_X0,
  MUV0_Z,
  THRESHOLD,
} from './description.js';

export const muv0Settings = {
  mipEnergy: {
    default: MIP_ENERGY,
    unit: 'MeV',
    doc: 'mean energy of a minimum ionising particle in a counter',
    source: 'DET §4.7, §4.11 (FW19): 6 MeV in 30 mm, counters of 20 mm',
  },
  landauWidth: {
    default: SCINTILLATOR_LANDAU * MUV0_THICKNESS,
    unit: 'MeV',
    doc: 'width ξ of the energy in a counter at the speed of light',
    source: 'PDG: 0.1535 MeV cm²/g · Z/A 0.54 · 1.03 g/cm³',
  },
  threshold: {
    default: THRESHOLD,
    unit: 'MeV',
    doc: 'smallest energy that gives a pulse; shape only',
    source: 'not found: placeholder, as the CHOD',
  },
  channelSigma: {
    default: CHANNEL_SIGMA,
    unit: 'ns',
    doc: 'spread of the time of a counter',
    source: 'not found: placeholder',
  },
} satisfies Settings;

const COMPENSATION = flightCompensation(MUV0_Z);

/**
 * Turns particles that enter into raw hits, event by event: `begin`, `enter` as often as needed, `end`. All the energy goes to the
 * counter that is entered; a photon that converts leaves that of two particles behind its conversion. Everything a particle does is
 * drawn from a stream keyed by (seed, burst, event, particle). About 0.5 µs a particle.
 */
export class Muv0Emulator {
  private readonly conditions: Muv0Conditions;
  private readonly values: Values<typeof muv0Settings>;
  private readonly pulses: TdcPulses;

  constructor(conditions: Muv0Conditions, values: Values<typeof muv0Settings> = withDefaults(muv0Settings)) {
    this.conditions = conditions;
    this.values = values;
    this.pulses = new TdcPulses({
      name: 'muv0.emulate',
      window: FINE_WINDOW,
      shape: MUV0_SHAPE,
      thresholds: [values.threshold],
      addTime: MUV0_SHAPE.peakTime,
    });
  }

  /** Opens an event; `timestamp` is the clock period of its trigger. */
  begin(seed: number, burst: number, event: number, timestamp: number): void {
    this.pulses.begin(seed, burst, event, timestamp);
  }

  /**
   * A particle enters the counters; arguments as those of `ShashlikEmulator.enter`.
   * @param z where it enters; all is as at the front
   */
  enter(
    pdg: number,
    x: number,
    y: number,
    z: number,
    tx: number,
    ty: number,
    time: number,
    _p: number,
    particle: number,
  ): void {
    const counter = counterAt(x, y);
    if (counter < 0 || Number.isNaN(z)) return;
    const { values, conditions, pulses } = this;
    const passage = time + COMPENSATION;
    if (!pulses.near(passage)) return;
    const rng = pulses.random(particle);
    const slant = Math.sqrt(1 + tx * tx + ty * ty);
    let path = slant;
    if (pdg === 22) {
      const converted = (9 / 7) * rng.exponential();
      path = 2 * (slant - converted / MUV0_X0);
    }
    const energy = path * (values.mipEnergy + values.landauWidth * drawLandau(rng));
    const jitter = values.channelSigma * rng.gauss();
    if (path <= 0 || rng.uniform() >= conditions.efficiency[counter]!) return;
    pulses.add(counter, particle, passage + conditions.t0[counter]! + jitter, energy);
  }

  /** Adds up, digitises and appends the event's rows in readout order. */
  end(hits: PulseRows, truth: PulseOrigins): void {
    this.pulses.end(hits, truth);
  }
}
