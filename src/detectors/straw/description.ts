import { CLOCK_PERIOD } from '../../core/constants.js';
import { mm, ns } from '../../core/units.js';
import { STRAW_WINDOW_COUNTS } from '../../event/raw.js';
import { MYLAR_X0 } from '../../transport/material.js';
import type { TdcWindow } from '../common/timing.js';

/**
 * STRAW spectrometer: 4 chambers of 4 views (U, V, X, Y) of 4 planes of straws.
 * Source of every number: DET §4.5 (FW19, TRIG) unless said otherwise.
 */
export const CHAMBERS = 4;
export const VIEWS = 4;
export const PLANES_PER_VIEW = 4;
export const PLANES = CHAMBERS * VIEWS * PLANES_PER_VIEW;
/** Slots in the channel code of one plane; 112 of them hold a straw. */
export const SLOTS = 122;
/** Channel codes run from 0 to CHANNELS − 1; 7168 of them are equipped. */
export const CHANNELS = PLANES * SLOTS;

/** z of the chamber centres, with the alignment shifts −0.1, −3.1, −9.1, −9.3 mm. */
export const CHAMBER_Z: readonly number[] = [183508 - 0.1, 194066 - 3.1, 204459 - 9.1, 218885 - 9.3];
/** z of the first plane of each view from the chamber centre, order U, V, X, Y. */
const VIEW_Z: readonly number[] = [-173.5, -116.5, 116.5, 173.5];
/** z of the planes from the first plane of their view. */
const PLANE_Z: readonly number[] = [0, 11, 26, 37];

export const PITCH = 17.6 * mm;
export const INNER_RADIUS = 4.875 * mm;
/** Straws reach this far from the middle of the view along the wire: half of 2.1 m. */
export const HALF_LENGTH = 1050 * mm;

/** Wire position of slot 0, by view and plane. */
const SLOT0: readonly (readonly number[])[] = [
  [-1058.2, -1067.0, -1071.4, -1062.6],
  [-1062.6, -1071.4, -1067.0, -1058.2],
  [-1058.2, -1067.0, -1071.4, -1062.6],
  [-1080.2, -1089.0, -1084.6, -1075.8],
];
const EQUIPPED: readonly [number, number] = [-1054.5, 1037.5];
/** Beam hole of a view: no straw has its wire strictly inside. By view (U, V, X, Y) and chamber. */
const UV_HOLE: readonly (readonly [number, number])[] = [
  [6.7, 134.2],
  [15.5, 143.0],
  [2.2, 129.8],
  [-24.2, 103.4],
];
const X_HOLE: readonly (readonly [number, number])[] = [
  [37.4, 165.0],
  [50.6, 178.2],
  [28.7, 156.2],
  [-11.0, 116.6],
];
const Y_HOLE: readonly [number, number] = [-63.8, 63.8];

/** Centre of the beam hole in x, by chamber (y = 0), and its half-width in every view. */
export const HOLE_X: readonly number[] = [101.2, 114.4, 92.4, 52.8];
export const HOLE_HALF_WIDTH = 63.8 * mm;
/** Outer radius of the acceptance. */
export const OUTER_RADIUS = 1000 * mm;

/** Radiation length fraction of one plane; a chamber has 16. Source: DET §3. */
export const X0_PER_PLANE = 0.03e-2;

/** One TDC count, period / 32 [ns]. Source: DET §0.1. */
export const TDC_LSB = CLOCK_PERIOD / 32;
/** Readout window: 16 slots of 32 counts, 4 of them before the trigger's clock period: −100 … 300 ns. Source: DET §4.5. */
export const STRAW_TDC: TdcWindow = { lsb: TDC_LSB, counts: STRAW_WINDOW_COUNTS, periodsBefore: 4 };
/** Longest drift time accepted [ns]. */
export const MAX_DRIFT = 170;

export type ViewName = 'U' | 'V' | 'X' | 'Y';
export const VIEW_NAMES: readonly ViewName[] = ['U', 'V', 'X', 'Y'];

const R = Math.SQRT1_2;
/** Direction of the measured coordinate: u = VIEW_COS·x + VIEW_SIN·y. U measures (x − y)/√2, V (x + y)/√2. */
export const VIEW_COS: readonly number[] = [R, R, 1, 0];
export const VIEW_SIN: readonly number[] = [-R, R, 0, 1];

/** One plane of straws. */
export interface Plane {
  /** 0 … 63, in the order of z; also the plane's place in the channel code. */
  readonly index: number;
  readonly chamber: number;
  readonly view: number;
  /** 0 … 3 inside the view. */
  readonly layer: number;
  readonly z: number;
  readonly cos: number;
  readonly sin: number;
  /** Nominal wire position of slot 0 [mm]; slot j lies at slot0 + j · PITCH. */
  readonly slot0: number;
}

/** The hole range of a view along its measured coordinate. */
export function holeRange(chamber: number, view: number): readonly [number, number] {
  if (view === 3) return Y_HOLE;
  return (view === 2 ? X_HOLE : UV_HOLE)[chamber]!;
}

/**
 * Whether a plane has straws where a trajectory crosses it: outside the beam hole, inside the acceptance.
 * @param u measured coordinate of (x, y) [mm]
 */
export function hasStraws(plane: Plane, x: number, y: number, u: number): boolean {
  const [lo, hi] = holeRange(plane.chamber, plane.view);
  return (u < lo || u > hi) && x * x + y * y < OUTER_RADIUS * OUTER_RADIUS;
}

/** All 64 planes in order of z. */
export const PLANE_LIST: readonly Plane[] = Array.from({ length: PLANES }, (_, index) => {
  const chamber = index >> 4;
  const view = (index >> 2) & 3;
  const layer = index & 3;
  return {
    index,
    chamber,
    view,
    layer,
    z: CHAMBER_Z[chamber]! + VIEW_Z[view]! + PLANE_Z[layer]!,
    cos: VIEW_COS[view]!,
    sin: VIEW_SIN[view]!,
    slot0: SLOT0[view]![layer]!,
  };
});

/** Nominal wire position of every channel code [mm]. */
export const WIRE: Float64Array = Float64Array.from({ length: CHANNELS }, (_, code) => {
  const plane = PLANE_LIST[Math.floor(code / SLOTS)]!;
  return plane.slot0 + (code % SLOTS) * PITCH;
});

/**
 * 1 for channel codes that hold a straw. Wires lie exactly on the range edges, so positions are compared in integer
 * tenths of a millimetre; a wire on an edge is equipped.
 */
export const IS_EQUIPPED: Uint8Array = Uint8Array.from({ length: CHANNELS }, (_, code) => {
  const plane = PLANE_LIST[Math.floor(code / SLOTS)]!;
  const tenths = (v: number) => Math.round(v * 10);
  const w = tenths(WIRE[code]!);
  const [lo, hi] = holeRange(plane.chamber, plane.view);
  const inRange = w >= tenths(EQUIPPED[0]) && w <= tenths(EQUIPPED[1]);
  return inRange && (w <= tenths(lo) || w >= tenths(hi)) ? 1 : 0;
});

/** Plane index (0 … 63) of a channel code. */
export const planeOf = (channel: number): number => Math.floor(channel / SLOTS);

/** Half-width of the road a straw covers: used to look up the straw nearest to a coordinate. */
export const nearestSlot = (plane: Plane, u: number): number => Math.round((u - plane.slot0) / PITCH);

/** Thickness of one plane along z as Mylar of the same radiation length fraction [mm]. Source: DET §3. */
export const PLANE_MYLAR = X0_PER_PLANE * MYLAR_X0;

/**
 * Trailing edge after the passage of the particle: mean and standard deviation [ns], the same for every radius. A pulse
 * lasts at least 5 ns, which moves the mean by 0.2 ns at 80 ns of drift, 3.4 ns at 120, 9.6 ns at 140, and by 1.2 ns over a
 * straw lit evenly. Source: DET §4.5 (FW19); the shifts follow from it.
 */
export const TRAILING_MEAN = 150 * ns;
export const TRAILING_SIGMA = 30 * ns;
/** Shortest pulse: from leading to trailing edge. Source: DET §4.5 (at least leading + 5 ns). */
export const MIN_WIDTH = 5 * ns;
