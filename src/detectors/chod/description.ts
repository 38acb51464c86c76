import { CLOCK_PERIOD } from '../../core/constants.js';
import { MeV, mm, ns } from '../../core/units.js';
import { FINE_WINDOW_COUNTS } from '../../event/raw-beam.js';
import { type TdcWindow, TRIGGER_REFERENCE_Z } from '../common/timing.js';

/**
 * NA48-CHOD: a plane of vertical and a plane of horizontal slabs, 16 a quadrant, each read by a PMT at its outer end.
 * Source of every number: DET §4.8 (FW19) unless said otherwise.
 */
/** The plane of vertical slabs is the reference of the trigger time. */
export const CHOD_V_Z = TRIGGER_REFERENCE_Z;
export const CHOD_H_Z = 239389 * mm;
export const SLABS = 128;
const PER_QUADRANT = 16;
const PER_PLANE = 4 * PER_QUADRANT;
export const SLAB_THICKNESS = 20 * mm;
/** Radiation lengths of one slab: half of the two. Source: DET §3. */
export const SLAB_X0 = 0.045;
export const CHOD_INNER_RADIUS = 128 * mm;
export const CHOD_OUTER_RADIUS = 1210 * mm;

const INNER_SLABS = 11;
const INNER_WIDTH = 65 * mm;
const OUTER_WIDTH = 99 * mm;
/** Lengths from the axis to the PMT, slabs of a quadrant from the beam outwards. */
const LENGTHS: readonly number[] = [...new Array<number>(8).fill(1210), 1191, 1126, 1061, 996, 897, 798, 699, 600];
const lowEdge = (k: number): number =>
  k < INNER_SLABS ? k * INNER_WIDTH : INNER_SLABS * INNER_WIDTH + (k - INNER_SLABS) * OUTER_WIDTH;

/** Signs of x and y in quadrants 0–3. Source: DET §0.1. */
const SIGN_X = [-1, -1, 1, 1];
const SIGN_Y = [1, -1, -1, 1];

/** Window of the readout: 5 clock periods (KAON §1, UCL), of which two before the trigger's own (not found: a choice). */
export const CHOD_WINDOW: TdcWindow = { lsb: CLOCK_PERIOD / 256, counts: FINE_WINDOW_COUNTS, periodsBefore: 2 };

/** Time of light along a slab [ns/mm], and its spread from slab to slab. */
export const LIGHT_PATH = 7.31e-3 * (ns / mm);
export const LIGHT_PATH_SIGMA = 0.29e-3 * (ns / mm);

/**
 * Spread of the time of one PMT. An input: a V–H pair corrected at the middle of its crossing is measured to 200 ps (DET §4.8). With the
 * count's 0.1 ns/√12 that is (200 ps)² = σ²/2 + (28 ps)²/2 + (97 ps)², the last the light path inside a crossing of two
 * 65 mm slabs.
 */
export const CHANNEL_SIGMA = 0.246 * ns;

/** Mean energy a minimum ionising particle leaves in a slab: two thirds of a NewCHOD tile's (DET §4.7). */
export const MIP_ENERGY = 4 * MeV;
/** Slewing, shape only (none is found): a linear rise of this length for a pulse just at threshold, an exponential fall. */
export const THRESHOLD = 1 * MeV;
export const RISE_TIME = 3 * ns;
export const FALL_TIME = 12 * ns;

/** Whether a slab belongs to the H plane. */
export const isHorizontal = (slab: number): boolean => slab >= PER_PLANE;
/** Quadrant 0–3 of a slab. */
export const quadrantOf = (slab: number): number => (slab >> 4) & 3;
/** Length of a slab from the axis to its PMT [mm]. */
export const slabLength = (slab: number): number => LENGTHS[slab & 15]!;
/** Half the width of a slab [mm]. */
export const slabHalfWidth = (slab: number): number => 0.5 * ((slab & 15) < INNER_SLABS ? INNER_WIDTH : OUTER_WIDTH);
/** Signed coordinate of the middle of a slab across it: x of a V slab, y of an H slab [mm]. */
export function slabCentre(slab: number): number {
  const sign = (isHorizontal(slab) ? SIGN_Y : SIGN_X)[quadrantOf(slab)]!;
  return sign * (lowEdge(slab & 15) + slabHalfWidth(slab));
}

/**
 * Slab at (x, y); −1 for none. Slabs of a quadrant are counted from the beam outwards (the order is not found). The hole is round, the outer
 * edge that of the slabs.
 * @param horizontal false: the V plane
 */
export function slabAt(horizontal: boolean, x: number, y: number): number {
  if (!(x * x + y * y > CHOD_INNER_RADIUS * CHOD_INNER_RADIUS)) return -1;
  const across = Math.abs(horizontal ? y : x);
  const along = Math.abs(horizontal ? x : y);
  const inner = INNER_SLABS * INNER_WIDTH;
  const k = Math.floor(across < inner ? across / INNER_WIDTH : INNER_SLABS + (across - inner) / OUTER_WIDTH);
  if (!(k < PER_QUADRANT && along < LENGTHS[k]!)) return -1;
  const quadrant = x < 0 ? (y >= 0 ? 0 : 1) : y < 0 ? 2 : 3;
  return (horizontal ? PER_PLANE : 0) + PER_QUADRANT * quadrant + k;
}

/** Whether a V and an H slab of one quadrant cross. */
export const slabsCross = (v: number, h: number): boolean =>
  lowEdge(h & 15) < slabLength(v) &&
  lowEdge(v & 15) < slabLength(h) &&
  Math.hypot(lowEdge((v & 15) + 1), lowEdge((h & 15) + 1)) > CHOD_INNER_RADIUS;
