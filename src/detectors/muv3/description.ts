import { CLOCK_PERIOD } from '../../core/constants.js';
import { MeV, mm, ns } from '../../core/units.js';
import { FINE_WINDOW_COUNTS } from '../../event/raw-beam.js';
import type { TdcWindow } from '../common/timing.js';

/**
 * MUV3: 148 scintillator tiles behind calorimeters and iron, two PMTs each. Source of every number: DET §4.13 (FW19) unless said
 * otherwise.
 */

/** Front of the tiles. */
export const MUV3_FRONT_Z = 246_800 * mm;
/** Windows of the PMTs. */
export const PMT_Z = 247_056.5 * mm;
export const TILE_THICKNESS = 50 * mm;
/** Added to a tile's number for its second PMT. */
export const SECOND_PMT = 200;

/** 12 × 12 grid of large tiles; in place of the middle four, 3 × 3 small ones without the one of the beam pipe. */
const GRID = 12;
const LARGE = 220 * mm;
const MUV3_HALF_SIDE = (GRID / 2) * LARGE;
const INNER_GRID = 3;
const INNER_HALF_SIDE = LARGE;
const SMALL = (2 * INNER_HALF_SIDE) / INNER_GRID;
const FIRST_INNER = GRID * GRID;
/** Number of the pipe's place among the small ones. */
const PIPE = 4;
/** Nothing nearer to the axis. */
const MUV3_INNER_RADIUS = 103 * mm;
/** Width of the gap between the halves. Its direction is not found: taken vertical, x = 0. */
const GAP = 0.8 * mm;

/** Window of the readout: 5 clock periods (KAON §1, UCL), of which two before the trigger's own (not found: a choice). */
export const MUV3_WINDOW: TdcWindow = { lsb: CLOCK_PERIOD / 256, counts: FINE_WINDOW_COUNTS, periodsBefore: 2 };

/** Mean energy a minimum ionising particle leaves in a tile; threshold. */
export const MIP_ENERGY = 10 * MeV;
export const THRESHOLD = 4 * MeV;
/** Spread of the time of one PMT, that of the other independent of it. */
export const CHANNEL_SIGMA = 0.45 * ns;
/** A PMT whose window a muon crosses is this early: Cherenkov light in the glass. */
export const CHERENKOV_EARLY = 2.5 * ns;

/** Lower left corner and side of each tile; side 0 for the four numbers that are none. */
const CORNER_X = new Float64Array(FIRST_INNER + INNER_GRID ** 2 - 1);
const CORNER_Y = new Float64Array(CORNER_X.length);
const SIDE = new Float64Array(CORNER_X.length);

/**
 * Number of the large tile in a column and a row, from 0; −1 in the middle. Rows of twelve, the four of the middle left out, as the
 * missing numbers 65, 66, 77, 78 show; where they begin is not found: at −x, −y.
 */
function largeTile(column: number, row: number): number {
  const inner = (k: number) => k === GRID / 2 - 1 || k === GRID / 2;
  return inner(column) && inner(row) ? -1 : GRID * row + column;
}

/** Number of the small tile in a column and a row; −1 at the pipe. How they are numbered is not found: as the large ones. */
function smallTile(column: number, row: number): number {
  const k = INNER_GRID * row + column;
  return k === PIPE ? -1 : FIRST_INNER + k - (k > PIPE ? 1 : 0);
}

function place(cells: number, side: number, start: number, number: (column: number, row: number) => number): void {
  for (let row = 0; row < cells; row++) {
    for (let column = 0; column < cells; column++) {
      const tile = number(column, row);
      if (tile < 0) continue;
      CORNER_X[tile] = start + side * column;
      CORNER_Y[tile] = start + side * row;
      SIDE[tile] = side;
    }
  }
}
place(GRID, LARGE, -MUV3_HALF_SIDE, largeTile);
place(INNER_GRID, SMALL, -INNER_HALF_SIDE, smallTile);

/** Numbers of all PMTs, tile (+ 200), the first of every tile, then the second: conditions are in this order. */
export const CHANNEL_CODES: Uint16Array = Uint16Array.from(
  [0, SECOND_PMT].flatMap((pmt) =>
    Array.from(SIDE.keys(), (tile) => tile + pmt).filter((code) => SIDE[code - pmt]! > 0),
  ),
);

/** Place in `CHANNEL_CODES` of every code; −1 for one that is none. */
export const CHANNEL_INDEX: Int16Array = new Int16Array(SECOND_PMT + SIDE.length).fill(-1);
CHANNEL_CODES.forEach((code, i) => {
  CHANNEL_INDEX[code] = i;
});

/** Number of the tile at (x, y); −1 in the hole, in the gap and outside. */
export function tileAt(x: number, y: number): number {
  if (!(x * x + y * y > MUV3_INNER_RADIUS ** 2) || Math.abs(x) < 0.5 * GAP) return -1;
  if (Math.abs(x) < INNER_HALF_SIDE && Math.abs(y) < INNER_HALF_SIDE) {
    return smallTile(Math.floor((x + INNER_HALF_SIDE) / SMALL), Math.floor((y + INNER_HALF_SIDE) / SMALL));
  }
  if (!(Math.abs(x) < MUV3_HALF_SIDE && Math.abs(y) < MUV3_HALF_SIDE)) return -1;
  return largeTile(Math.floor((x + MUV3_HALF_SIDE) / LARGE), Math.floor((y + MUV3_HALF_SIDE) / LARGE));
}

/** Side of a tile [mm]; 0 for a number that is none. */
export const tileSide = (tile: number): number => SIDE[tile] ?? 0;
/** x of the middle of a tile [mm]; the pipe cuts four of the small ones. */
export const tileX = (tile: number): number => CORNER_X[tile]! + 0.5 * SIDE[tile]!;
/** y of the middle of a tile [mm]. */
export const tileY = (tile: number): number => CORNER_Y[tile]! + 0.5 * SIDE[tile]!;

/** Distance of (x, y) from the edge of a tile, 0 inside; hole and gap are left out [mm]. */
export function tileDistance(tile: number, x: number, y: number): number {
  const side = SIDE[tile]!;
  const dx = Math.max(CORNER_X[tile]! - x, 0, x - CORNER_X[tile]! - side);
  const dy = Math.max(CORNER_Y[tile]! - y, 0, y - CORNER_Y[tile]! - side);
  return Math.sqrt(dx * dx + dy * dy);
}

/**
 * x and y of the windows of a tile's two PMTs from its middle, over its side: on a diagonal. Not found: a choice.
 */
export const PMT_PLACE: readonly number[] = [-0.25, 0.25];
