import { MNP33_HALF_LENGTH, MNP33_Z } from '../../transport/mnp33.js';
import { na62Field } from '../../transport/na62-field.js';
import { SwimPath } from '../../transport/step-grid.js';
import { swim } from '../../transport/swim.js';
import { judge } from './row.js';
import type { Group } from './samples.js';

/** Stiff enough to stay on its line within 0.3 mm. */
const MOMENTUM = 1e6;

/** Transverse momentum [MeV/c] that an axial track at `x` [mm] gets from the spectrometer magnet. */
function kick(x: number): number {
  const state = Float64Array.of(x, 0, 0, 0, 1 / MOMENTUM);
  swim(new SwimPath().between(na62Field(), MNP33_Z - MNP33_HALF_LENGTH, MNP33_Z + MNP33_HALF_LENGTH), 0, 1, state);
  const [, , tx, ty] = state as unknown as [number, number, number, number];
  return (-MOMENTUM * tx) / Math.sqrt(1 + tx * tx + ty * ty);
}

const POINTS = [
  { name: 'field-integral-axis', at: 'on the axis', x: 0, expected: 270.1, tolerance: 0.3 },
  { name: 'field-integral-0.6m', at: 'at x = 0.6 m', x: 600, expected: 262, tolerance: 1 },
] as const;

/** Kick of the spectrometer magnet. Source: DET §2.1, §9.1. */
export const fieldIntegral: Group = {
  names: POINTS.map((p) => p.name),
  events: () => 0,
  rows: () =>
    Promise.resolve(
      POINTS.map(({ name, at, x, expected, tolerance }) =>
        judge({
          name,
          quantity: `∫B of MNP33 within ± 3.9 m ${at}`,
          kind: 'arithmetic',
          sample: 'one axial track of 1 TeV/c, swum without matter',
          estimator: 'change of the momentum in x',
          n: 1,
          unit: 'MeV/c',
          value: kick(x),
          error: null,
          expected,
          band: [expected - tolerance, expected + tolerance],
        }),
      ),
    ),
};
