import { CLOCK_PERIOD } from '../../core/constants.js';
import { particle as species } from '../../core/particles.js';
import { RandomStream, stageKey } from '../../core/random.js';
import { type Values, withDefaults } from '../../core/settings.js';
import { GeV } from '../../core/units.js';
import type { TableBuilder } from '../../event/builder.js';
import type { lkr } from '../../event/raw-downstream.js';
import type { lkrTruth } from '../../event/truth-downstream.js';
import { flightCompensation } from '../common/timing.js';
import { CellSignals, inReach, visible } from './cells.js';
import type { LkrConditions } from './conditions.js';
import {
  CELL,
  CellShares,
  CODES,
  COUNT_ENERGY,
  CRITICAL_ENERGY,
  cellIndex,
  EQUIPPED,
  fluctuationQuantum,
  GRID,
  inKrypton,
  LKR_DEPTH,
  LKR_FRONT_Z,
  LKR_X0,
  PROJECTIVE_DISTANCE,
  REACH,
  SPAN,
} from './description.js';
import { drawIonisation, drawShowers } from './muon.js';
import { lkrSettings } from './settings.js';

const STAGE = stageKey('lkr.emulate');
const LOSS_STAGE = stageKey('lkr.photonuclear');
const CALIBRATION_STAGE = stageKey('lkr.calibration');
const COMPENSATION = flightCompensation(LKR_FRONT_Z);
const PHOTON = 22;
/** Deposits that show less than a count in every sample are left out. */
const LEAST_COUNTS = 1;
/** Of deposits up to this many counts the spread of the time is left out: a tenth of a count, beside the noise of two. */
const SMALL_COUNTS = 10;
/** Points along the way where ionisation is put down; parts of a hadronic shower. */
const IONISATION_STEPS = 8;
const HADRON_PARTS = 5;
/** Photons of which nothing is seen, up to an energy [MeV] and above the last one. Source: DET §4.9 (TDD 2010, a study with data of NA48/2). */
const LOST = [
  [5.5 * GeV, 1e-3],
  [7.5 * GeV, 1e-4],
  [10 * GeV, 5e-5],
  [Infinity, 8e-6],
] as const;
/** Mean depth of a photon's conversion in radiation lengths. */
const CONVERSION = 9 / 7;

/**
 * Turns particles at the front of the LKr into raw hits, event by event: `begin`, `enter` as often as needed, `end`.
 *
 * Showers of photons and e± are placed at the depth of their maximum, with the fluctuation of the photon's conversion, in the projective
 * towers, and shared by the lateral profile; of photons that a nucleus takes nothing is seen. Muons ionise along their way, with showers
 * of δ rays and photons. Hadrons ionise up to an interaction, whose energy here is given; its shape is parametrised. Everything a
 * particle does is drawn from streams keyed by (seed, burst, event, particle), the noise from one of the cell. About 20 µs a photon or pion of 20 GeV, 3 µs a muon.
 */
export class LkrEmulator {
  private readonly conditions: LkrConditions;
  private readonly values: Values<typeof lkrSettings>;
  /** Counts per MeV of each cell as it is; 0 where nothing comes out. */
  private readonly response = new Float64Array(CODES);
  private readonly shares: CellShares;
  private readonly share = new Float64Array(SPAN * SPAN);
  private readonly quantum: number;
  private readonly rng = new RandomStream();
  private readonly cells = new CellSignals();
  private readonly key = { seed: 0, burst: 0, event: 0 };
  private start = 0;
  private particle = 0;
  private peak = 0;
  /** Deposits below this are left out [MeV]. */
  private least = 0;
  private x = 0;
  private y = 0;
  private tx = 0;
  private ty = 0;

  constructor(conditions: LkrConditions, values: Values<typeof lkrSettings> = withDefaults(lkrSettings)) {
    this.conditions = conditions;
    this.values = values;
    this.shares = new CellShares(values.coreRadius, values.haloRadius, values.haloFraction);
    this.quantum = fluctuationQuantum(values.samplingTerm);
    for (let c = 0; c < CODES; c++) {
      this.rng.key(0, CALIBRATION_STAGE, 0, 0, c);
      this.response[c] =
        (EQUIPPED[c]! * conditions.gain[c]! * (1 + values.calibrationError * this.rng.gauss())) / COUNT_ENERGY;
    }
  }

  /** Opens an event; `timestamp` is the clock period of its trigger. */
  begin(seed: number, burst: number, event: number, timestamp: number): void {
    this.key.seed = seed;
    this.key.burst = burst;
    this.key.event = event;
    this.start = timestamp * CLOCK_PERIOD;
    this.cells.clear();
  }

  /**
   * A photon, electron or muon reaches the front plane; hadrons have their showers drawn for all calorimeters.
   * @param x position there [mm]
   * @param tx slope dx/dz there
   * @param time ns from start of burst
   * @param p momentum [MeV/c]
   * @param particle index of the particle in the event
   */
  enter(pdg: number, x: number, y: number, tx: number, ty: number, time: number, p: number, particle: number): void {
    const kind = Math.abs(pdg);
    if (kind === PHOTON && this.isLost(p, particle)) return;
    if (!this.open(x, y, tx, ty, time, p, particle)) return;
    const { rng } = this;
    if (kind === PHOTON) this.shower(this.whole(p), CONVERSION * LKR_X0 * rng.exponential());
    else if (kind === 11) this.shower(this.whole(p), 0);
    else if (kind === 13) {
      this.ionise(LKR_DEPTH);
      drawShowers(rng, p, species(pdg).mass, true, (energy) => this.shower(energy, LKR_DEPTH * rng.uniform()));
    }
  }

  /**
   * A charged hadron reaches the front plane.
   * @param depth of its first interaction behind it [mm]; beyond the krypton it ionises alone
   * @param em electromagnetic energy it leaves in the krypton [MeV]
   * @param had hadronic energy that is seen there [MeV]
   */
  hadron(
    pdg: number,
    x: number,
    y: number,
    tx: number,
    ty: number,
    time: number,
    p: number,
    particle: number,
    depth: number,
    em: number,
    had: number,
  ): void {
    if (!this.open(x, y, tx, ty, time, p, particle)) return;
    const { rng, values } = this;
    this.ionise(Math.min(LKR_DEPTH, depth));
    if (depth >= LKR_DEPTH) {
      drawShowers(rng, p, species(pdg).mass, false, (energy) => this.shower(energy, LKR_DEPTH * rng.uniform()));
      return;
    }
    this.shower(em, depth);
    let left = had;
    for (let k = HADRON_PARTS; k > 0; k--) {
      const part = k === 1 ? left : left * (1 - root(rng.uniform(), k - 1));
      left -= part;
      const r = values.hadronRadius * rng.exponential();
      const phi = 2 * Math.PI * rng.uniform();
      this.spread(part, depth + (LKR_DEPTH - depth) * rng.uniform(), r * Math.cos(phi), r * Math.sin(phi));
    }
  }

  /** Adds noise, digitises, suppresses zeros and appends the event's rows. */
  end(hits: TableBuilder<typeof lkr>, truth: TableBuilder<typeof lkrTruth>): void {
    this.cells.write(this.key, this.conditions, this.values.noise, hits, truth);
  }

  /** Whether a nucleus takes a photon and nothing is seen of it; from a stream of its own. */
  private isLost(energy: number, particle: number): boolean {
    const { key, rng } = this;
    let share = 0;
    for (let i = LOST.length - 1; i >= 0 && energy < LOST[i]![0]; i--) share = LOST[i]![1];
    return rng.key(key.seed, LOSS_STAGE, key.burst, key.event, particle).uniform() < this.values.photonuclear * share;
  }

  /** Whether a particle can leave anything; its stream begins. */
  private open(x: number, y: number, tx: number, ty: number, time: number, p: number, particle: number): boolean {
    if (!inKrypton(x, y) || !(p > 0)) return false;
    this.peak = time + COMPENSATION - this.start;
    if (!inReach(this.peak)) return false;
    const { key } = this;
    this.rng.key(key.seed, STAGE, key.burst, key.event, particle);
    this.particle = particle;
    this.least = (LEAST_COUNTS * COUNT_ENERGY) / visible(this.peak);
    this.x = x;
    this.y = y;
    this.tx = tx;
    this.ty = ty;
    return true;
  }

  /** Energy that the shower of a photon or electron shows in all. */
  private whole(energy: number): number {
    const { showerNoise, uniformity } = this.values;
    return energy + showerNoise * this.rng.gauss() + uniformity * energy * this.rng.gauss();
  }

  /** An electromagnetic shower that begins at this depth. */
  private shower(energy: number, depth: number): void {
    if (!(energy > 0)) return;
    const maximum = LKR_X0 * Math.max(0, Math.log(energy / CRITICAL_ENERGY) - 0.5);
    // the first generations scatter and are few: the more energy, the less
    const axis = this.values.axisSpread * Math.sqrt(GeV / energy);
    const dx = axis * this.rng.gauss();
    this.spread(energy, Math.min(LKR_DEPTH, depth + maximum), dx, axis * this.rng.gauss());
  }

  /** Shares energy at a depth, beside the particle's line by (dx, dy). */
  private spread(energy: number, depth: number, dx: number, dy: number): void {
    const { share, rng, quantum, least } = this;
    const reach = this.shares.reach(least / energy);
    if (reach < 0) return;
    const toFront = 1 / (1 + depth / PROJECTIVE_DISTANCE);
    const gx = ((this.x + dx + depth * this.tx) * toFront) / CELL + 0.5 * GRID;
    const gy = ((this.y + dy + depth * this.ty) * toFront) / CELL + 0.5 * GRID;
    const ix = Math.floor(gx);
    const iy = Math.floor(gy);
    this.shares.at(gx - ix, gy - iy, share, reach);
    for (let i = -reach; i <= reach; i++) {
      for (let j = -reach; j <= reach; j++) {
        const mean = energy * share[(i + REACH) * SPAN + j + REACH]!;
        if (!(mean > least)) continue;
        const seen = mean + Math.sqrt(quantum * mean) * rng.gauss();
        this.deposit(ix + i, iy + j, seen);
      }
    }
  }

  /** Ionisation down to a depth, in the cells that are crossed. */
  private ionise(depth: number): void {
    const step = (drawIonisation(this.rng) * depth) / LKR_DEPTH / IONISATION_STEPS;
    let column = -1;
    let row = -1;
    let energy = 0;
    for (let k = 0; k < IONISATION_STEPS; k++) {
      const d = (depth * (k + 0.5)) / IONISATION_STEPS;
      const toFront = 1 / (1 + d / PROJECTIVE_DISTANCE);
      const i = cellIndex((this.x + d * this.tx) * toFront);
      const j = cellIndex((this.y + d * this.ty) * toFront);
      if (i !== column || j !== row) {
        if (energy > this.least) this.deposit(column, row, energy);
        column = i;
        row = j;
        energy = 0;
      }
      energy += step;
    }
    if (energy > this.least) this.deposit(column, row, energy);
  }

  private deposit(column: number, row: number, energy: number): void {
    if (!(energy > 0 && column >= 0 && column < GRID && row >= 0 && row < GRID)) return;
    const channel = column * GRID + row;
    const response = this.response[channel]!;
    if (response === 0) return;
    const counts = energy * response;
    let peak = this.peak + this.conditions.t0[channel]!;
    if (counts > SMALL_COUNTS) peak += this.values.cellTimeSigma * this.rng.gauss();
    this.cells.add(channel, this.particle, counts, energy, peak);
  }
}

/** The n-th root; a power with a fraction differs between versions of the runtime in the last bit. */
const root = (u: number, n: number): number => Math.exp(Math.log(u) / n);
