import { CLOCK_PERIOD } from '../../core/constants.js';
import { MeV, mm, ns } from '../../core/units.js';
import { FINE_WINDOW_COUNTS } from '../../event/raw-beam.js';
import type { TdcWindow } from '../common/timing.js';

/**
 * NewCHOD: 38 tiles a quadrant on both sides of a sheet, each read by two SiPM sets.
 * Source of every number: DET §4.7 (FW19) unless said otherwise.
 */
export const NEWCHOD_Z = 238131.5 * mm;
const TILES = 38;
const QUADRANTS = 4;
/** Added to a tile's number for its second SiPM set. */
export const SECOND_SET = 50;

const ROW = 107 * mm;
const TILE_HEIGHT = 108 * mm;
const BRICK = 134 * mm;
export const NEWCHOD_INNER_RADIUS = 140 * mm;
export const NEWCHOD_OUTER_RADIUS = 1070 * mm;
/** z of the middle of the tiles of either side from the middle of the detector. */
export const SIDE_Z = 16.5 * mm;
export const TILE_THICKNESS = 30 * mm;
/** Radiation lengths of one tile. Source: DET §3. */
export const TILE_X0 = 0.07;

/** Tile of each brick, rows from the axis outwards in |y|, bricks outwards in |x|. */
const BRICKS: readonly (readonly number[])[] = [
  [1, 1, 2, 3, 4, 4, 5, 5],
  [6, 7, 8, 9, 10, 10, 11, 11],
  [12, 13, 14, 14, 15, 15, 16, 16],
  [17, 18, 19, 19, 20, 20, 21, 21],
  [22, 22, 23, 23, 24, 24, 25, 25],
  [26, 26, 27, 27, 28, 28, 29],
  [30, 30, 31, 31, 32, 32, 29],
  [33, 33, 34, 34, 35, 35],
  [36, 36, 37, 37, 35],
  [38, 38, 37, 37],
];

/** Signs of x and y in quadrants 1–4. Source: DET §0.1. */
const SIGN_X = [1, 1, -1, -1];
const SIGN_Y = [1, -1, -1, 1];

/** Window of the readout: 5 clock periods (KAON §1, UCL), of which two before the trigger's own (not found: a choice). */
export const NEWCHOD_WINDOW: TdcWindow = { lsb: CLOCK_PERIOD / 256, counts: FINE_WINDOW_COUNTS, periodsBefore: 2 };

/** Mean energy a minimum ionising particle leaves in a tile; threshold. */
export const MIP_ENERGY = 6 * MeV;
export const THRESHOLD = 3 * MeV;
/** Spread of the time of one SiPM set, and of the detector, both sets together (the second: BHAM25). */
export const CHANNEL_SIGMA = 1.2 * ns;
export const DETECTOR_SIGMA = 1.1 * ns;
/** Pulses of one set closer than this are one. */
export const MERGE_TIME = 15 * ns;
/** Hits closer than this belong together. */
export const CLUSTER_TIME = 10 * ns;

/** Codes of all SiPM sets, 100·quadrant + tile (+ 50): conditions are in this order. */
export const CHANNEL_CODES: Uint16Array = Uint16Array.from({ length: 2 * QUADRANTS * TILES }, (_, i) => {
  const set = Math.floor(i / TILES);
  return 100 * ((set >> 1) + 1) + (set & 1) * SECOND_SET + (i % TILES) + 1;
});

/** Place in `CHANNEL_CODES` of every code; −1 for one that is none. */
export const CHANNEL_INDEX: Int16Array = new Int16Array(500).fill(-1);
CHANNEL_CODES.forEach((code, i) => {
  CHANNEL_INDEX[code] = i;
});

/** Row of one half of one side that holds |y|-like coordinate `a` (negative just across the axis); −1 none. */
function rowAt(a: number, parity: number): number {
  const overlap = 0.5 * (TILE_HEIGHT - ROW);
  const r = Math.floor((a + overlap) / ROW);
  if (r < 0) return -1;
  if ((r & 1) === parity) return r;
  return r > 0 && a + overlap - r * ROW < 2 * overlap ? r - 1 : -1;
}

/**
 * Code 100·quadrant + tile of the tile at (x, y) on one side; 0 for none. Rows alternate between the sides and overlap by 1 mm, so a
 * side has one tile at most. Which side has the rows nearest to the axis is not found: upper ones upstream, lower ones downstream.
 * @param side 0 upstream, 1 downstream
 */
export function tileAt(x: number, y: number, side: number): number {
  const r2 = x * x + y * y;
  if (!(r2 > NEWCHOD_INNER_RADIUS ** 2 && r2 < NEWCHOD_OUTER_RADIUS ** 2)) return 0;
  const above = rowAt(y, side);
  const row = above >= 0 ? above : rowAt(-y, 1 - side);
  if (row < 0) return 0;
  const tile = BRICKS[row]?.[Math.floor(Math.abs(x) / BRICK)] ?? 0;
  const quadrant = above >= 0 ? (x >= 0 ? 1 : 4) : x >= 0 ? 2 : 3;
  return tile === 0 ? 0 : 100 * quadrant + tile;
}

/** Bricks of tile `tile` (1–38), as (row, brick). */
const bricksOf = (tile: number): readonly (readonly [number, number])[] =>
  BRICKS.flatMap((row, r) => row.flatMap((t, b) => (t === tile ? [[r, b] as const] : [])));
const TILE_BRICKS = Array.from({ length: TILES + 1 }, (_, tile) => bricksOf(tile));

const CENTRE = TILE_BRICKS.map((bricks) => {
  const mean = (of: (brick: readonly [number, number]) => number) =>
    bricks.reduce((sum, brick) => sum + of(brick), 0) / bricks.length;
  return [mean(([, b]) => (b + 0.5) * BRICK), mean(([r]) => (r + 0.5) * ROW)] as const;
});

/** x of the middle of the tile of this code, its bricks all taken whole [mm]. */
export const tileX = (code: number): number => SIGN_X[Math.floor(code / 100) - 1]! * CENTRE[code % 100]![0];
/** y of the middle of the tile of this code [mm]. */
export const tileY = (code: number): number => SIGN_Y[Math.floor(code / 100) - 1]! * CENTRE[code % 100]![1];

/** Distance of (x, y) from the tile of this code, 0 inside; the 1 mm of overlap is left out [mm]. */
export function tileDistance(code: number, x: number, y: number): number {
  const q = Math.floor(code / 100) - 1;
  const a = SIGN_X[q]! * x;
  const b = SIGN_Y[q]! * y;
  let best = Infinity;
  for (const [row, brick] of TILE_BRICKS[code % 100]!) {
    const dx = Math.max(brick * BRICK - a, 0, a - (brick + 1) * BRICK);
    const dy = Math.max(row * ROW - b, 0, b - (row + 1) * ROW);
    best = Math.min(best, dx * dx + dy * dy);
  }
  return Math.sqrt(best);
}
