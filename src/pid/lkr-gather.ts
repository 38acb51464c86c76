import { GRID, REACH, SPAN } from '../detectors/lkr/description.js';

/** Cells of a row of the grid with its margins: within reach of any cell there is a place, though no cell. */
const STRIDE = GRID + 2 * REACH;
/** This module's own: what comes from another is looked up at every use. */
const MARGIN = REACH;
export const PLACES_IN_GRID = STRIDE * STRIDE;

/** Place of a channel in the grid with margins. */
export const placeOf = (channel: number): number => ((channel >> 7) + MARGIN) * STRIDE + (channel & 127) + MARGIN;
/** Column and row of a place. */
export const columnOf = (place: number): number => ((place / STRIDE) | 0) - MARGIN;
export const rowOf = (place: number): number => (place % STRIDE) - MARGIN;

/** The cells about a seed that belong to its cluster, by columns. */
export interface Neighbourhood {
  /** Place relative to the seed's. */
  readonly at: Int32Array;
  /** Index in the 11 × 11 shares. */
  readonly share: Int32Array;
  /** Rows on each side of the seed's, of each of the 11 columns; −1: none. */
  readonly half: Int32Array;
}

/** @param radius2 distance from the middle of the seed that belongs to it, squared, in cells */
export function neighbourhood(radius2: number): Neighbourhood {
  const half = Int32Array.from({ length: SPAN }, (_, column) => {
    let rows = REACH;
    while (rows >= 0 && (column - REACH) ** 2 + rows * rows > radius2) rows--;
    return rows;
  });
  const cells = [...half].flatMap((rows, column) =>
    Array.from({ length: 2 * rows + 1 }, (_, k) => [column - REACH, k - rows] as const),
  );
  return {
    at: Int32Array.from(cells, ([i, j]) => i * STRIDE + j),
    share: Int32Array.from(cells, ([i, j]) => (i + REACH) * SPAN + j + REACH),
    half,
  };
}

/**
 * Cells of an event lie in arrays by place of the grid with margins: energies above 0, 0 where there is none, and times. Loops over them are
 * functions of their own that are handed the arrays: the runtime then looks once at what an array is, not at every element.
 */

/** Takes the cells out of the grid again. */
export function clearPlaces(place: Int32Array, length: number, valueAt: Float64Array): void {
  for (let i = 0; i < length; i++) valueAt[place[i]!] = 0;
}

/** Places of the eight neighbours, those with lower codes first. */
const AROUND = [-STRIDE - 1, -STRIDE, -STRIDE + 1, -1, 1, STRIDE - 1, STRIDE, STRIDE + 1] as const;
const [A, B, C, D, E, F, G, H] = AROUND;

/**
 * Places above an energy and not below any of their eight neighbours, in order; of equals the one with the lower code.
 * @param seeds gets them; room for as many as there are cells
 * @returns how many
 */
export function findSeeds(
  place: Int32Array,
  length: number,
  energyAt: Float64Array,
  least: number,
  seeds: Int32Array,
): number {
  let n = 0;
  for (let i = 0; i < length; i++) {
    const at = place[i]!;
    const e = energyAt[at]!;
    if (!(e > least)) continue;
    const before = energyAt[at + A]! < e && energyAt[at + B]! < e && energyAt[at + C]! < e && energyAt[at + D]! < e;
    if (!before) continue;
    if (energyAt[at + E]! <= e && energyAt[at + F]! <= e && energyAt[at + G]! <= e && energyAt[at + H]! <= e)
      seeds[n++] = at;
  }
  sortFirst(seeds, n);
  return n;
}

function sortFirst(values: Int32Array, n: number): void {
  for (let i = 1; i < n; i++) {
    const value = values[i]!;
    let k = i;
    for (; k > 0 && values[k - 1]! > value; k--) values[k] = values[k - 1]!;
    values[k] = value;
  }
}

/** Sums over the cells of a cluster, of energy and energy times place, in cells from the seed; `near…` of 3 × 3 cells. */
export const SumAt = { n: 0, energy: 1, x: 2, y: 3, squares: 4, near: 5, nearX: 6, nearY: 7 } as const;
export const SUMS = 8;

/** Rows from the seed's, and their squares: no conversion from whole numbers at each cell. */
const FROM_SEED = Float64Array.from({ length: SPAN }, (_, k) => k - REACH);
const SQUARED = FROM_SEED.map((j) => j * j);

/**
 * Sums up the cells about a seed within `window` of its time. Which cells there are is as good as random: nothing branches on it, an absent
 * cell adds its zero.
 * @param half of the `Neighbourhood`
 */
export function gather(
  energyAt: Float64Array,
  timeAt: Float64Array,
  seed: number,
  half: Int32Array,
  window: number,
  out: Float64Array,
): void {
  const own = timeAt[seed]!;
  let n = 0;
  let sum = 0;
  let sx = 0;
  let sy = 0;
  let squares = 0;
  for (let i = 0; i < SPAN; i++) {
    const rows = half[i]!;
    const from = seed + (i - MARGIN) * STRIDE - rows;
    const to = from + 2 * rows;
    let y = FROM_SEED[MARGIN - rows]!;
    let column = 0;
    let moment = 0;
    let second = 0;
    for (let at = from; at <= to; at++) {
      const e = energyAt[at]! * +(Math.abs(timeAt[at]! - own) < window);
      n += +(e > 0);
      column += e;
      moment += y * e;
      second += y * y * e;
      y += 1;
    }
    sum += column;
    sx += FROM_SEED[i]! * column;
    sy += moment;
    squares += SQUARED[i]! * column + second;
  }
  let near = 0;
  let nearX = 0;
  let nearY = 0;
  for (let i = -1; i <= 1; i++) {
    for (let j = -1; j <= 1; j++) {
      const at = seed + i * STRIDE + j;
      const e = energyAt[at]! * +(Math.abs(timeAt[at]! - own) < window);
      near += e;
      nearX += i * e;
      nearY += j * e;
    }
  }
  out[SumAt.n] = n;
  out[SumAt.energy] = sum;
  out[SumAt.x] = sx;
  out[SumAt.y] = sy;
  out[SumAt.squares] = squares;
  out[SumAt.near] = near;
  out[SumAt.nearX] = nearX;
  out[SumAt.nearY] = nearY;
}
