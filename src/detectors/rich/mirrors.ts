import { mm } from '../../core/units.js';
import { RICH_ENTRANCE_Z, RICH_MIRROR_Z, RICH_PIPE_RADIUS, richAxisX } from './description.js';

/** Mirrors of the RICH and the way of light to them. Source of every number: DET §4.6 (FW19, AN16). */

/** Hexagons with corners up and down: half the distance of their flats, in rows at multiples of ROW. */
const FLAT = (Math.sqrt(3) / 2) * 350 * mm;
const ROW = 529 * mm;
/** Mirrors [x, y, disk] by rows from below, left to right: the middle pair of halves excepted. */
const MIRROR_ROWS: readonly (readonly (readonly [number, number, 0 | 1])[])[] = [
  [
    [-600, -1055, 1],
    [14, -1055, 0],
    [620, -1054, 0],
  ],
  [
    [-904, -528, 1],
    [-298, -526, 1],
    [314, -526, 0],
    [923, -526, 0],
  ],
  [
    [-1209, 1, 1],
    [-602, 2, 1],
    [0, 2, 0],
    [617, 3, 0],
    [1225, 2, 0],
  ],
  [
    [-907, 529, 1],
    [-299, 529, 1],
    [313, 533, 0],
    [921, 533, 0],
  ],
  [
    [-605, 1057, 1],
    [1, 1057, 1],
    [616, 1060, 0],
  ],
];
/** Row and column of the halves about the beam pipe: Saleve up to x = 3, Jura from x = 10. */
const MIDDLE = 2;
const HALVES = { saleve: 3 * mm, jura: 10 * mm };

/** Number of the first mirror of each row; the halves count as the Jura one in its place and the Saleve one at the end. */
const FIRST = [0, 3, 7, 12, 16];
const SALEVE_HALF = 19;
/** Mirrors: 18 hexagons and two halves, in order of their rows from below, left to right; the Saleve half last. */
export const MIRRORS = 20;
/** Disk each mirror looks at, 0 Jura and 1 Saleve. */
export const MIRROR_DISK = Uint8Array.from([...MIRROR_ROWS.flat().map(([, , disk]) => disk), 1]);

const inHexagon = (dx: number, dy: number): boolean => {
  const x = Math.abs(dx);
  return x < FLAT && Math.abs(dy) < 350 * mm - x / Math.sqrt(3);
};

function mirrorByEdges(x: number, y: number): number {
  const below = Math.floor(y / ROW);
  for (let row = below; row <= below + 1; row++) {
    const mirrors = MIRROR_ROWS[row + MIDDLE];
    if (mirrors === undefined) continue;
    const first = mirrors[0]!;
    const column = Math.round((x - first[0]) / 607);
    const mirror = mirrors[column];
    if (mirror === undefined || !inHexagon(x - mirror[0], y - mirror[1])) continue;
    if (row !== 0 || column !== MIDDLE) return FIRST[row + MIDDLE]! + column;
    return x > HALVES.jura ? FIRST[MIDDLE]! + MIDDLE : x < HALVES.saleve ? SALEVE_HALF : -1;
  }
  return -1;
}

/** Squares [mm] that lie in one mirror, because their corners do, know which; the others look at the edges. */
const SQUARE = 8;
const COLUMNS = 408;
const ROWS = 360;
const LEFT = -0.5 * COLUMNS * SQUARE;
const BOTTOM = -0.5 * ROWS * SQUARE;
const EDGE = -1;
const SQUARES = new Int8Array(COLUMNS * ROWS);
for (let i = 0; i < SQUARES.length; i++) {
  const x = LEFT + SQUARE * (i % COLUMNS);
  const y = BOTTOM + SQUARE * Math.floor(i / COLUMNS);
  const corner = mirrorByEdges(x, y);
  const whole =
    corner === mirrorByEdges(x + SQUARE, y) &&
    corner === mirrorByEdges(x, y + SQUARE) &&
    corner === mirrorByEdges(x + SQUARE, y + SQUARE);
  SQUARES[i] = whole && corner >= 0 ? corner : EDGE;
}

/**
 * Mirror at (x, y); −1: none there, a gap. Which side 17 and 22, the whole mirrors at x = 0, look is read off the gaps to their
 * neighbours: 17 (upper) Saleve, 22 (lower) Jura.
 */
export function mirrorAt(x: number, y: number): number {
  const column = (x - LEFT) / SQUARE;
  const row = (y - BOTTOM) / SQUARE;
  if (!(column >= 0 && column < COLUMNS && row >= 0 && row < ROWS)) return -1;
  const known = SQUARES[(row | 0) * COLUMNS + (column | 0)]!;
  return known === EDGE ? mirrorByEdges(x, y) : known;
}

const PIPE_SLOPE = (richAxisX(RICH_MIRROR_Z) - richAxisX(RICH_ENTRANCE_Z)) / (RICH_MIRROR_Z - RICH_ENTRANCE_Z);

/**
 * Mirror that light from (x, y, z) with slopes (tx, ty) goes to; −1: it meets the beam pipe or no mirror. Reflected light has the pipe
 * behind it.
 */
export const lightMirror = (x: number, y: number, z: number, tx: number, ty: number): number =>
  mirrorFrom(x, y, x - richAxisX(z), RICH_MIRROR_Z - z, tx, ty);

/** The same from (x, y), `fromPipe` of the axis of the pipe in x and `length` before the mirrors. */
export function mirrorFrom(x: number, y: number, fromPipe: number, length: number, tx: number, ty: number): number {
  let ax = fromPipe;
  let ay = y;
  const sx = tx - PIPE_SLOPE;
  const approach = -(ax * sx + y * ty);
  // light that goes away from the pipe is nearest to it where it starts
  if (approach > 0) {
    const nearest = Math.min(length, approach / (sx * sx + ty * ty));
    ax += sx * nearest;
    ay += ty * nearest;
  }
  if (ax * ax + ay * ay < RICH_PIPE_RADIUS * RICH_PIPE_RADIUS) return -1;
  return mirrorAt(x + tx * length, y + ty * length);
}
