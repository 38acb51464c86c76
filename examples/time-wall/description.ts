import { PulseShape } from '../../src/detectors/common/pulse-shape.js';

/** An imagined wall of scintillator bars where the V plane of the NA48-CHOD stands. Nothing of it exists: every number is a choice. */
export const WALL_Z = 239_009;
export const BARS = 40;
/** Width of a bar and thickness of the wall [mm]. */
const BAR_WIDTH = 60;
export const THICKNESS = 20;
/** Half length of a bar, and half side of the square hole of the beam [mm]. */
export const HALF_LENGTH = 1200;
const HOLE = 130;
/** Smallest energy that gives a pulse [MeV]; spread of the time of a bar [ns]. */
export const THRESHOLD = 1;
export const SIGMA = 0.1;
/** Rise and fall of the pulse [ns]. */
export const SHAPE = new PulseShape(1, 4);

/** Number of the bar at (x, y); −1 outside. */
export function barAt(x: number, y: number): number {
  if (Math.abs(x) < HOLE && Math.abs(y) < HOLE) return -1;
  const bar = Math.floor(x / BAR_WIDTH + 0.5 * BARS);
  return bar >= 0 && bar < BARS && Math.abs(y) < HALF_LENGTH ? bar : -1;
}
