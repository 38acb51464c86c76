import { m, mm } from '../../core/units.js';

/**
 * ANTI-0: 280 scintillator tiles between the CHANTI and the decay volume, from 2021 on. Source: DET §4.4 (BHAM25). Nothing of the layout
 * is found: 17 × 17 tiles without the 3 × 3 about the beam make 280, and they are numbered by rows from −x, −y.
 */
const GRID = 17;
const HOLE = 3;
export const TILES = GRID * GRID - HOLE * HOLE;
/** Placeholder. */
const TILE_SIDE = 120 * mm;
export const ANTI0_HALF_SIDE = 0.5 * GRID * TILE_SIDE;
/** Placeholder: between the end of the upstream region, 104.458 m, and the gate valve, 104.665 m (DET §0.2, §1.2). */
export const ANTI0_Z = 104.55 * m;

const FIRST_HOLE = 0.5 * (GRID - HOLE);
const inHole = (k: number): boolean => k >= FIRST_HOLE && k < FIRST_HOLE + HOLE;

/** Number of the tile of each cell of the grid; −1 in the hole. */
const TILE_OF = new Int16Array(GRID * GRID).fill(-1);
/** Middle of each tile. */
const X = new Float64Array(TILES);
const Y = new Float64Array(TILES);
for (let cell = 0, tile = 0; cell < GRID * GRID; cell++) {
  const column = cell % GRID;
  const row = (cell - column) / GRID;
  if (inHole(column) && inHole(row)) continue;
  TILE_OF[cell] = tile;
  X[tile] = (column + 0.5) * TILE_SIDE - ANTI0_HALF_SIDE;
  Y[tile] = (row + 0.5) * TILE_SIDE - ANTI0_HALF_SIDE;
  tile++;
}

/** Tile at (x, y); −1 in the hole and outside. */
export function tileAt(x: number, y: number): number {
  if (!(Math.abs(x) < ANTI0_HALF_SIDE && Math.abs(y) < ANTI0_HALF_SIDE)) return -1;
  return TILE_OF[GRID * Math.floor((y + ANTI0_HALF_SIDE) / TILE_SIDE) + Math.floor((x + ANTI0_HALF_SIDE) / TILE_SIDE)]!;
}

/** Middle of a tile [mm]. */
export const tileX = (tile: number): number => X[tile]!;
export const tileY = (tile: number): number => Y[tile]!;
