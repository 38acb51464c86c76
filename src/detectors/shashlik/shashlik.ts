import { gammaQ } from '../../core/chi2.js';
import type { RandomStream } from '../../core/random.js';
import { GeV, MeV, mm } from '../../core/units.js';
import { HIGH_THRESHOLD } from '../../event/raw-vetoes.js';
import { drawLandau, drawPositive, SCINTILLATOR_LANDAU, SCINTILLATOR_LOSS } from '../common/ionisation.js';
import { PulseShape } from '../common/pulse-shape.js';
import type { PulseOrigins, PulseRows } from '../common/pulse-train.js';
import type { TdcConditions } from '../common/tdc-conditions.js';
import { TdcPulses } from '../common/tdc-pulses.js';
import { flightCompensation } from '../common/timing.js';
import {
  INTERACTION_LENGTHS,
  LAYER,
  LAYERS,
  SCINTILLATOR,
  SHASHLIK_CHANNELS,
  SHASHLIK_DEPTH,
  SHASHLIK_X0,
  type ShashlikGeometry,
} from './description.js';
import type { ShashlikValues } from './settings.js';

/** Critical energy of lead for electrons, and the slope of the mean longitudinal profile. Source: PDG. */
const CRITICAL_ENERGY = 7.43 * MeV;
const PROFILE_SLOPE = 0.5;
/** Mean depth of a photon's conversion in radiation lengths. */
const CONVERSION = 9 / 7;

/** A minimum ionising particle leaves the share of the scintillator in its ionisation: lead takes 1.274 MeV/mm (PDG). */
const MIP_SAMPLING = SCINTILLATOR_LOSS / (SCINTILLATOR_LOSS + 1.274 * (MeV / mm));

/** Entries this far outside still count: a particle that comes through a side wall is on it. */
const ON_WALL = 0.5 * mm;

/** Matter from `z` to the end, over all of it. */
function depthLeft({ modules }: ShashlikGeometry, z: number): number {
  let layers = 0;
  for (const m of modules) layers += Math.min(m.layers, Math.max(0, m.layers - (z - m.z) / LAYER));
  return layers / LAYERS;
}

/** z at which the share `depth` of all matter lies behind `z`; gaps are jumped. */
function zAtDepth({ modules, end }: ShashlikGeometry, z: number, depth: number): number {
  let left = depth * SHASHLIK_DEPTH;
  for (const m of modules) {
    const from = Math.max(z, m.z);
    const length = m.z + m.layers * LAYER - from;
    if (length <= 0) continue;
    if (left <= length) return from + left;
    left -= length;
  }
  return end;
}

/** Share of a shower of this width beyond a side at distance d inside. */
const beyond = (d: number, width: number): number =>
  d > 0 ? 0.5 * Math.exp(-d / width) : 1 - 0.5 * Math.exp(d / width);

/** Signs of x and y of channels 0–3, as the quadrants of DET §0.1; which segment has which number is not found. */
const SIGN_X = [-1, -1, 1, 1] as const;
const SIGN_Y = [1, -1, -1, 1] as const;

/**
 * Turns particles that enter into raw hits, event by event: `begin`, `enter` as often as needed, `end`. Energies are those of a photon
 * that shows as much.
 *
 * A photon is lost when a nucleus takes it or when it has not converted at the end; what it leaves otherwise is what the mean
 * profile has before the end, with the fluctuation of the sampling, less what leaks at the sides. Electrons shower at once, muons ionise,
 * hadrons ionise until they interact. Everything a particle does is drawn from a stream keyed by (seed, burst, event, particle). About
 * 2 µs a particle.
 */
export class ShashlikEmulator {
  private readonly geometry: ShashlikGeometry;
  private readonly conditions: TdcConditions;
  private readonly values: ShashlikValues;
  private readonly pulses: TdcPulses;

  constructor(geometry: ShashlikGeometry, conditions: TdcConditions, values: ShashlikValues) {
    const shape = new PulseShape(values.riseTime, values.emissionTime);
    this.geometry = geometry;
    this.conditions = conditions;
    this.values = values;
    this.pulses = new TdcPulses({
      name: `${geometry.name}.emulate`,
      window: geometry.window,
      shape,
      thresholds: [values.lowThreshold, values.highThreshold],
      highThreshold: HIGH_THRESHOLD,
      addTime: shape.peakTime,
    });
  }

  /** Opens an event; `timestamp` is the clock period of its trigger. */
  begin(seed: number, burst: number, event: number, timestamp: number): void {
    this.pulses.begin(seed, burst, event, timestamp);
  }

  /**
   * A particle enters the matter.
   * @param x position there [mm]
   * @param tx slope dx/dz there
   * @param time ns from start of burst
   * @param p momentum [MeV/c]
   * @param particle index of the particle in the event
   */
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
    const { geometry, values } = this;
    if (!(geometry.fromSide(x, y) > -ON_WALL && z < geometry.end && p > 0)) return;
    const passage = time + flightCompensation(z);
    if (!this.pulses.near(passage)) return;
    const rng = this.pulses.random(particle);
    const matter = depthLeft(geometry, z);
    const kind = Math.abs(pdg);
    let energy = 0;
    /** Share of the matter before the middle of what is seen. */
    let middle = 0.5 * matter;
    if (kind === 22 || kind === 11) {
      const lost =
        kind === 22 && rng.uniform() < values.photonuclear * Math.exp(values.photonuclearPower * Math.log(GeV / p));
      const start = kind === 22 ? CONVERSION * rng.exponential() : 0;
      const maximum = Math.max(0, Math.log(p / CRITICAL_ENERGY) - 0.5);
      if (!lost) energy = this.shower(rng, p, maximum, matter * SHASHLIK_X0 - start);
      middle = Math.min(matter, (start + maximum) / SHASHLIK_X0);
    } else {
      const interaction = kind === 13 ? Number.POSITIVE_INFINITY : rng.exponential() / INTERACTION_LENGTHS;
      const path = Math.min(matter, interaction);
      const scintillator = path * SCINTILLATOR;
      const left = scintillator * (SCINTILLATOR_LOSS + SCINTILLATOR_LANDAU * drawLandau(rng));
      energy = Math.max(0, left) / (MIP_SAMPLING * values.electronSampling);
      if (interaction < matter) {
        const contained = 1 - Math.exp((interaction - matter) * INTERACTION_LENGTHS);
        energy += 2 * values.hadronVisible * rng.uniform() * contained * p;
        middle = interaction;
      }
    }
    if (!(energy > 0)) return;
    const run = zAtDepth(geometry, z, middle) - z;
    const atX = x + run * (tx - geometry.rotation);
    const atY = y + run * ty;
    energy *= 1 - beyond(geometry.fromSide(atX, atY), values.lateral);
    this.share(rng, energy, atX, atY, passage, particle);
  }

  /** Adds up, digitises and appends the event's rows in readout order. */
  end(hits: PulseRows, truth: PulseOrigins): void {
    this.pulses.end(hits, truth);
  }

  /** Visible energy of a shower with its maximum at that depth behind its start and so much matter, in radiation lengths. */
  private shower(rng: RandomStream, energy: number, maximum: number, matter: number): number {
    if (!(matter > 0)) return 0;
    const seen = energy * (1 - gammaQ(1 + PROFILE_SLOPE * maximum, PROFILE_SLOPE * matter));
    return seen * drawPositive(rng, seen / GeV / this.values.samplingTerm ** 2);
  }

  private share(rng: RandomStream, energy: number, x: number, y: number, start: number, particle: number): void {
    const { conditions, values, pulses } = this;
    const right = 1 - beyond(x, values.lateral);
    const up = 1 - beyond(y, values.lateral);
    for (let channel = 0; channel < SHASHLIK_CHANNELS; channel++) {
      const inX = SIGN_X[channel]! > 0 ? right : 1 - right;
      const inY = SIGN_Y[channel]! > 0 ? up : 1 - up;
      const mean = values.positionSharing * inX * inY + (1 - values.positionSharing) / SHASHLIK_CHANNELS;
      const light = energy * mean * Math.max(0, 1 + values.sharingSpread * rng.gauss());
      const amplitude = values.gain * light * drawPositive(rng, light * values.photoelectrons);
      const jitter = values.channelSigma * rng.gauss();
      if (rng.uniform() >= conditions.efficiency[channel]!) continue;
      pulses.add(channel, particle, start + conditions.t0[channel]! + jitter, amplitude);
    }
  }
}
