import { mm } from '../../core/units.js';

/** Numbering and places of the PMTs of the RICH. Source of every number: DET §4.6 (FW19, AN16) unless said otherwise. */

/** PMTs: 2 disks of 2 halves of 61 supercells of 8. */
export const PMTS_PER_DISK = 976;
export const PMTS = 2 * PMTS_PER_DISK;
export const PMTS_PER_SUPERCELL = 8;
const SUPERCELLS_PER_HALF = 61;
export const SUPERCELLS = PMTS / PMTS_PER_SUPERCELL;
/** Conditions have the PMTs first, then the supercells. */
export const RICH_CHANNELS = PMTS + SUPERCELLS;
/** Entrance of a Winston cone. The cones touch. */
const CONE_RADIUS = 9 * mm;
const PITCH = 18 * mm;
/** Area of the lattice for each PMT [mm²]. */
export const CELL_AREA = (Math.sqrt(3) / 2) * PITCH * PITCH;
const LINE = (Math.sqrt(3) / 2) * PITCH;

/** Code of PMT i: disk, half (0 upper), supercell, place in it. Which half is 0 is not found. */
export function pmtCode(i: number): number {
  return supercellCode(supercellOf(i)) - 10 + (i % PMTS_PER_SUPERCELL);
}

/** Code of the OR of supercell i. */
export function supercellCode(i: number): number {
  const half = Math.floor(i / SUPERCELLS_PER_HALF);
  return (half >> 1) * 100_000 + (half & 1) * 10_000 + (i % SUPERCELLS_PER_HALF) * 100 + 10;
}

/** Supercell of PMT i. */
export const supercellOf = (i: number): number => Math.floor(i / PMTS_PER_SUPERCELL);

/** Place in the conditions of a channel: below `PMTS` that of a PMT, from there on that of a supercell; −1: no such channel. */
export function richChannel(code: number): number {
  const half = 2 * Math.floor(code / 100_000) + (Math.floor(code / 10_000) % 10);
  const supercell = Math.floor(code / 100) % 100;
  const or = Math.floor(code / 10) % 10;
  const pmt = code % 10;
  if (code < 0 || code >= 120_000 || supercell >= SUPERCELLS_PER_HALF || code % 100_000 >= 20_000) return -1;
  const i = half * SUPERCELLS_PER_HALF + supercell;
  if (or === 1) return pmt === 0 ? PMTS + i : -1;
  return or === 0 && pmt < PMTS_PER_SUPERCELL ? i * PMTS_PER_SUPERCELL + pmt : -1;
}

/** Supercells of a half: first of each row and its base point; the next is 45 mm on and a line lower. */
const SUPERCELL_ROWS = [
  [
    [0, -261, 93.53],
    [12, -252, 140.3],
    [24, -198, 171.47],
    [35, -189, 218.24],
    [46, -135, 249.42],
    [55, -36, 265],
  ],
  [
    [0, -270, 46.77],
    [12, -279, 0],
    [24, -288, -46.77],
    [35, -297, -93.53],
    [46, -261, -155.88],
    [55, -225, -218.24],
  ],
] as const;
/** PMTs of a supercell from its base point. */
const IN_SUPERCELL = [
  [0, 0],
  [18, 0],
  [36, 0],
  [9, 1],
  [27, 1],
  [0, 2],
  [18, 2],
  [36, 2],
] as const;

/** Positions of the PMTs of a disk about its centre, on the lattice without the rounding of the drawings [mm]. */
function positions(): { readonly x: Float64Array; readonly y: Float64Array } {
  const x = new Float64Array(PMTS_PER_DISK);
  const y = new Float64Array(PMTS_PER_DISK);
  let i = 0;
  for (const rows of SUPERCELL_ROWS) {
    for (let supercell = 0; supercell < SUPERCELLS_PER_HALF; supercell++) {
      const [first, x0, y0] = rows.findLast(([start]) => start <= supercell)!;
      const step = supercell - first;
      for (const [dx, lines] of IN_SUPERCELL) {
        x[i] = x0 + 45 * step + dx;
        y[i++] = LINE * (Math.round(y0 / LINE) - step + lines);
      }
    }
  }
  return { x, y };
}

/** Positions of the PMTs of either disk, from its centre [mm]; PMT i stands at i % PMTS_PER_DISK. */
export const PMT_POSITION = positions();

/** PMT of a disk by line and column of the lattice; −1 for none. */
const LINES = 41;
const COLUMNS = 36;
const LATTICE = new Int16Array(LINES * COLUMNS).fill(-1);
const cellOf = (line: number, x: number): number => {
  const column = Math.round((x - ((line & 1) === 0 ? 0.5 * PITCH : 0)) / PITCH) + (COLUMNS >> 1);
  return column >= 0 && column < COLUMNS ? (line + (LINES >> 1)) * COLUMNS + column : -1;
};
for (let i = 0; i < PMTS_PER_DISK; i++) {
  LATTICE[cellOf(Math.round(PMT_POSITION.y[i]! / LINE), PMT_POSITION.x[i]!)] = i;
}

/** PMT of a disk whose cone has (x, y) from the disk's centre in it; −1 for none. */
export function pmtAt(x: number, y: number): number {
  const below = Math.floor(y / LINE);
  for (let line = below; line <= below + 1; line++) {
    if (line < -(LINES >> 1) || line > LINES >> 1) continue;
    const cell = cellOf(line, x);
    const i = cell < 0 ? -1 : LATTICE[cell]!;
    if (i < 0) continue;
    const dx = x - PMT_POSITION.x[i]!;
    const dy = y - PMT_POSITION.y[i]!;
    if (dx * dx + dy * dy < CONE_RADIUS * CONE_RADIUS) return i;
  }
  return -1;
}

/** Whether (x, y) from the centre of a disk is at a PMT or in the gaps about it. */
export function onDisk(x: number, y: number): boolean {
  const line = Math.round(y / LINE);
  if (line < -(LINES >> 1) || line > LINES >> 1) return false;
  const cell = cellOf(line, x);
  return cell >= 0 && LATTICE[cell]! >= 0;
}
