import { CLOCK_PERIOD } from '../core/constants.js';
import { RandomStream, stageKey } from '../core/random.js';
import { GeV, MeV } from '../core/units.js';
import {
  CELL,
  CellShares,
  COUNT_ENERGY,
  fluctuationQuantum,
  NOISE,
  PEDESTAL,
  pulse,
  REACH,
  SAMPLE_TIMES,
  SAMPLING_TERM,
  SPAN,
  ZERO_SUPPRESSION,
} from '../detectors/lkr/description.js';
import { LKR_SAMPLES } from '../event/raw-downstream.js';
import { findPeak, type Peak } from './lkr-cells.js';

/** Energies in a cell: from the table below this, everything above it. */
const FULL = 160 * MeV;
const STEP = 4 * MeV;
const POINTS = FULL / STEP + 1;
/** Pulses drawn for a point: their mean is known to 1 MeV. */
const PULSES = 1000;

/** What the electronics alone shows of an energy in a cell, zero suppression and noise in: by simulation, with the pulse's phase even. */
function electronics(): Float64Array {
  const rng = new RandomStream().key(1, stageKey('lkr.corrections'), 0, 0);
  const seen = new Float64Array(POINTS);
  // as the raw rows have them: one kind of array for `findPeak` to read
  const samples = new Uint16Array(LKR_SAMPLES);
  const peak: Peak = { counts: 0, time: 0, saturated: false };
  for (let i = 1; i < POINTS; i++) {
    const counts = (i * STEP) / COUNT_ENERGY;
    let sum = 0;
    for (let n = 0; n < PULSES; n++) {
      const phase = (CLOCK_PERIOD * (n + 0.5)) / PULSES;
      let low = Infinity;
      let high = -Infinity;
      for (let k = 0; k < LKR_SAMPLES; k++) {
        const y = Math.round(PEDESTAL + counts * pulse(SAMPLE_TIMES[k]! - phase) + NOISE * rng.gauss());
        samples[k] = y;
        low = Math.min(low, y);
        high = Math.max(high, y);
      }
      if (high - low >= ZERO_SUPPRESSION && findPeak(samples, 0, PEDESTAL, peak)) sum += peak.counts * COUNT_ENERGY;
    }
    seen[i] = sum / PULSES;
  }
  return seen;
}

/** The same for every chain: made once. */
let bareElectronics: Float64Array | undefined;

/** Mean energy shown by a cell with this mean energy, `STEP` apart: the electronics after the fluctuation of the shower. */
function meanSeen(): Float64Array {
  bareElectronics ??= electronics();
  const bare = bareElectronics;
  const quantum = fluctuationQuantum(SAMPLING_TERM);
  const at = (e: number) => {
    if (e >= FULL - STEP) return e;
    const i = Math.floor(e / STEP);
    return bare[i]! + (e / STEP - i) * (bare[i + 1]! - bare[i]!);
  };
  return Float64Array.from(bare, (_, i) => {
    const mean = i * STEP;
    const sigma = Math.sqrt(quantum * mean);
    let sum = 0;
    let weight = 0;
    for (let z = -4; z <= 4; z += 0.125) {
      const w = Math.exp(-0.5 * z * z);
      weight += w;
      sum += w * at(Math.max(0, mean + z * sigma));
    }
    return sum / weight;
  });
}

/** Grid of the tables: energies by their logarithm, places from the middle of a cell to its edge. */
const LOWEST = 0.1 * GeV;
const HIGHEST = 100 * GeV;
const ENERGIES = 28;
const PLACES = 9;
const LOG_STEP = Math.log(HIGHEST / LOWEST) / (ENERGIES - 1);
/** Place as found, 0 … ½, in so many steps. */
const FOUND = 32;

/**
 * Corrections of clusters, from the same lateral profile, pulse, noise and zero suppression as the emulation: the part of the energy that
 * the cells within the cluster's radius show, by energy and place in the cell, and the S-shape of the centre of gravity of 3 × 3 cells.
 */
export class LkrCorrections {
  private readonly shares = new CellShares();
  private readonly seen = meanSeen();
  /** Energy shown over true energy [energy][u][v]. */
  private readonly part = new Float64Array(ENERGIES * PLACES * PLACES);
  /** Place in the cell by the centre of gravity [energy][place found]. */
  private readonly place = new Float64Array(ENERGIES * (FOUND + 1));
  private readonly share = new Float64Array(SPAN * SPAN);
  /** Radius about the middle of the seed within which cells belong to a cluster, squared, in cells. */
  readonly radius2: number;

  constructor(radius: number) {
    this.radius2 = (radius / CELL) ** 2;
    const gravity = new Float64Array(PLACES);
    for (let e = 0; e < ENERGIES; e++) {
      const energy = LOWEST * Math.exp(e * LOG_STEP);
      gravity.fill(0);
      for (let i = 0; i < PLACES; i++) {
        for (let j = 0; j < PLACES; j++) {
          this.shares.at(offset(i) + 0.5, offset(j) + 0.5, this.share);
          this.part[(e * PLACES + i) * PLACES + j] = this.sum(energy) / energy;
          gravity[i]! += this.gravity(energy) / PLACES;
        }
      }
      this.invert(e, gravity);
    }
  }

  /** Shares of a shower `u`, `v` cells beside the middle of the seed (−½ … ½) in `n` cells, by their elements in 11 × 11 cells by columns. */
  sharesAt(u: number, v: number, cells: Uint8Array, n: number, out: Float64Array): void {
    this.shares.atCells(u + 0.5, v + 0.5, cells, n, out);
  }

  /** Mean energy that a cell shows of this one. */
  shown(energy: number): number {
    if (!(energy < FULL - STEP)) return energy;
    const i = (energy / STEP) | 0;
    return this.seen[i]! + (energy / STEP - i) * (this.seen[i + 1]! - this.seen[i]!);
  }

  /** Place of an energy among those of the tables. */
  levelOf(energy: number): number {
    return Math.min(ENERGIES - 1.001, Math.max(0, Math.log(energy / LOWEST) / LOG_STEP));
  }

  /**
   * Place in the seed from the centre of gravity of 3 × 3 cells; both in cells from the middle of the seed.
   * @param level of the energy
   */
  placeOf(gravity: number, level: number): number {
    const { place } = this;
    const a = Math.min(0.5, Math.abs(gravity)) * 2 * FOUND;
    const i = Math.min(FOUND - 1, a | 0);
    const e = level | 0;
    const low = e * (FOUND + 1) + i;
    const high = low + FOUND + 1;
    const atLow = place[low]! + (a - i) * (place[low + 1]! - place[low]!);
    const atHigh = place[high]! + (a - i) * (place[high + 1]! - place[high]!);
    const found = atLow + (level - e) * (atHigh - atLow);
    return gravity < 0 ? -found : found;
  }

  /** Part of the energy that whole surroundings show, of a shower of this energy at this place in the seed. */
  partShown(energy: number, u: number, v: number): number {
    const l = this.levelOf(energy);
    const a = Math.min(PLACES - 1.001, Math.abs(u) * 2 * (PLACES - 1));
    const b = Math.min(PLACES - 1.001, Math.abs(v) * 2 * (PLACES - 1));
    const e = l | 0;
    const i = a | 0;
    const j = b | 0;
    const { part } = this;
    const low = (e * PLACES + i) * PLACES + j;
    const high = low + PLACES * PLACES;
    const l0 = 1 - l + e;
    const l1 = l - e;
    const a0 = 1 - a + i;
    const a1 = a - i;
    const b0 = 1 - b + j;
    const b1 = b - j;
    return (
      l0 * a0 * b0 * part[low]! +
      l0 * a0 * b1 * part[low + 1]! +
      l0 * a1 * b0 * part[low + PLACES]! +
      l0 * a1 * b1 * part[low + PLACES + 1]! +
      l1 * a0 * b0 * part[high]! +
      l1 * a0 * b1 * part[high + 1]! +
      l1 * a1 * b0 * part[high + PLACES]! +
      l1 * a1 * b1 * part[high + PLACES + 1]!
    );
  }

  private sum(energy: number): number {
    let sum = 0;
    for (let i = -REACH; i <= REACH; i++) {
      for (let j = -REACH; j <= REACH; j++) {
        if (i * i + j * j > this.radius2) continue;
        sum += this.shown(energy * this.share[(i + REACH) * SPAN + j + REACH]!);
      }
    }
    return sum;
  }

  private gravity(energy: number): number {
    let sum = 0;
    let moment = 0;
    for (let i = -1; i <= 1; i++) {
      for (let j = -1; j <= 1; j++) {
        const e = this.shown(energy * this.share[(i + REACH) * SPAN + j + REACH]!);
        sum += e;
        moment += i * e;
      }
    }
    return sum > 0 ? moment / sum : 0;
  }

  /** Place as a function of the centre of gravity, which grows with it. */
  private invert(e: number, gravity: Float64Array): void {
    for (let k = 0, i = 0; k <= FOUND; k++) {
      const g = k / (2 * FOUND);
      while (i < PLACES - 2 && gravity[i + 1]! < g) i++;
      const rise = gravity[i + 1]! - gravity[i]!;
      const f = rise > 1e-9 ? Math.min(1, Math.max(0, (g - gravity[i]!) / rise)) : 0;
      this.place[e * (FOUND + 1) + k] = offset(i) + f * (offset(i + 1) - offset(i));
    }
  }
}

const offset = (i: number): number => (0.5 * i) / (PLACES - 1);
