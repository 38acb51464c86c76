import { CLOCK_PERIOD } from '../../core/constants.js';
import { cm, GeV, MeV, m, mm, ns } from '../../core/units.js';
import { LKR_SAMPLES } from '../../event/raw-downstream.js';

/** LKr calorimeter. Source of every number: DET §4.9 (FW19) unless said otherwise. */

/** Front plane: where tracks are carried to and clusters are given. */
export const LKR_FRONT_Z = 241_093 * mm;
/** Depth of the krypton behind the front plane. */
export const LKR_DEPTH = 127 * cm;
/** Radiation length: 127 cm are 27 of them. */
export const LKR_X0 = 4.7 * cm;
/** Critical energy: the Molière radius of 5.9 cm is X0 · 21.2 MeV / 17 MeV. */
export const CRITICAL_ENERGY = 17 * MeV;
/** Towers point here, this far upstream of the front plane (G: a guess of the sheet). */
export const PROJECTIVE_DISTANCE = 110 * m;

/** Cells of a side of the grid, and the side of a cell at the front. */
export const GRID = 128;
export const CELL = 19.7383881 * mm;
/** Channel = ix · 128 + iy; not every code has a cell. */
export const CODES = GRID * GRID;
export const CELLS = 13_248;

/** Bore: nothing inside it meets krypton. */
const BORE_RADIUS = 80 * mm;

/** Centre of a column or row of cells. */
export const cellCentre = (i: number): number => (i - 0.5 * (GRID - 1)) * CELL;
/** Column or row at a coordinate; outside 0 … 127 beyond the grid. */
export const cellIndex = (x: number): number => Math.floor(x / CELL + 0.5 * GRID);

/**
 * Whether the code is that of a cell: the grid less two rectangles in each corner, less 8 × 8 cells at the bore. These give the 13 248 cells
 * of the source exactly; its further line |x| + |y| < 1598 mm would leave 11 676, and is the edge of the fiducial octagon, √2 · 1130 mm.
 */
export function isCell(channel: number): boolean {
  if (!(channel >= 0 && channel < CODES)) return false;
  const x = Math.abs(cellCentre(channel >> 7));
  const y = Math.abs(cellCentre(channel & 127));
  if ((x > 632 * mm && y > 847 * mm) || (y > 947 * mm && x > 522 * mm)) return false;
  return x > 4 * CELL || y > 4 * CELL;
}

/** 1 where there is a cell. */
export const EQUIPPED = Uint8Array.from({ length: CODES }, (_, c) => (isCell(c) ? 1 : 0));

/** Whether a point of the front is before cells, or before the krypton between bore and cells. */
export function inKrypton(x: number, y: number): boolean {
  if (!(x * x + y * y > BORE_RADIUS * BORE_RADIUS)) return false;
  const ix = cellIndex(x);
  const iy = cellIndex(y);
  if (!(ix >= 0 && ix < GRID && iy >= 0 && iy < GRID)) return false;
  return EQUIPPED[ix * GRID + iy] === 1 || (Math.abs(x) < 4 * CELL && Math.abs(y) < 4 * CELL);
}

/** Fiducial octagon around the hole, as far as there are cells: without the corners' rectangles, 1.4 % of it. */
const FIDUCIAL_RADIUS = 150 * mm;
const FIDUCIAL_EDGE = 1130 * mm;
export function inFiducial(x: number, y: number): boolean {
  const ax = Math.abs(x);
  const ay = Math.abs(y);
  return (
    x * x + y * y > FIDUCIAL_RADIUS * FIDUCIAL_RADIUS &&
    ax < FIDUCIAL_EDGE &&
    ay < FIDUCIAL_EDGE &&
    ax + ay < Math.SQRT2 * FIDUCIAL_EDGE &&
    isCell(cellIndex(x) * GRID + cellIndex(y))
  );
}

/** Electronics: energy of a count, largest count (56 GeV a cell), pedestal and its spread from cell to cell. */
export const COUNT_ENERGY = 3.5 * MeV;
export const FULL_SCALE = 16_383;
export const PEDESTAL = 399;
export const PEDESTAL_SIGMA = 37;
/** Noise of a sample in counts as measured in 2018 (the simulation of the source has 3 ⊕ 1). Source: DET §4.9, §10. */
export const NOISE = 2.15;
/** A cell is dropped when its samples differ by less than this many counts. */
export const ZERO_SUPPRESSION = 20;

/** Spread of the time of a cell from shower to shower. */
export const CELL_TIME_SIGMA = 0.5 * ns;

/** Samples are at the starts of clock periods; this many come before the trigger's. */
const SAMPLES_BEFORE = 4;
/** Time of a sample relative to the start of the trigger's clock period [ns]. */
export const SAMPLE_TIMES = Float64Array.from({ length: LKR_SAMPLES }, (_, k) => (k - SAMPLES_BEFORE) * CLOCK_PERIOD);

/** Shaped pulse about its peak, in steps of 9.98 ns from −89.82 ns; 120–140 lie on the line from 110 to 150, where the undershoot is flat. */
const PULSE_STEP = 9.98 * ns;
const PULSE_POINTS = [
  0, 0.003, 0.017, 0.069, 0.185, 0.37, 0.595, 0.806, 0.95, 1, 0.955, 0.836, 0.676, 0.507, 0.351, 0.225, 0.126, 0.06,
  0.018, -0.009, -0.023, -0.02525, -0.0275, -0.02975, -0.032,
];
const PULSE_START = -9 * PULSE_STEP;
const PULSE_END = PULSE_START + (PULSE_POINTS.length - 1) * PULSE_STEP;
const UNDERSHOOT = -0.032;
/** The undershoot lasts about 3 µs: flat, then straight to zero, so that its end is no step. */
const UNDERSHOOT_FLAT = 2000 * ns;
export const PULSE_GONE = 4000 * ns;

/** The points, a cubic through each four, on a fine grid. */
const FINE = 40;
const PULSE = Float64Array.from({ length: (PULSE_POINTS.length - 1) * FINE + 2 }, (_, i) => {
  const k = Math.floor(i / FINE);
  const f = i / FINE - k;
  const at = (j: number) => PULSE_POINTS[j] ?? (j < 0 ? 0 : UNDERSHOOT);
  const [a, b, c, d] = [at(k - 1), at(k), at(k + 1), at(k + 2)];
  return b + 0.5 * f * (c - a + f * (2 * a - 5 * b + 4 * c - d + f * (3 * (b - c) + d - a)));
});
const FINE_PER_NS = FINE / PULSE_STEP;
const PULSE_LENGTH = (PULSE_POINTS.length - 1) * FINE;

/** Height of a pulse of unit peak, `t` [ns] after its peak. */
export function pulse(t: number): number {
  if (!(t > PULSE_START)) return 0;
  if (t < PULSE_END) {
    const at = (t - PULSE_START) * FINE_PER_NS;
    const i = at | 0;
    const low = PULSE[i]!;
    return low + (at - i) * (PULSE[i + 1]! - low);
  }
  if (t < UNDERSHOOT_FLAT) return UNDERSHOOT;
  return t < PULSE_GONE ? (UNDERSHOOT * (PULSE_GONE - t)) / (PULSE_GONE - UNDERSHOOT_FLAT) : 0;
}

const FINE_PER_SAMPLE = CLOCK_PERIOD * FINE_PER_NS;

/** Adds a pulse of height `counts` to `n` samples from `at` on, the first of them `t` [ns] after the peak. */
export function addPulse(counts: number, t: number, samples: Float64Array, at: number, n: number): void {
  let place = (t - PULSE_START) * FINE_PER_NS;
  for (let k = at; k < at + n; k++) {
    if (place > 0) {
      if (place < PULSE_LENGTH) {
        const i = place | 0;
        const low = PULSE[i]!;
        samples[k]! += counts * (low + (place - i) * (PULSE[i + 1]! - low));
      } else samples[k]! += counts * pulse(place / FINE_PER_NS + PULSE_START);
    }
    place += FINE_PER_SAMPLE;
  }
}

/**
 * Lateral profile of an electromagnetic shower: density R²/(π (r² + R²)²), two components; tuned. The source's fit (X), 1.15 cm, 8 cm and 8 %,
 * says that it may be, between seed fractions of 0.23 to 0.46 and 90 % of the energy in one Molière radius. These three keep the share of the
 * middle cell below 0.46 (45.5 %) and 87 % in a Molière radius, and bring the cells above zero suppression nearer to 2.21 + 0.93 E.
 */
export const CORE_RADIUS = 1.03 * cm;
export const HALO_RADIUS = 9 * cm;
export const HALO_FRACTION = 0.15;

/** Spread of the axis of a shower of 1 GeV in x and in y, falls with 1/√E: tuned to the published position resolution. */
export const AXIS_SPREAD = 4.1 * mm;

/** Fluctuation of the energy seen in a cell, σ = SAMPLING_TERM √(1 GeV · mean): tuned to the published σE/E. */
export const SAMPLING_TERM = 0.049;
/** Variance of the energy seen in a cell over its mean. */
export const fluctuationQuantum = (samplingTerm: number): number => samplingTerm * samplingTerm * GeV;

/** Cells on each side of the one that is hit, and in all, that a shower reaches: 11 cm and more. */
export const REACH = 5;
export const SPAN = 2 * REACH + 1;
const STEPS = 32;

/** Part of one component in the quadrant from the origin's lower left to (x, y): the primitive of its density. */
function quadrant(radius: number, x: number, y: number): number {
  const sx = Math.sqrt(x * x + radius * radius);
  const sy = Math.sqrt(y * y + radius * radius);
  return ((x / sx) * Math.atan(y / sx) + (y / sy) * Math.atan(x / sy)) / (2 * Math.PI);
}

/** Shares of a shower's energy in the cells around it. A table over the position in the cell, linear in between. */
export class CellShares {
  private readonly table = new Float32Array((STEPS + 1) * (STEPS + 1) * SPAN * SPAN);
  private readonly weights = new Float64Array(4);
  /** Largest share of a cell this many columns or rows away, wherever the shower is in its own. */
  private readonly largest = new Float64Array(REACH + 1);

  constructor(coreRadius = CORE_RADIUS, haloRadius = HALO_RADIUS, haloFraction = HALO_FRACTION) {
    const corner = new Float64Array((SPAN + 1) * (SPAN + 1));
    for (let su = 0; su <= STEPS; su++) {
      for (let sv = 0; sv <= su; sv++) {
        for (let i = 0; i <= SPAN; i++) {
          const x = (i - REACH - su / STEPS) * CELL;
          for (let j = 0; j <= SPAN; j++) {
            const y = (j - REACH - sv / STEPS) * CELL;
            corner[i * (SPAN + 1) + j] =
              (1 - haloFraction) * quadrant(coreRadius, x, y) + haloFraction * quadrant(haloRadius, x, y);
          }
        }
        for (let i = 0; i < SPAN; i++) {
          for (let j = 0; j < SPAN; j++) {
            const c = i * (SPAN + 1) + j;
            const share = corner[c + SPAN + 2]! - corner[c + SPAN + 1]! - corner[c + 1]! + corner[c]!;
            this.table[((su * (STEPS + 1) + sv) * SPAN + i) * SPAN + j] = share;
            this.table[((sv * (STEPS + 1) + su) * SPAN + j) * SPAN + i] = share;
            const away = Math.max(Math.abs(i - REACH), Math.abs(j - REACH));
            this.largest[away] = Math.max(this.largest[away]!, share);
          }
        }
      }
    }
  }

  /** Columns and rows about its cell in which a shower can have a cell with more than this share; −1: none. */
  reach(share: number): number {
    let away = REACH;
    // a hair for the interpolation
    while (away >= 0 && !(this.largest[away]! * (1 + 1e-6) > share)) away--;
    return away;
  }

  /**
   * Shares in the 11 × 11 cells around the cell of a shower, by columns.
   * @param u place in the cell, 0 to 1 from its lower edge in x
   * @param v same in y
   * @param reach columns and rows about its cell that are wanted; elements of `out` beyond keep what they had
   */
  at(u: number, v: number, out: Float64Array, reach = REACH): void {
    const { table } = this;
    const t00 = this.aim(u, v);
    const t01 = t00 + SPAN * SPAN;
    const t10 = t00 + (STEPS + 1) * SPAN * SPAN;
    const t11 = t10 + SPAN * SPAN;
    const { weights } = this;
    const w00 = weights[0]!;
    const w01 = weights[1]!;
    const w10 = weights[2]!;
    const w11 = weights[3]!;
    for (let column = REACH - reach; column <= REACH + reach; column++) {
      const last = column * SPAN + REACH + reach;
      for (let i = column * SPAN + REACH - reach; i <= last; i++) {
        out[i] = w00 * table[t00 + i]! + w01 * table[t01 + i]! + w10 * table[t10 + i]! + w11 * table[t11 + i]!;
      }
    }
  }

  /** The same of `n` of the cells alone: their elements of the 11 × 11 in, their shares out. */
  atCells(u: number, v: number, cells: Uint8Array, n: number, out: Float64Array): void {
    const { table } = this;
    const t00 = this.aim(u, v);
    const t01 = t00 + SPAN * SPAN;
    const t10 = t00 + (STEPS + 1) * SPAN * SPAN;
    const t11 = t10 + SPAN * SPAN;
    const { weights } = this;
    const w00 = weights[0]!;
    const w01 = weights[1]!;
    const w10 = weights[2]!;
    const w11 = weights[3]!;
    for (let k = 0; k < n; k++) {
      const i = cells[k]!;
      out[k] = w00 * table[t00 + i]! + w01 * table[t01 + i]! + w10 * table[t10 + i]! + w11 * table[t11 + i]!;
    }
  }

  /** Weights of the four tabulated places about one; returns where the first begins in the table. */
  private aim(u: number, v: number): number {
    const iu = Math.min(STEPS - 1, (u * STEPS) | 0);
    const iv = Math.min(STEPS - 1, (v * STEPS) | 0);
    const fu = u * STEPS - iu;
    const fv = v * STEPS - iv;
    this.weights[0] = (1 - fu) * (1 - fv);
    this.weights[1] = (1 - fu) * fv;
    this.weights[2] = fu * (1 - fv);
    this.weights[3] = fu * fv;
    return (iu * (STEPS + 1) + iv) * SPAN * SPAN;
  }
}
