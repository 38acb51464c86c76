import { C_LIGHT, CLOCK_PERIOD } from '../../core/constants.js';
import { particle as species } from '../../core/particles.js';
import { RandomStream, stageKey } from '../../core/random.js';
import type { Values } from '../../core/settings.js';
import { GeV, MeV, mm } from '../../core/units.js';
import type { Has } from '../../event/batch.js';
import type { TableBuilder } from '../../event/builder.js';
import type { muv1, muv2 } from '../../event/raw-vetoes.js';
import { HADRON_SHOWER_Z, type hadronShowers, type muvCrossings } from '../../event/simulation-downstream.js';
import type { muv1Truth, muv2Truth } from '../../event/truth-vetoes.js';
import { drawLandau } from '../common/ionisation.js';
import type { TdcConditions } from '../common/tdc-conditions.js';
import { flightCompensation } from '../common/timing.js';
import {
  ATTENUATION,
  channelsOf,
  HORIZONTAL,
  isSplit,
  LIGHT_SPEED,
  PULSE_SIGMA,
  type StripCalorimeter,
  stripIndex,
  VERTICAL,
} from './description.js';
import { drawHardLosses } from './muon.js';
import type { stripSettings } from './settings.js';
import { StripSignals, visible } from './signals.js';

/** A shower of a hadron as its row in `hadron_showers` has it, for one detector. */
export interface Shower {
  readonly pdg: number;
  /** State at the front of the LKr; first interaction. */
  readonly x: number;
  readonly y: number;
  readonly tx: number;
  readonly ty: number;
  readonly t: number;
  readonly p: number;
  readonly z: number;
  /** Energy in this detector [MeV]. */
  readonly energy: number;
}

type Hits = TableBuilder<typeof muv1> | TableBuilder<typeof muv2>;
type Truth = TableBuilder<typeof muv1Truth> | TableBuilder<typeof muv2Truth>;

/** Parts of a shower that lie apart. */
const PARTS = 4;
/** A strip further from a part than this many of its radii sees nothing. */
const FAR = 6;
/** No profile. */
const POINT = 1e-6 * mm;

/**
 * Turns muons and hadron showers into raw hits of MUV1 or MUV2, event by event: `begin`, `muon` and `shower` as often as needed, `end`.
 *
 * A particle ionises along its line, taken in the middle of its stretch; a shower is a few parts beside the line, wider the longer before
 * the front it began, each shared among the strips by one lateral profile. Light is attenuated and delayed along the strip to its ends.
 * What a particle does is drawn from a stream keyed by (seed, burst, event, particle), the noise from one of the channel. A muon that
 * scatters or stops inside is not followed. About 2 µs a muon, 8 µs a shower: 50 µs an event in the MUV1 at 450 MHz, 20 in the MUV2.
 */
export class StripEmulator {
  private readonly rng = new RandomStream();
  private readonly key = { seed: 0, burst: 0, event: 0 };
  private readonly stage: number;
  private readonly compensation: number;
  private readonly signals: StripSignals;
  private readonly sigma: Float64Array;
  /** What one particle gives each channel: energy over attenuation, and the same times its way. */
  private readonly light: Float64Array;
  private readonly way: Float64Array;
  private start = 0;
  /** Light that shows too little in every sample [MeV]. */
  private least = 0;

  constructor(
    private readonly detector: StripCalorimeter,
    private readonly conditions: TdcConditions,
    private readonly values: Values<typeof stripSettings>,
  ) {
    const n = channelsOf(detector);
    this.stage = stageKey(`${detector.name}.emulate`);
    this.compensation = flightCompensation(detector.frontZ);
    this.light = new Float64Array(n);
    this.way = new Float64Array(n);
    this.rng.key(0, stageKey(`${detector.name}.pulse`), 0, 0);
    this.sigma = Float64Array.from({ length: n }, () => PULSE_SIGMA + values.pulseSigmaSpread * this.rng.gauss());
    this.signals = new StripSignals(detector);
  }

  /** Opens an event; `timestamp` is the clock period of its trigger. */
  begin(seed: number, burst: number, event: number, timestamp: number): void {
    this.key.seed = seed;
    this.key.burst = burst;
    this.key.event = event;
    this.start = timestamp * CLOCK_PERIOD;
    this.signals.clear();
  }

  /**
   * A muon meets the front.
   * @param x position there [mm]
   * @param tx slope dx/dz there
   * @param time ns from start of burst
   * @param p momentum [MeV/c]
   * @param particle index of the particle in the event
   */
  muon(x: number, y: number, tx: number, ty: number, time: number, p: number, particle: number): void {
    const { rng, detector, values } = this;
    if (!this.open(x, y, time, particle) || !(p > 0)) return;
    const mass = species(13).mass;
    const energy = Math.sqrt(p * p + mass * mass);
    const stretch = Math.min(1, (energy - mass) / detector.loss);
    this.ionise(x, y, tx, ty, 0, stretch);
    drawHardLosses(rng, energy, mass, detector.radiationLengths, (loss) => {
      const d = detector.depth * rng.uniform();
      this.part(x + d * tx, y + d * ty, values.radiationRadius, loss);
    });
    this.close(time, particle);
  }

  /** A hadron of the front of the LKr: what it ionises before its interaction, and its shower here. */
  shower({ pdg, x, y, tx, ty, t, p, z, energy }: Shower, particle: number): void {
    const { rng, detector, values } = this;
    const way = detector.frontZ - HADRON_SHOWER_Z;
    const fx = x + way * tx;
    const fy = y + way * ty;
    const time = t + this.flight(pdg, p, way);
    if (!this.open(fx, fy, time, particle) || !(p > 0)) return;
    const reached = (z - detector.frontZ) / detector.depth;
    if (reached > 0) this.ionise(fx, fy, tx, ty, 0, Math.min(1, reached));
    if (energy > 0) {
      const before = Math.max(0, detector.frontZ - z);
      const apart = values.showerRadius + (before * values.openingMomentum) / p;
      const d = Math.max(0, z - detector.frontZ) + 0.25 * detector.depth;
      let left = energy;
      for (let k = PARTS; k > 0; k--) {
        const part = k === 1 ? left : left * (1 - Math.exp(Math.log(rng.uniform()) / (k - 1)));
        left -= part;
        const r = apart * rng.exponential();
        const phi = 2 * Math.PI * rng.uniform();
        this.part(fx + d * tx + r * Math.cos(phi), fy + d * ty + r * Math.sin(phi), values.showerRadius, part);
      }
    }
    this.close(time, particle);
  }

  /** Adds noise, digitises, suppresses zeros and appends the event's rows. */
  end(hits: Hits, truth: Truth): void {
    this.signals.write(this.key, this.values.noise, this.values.zeroSuppression, hits, truth);
  }

  private flight(pdg: number, p: number, way: number): number {
    const mass = species(pdg).mass;
    return (way / C_LIGHT) * Math.sqrt(1 + (mass / p) ** 2);
  }

  private open(x: number, y: number, time: number, particle: number): boolean {
    const { halfLength, holeRadius } = this.detector;
    if (!(x * x + y * y > holeRadius * holeRadius && Math.abs(x) < halfLength && Math.abs(y) < halfLength))
      return false;
    const height = visible(time + this.compensation - this.start);
    if (!(height > LEAST_VISIBLE)) return false;
    this.least = LEAST_COUNTS / height / this.detector.countsPerEnergy;
    const { seed, burst, event } = this.key;
    this.rng.key(seed, this.stage, burst, event, particle);
    this.light.fill(0);
    this.way.fill(0);
    return true;
  }

  /** Ionisation between two parts of the depth, in one strip of each view. */
  private ionise(x: number, y: number, tx: number, ty: number, from: number, to: number): void {
    const { rng, detector } = this;
    const d = 0.5 * (from + to) * detector.depth;
    const mean = 0.5 * detector.ionisation;
    for (const view of [HORIZONTAL, VERTICAL]) {
      const energy = (to - from) * Math.max(0, mean + detector.landauWidth * drawLandau(rng));
      this.put(view, x + d * tx, y + d * ty, POINT, energy);
    }
  }

  /** A part of a shower: each view samples half of it. */
  private part(x: number, y: number, radius: number, energy: number): void {
    const { rng, detector, values } = this;
    // each view has half of the layers: the square of its fluctuation is twice that of both
    const sigma = values.samplingTerm * Math.sqrt((2 * GeV) / (energy + 1 * MeV));
    for (const view of [HORIZONTAL, VERTICAL]) {
      const seen = (0.5 * energy * Math.max(0, 1 + sigma * rng.gauss())) / detector.inverseSampling;
      this.put(view, x, y, radius, seen);
    }
  }

  /** Shares what a view sees at (x, y) among its strips. */
  private put(view: number, x: number, y: number, radius: number, energy: number): void {
    const { detector } = this;
    const { places, pitch, halfLength } = detector;
    const along = view === HORIZONTAL ? x : y;
    const across = (view === HORIZONTAL ? y : x) + 0.5 * places * pitch;
    if (!(Math.abs(along) < halfLength && energy > 0)) return;
    const reach = FAR * radius;
    const first = Math.max(0, Math.floor((across - reach) / pitch));
    const last = Math.min(places - 1, Math.floor((across + reach) / pitch));
    const low = upTo(-along, radius);
    const toLow = along + halfLength;
    const toHigh = halfLength - along;
    const lowLight = Math.exp(-toLow / ATTENUATION);
    const highLight = Math.exp(-toHigh / ATTENUATION);
    let before = upTo(first * pitch - across, radius);
    for (let place = first; place <= last; place++) {
      const after = upTo((place + 1) * pitch - across, radius);
      const share = energy * (after - before);
      before = after;
      const split = isSplit(detector, view, place);
      this.add(stripIndex(detector, view, 0, place), share * (split ? low : 1) * lowLight, toLow);
      this.add(stripIndex(detector, view, 1, place), share * (split ? 1 - low : 1) * highLight, toHigh);
    }
  }

  private add(index: number, light: number, way: number): void {
    this.light[index]! += light;
    this.way[index]! += light * way;
  }

  /** Photoelectrons and pulses of what the particle has left. */
  private close(time: number, particle: number): void {
    const { light, way, rng, detector, conditions, values, least } = this;
    const passage = time + this.compensation - this.start;
    for (let i = 0; i < light.length; i++) {
      const mean = light[i]!;
      if (!(mean > least) || !(conditions.efficiency[i]! > 0)) continue;
      const seen = mean + Math.sqrt(mean / detector.lightYield) * rng.gauss();
      const counts = detector.countsPerEnergy * conditions.efficiency[i]! * seen;
      let peak = passage + way[i]! / mean / LIGHT_SPEED + conditions.t0[i]!;
      if (counts > SMALL_COUNTS) peak += values.clockJitter * rng.gauss();
      if (counts > 0) this.signals.add(i, particle, counts, peak, this.sigma[i]!);
    }
  }
}

/** Pulses that show less than this in every sample are left out: little beside the noise of three. */
const LEAST_COUNTS = 4;
/** Of pulses up to this many counts the jitter is left out: half a count. */
const SMALL_COUNTS = 20;
/** Particles so far out of time that full scale shows no count leave nothing. */
const LEAST_VISIBLE = 1 / 16_384;

/** Part of the profile R²/(π (r² + R²)²) on the side of smaller coordinate of a line at x. */
const upTo = (x: number, radius: number): number => 0.5 * (1 + x / Math.sqrt(x * x + radius * radius));

/** Hands an event's muons at the front of the detector (`plane` of `muv_crossings`) and its hadrons to the emulator. */
export function emulateStrips(
  emulator: StripEmulator,
  plane: 1 | 2,
  batch: Has<typeof muvCrossings | typeof hadronShowers>,
  row: number,
): void {
  const muons = batch.muv_crossings.columns;
  const lastMuon = batch.muv_crossings.offsets[row + 1]!;
  for (let i = batch.muv_crossings.offsets[row]!; i < lastMuon; i++) {
    if (muons.plane[i] !== plane) continue;
    emulator.muon(muons.x[i]!, muons.y[i]!, muons.tx[i]!, muons.ty[i]!, muons.t[i]!, muons.p[i]!, muons.particle[i]!);
  }
  const { particle, pdg, x, y, tx, ty, t, p, z, muv1, muv2 } = batch.hadron_showers.columns;
  const energy = plane === 1 ? muv1 : muv2;
  const last = batch.hadron_showers.offsets[row + 1]!;
  for (let i = batch.hadron_showers.offsets[row]!; i < last; i++) {
    emulator.shower(
      {
        pdg: pdg[i]!,
        x: x[i]!,
        y: y[i]!,
        tx: tx[i]!,
        ty: ty[i]!,
        t: t[i]!,
        p: p[i]!,
        z: z[i]!,
        energy: energy[i]!,
      },
      particle[i]!,
    );
  }
}
