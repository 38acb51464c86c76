import { CLOCK_PERIOD } from '../../core/constants.js';
import { RandomStream, stageKey } from '../../core/random.js';
import { type Settings, type Values, withDefaults } from '../../core/settings.js';
import { ns } from '../../core/units.js';
import type { TableBuilder } from '../../event/builder.js';
import type { ktag } from '../../event/raw-beam.js';
import type { ktagTruth } from '../../event/truth-beam.js';
import { KTAG_Z } from '../../transport/beam-line.js';
import { drawResponse } from '../common/pmt-response.js';
import { NOBODY, PulseTrain } from '../common/pulse-train.js';
import { flightCompensation, windowStart } from '../common/timing.js';
import type { KtagConditions } from './conditions.js';
import { APERTURE, CHANNELS, KTAG_WINDOW, MERGE_TIME, TOT_MEAN, TOT_SIGMA } from './description.js';

export const ktagSettings = {
  photoelectrons: {
    default: 18,
    unit: '',
    doc: 'mean number of photoelectrons detected per kaon with every PMT alive; one in 43 merges with another',
    source: 'DET §4.1 (BHAM25)',
  },
  contamination: {
    default: 1e-4,
    unit: '',
    doc: 'fraction of the other beam particles that give the light of a kaon',
    source: 'DET §4.1 (1509.03773, design)',
  },
  aperture: {
    default: APERTURE,
    unit: 'mm',
    doc: 'particles further from the axis give no light; the acceptance in position and angle is not found',
    source: 'DET §4.1 (SJ-CED, diaphragm radius)',
  },
  totMean: { default: TOT_MEAN, unit: 'ns', doc: 'mean length of a pulse', source: 'DET §4.1 (FW19)' },
  totSigma: { default: TOT_SIGMA, unit: 'ns', doc: 'spread of the length of a pulse', source: 'DET §4.1 (FW19)' },
  mergeTime: {
    default: MERGE_TIME,
    unit: 'ns',
    doc: 'pulses of one PMT that begin closer than this merge',
    source: 'DET §4.1 (FW19)',
  },
  noiseRate: { default: 0, unit: 'kHz', doc: 'rate of dark pulses per PMT', source: 'DET §11.11: not found' },
} satisfies Settings;

const STAGE = stageKey('ktag.emulate');
const KAON = 321;
const COMPENSATION = flightCompensation(KTAG_Z);

/**
 * Turns beam particles in the CEDAR into raw hits, event by event: `begin`, `cross` as often as needed, `end`.
 *
 * A kaon gives a Poisson number of photoelectrons, evenly over the PMTs but for their efficiencies; how the light falls on the PMTs of a
 * sector is not found. The stream of a particle is keyed by (seed, burst, event, particle): it does not depend on other particles or
 * on their order. 25 µs for the 94 beam particles of an event at 750 MHz, six of them kaons.
 */
export class KtagEmulator {
  private readonly conditions: KtagConditions;
  private readonly values: Values<typeof ktagSettings>;
  private readonly highest: number;
  private readonly rng = new RandomStream();
  private readonly train = new PulseTrain();
  private seed = 0;
  private burst = 0;
  private event = 0;
  private timestamp = 0;

  constructor(conditions: KtagConditions, values: Values<typeof ktagSettings> = withDefaults(ktagSettings)) {
    this.conditions = conditions;
    this.values = values;
    this.highest = conditions.efficiency.reduce((a, b) => Math.max(a, b), 0);
  }

  /** Opens an event; `timestamp` is the clock period of its trigger. */
  begin(seed: number, burst: number, event: number, timestamp: number): void {
    this.seed = seed;
    this.burst = burst;
    this.event = event;
    this.timestamp = timestamp;
    this.train.clear();
  }

  /**
   * A beam particle passes the CEDAR.
   * @param x position there [mm]
   * @param time ns from start of burst
   * @param particle index of the particle in the event
   */
  cross(pdg: number, x: number, y: number, time: number, particle: number): void {
    const { aperture, contamination, photoelectrons } = this.values;
    if (!(x * x + y * y < aperture * aperture)) return;
    const rng = this.rng.key(this.seed, STAGE, this.burst, this.event, particle);
    if (pdg !== KAON && rng.uniform() >= contamination) return;
    const { efficiency } = this.conditions;
    const passage = time + COMPENSATION;
    for (let n = rng.poisson(photoelectrons * this.highest); n > 0; n--) {
      const channel = (rng.uniform() * CHANNELS) | 0;
      if (rng.uniform() * this.highest < efficiency[channel]!)
        this.pulse(channel, particle, passage + drawResponse(rng));
    }
  }

  /** Adds noise, merges the pulses of each PMT, digitises them and appends the event's rows in readout order. */
  end(hits: TableBuilder<typeof ktag>, truth: TableBuilder<typeof ktagTruth>): void {
    if (this.values.noiseRate > 0) this.addNoise();
    this.train.write(KTAG_WINDOW, this.timestamp, this.values.mergeTime, hits, truth);
  }

  private pulse(channel: number, particle: number, signal: number): void {
    const lead = signal + this.conditions.t0[channel]!;
    const length = this.values.totMean + this.values.totSigma * this.rng.gauss();
    this.train.add(channel, particle, lead, lead + Math.max(1 * ns, length));
  }

  /** Dark pulses over the readout window and one pulse before it. */
  private addNoise(): void {
    const rng = this.rng.key(this.seed, STAGE, this.burst, this.event, NOBODY);
    const start = windowStart(KTAG_WINDOW, this.timestamp) - CLOCK_PERIOD;
    const length = KTAG_WINDOW.counts * KTAG_WINDOW.lsb + CLOCK_PERIOD;
    const expected = this.values.noiseRate * length * CHANNELS;
    for (let sum = rng.exponential(); sum < expected; sum += rng.exponential()) {
      const channel = (rng.uniform() * CHANNELS) | 0;
      const at = start + length * rng.uniform();
      if (this.conditions.efficiency[channel]! > 0) this.pulse(channel, NOBODY, at);
    }
  }
}
