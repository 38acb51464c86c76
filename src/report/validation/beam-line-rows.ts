import { GeV, m } from '../../core/units.js';
import { CHAMBER_Z } from '../../detectors/straw/description.js';
import { beamLineField, GTK_Z } from '../../transport/beam-line.js';
import type { Field } from '../../transport/field.js';
import { MNP33_HALF_LENGTH, MNP33_Z } from '../../transport/mnp33.js';
import { na62Field } from '../../transport/na62-field.js';
import { SwimPath } from '../../transport/step-grid.js';
import { swim } from '../../transport/swim.js';
import { judge, plain } from './row.js';
import type { Group } from './samples.js';

const P = 75 * GeV;
/** Beam centroid: z and x [mm], the magnet's deflection taken as a kick at its centre. Source: DET §1.2 (X); z: DET §0.2 (FW19). */
const CENTROID: readonly (readonly [name: string, z: number, x: number])[] = [
  ['GTK3', GTK_Z[2], 0.7],
  ['105 m', 105 * m, 3.8],
  ['STRAW1', CHAMBER_Z[0]!, 98.0],
  ['STRAW2', CHAMBER_Z[1]!, 110.7],
  ['magnet', MNP33_Z, 114.2],
  ['STRAW3', CHAMBER_Z[2]!, 96.3],
  ['STRAW4', CHAMBER_Z[3]!, 61.7],
  ['RICH exit', 237.326 * m, 17.5],
  ['IRC', 239.612 * m, 12.0],
  ['LKr', 241.093 * m, 8.4],
  ['MUV3', 246.8 * m, -5.3],
];

const MAGNET = CENTROID.findIndex(([name]) => name === 'magnet');

/** Every magnet but the residual field of the decay tube. */
function magnets(): Field {
  const { regions, shape } = na62Field({ blueTube: false });
  return { regions: [...beamLineField().regions, ...regions], shape };
}

/** Place (x, y) [mm] at each of the planes of a ray of momentum `p` that is on the axis at GTK1. */
function ray(p: number, planes: readonly number[]): (readonly [number, number])[] {
  const path = new SwimPath().through(magnets(), [GTK_Z[0], ...planes]);
  const state = Float64Array.of(0, 0, 0, 0, 1 / p);
  return planes.map((_, k) => {
    swim(path, k, k + 1, state);
    return [state[0]!, state[1]!];
  });
}

/** The ray in front of the magnet, carried straight to its centre: where the list has the kick. */
function beforeKick(p: number): number {
  const from = MNP33_Z - MNP33_HALF_LENGTH;
  const [[a], [b]] = ray(p, [from - 1 * m, from]) as [readonly [number, number], readonly [number, number]];
  return b + ((b - a) * MNP33_HALF_LENGTH) / (1 * m);
}

/** The beam's optics. Source: DET §1.2. */
export const beamOptics: Group = {
  names: ['beam-centroid', 'beam-dispersion'],
  events: () => 0,
  rows: () => {
    const places = ray(
      P,
      CENTROID.map(([, z]) => z),
    );
    const inMagnet = places[MAGNET]![0];
    const away = CENTROID.map(([name, , x], k) => ({ name, by: (k === MAGNET ? beforeKick(P) : places[k]![0]) - x }));
    const worst = away.reduce((a, b) => (Math.abs(b.by) > Math.abs(a.by) ? b : a));
    const [[, below], [, above]] = [ray(P - 0.5 * GeV, [GTK_Z[1]])[0]!, ray(P + 0.5 * GeV, [GTK_Z[1]])[0]!];
    return Promise.resolve([
      judge({
        name: 'beam-centroid',
        quantity: 'x of the beam centroid from GTK3 to MUV3: largest deviation',
        kind: 'arithmetic',
        sample: 'one ray of 75 GeV/c on the axis at GTK1, swum without matter; residual field of the decay tube off',
        estimator: `x against the published list at ${CENTROID.map(([name]) => name).join(', ')}; at the magnet the line before it carried on to its centre, because the list has a kick there`,
        n: CENTROID.length,
        unit: 'mm',
        value: worst.by,
        error: null,
        expected: 0,
        band: [-1, 1],
        note: `at ${worst.name}; all: ${away.map((a) => `${a.name} ${plain(Number(a.by.toFixed(2)))}`).join(', ')}; x in the middle of the magnet itself ${inMagnet.toFixed(1)}`,
      }),
      judge({
        name: 'beam-dispersion',
        quantity: 'dy/dp at GTK2',
        kind: 'arithmetic',
        sample: 'rays of 74.5 and 75.5 GeV/c on the axis at GTK1, swum without matter',
        estimator: 'difference of y at GTK2',
        n: 2,
        unit: 'mm per GeV/c',
        value: above - below,
        error: null,
        expected: 0.8,
        band: [0.76, 0.84],
        toleranceText: '5 %',
      }),
    ]);
  },
};
