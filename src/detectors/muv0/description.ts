import { MeV, mm, ns } from '../../core/units.js';
import { SCINTILLATOR_LOSS } from '../common/ionisation.js';
import { PulseShape } from '../common/pulse-shape.js';

/**
 * MUV0: nine scintillator counters beside the RICH on the side of positive x, for soft π− of K3π. Source of every number: DET §4.11 (FW19)
 * unless said otherwise.
 */
export const MUV0_Z = 237_358 * mm;
export const MUV0_THICKNESS = 20 * mm;
/** Depth in radiation lengths, of 413 mm of polystyrene. Source: PDG. */
export const MUV0_X0 = MUV0_THICKNESS / 413;
export const MUV0_COUNTERS = 9;
const CENTRE_X = 2245 * mm;
const MUV0_HALF_SIDE = 700 * mm;

/** Columns and rows are 400, 600 and 400 mm: the widths are 600 and 400; which where is not found, a choice. */
const INNER_HALF = 300 * mm;
const third = (u: number): number => (u < -INNER_HALF ? 0 : u < INNER_HALF ? 1 : 2);

/** Number of the counter at (x, y), from −x, −y row by row (not found: a choice); −1 outside. */
export function counterAt(x: number, y: number): number {
  const u = x - CENTRE_X;
  if (!(Math.abs(u) < MUV0_HALF_SIDE && Math.abs(y) < MUV0_HALF_SIDE)) return -1;
  return third(u) + 3 * third(y);
}

/** Mean energy of a minimum ionising particle: 0.2 MeV/mm, DET §4.7. */
export const MIP_ENERGY = SCINTILLATOR_LOSS * MUV0_THICKNESS;
/** Smallest energy that gives a pulse, time constants of the pulse, spread of its time. Not found: placeholders. */
export const THRESHOLD = 1 * MeV;
const RISE_TIME = 1.5 * ns;
const FALL_TIME = 6 * ns;
export const CHANNEL_SIGMA = 0.5 * ns;
export const MUV0_SHAPE = new PulseShape(RISE_TIME, FALL_TIME);
