import { C_LIGHT, CLOCK_PERIOD } from '../../core/constants.js';
import { particle as species } from '../../core/particles.js';
import { RandomStream, stageKey } from '../../core/random.js';
import { type Settings, type Values, withDefaults } from '../../core/settings.js';
import { mm, ns } from '../../core/units.js';
import type { TableBuilder } from '../../event/builder.js';
import type { rich } from '../../event/raw-downstream.js';
import type { richTruth } from '../../event/truth-downstream.js';
import { drawResponse } from '../common/pmt-response.js';
import { NOBODY, PulseTrain } from '../common/pulse-train.js';
import { flightCompensation, windowStart } from '../common/timing.js';
import type { RichConditions } from './conditions.js';
import { drawDelta, KNOCK_ON, meanDeltas, neonScattering } from './delta-rays.js';
import {
  BETA_ONE_RADIUS,
  DISK_OFFSET,
  FOCAL_LENGTH,
  NEON_HALVES,
  NEON_RADIUS,
  PULSE_SHAPE,
  REFLECTIVITY,
  RICH_ENTRANCE_Z,
  RICH_MIRROR_Z,
  RICH_PIPE_RADIUS,
  RICH_WINDOW,
  richAxisX,
  SUPERCELL_DELAY,
} from './description.js';
import { neonLight } from './light.js';
import { lightMirror, MIRROR_DISK } from './mirrors.js';
import { PMTS, PMTS_PER_DISK, pmtAt, pmtCode, supercellCode, supercellOf } from './pmts.js';

export const richSettings = {
  betaOneRadius: {
    default: BETA_ONE_RADIUS,
    unit: 'mm',
    doc: 'mean radius of the rings of β = 1: scale of n − 1 of the neon',
    source: 'DET §4.6 (FW19, data from 2017 on)',
  },
  collection: {
    default: 0.432,
    unit: '',
    doc: 'light that mirrors, windows and cones let through beyond the reflectivity and the gaps of the cones: *tuned*',
    source: 'tuned to 13.2 hits on rings of β = 1, DET §4.6 (FW19, data from 2017 on)',
  },
  meanCharge: {
    default: 0.24,
    unit: '',
    doc: 'mean charge of a photoelectron [pC], Polya of two degrees; makes pulses as long as the 14 ns of the KTAG; shape only',
    source: 'not found',
  },
  mergeTime: {
    default: 15 * ns,
    unit: 'ns',
    doc: 'pulses of one PMT that begin closer than this merge',
    source: 'DET §4.1 (FW19): that of the KTAG, same PMTs and readout',
  },
  noiseRate: {
    default: 0,
    unit: 'kHz',
    doc: 'rate of dark pulses per PMT',
    source: 'DET §4.6 (RICHDISP): a relative spread only; not found',
  },
} satisfies Settings;

const STAGE = stageKey('rich.emulate');
const SECOND = stageKey('rich.emulate/second');
const CODE = Uint32Array.from({ length: PMTS }, (_, i) => pmtCode(i));
const OR_CODE = Uint32Array.from({ length: PMTS }, (_, i) => supercellCode(supercellOf(i)));
const ELECTRON_MASS = species(11).mass;
/** Way of a knocked-on electron between its scatterings [mm]; longer than from the window to the neon. */
const DELTA_STEP = 1000 * mm;
/** A pulse that begins this long after its light, or ends this long after it began, has none of its edges elsewhere [ns]. */
const LONGEST = 50 * ns;
/** Charge below which there is no pulse, in terms of which PULSE_SHAPE is written [pC]. */
const { q0, sigma, offset } = PULSE_SHAPE;

/**
 * Turns stretches of charged particles in the neon into raw hits, event by event: `begin`, `cross` as often as needed, `end`.
 *
 * Photoelectrons are drawn, not photons: with the spectrum of light × quantum efficiency, at even places of the stretch, at the Cherenkov
 * angle of their energy; each is followed to mirror, disk and cone. The stream of a stretch is keyed by (seed, burst, event, particle, half):
 * it does not depend on other particles or on their order.
 */
export class RichEmulator {
  private readonly conditions: RichConditions;
  private readonly values: Values<typeof richSettings>;
  private readonly highest: number;
  private readonly excess: Float64Array;
  private readonly perLength: number;
  private readonly rng = new RandomStream();
  private readonly train = new PulseTrain();
  private seed = 0;
  private burst = 0;
  private event = 0;
  private timestamp = 0;
  /** Arrivals whose pulses may have edges in the window [ns from start of burst]. */
  private earliest = 0;
  private latest = 0;
  private readonly offset: number;

  constructor(conditions: RichConditions, values: Values<typeof richSettings> = withDefaults(richSettings)) {
    this.conditions = conditions;
    this.values = values;
    this.highest = conditions.efficiency.subarray(0, PMTS).reduce((a, b) => Math.max(a, b), 0);
    this.offset = conditions.t0.reduce((a, t0) => Math.max(a, Math.abs(t0)), 0);
    const { excess, perLength } = neonLight(values.betaOneRadius);
    this.excess = excess;
    this.perLength = perLength * REFLECTIVITY * values.collection;
  }

  /** Opens an event; `timestamp` is the clock period of its trigger. */
  begin(seed: number, burst: number, event: number, timestamp: number): void {
    this.seed = seed;
    this.burst = burst;
    this.event = event;
    this.timestamp = timestamp;
    this.train.clear();
    const start = windowStart(RICH_WINDOW, timestamp);
    // a pulse outside that another one joins counts too
    const before = this.offset + SUPERCELL_DELAY + 2 * LONGEST;
    this.earliest = start - before;
    this.latest = start + RICH_WINDOW.counts * RICH_WINDOW.lsb + this.offset + 0.2 * LONGEST;
  }

  /**
   * A particle goes straight through one half of the neon. The electrons it knocks on give light in its name.
   * @param x position at `z` [mm], slopes, time there [ns from start of burst], momentum [MeV/c]
   * @param from where the stretch begins and ends [mm]
   * @param particle index of the particle in the event
   */
  cross(
    pdg: number,
    x: number,
    y: number,
    tx: number,
    ty: number,
    time: number,
    p: number,
    z: number,
    from: number,
    to: number,
    particle: number,
  ): void {
    const fromPipe = x - richAxisX(z);
    const inside = x * x + y * y < NEON_RADIUS * NEON_RADIUS;
    if (!(inside && fromPipe * fromPipe + y * y > RICH_PIPE_RADIUS * RICH_PIPE_RADIUS)) return;
    const arrival = time + flightCompensation(z);
    if (!(arrival > this.earliest && arrival < this.latest)) return;
    const { mass } = species(pdg);
    const second = z > 0.5 * (NEON_HALVES[0].z + NEON_HALVES[1].z);
    this.rng.key(this.seed, second ? SECOND : STAGE, this.burst, this.event, particle);
    this.shine(mass / p, x, y, tx, ty, arrival, z, from, to, particle);
    const window = second ? 0 : KNOCK_ON.window;
    for (let left = this.rng.poisson(meanDeltas(window + KNOCK_ON.neon * (to - from))); left > 0; left--) {
      this.knockOn(mass, x, y, tx, ty, arrival, p, z, from, to, window, particle);
    }
  }

  /** Light of a straight stretch. */
  private shine(
    mOverP: number,
    x: number,
    y: number,
    tx: number,
    ty: number,
    arrival: number,
    z: number,
    from: number,
    to: number,
    particle: number,
  ): void {
    const { excess, rng } = this;
    const { efficiency, mirrorX, mirrorY } = this.conditions;
    // 1/β²
    const slow = 1 + mOverP * mOverP;
    const last = excess[excess.length - 1]!;
    // sin²θ of the bluest light
    const most = 1 - slow / (1 + last) ** 2;
    if (!(most > 0)) return;
    // sin²θ over 2 (n − 1), that of β = 1, is largest for the bluest light: no more than the share `bluest` of the light of β = 1 is there
    const bluest = most / (2 * last);
    for (let left = rng.poisson(this.perLength * (to - from) * bluest * this.highest); left > 0; left--) {
      const n1 = excess[(rng.uniform() * excess.length) | 0]!;
      const sin2 = 1 - slow / (1 + n1) ** 2;
      if (rng.uniform() * bluest * 2 * n1 > sin2) continue;
      const angle = Math.sqrt(sin2 / (1 - sin2));
      const phi = 2 * Math.PI * rng.uniform();
      const sx = tx + angle * Math.cos(phi);
      const sy = ty + angle * Math.sin(phi);
      const ze = from + (to - from) * rng.uniform();
      const xe = x + tx * (ze - z);
      const ye = y + ty * (ze - z);
      const mirror = lightMirror(xe, ye, ze, sx, sy);
      if (mirror < 0) continue;
      const disk = MIRROR_DISK[mirror]!;
      const cone = pmtAt(
        FOCAL_LENGTH * sx + mirrorX[mirror]! - DISK_OFFSET[disk]!,
        FOCAL_LENGTH * sy + mirrorY[mirror]!,
      );
      if (cone < 0) continue;
      const pmt = disk * PMTS_PER_DISK + cone;
      if (rng.uniform() * this.highest >= efficiency[pmt]!) continue;
      // light of slope s has the shorter way to the focal plane the further along s it starts; the rest is the PMT's and calibrated
      this.pulse(pmt, particle, arrival - (sx * xe + sy * ye) / C_LIGHT + drawResponse(rng));
    }
  }

  /** An electron knocked on somewhere in the stretch, or in the entrance window: followed to the mirrors, scattered on its way. */
  private knockOn(
    mass: number,
    x: number,
    y: number,
    tx: number,
    ty: number,
    arrival: number,
    p: number,
    z: number,
    from: number,
    to: number,
    window: number,
    particle: number,
  ): void {
    const { rng } = this;
    const inWindow = rng.uniform() * (window + KNOCK_ON.neon * (to - from)) < window;
    let at = inWindow ? RICH_ENTRANCE_Z : from + (to - from) * rng.uniform();
    const delta = drawDelta(rng, mass, p);
    if (delta === undefined) return;
    const phi = 2 * Math.PI * rng.uniform();
    let sx = tx + delta.angle * Math.cos(phi);
    let sy = ty + delta.angle * Math.sin(phi);
    let px = x + tx * (at - z);
    let py = y + ty * (at - z);
    while (at < RICH_MIRROR_Z) {
      const next = Math.min(RICH_MIRROR_Z, at + DELTA_STEP);
      this.shine(
        ELECTRON_MASS / delta.p,
        px,
        py,
        sx,
        sy,
        arrival,
        at,
        Math.max(at, NEON_HALVES[0].from),
        next,
        particle,
      );
      px += sx * (next - at);
      py += sy * (next - at);
      const theta = neonScattering(delta.p, next - at);
      sx += theta * rng.gauss();
      sy += theta * rng.gauss();
      at = next;
    }
  }

  /** Adds noise, merges the pulses of each channel, digitises them and appends the event's rows in readout order. */
  end(hits: TableBuilder<typeof rich>, truth: TableBuilder<typeof richTruth>): void {
    if (this.values.noiseRate > 0) this.addNoise();
    this.train.write(RICH_WINDOW, this.timestamp, this.values.mergeTime, hits, truth);
  }

  /** Pulse of a PMT and of the OR it is in. */
  private pulse(pmt: number, particle: number, signal: number): void {
    const { rng } = this;
    const charge = 0.5 * this.values.meanCharge * (rng.exponential() + rng.exponential());
    if (!(charge > q0)) return;
    const { t0, efficiency } = this.conditions;
    const length = offset + 2 * sigma * Math.sqrt(2 * Math.log(charge / q0));
    const lead = signal + t0[pmt]!;
    this.train.add(CODE[pmt]!, particle, lead, lead + length);
    const or = PMTS + supercellOf(pmt);
    if (efficiency[or] === 0) return;
    const orLead = signal + t0[or]! + SUPERCELL_DELAY;
    this.train.add(OR_CODE[pmt]!, particle, orLead, orLead + length);
  }

  /** Dark pulses over the readout window, one pulse and the delay of the ORs before it. */
  private addNoise(): void {
    const rng = this.rng.key(this.seed, STAGE, this.burst, this.event, NOBODY);
    const before = CLOCK_PERIOD + SUPERCELL_DELAY;
    const start = windowStart(RICH_WINDOW, this.timestamp) - before;
    const length = RICH_WINDOW.counts * RICH_WINDOW.lsb + before;
    const expected = this.values.noiseRate * length * PMTS;
    for (let sum = rng.exponential(); sum < expected; sum += rng.exponential()) {
      const pmt = (rng.uniform() * PMTS) | 0;
      const at = start + length * rng.uniform();
      if (this.conditions.efficiency[pmt]! > 0) this.pulse(pmt, NOBODY, at);
    }
  }
}
