import type { RandomStream } from '../core/random.js';
import type { Settings, Values } from '../core/settings.js';
import { GeV, m, mm, mrad } from '../core/units.js';

const SHAPES = 'DET §1.1 (beam shapes at GTK3, of the simulated beam tracks of FW19)';
const DEFAULT = 'DET §1.1 (emulator default at GTK3, of the simulated beam tracks of FW19)';

export const beamSettings = {
  z: { default: 102.4 * m, unit: 'm', doc: 'plane where the beam is drawn: GTK3', source: 'DET §1.2 (FW19)' },
  momentum: { default: 75 * GeV, unit: 'GeV', doc: 'mean momentum', source: DEFAULT },
  momentumSpread: { default: 0.82 * GeV, unit: 'GeV', doc: 'rms of the momentum', source: DEFAULT },
  slopeX: { default: 1.213 * mrad, unit: 'mrad', doc: 'mean dx/dz of a kaon at x = 0', source: DEFAULT },
  slopeXGradient: {
    default: (-0.0055 * mrad) / mm,
    unit: '',
    doc: 'change of dx/dz with x, rad per mm',
    source: DEFAULT,
  },
  slopeXSpread: { default: 0.083 * mrad, unit: 'mrad', doc: 'rms of dx/dz about that line', source: DEFAULT },
  slopeY: { default: 0.03 * mrad, unit: 'mrad', doc: 'mean dy/dz', source: DEFAULT },
  slopeYSpread: { default: 0.103 * mrad, unit: 'mrad', doc: 'rms of dy/dz', source: DEFAULT },
  xLow: { default: -32 * mm, unit: 'mm', doc: 'lower edge of the first bin of the shape in x', source: SHAPES },
  xBin: { default: 4 * mm, unit: 'mm', doc: 'width of its bins', source: SHAPES },
  yLow: { default: -13.5 * mm, unit: 'mm', doc: 'lower edge of the first bin of the shape in y', source: SHAPES },
  yBin: { default: 3 * mm, unit: 'mm', doc: 'width of its bins', source: SHAPES },
} as const satisfies Settings;

/** Fractions of beam tracks in bins of x and of y at GTK3. Source: DET §1.1. */
export const BEAM_SHAPE_X = [
  0.004, 0.022, 0.044, 0.058, 0.088, 0.093, 0.104, 0.099, 0.102, 0.103, 0.088, 0.081, 0.055, 0.04, 0.018, 0.001,
] as const;
export const BEAM_SHAPE_Y = [0.026, 0.061, 0.098, 0.159, 0.223, 0.188, 0.127, 0.081, 0.038] as const;

/** Length of a beam state: x, y [mm], dx/dz, dy/dz, momentum [MeV/c]. */
export const BEAM_STATE_SIZE = 5;

/** Running sums of the fractions, scaled so that the last is 1. */
function cumulative(fractions: readonly number[]): Float64Array {
  const sums = new Float64Array(fractions.length);
  let sum = 0;
  for (const [i, f] of fractions.entries()) sums[i] = sum += f;
  return sums.map((s) => s / sum);
}

/** Position in bins: inverse of the cumulative shape, straight inside a bin. */
function invert(sums: Float64Array, u: number): number {
  let i = 0;
  while (u >= sums[i]!) i++;
  const below = i === 0 ? 0 : sums[i - 1]!;
  return i + (u - below) / (sums[i]! - below);
}

/**
 * The K+ beam at GTK3's exit: x and y from the binned shapes, dx/dz along a line in x, Gaussian spreads. The shapes and spreads
 * are those of simulated beam tracks of all species; y and dy/dz, p and the rest are independent, their measured correlations
 * being below 0.1.
 * @returns a function that draws one kaon and writes x, y, dx/dz, dy/dz, p to `state[0…4]`
 */
export function kaonBeam(settings: Values<typeof beamSettings>): (random: RandomStream, state: Float64Array) => void {
  const xs = cumulative(BEAM_SHAPE_X);
  const ys = cumulative(BEAM_SHAPE_Y);
  return (random, state) => {
    const x = settings.xLow + settings.xBin * invert(xs, random.uniform());
    state[0] = x;
    state[1] = settings.yLow + settings.yBin * invert(ys, random.uniform());
    state[2] = settings.slopeX + settings.slopeXGradient * x + settings.slopeXSpread * random.gauss();
    state[3] = settings.slopeY + settings.slopeYSpread * random.gauss();
    state[4] = settings.momentum + settings.momentumSpread * random.gauss();
  };
}
