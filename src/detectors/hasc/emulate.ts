import { gammaQ } from '../../core/chi2.js';
import type { RandomStream } from '../../core/random.js';
import { type Settings, type Values, withDefaults } from '../../core/settings.js';
import { GeV, MeV, mm } from '../../core/units.js';
import { drawLandau, drawPositive, SCINTILLATOR_LANDAU, SCINTILLATOR_LOSS } from '../common/ionisation.js';
import type { PulseOrigins, PulseRows } from '../common/pulse-train.js';
import { TdcPulses } from '../common/tdc-pulses.js';
import { FINE_WINDOW, flightCompensation } from '../common/timing.js';
import type { HascConditions } from './conditions.js';
import {
  ATTENUATION,
  CHANNEL_SIGMA,
  channelOf,
  columnEdge,
  DETECTION,
  fibreLength,
  fromSide,
  HASC_DEPTH,
  HASC_END_Z,
  HASC_FRONT_Z,
  HASC_GRID,
  HASC_SECTIONS,
  HASC_SHAPE,
  LAMBDA_PER_MM,
  LIGHT_SPEED,
  MIP_SAMPLING,
  PIXELS,
  rowEdge,
  SECTION_DEPTH,
  SECTION_SCINTILLATOR,
  THRESHOLD,
  X0_PER_MM,
} from './description.js';

const placeholder = 'not found: placeholder';

export const hascSettings = {
  light: {
    default: 40,
    unit: '',
    doc: 'photons at a SiPM per visible MeV, at no length of fibre',
    source: placeholder,
  },
  detection: {
    default: DETECTION,
    unit: '',
    doc: 'chance that a photon fires a pixel of the SiPM',
    source: 'DET §4.11 (FW19)',
  },
  pixels: { default: PIXELS, unit: '', doc: 'pixels of a SiPM', source: 'DET §4.11 (FW19)' },
  attenuation: { default: ATTENUATION, unit: 'mm', doc: 'attenuation of the fibres', source: 'DET §4.11 (FW19)' },
  threshold: { default: THRESHOLD, unit: '', doc: 'smallest pulse [photoelectrons]', source: placeholder },
  channelSigma: { default: CHANNEL_SIGMA, unit: 'ns', doc: 'spread of the time of a channel', source: placeholder },
  electronSampling: {
    default: 0.6,
    unit: '',
    doc: 'visible share of the energy of an electron over that of a minimum ionising particle (e/mip)',
    source: 'not found: placeholder, usual for thick lead',
  },
  samplingTerm: {
    default: 0.36,
    unit: '',
    doc: 'relative fluctuation of the visible energy of an electromagnetic shower of 1 GeV',
    source: 'ours: 2.7 % √(d/f) of sampling calorimeters, scintillator d = 4 mm, visible share f = 0.023',
  },
  hadronResponse: {
    default: 0.8,
    unit: '',
    doc: 'visible energy of a hadron that interacts over that of an electron',
    source: placeholder,
  },
  hadronTerm: {
    default: 0.8,
    unit: '',
    doc: 'relative fluctuation of the visible energy of a hadronic shower of 1 GeV',
    source: placeholder,
  },
  hadronLength: {
    default: 1,
    unit: '',
    doc: 'fall of a hadronic shower behind its start, in interaction lengths',
    source: placeholder,
  },
  hadronWidth: {
    default: 40 * mm,
    unit: 'mm',
    doc: 'exponential width of a hadronic shower in one projection',
    source: placeholder,
  },
  electronWidth: {
    default: 6 * mm,
    unit: 'mm',
    doc: 'exponential width of an electromagnetic shower in one projection',
    source: 'ours: 90 % within a Molière radius of 20 mm (PDG, lead and polystyrene)',
  },
} satisfies Settings;

/** Entries this far outside still count: a particle that comes through a side wall is on it. */
const ON_WALL = 0.5 * mm;
/** Critical energy of lead for electrons, and the slope of the mean longitudinal profile. Source: PDG. */
const CRITICAL_ENERGY = 7.43 * MeV;
const PROFILE_SLOPE = 0.5;
/** Less visible energy than this in a section is not followed. */
const LEAST_DEPOSIT = 0.01 * MeV;

/** Share below `edge` of a distribution about x that falls exponentially on both sides. */
const below = (edge: number, x: number, width: number): number =>
  edge < x ? 0.5 * Math.exp((edge - x) / width) : 1 - 0.5 * Math.exp((x - edge) / width);

/**
 * Turns particles that enter into raw hits, event by event: `begin`, `enter` as often as needed, `end`.
 *
 * Photons and electrons shower, with the mean longitudinal profile over the sections; muons ionise in the modules they cross, hadrons until
 * they interact, then their shower falls exponentially. Showers reach into the next modules. Everything a particle does is drawn from a
 * stream keyed by (seed, burst, event, particle). About 10 µs a shower.
 */
export class HascEmulator {
  private readonly conditions: HascConditions;
  private readonly values: Values<typeof hascSettings>;
  private readonly pulses: TdcPulses;
  /** Visible energy of the particle at hand in every channel [MeV]. */
  private readonly deposits = new Float64Array(HASC_GRID * HASC_GRID * 10);
  private readonly inColumn = new Float64Array(HASC_GRID);
  private readonly inRow = new Float64Array(HASC_GRID);

  constructor(conditions: HascConditions, values: Values<typeof hascSettings> = withDefaults(hascSettings)) {
    this.conditions = conditions;
    this.values = values;
    this.pulses = new TdcPulses({
      name: 'hasc.emulate',
      window: FINE_WINDOW,
      shape: HASC_SHAPE,
      thresholds: [values.threshold],
      addTime: HASC_SHAPE.peakTime,
    });
  }

  /** Opens an event; `timestamp` is the clock period of its trigger. */
  begin(seed: number, burst: number, event: number, timestamp: number): void {
    this.pulses.begin(seed, burst, event, timestamp);
  }

  /** A particle enters the matter; arguments as those of `ShashlikEmulator.enter`. */
  enter(
    pdg: number,
    x: number,
    y: number,
    z: number,
    tx: number,
    ty: number,
    time: number,
    p: number,
    particle: number,
  ): void {
    if (!(fromSide(x, y) > -ON_WALL && z < HASC_END_Z && p > 0)) return;
    const { values, pulses } = this;
    const passage = time + flightCompensation(z);
    if (!pulses.near(passage)) return;
    const rng = pulses.random(particle);
    const from = Math.max(0, z - HASC_FRONT_Z);
    this.deposits.fill(0);
    const kind = Math.abs(pdg);
    const electron = MIP_SAMPLING * values.electronSampling;
    if (kind === 22 || kind === 11) {
      const start = from + (kind === 22 ? ((9 / 7) * rng.exponential()) / X0_PER_MM : 0);
      const visible = p * electron * drawPositive(rng, p / GeV / values.samplingTerm ** 2);
      const a = 1 + PROFILE_SLOPE * Math.max(0, Math.log(p / CRITICAL_ENERGY) - 0.5);
      const profile = (depth: number) => 1 - gammaQ(a, PROFILE_SLOPE * X0_PER_MM * depth);
      this.shower(visible, start, profile, values.electronWidth, x + (start - from) * tx, y + (start - from) * ty);
    } else {
      const interaction = kind === 13 ? Number.POSITIVE_INFINITY : from + rng.exponential() / LAMBDA_PER_MM;
      this.ionise(rng, x, y, tx, ty, from, Math.min(interaction, HASC_DEPTH));
      if (interaction < HASC_DEPTH) {
        const visible = p * electron * values.hadronResponse * drawPositive(rng, p / GeV / values.hadronTerm ** 2);
        const profile = (depth: number) => 1 - Math.exp((-depth * LAMBDA_PER_MM) / values.hadronLength);
        const run = interaction - from;
        this.shower(visible, interaction, profile, values.hadronWidth, x + run * tx, y + run * ty);
      }
    }
    this.read(rng, passage, particle);
  }

  /** Adds up, digitises and appends the event's rows in readout order. */
  end(hits: PulseRows, truth: PulseOrigins): void {
    this.pulses.end(hits, truth);
  }

  /** Ionisation between two depths, in the modules that are crossed. */
  private ionise(rng: RandomStream, x: number, y: number, tx: number, ty: number, from: number, to: number): void {
    for (let section = 0; section < HASC_SECTIONS; section++) {
      const begin = Math.max(from, section * SECTION_DEPTH);
      const end = Math.min(to, (section + 1) * SECTION_DEPTH);
      if (end <= begin) continue;
      const run = 0.5 * (begin + end) - from;
      const atX = x + run * tx;
      const atY = y + run * ty;
      const path = ((end - begin) / SECTION_DEPTH) * SECTION_SCINTILLATOR;
      const energy = path * (SCINTILLATOR_LOSS + SCINTILLATOR_LANDAU * drawLandau(rng));
      if (fromSide(atX, atY) <= 0) continue;
      const column = Math.floor((atX - columnEdge(0)) / (columnEdge(1) - columnEdge(0)));
      const row = Math.floor((atY - rowEdge(0)) / (rowEdge(1) - rowEdge(0)));
      this.deposits[channelOf(column, row, section)]! += Math.max(0, energy);
    }
  }

  /**
   * A shower that begins at a depth, about (x, y).
   * @param profile share of it before a depth behind its start
   */
  private shower(
    visible: number,
    start: number,
    profile: (depth: number) => number,
    width: number,
    x: number,
    y: number,
  ): void {
    const { inColumn, inRow, deposits } = this;
    for (let k = 0; k < HASC_GRID; k++) {
      inColumn[k] = below(columnEdge(k + 1), x, width) - below(columnEdge(k), x, width);
      inRow[k] = below(rowEdge(k + 1), y, width) - below(rowEdge(k), y, width);
    }
    let before = 0;
    for (let section = 0; section < HASC_SECTIONS; section++) {
      const depth = (section + 1) * SECTION_DEPTH - start;
      if (depth <= 0) continue;
      const upTo = profile(depth);
      const here = visible * (upTo - before);
      before = upTo;
      if (here < LEAST_DEPOSIT) continue;
      for (let column = 0; column < HASC_GRID; column++) {
        for (let row = 0; row < HASC_GRID; row++) {
          deposits[channelOf(column, row, section)]! += here * inColumn[column]! * inRow[row]!;
        }
      }
    }
  }

  /** Light, pixels, pulses of all channels with energy. */
  private read(rng: RandomStream, start: number, particle: number): void {
    const { conditions, values, pulses, deposits } = this;
    for (let channel = 0; channel < deposits.length; channel++) {
      const energy = deposits[channel]!;
      if (energy < LEAST_DEPOSIT) continue;
      const length = fibreLength(channel);
      const light = energy * values.light * values.detection * Math.exp(-length / values.attenuation);
      const electrons = light * drawPositive(rng, light);
      const fired = values.pixels * (1 - Math.exp(-electrons / values.pixels));
      const jitter = values.channelSigma * rng.gauss();
      if (rng.uniform() >= conditions.efficiency[channel]!) continue;
      pulses.add(channel, particle, start + length / LIGHT_SPEED + conditions.t0[channel]! + jitter, fired);
    }
  }
}
