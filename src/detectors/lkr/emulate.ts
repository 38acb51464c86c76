import { CLOCK_PERIOD } from '../../core/constants.js';
import { particle as species } from '../../core/particles.js';
import { RandomStream, stageKey } from '../../core/random.js';
import { type Values, withDefaults } from '../../core/settings.js';
import type { TableBuilder } from '../../event/builder.js';
import type { lkr } from '../../event/raw-downstream.js';
import type { lkrTruth } from '../../event/truth-downstream.js';
import { flightCompensation } from '../timing.js';
import { CellSignals, inReach } from './cells.js';
import type { LkrConditions } from './conditions.js';
import {
  BORE_RADIUS,
  CELL,
  CellShares,
  CODES,
  COUNT_ENERGY,
  CRITICAL_ENERGY,
  cellIndex,
  EQUIPPED,
  fluctuationQuantum,
  GRID,
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
const CALIBRATION_STAGE = stageKey('lkr.calibration');
const COMPENSATION = flightCompensation(LKR_FRONT_Z);
const PHOTON = 22;
/** Deposits in a cell below a count are left out. */
const LEAST_DEPOSIT = COUNT_ENERGY;
/** Points along the way where ionisation is put down; parts of a hadronic shower. */
const IONISATION_STEPS = 8;
const HADRON_PARTS = 5;
/** Mean depth of a photon's conversion in radiation lengths. */
const CONVERSION = 9 / 7;

/**
 * Turns particles at the front of the LKr into raw hits, event by event: `begin`, `enter` as often as needed, `end`.
 *
 * Showers of photons and e± are placed at the depth of their maximum, with the fluctuation of the photon's conversion, in the projective
 * towers, and shared by the lateral profile. Muons ionise along their way, with showers of δ rays and photons. Hadrons ionise up to an
 * interaction; what it leaves is a parametrised shape. Everything a particle does is drawn from a stream keyed by (seed, burst, event,
 * particle), the noise from one of the cell. About 20 µs a photon or pion of 20 GeV, 3 µs a muon.
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
   * A particle reaches the front plane.
   * @param x position there [mm]
   * @param tx slope dx/dz there
   * @param time ns from start of burst
   * @param p momentum [MeV/c]
   * @param particle index of the particle in the event
   */
  enter(pdg: number, x: number, y: number, tx: number, ty: number, time: number, p: number, particle: number): void {
    if (!(x * x + y * y > BORE_RADIUS * BORE_RADIUS) || !inKrypton(x, y) || !(p > 0)) return;
    this.peak = time + COMPENSATION - this.start;
    if (!inReach(this.peak)) return;
    const { rng, key } = this;
    rng.key(key.seed, STAGE, key.burst, key.event, particle);
    this.particle = particle;
    this.x = x;
    this.y = y;
    this.tx = tx;
    this.ty = ty;
    const kind = Math.abs(pdg);
    if (kind === PHOTON) this.shower(this.whole(p), CONVERSION * LKR_X0 * rng.exponential());
    else if (kind === 11) this.shower(this.whole(p), 0);
    else if (kind === 13) {
      this.ionise(LKR_DEPTH);
      drawShowers(rng, p, species(pdg).mass, true, (energy) => this.shower(energy, LKR_DEPTH * rng.uniform()));
    } else if (species(pdg).charge !== 0) this.hadron(p, species(pdg).mass);
  }

  /** Adds noise, digitises, suppresses zeros and appends the event's rows. */
  end(hits: TableBuilder<typeof lkr>, truth: TableBuilder<typeof lkrTruth>): void {
    this.cells.write(this.key, this.conditions, this.values.noise, hits, truth);
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
    this.spread(energy, Math.min(LKR_DEPTH, depth + maximum), 0, 0);
  }

  /** Shares energy at a depth, beside the particle's line by (dx, dy). */
  private spread(energy: number, depth: number, dx: number, dy: number): void {
    const { share, rng, quantum } = this;
    const toFront = 1 / (1 + depth / PROJECTIVE_DISTANCE);
    const gx = ((this.x + dx + depth * this.tx) * toFront) / CELL + 0.5 * GRID;
    const gy = ((this.y + dy + depth * this.ty) * toFront) / CELL + 0.5 * GRID;
    const ix = Math.floor(gx);
    const iy = Math.floor(gy);
    this.shares.at(gx - ix, gy - iy, share);
    for (let i = 0; i < SPAN; i++) {
      const column = ix + i - REACH;
      for (let j = 0; j < SPAN; j++) {
        const mean = energy * share[i * SPAN + j]!;
        if (!(mean > LEAST_DEPOSIT)) continue;
        const row = iy + j - REACH;
        const seen = mean + Math.sqrt(quantum * mean) * rng.gauss();
        this.deposit(column, row, seen);
      }
    }
  }

  /** Ionisation down to a depth, in the cells that are crossed. */
  private ionise(depth: number): void {
    const step = (drawIonisation(this.rng) * depth) / LKR_DEPTH / IONISATION_STEPS;
    for (let k = 0; k < IONISATION_STEPS; k++) {
      const d = (depth * (k + 0.5)) / IONISATION_STEPS;
      const toFront = 1 / (1 + d / PROJECTIVE_DISTANCE);
      this.deposit(cellIndex((this.x + d * this.tx) * toFront), cellIndex((this.y + d * this.ty) * toFront), step);
    }
  }

  private hadron(p: number, mass: number): void {
    const { rng, values } = this;
    const lambdas = rng.exponential();
    const depth = LKR_DEPTH * Math.min(1, lambdas / values.interactionLengths);
    this.ionise(depth);
    if (lambdas >= values.interactionLengths) {
      drawShowers(rng, p, mass, false, (energy) => this.shower(energy, LKR_DEPTH * rng.uniform()));
      return;
    }
    const exchange = rng.uniform() < values.chargeExchange;
    const u = rng.uniform();
    const electromagnetic = exchange ? 1 - 0.3 * u * u : 1 - root(u, values.electromagneticPower);
    this.shower(electromagnetic * p, depth);
    const contained = 1 - Math.exp(lambdas - values.interactionLengths);
    const seen = Math.min(1, values.hadronResponse * contained * (0.5 + rng.uniform()));
    let left = (1 - electromagnetic) * p * seen;
    for (let k = HADRON_PARTS; k > 0; k--) {
      const part = k === 1 ? left : left * (1 - root(rng.uniform(), k - 1));
      left -= part;
      const r = values.hadronRadius * rng.exponential();
      const phi = 2 * Math.PI * rng.uniform();
      this.spread(part, depth + (LKR_DEPTH - depth) * rng.uniform(), r * Math.cos(phi), r * Math.sin(phi));
    }
  }

  private deposit(column: number, row: number, energy: number): void {
    if (!(energy > 0 && column >= 0 && column < GRID && row >= 0 && row < GRID)) return;
    const channel = column * GRID + row;
    const response = this.response[channel]!;
    if (response === 0) return;
    const peak = this.peak + this.conditions.t0[channel]! + this.values.cellTimeSigma * this.rng.gauss();
    this.cells.add(channel, this.particle, energy * response, energy, peak);
  }
}

/** The n-th root; a power with a fraction differs between versions of the runtime in the last bit. */
const root = (u: number, n: number): number => Math.exp(Math.log(u) / n);

/** Whether a point outside the bore is in front of cells, or of the krypton between bore and cells. */
function inKrypton(x: number, y: number): boolean {
  const ix = cellIndex(x);
  const iy = cellIndex(y);
  if (!(ix >= 0 && ix < GRID && iy >= 0 && iy < GRID)) return false;
  return EQUIPPED[ix * GRID + iy] === 1 || (Math.abs(x) < 4 * CELL && Math.abs(y) < 4 * CELL);
}
