import { GRID, REACH, SPAN } from '../detectors/lkr/description.js';

/** Cells of a row of the grid with its margins: within reach of any cell there is a place, though no cell. */
const STRIDE = GRID + 2 * REACH;
export const PLACES_IN_GRID = STRIDE * STRIDE;

/** Place of a channel in the grid with margins. */
export const placeOf = (channel: number): number => ((channel >> 7) + REACH) * STRIDE + (channel & (GRID - 1)) + REACH;

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

/** The cells of an event as they lie: by place of the grid with margins. */
export interface CellGrid {
  /** 0: no cell. */
  readonly energyAt: Float64Array;
  readonly timeAt: Float64Array;
}

/** Places of the eight neighbours, those with lower codes first. */
const AROUND = [-STRIDE - 1, -STRIDE, -STRIDE + 1, -1, 1, STRIDE - 1, STRIDE, STRIDE + 1] as const;
const [A, B, C, D, E, F, G, H] = AROUND;

/** Channels above an energy and not below any of their eight neighbours, in order; of equals the one with the lower code. */
export function findSeeds(
  { energyAt }: CellGrid,
  channel: Uint16Array,
  energy: Float64Array,
  length: number,
  least: number,
): number[] {
  const seeds: number[] = [];
  for (let i = 0; i < length; i++) {
    const e = energy[i]!;
    if (!(e > least)) continue;
    const at = placeOf(channel[i]!);
    const before = energyAt[at + A]! < e && energyAt[at + B]! < e && energyAt[at + C]! < e && energyAt[at + D]! < e;
    if (!before) continue;
    if (energyAt[at + E]! <= e && energyAt[at + F]! <= e && energyAt[at + G]! <= e && energyAt[at + H]! <= e)
      seeds.push(channel[i]!);
  }
  return seeds.sort((a, b) => a - b);
}

/** Sums over the cells of a cluster; places in cells from the seed. */
export interface Sums {
  n: number;
  energy: number;
  x: number;
  y: number;
  squares: number;
  /** Of 3 × 3 cells. */
  near: number;
  nearX: number;
  nearY: number;
}

/**
 * Sums up the cells about a seed within `window` of its time.
 * @param parts of each cell's energy that count, in the order of the neighbourhood; null: all
 */
export function gather(
  { energyAt, timeAt }: CellGrid,
  seed: number,
  { half }: Neighbourhood,
  window: number,
  parts: Float64Array | null,
  out: Sums,
): void {
  const centre = placeOf(seed);
  const own = timeAt[centre]!;
  let n = 0;
  let k = 0;
  let sum = 0;
  let sx = 0;
  let sy = 0;
  let squares = 0;
  let near = 0;
  let nearX = 0;
  let nearY = 0;
  for (let i = -REACH; i <= REACH; i++) {
    const rows = half[i + REACH]!;
    const start = centre + i * STRIDE;
    let column = 0;
    let moment = 0;
    let second = 0;
    for (let j = -rows; j <= rows; j++, k++) {
      let e = energyAt[start + j]!;
      if (e === 0) continue;
      const dt = timeAt[start + j]! - own;
      if (!(dt < window && dt > -window)) continue;
      if (parts !== null) e *= parts[k]!;
      n++;
      column += e;
      moment += j * e;
      second += j * j * e;
      if (j * j <= 1 && i * i <= 1) {
        near += e;
        nearX += i * e;
        nearY += j * e;
      }
    }
    sum += column;
    sx += i * column;
    sy += moment;
    squares += i * i * column + second;
  }
  out.n = n;
  out.energy = sum;
  out.x = sx;
  out.y = sy;
  out.squares = squares;
  out.near = near;
  out.nearX = nearX;
  out.nearY = nearY;
}
