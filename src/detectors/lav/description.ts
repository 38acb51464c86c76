import { mm } from '../../core/units.js';

/**
 * LAV: 12 stations of rings of lead-glass blocks around the beam, photomultipliers outside. Source of every number: DET §4.10 (FW19)
 * unless said otherwise.
 */

export const STATIONS = 12;
/** Blocks on one banana, by which they are numbered. */
const BANANA = 4;
/** Radial length of a block. */
export const BLOCK_LENGTH = 370 * mm;
/** Side of a block's face near the beam and of that at the photomultiplier. */
const INNER_FACE = 96 * mm;
const OUTER_FACE = 110 * mm;
/** From ring to ring: the length of the larger face and a gap of 10 mm. */
export const RING_PITCH = 120 * mm;
const HALF_FACE = 0.5 * INNER_FACE;
const TAPER = (0.5 * (OUTER_FACE - INNER_FACE)) / BLOCK_LENGTH;

interface Ring {
  readonly blocks: number;
  readonly innerRadius: number;
  readonly rings: number;
  /** Rotation from ring to ring [degrees]. */
  readonly rotation: number;
}
const SMALL: Ring = { blocks: 32, innerRadius: 536.5 * mm, rings: 5, rotation: -2.25 };
const MIDDLE: Ring = { blocks: 48, innerRadius: 767.5 * mm, rings: 5, rotation: -1.5 };
const LARGE: Ring = { blocks: 60, innerRadius: 980 * mm, rings: 4, rotation: -1.5 };
const LAST: Ring = { blocks: 64, innerRadius: 1070 * mm, rings: 4, rotation: 1.5 };

/** A station: its rings, where its matter begins and where the middle of banana 0 of its first ring is [degrees]. */
export interface Station extends Ring {
  readonly z: number;
  readonly phi: number;
}
const placed = (ring: Ring, z: number, phi: number): Station => ({ ...ring, z, phi });

/** Stations 1–12; place 0 is none. */
export const STATION: readonly (Station | undefined)[] = [
  undefined,
  ...[121_363, 128_973, 136_583, 144_193, 151_803].map((z) => placed(SMALL, z * mm, 98.86)),
  ...[165_313, 172_823, 180_333].map((z) => placed(MIDDLE, z * mm, 92.28)),
  placed(LARGE, 192_709 * mm, 92.25),
  placed(LARGE, 203_102 * mm, 104.25),
  placed(LARGE, 217_528 * mm, 92.25),
  placed(LAST, 238_313 * mm, 91.125),
];

/** Where the matter of a station ends. */
export const stationEnd = ({ z, rings }: Station): number => z + rings * RING_PITCH - 10 * mm;
/** Outer radius of the blocks of a station. */
export const outerRadius = ({ innerRadius }: Station): number => innerRadius + BLOCK_LENGTH;

/** Numbers of all blocks, station·10000 + layer·1000 + banana·10 + block, in order: conditions are in this order. */
export const BLOCK_CODES: Uint32Array = Uint32Array.from(
  STATION.flatMap((station, s) =>
    Array.from({ length: (station?.rings ?? 0) * (station?.blocks ?? 0) }, (_, i) => {
      const layer = Math.floor(i / station!.blocks);
      const place = i % station!.blocks;
      return s * 10_000 + layer * 1000 + Math.floor(place / BANANA) * 10 + (place % BANANA);
    }),
  ),
);

/** Place in `BLOCK_CODES` of every number; −1 for one that is none. */
export const BLOCK_INDEX: Int16Array = new Int16Array(BLOCK_CODES[BLOCK_CODES.length - 1]! + 1).fill(-1);
BLOCK_CODES.forEach((code, i) => {
  BLOCK_INDEX[code] = i;
});

/** Index of the first block of each station. */
const FIRST = new Int32Array(STATIONS + 1);
/** Direction of the axis of each block from the beam, and z of the middle of its ring. */
const AXIS_X = new Float64Array(BLOCK_CODES.length);
const AXIS_Y = new Float64Array(BLOCK_CODES.length);
const RING_Z = new Float64Array(BLOCK_CODES.length);
/** φ of the edge of the first block of the first ring, and width and rotation of a place [rad]. */
const DEGREE = Math.PI / 180;
const START = new Float64Array(STATIONS + 1);
const WIDTH = new Float64Array(STATIONS + 1);
const ROTATION = new Float64Array(STATIONS + 1);

BLOCK_CODES.forEach((code, i) => {
  const s = Math.floor(code / 10_000);
  const { blocks, rotation, z, phi } = STATION[s]!;
  const layer = Math.floor(code / 1000) % 10;
  const banana = Math.floor(code / 10) % 100;
  WIDTH[s] = (2 * Math.PI) / blocks;
  ROTATION[s] = rotation * DEGREE;
  START[s] = phi * DEGREE - 0.5 * BANANA * WIDTH[s]!;
  if (layer === 0 && code % 1000 === 0) FIRST[s] = i;
  const angle = START[s]! + layer * ROTATION[s]! + (banana * BANANA + (code % 10) + 0.5) * WIDTH[s]!;
  AXIS_X[i] = Math.cos(angle);
  AXIS_Y[i] = Math.sin(angle);
  RING_Z[i] = z + layer * RING_PITCH + 0.5 * OUTER_FACE;
});

/** z of the middle of the ring of the block with this index [mm]. */
export const ringZ = (index: number): number => RING_Z[index]!;
/** Distance of a point from the beam along the axis of the block with this index [mm]. */
export const alongAxis = (index: number, x: number, y: number): number => x * AXIS_X[index]! + y * AXIS_Y[index]!;

/** Half the thickness along the beam of the block with this index, at a point [mm]. */
export function halfThickness(index: number, x: number, y: number): number {
  const { innerRadius } = STATION[Math.floor(BLOCK_CODES[index]! / 10_000)]!;
  return HALF_FACE + TAPER * (alongAxis(index, x, y) - innerRadius);
}

/** Index of the block of a station whose glass is at a point; −1 between blocks and outside. About 30 ns. */
export function blockAt(s: number, x: number, y: number, z: number): number {
  const station = STATION[s];
  if (station === undefined) return -1;
  const { blocks, innerRadius, rings } = station;
  const layer = Math.floor((z - station.z) / RING_PITCH);
  if (!(layer >= 0 && layer < rings)) return -1;
  let place = Math.floor((Math.atan2(y, x) - START[s]! - layer * ROTATION[s]!) / WIDTH[s]!) % blocks;
  if (place < 0) place += blocks;
  const i = FIRST[s]! + layer * blocks + place;
  const along = x * AXIS_X[i]! + y * AXIS_Y[i]! - innerRadius;
  if (!(along >= 0 && along <= BLOCK_LENGTH)) return -1;
  const half = HALF_FACE + TAPER * along;
  const across = y * AXIS_X[i]! - x * AXIS_Y[i]!;
  return Math.abs(across) < half && Math.abs(z - RING_Z[i]!) < half ? i : -1;
}
