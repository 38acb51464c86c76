import { gaussianCore } from '../../monitoring/core-fit.js';
import { fraction } from '../../monitoring/efficiency.js';
import { formatCount } from '../terminal.js';
import { CROWD_SEED, type Crowd, DETECTORS, k3piCrowd } from './crowd-sample.js';
import { AXES, SELECTION } from './k3pi-rows.js';
import { judge, printed, type Row, withError } from './row.js';
import type { Group } from './samples.js';

/** Mean intensities of the spill [MHz]. */
const INTENSITIES = [0, 150, 300, 450, 600, 750] as const;
/** The one that is judged, and the one compared with no pile-up at all. */
const GATE = 600;
const TYPICAL = 450;
const decays = (small: boolean, intensity: number): number => {
  if (intensity === 0 || intensity === TYPICAL) return small ? 1_500 : 8_000;
  if (intensity === GATE) return small ? 1_500 : 4_000;
  return small ? 500 : 2_500;
};

const text = (crowd: Crowd, intensity: number): string =>
  `${formatCount(crowd.events)} K3π decays in 105–180 m at ${intensity} MHz, seed ${CROWD_SEED}`;

/** Efficiency and fakes at one intensity. */
function trackRows(crowd: Crowd, intensity: number): Row[] {
  const found = fraction(crowd.found, crowd.pions);
  const fakes = fraction(crowd.fakes, crowd.tracks);
  const seen = intensity === 0 ? {} : { note: `${crowd.seen.toFixed(0)} MHz at the mean event` };
  const efficiency = {
    ...seen,
    name: `straw-efficiency-${intensity}`,
    quantity: `STRAW track efficiency above 15 GeV/c, K3π at ${intensity} MHz`,
    kind: 'full chain',
    sample: `${text(crowd, intensity)}; pions of the decay above 15 GeV/c that reach the last plane, in all planes R < 1 m and beyond 75 mm from the hole's centre`,
    estimator: 'share of pions with a track that has ≥ 70 % of its hits from them; Wilson interval',
    n: crowd.pions,
    unit: '%',
    value: 100 * found.value,
    error: 50 * (found.high - found.low),
  } as const;
  const fake = {
    ...seen,
    name: `straw-fakes-${intensity}`,
    quantity: `fakes among tracks, K3π at ${intensity} MHz`,
    kind: 'full chain',
    sample: `${text(crowd, intensity)}; every track found`,
    estimator:
      'share of tracks with < 70 % of their hits from one trajectory (a pion and its muon are one); Wilson interval',
    n: crowd.tracks,
    unit: '%',
    value: 100 * fakes.value,
    error: 50 * (fakes.high - fakes.low),
  } as const;
  return intensity === GATE
    ? [
        judge({ ...efficiency, expected: null, band: [97, 100], expectedText: '> 97' }),
        judge({ ...fake, expected: null, band: [0, 2], expectedText: '< 2' }),
      ]
    : [printed({ ...efficiency, expectedText: 'none' }), printed({ ...fake, expectedText: 'none' })];
}

/** Efficiency without pile-up by distance from the hole: there, not beside other pions, are the tracks that are lost. */
function ringRow(crowd: Crowd, ring: keyof Crowd['rings']): Row {
  const { pions, found } = crowd.rings[ring];
  const { value, low, high } = fraction(found, pions);
  return printed({
    name: `straw-efficiency-${ring}`,
    quantity: `STRAW track efficiency above 15 GeV/c, K3π without pile-up, ${RING_TEXT[ring]} from the hole's centre`,
    kind: 'full chain',
    sample: `${text(crowd, 0)}; pions of the decay above 15 GeV/c that reach the last plane, in all planes R < 1 m; smallest distance of all chambers`,
    estimator: 'share of pions with a track that has ≥ 70 % of its hits from them; Wilson interval',
    n: pions,
    unit: '%',
    value: 100 * value,
    error: 50 * (high - low),
    expectedText: 'none',
    note: `${pions - found} lost`,
  });
}

const RING_TEXT = { edge: '63.8–75 mm', beside: '75–90 mm', beyond: 'more than 90 mm' } as const;
const RINGS = ['edge', 'beside', 'beyond'] as const;

/** One figure without and with pile-up. */
interface Compared {
  readonly name: string;
  readonly quantity: string;
  readonly estimator: string;
  readonly unit?: string;
  readonly of: (crowd: Crowd) => { readonly n: number; readonly value: number; readonly error: number | null };
}

const perEvent = (total: number, { events }: Crowd) => ({ n: events, value: total / events, error: null });

const COMPARED: readonly Compared[] = [
  {
    name: 'mass-width',
    quantity: 'σ m(3π)',
    estimator: 'Gaussian core ± 1.5 σ',
    unit: 'MeV/c²',
    of: ({ mass }) => {
      const { n, sigma, sigmaError } = gaussianCore(mass, 1.5);
      return { n, value: sigma, error: sigmaError };
    },
  },
  {
    name: 'mass-mean',
    quantity: 'mean m(3π)',
    estimator: 'Gaussian core ± 1.5 σ',
    unit: 'MeV/c²',
    of: ({ mass }) => {
      const { n, mean, meanError } = gaussianCore(mass, 1.5);
      return { n, value: mean, error: meanError };
    },
  },
  {
    name: 'k3pi',
    quantity: 'decays with a K3π candidate',
    estimator: 'share of decays; Wilson interval',
    unit: '%',
    of: ({ mass, events }) => {
      const { value, low, high } = fraction(mass.length, events);
      return { n: events, value: 100 * value, error: 50 * (high - low) };
    },
  },
  ...AXES.map(
    (axis): Compared => ({
      name: `vertex-pull-${axis}`,
      quantity: `pull of vertex ${axis}: width`,
      estimator: "(found − true)/own error, Gaussian core ± 2 σ; true: the kaon's decay point",
      of: ({ pulls }) => {
        const { n, sigma, sigmaError } = gaussianCore(pulls[axis], 2);
        return { n, value: sigma, error: sigmaError };
      },
    }),
  ),
  {
    name: 'tracks',
    quantity: 'STRAW tracks an event',
    estimator: 'mean number',
    of: (crowd) => perEvent(crowd.tracks, crowd),
  },
  ...DETECTORS.map(
    (detector): Compared => ({
      name: `hits-${detector}`,
      quantity: `${detector.toUpperCase()} hits an event`,
      estimator: 'mean number of raw hits, one edge or both',
      of: (crowd) => perEvent(crowd.hits[detector], crowd),
    }),
  ),
];

/** The same decays with pile-up beside those without. */
function comparison({ name, quantity, estimator, unit = '', of }: Compared, alone: Crowd, crowd: Crowd): Row {
  const before = of(alone);
  const after = of(crowd);
  return printed({
    name: `crowd-${name}`,
    quantity: `${quantity}, at ${TYPICAL} MHz (expected: the same decays without pile-up)`,
    kind: 'full chain',
    sample: `${text(crowd, TYPICAL)}${after.error === null ? '' : `; ${SELECTION}`}`,
    estimator,
    unit,
    ...after,
    expectedText: before.error === null ? before.value.toFixed(1) : withError(before.value, before.error),
  });
}

/** K3π in the crowd: tracks against intensity, and what pile-up changes. */
export const k3piInCrowd: Group = {
  names: [
    ...INTENSITIES.flatMap((i) => [`straw-efficiency-${i}`, `straw-fakes-${i}`]),
    ...RINGS.map((ring) => `straw-efficiency-${ring}`),
    ...COMPARED.map(({ name }) => `crowd-${name}`),
  ],
  events: (small) => INTENSITIES.reduce<number>((sum, i) => sum + decays(small, i), 0),
  rows: async (bench) => {
    const crowds = new Map<number, Crowd>();
    for (const i of INTENSITIES) crowds.set(i, await k3piCrowd(bench, i, decays(bench.small, i)));
    return [
      ...INTENSITIES.flatMap((i) => trackRows(crowds.get(i)!, i)),
      ...RINGS.map((ring) => ringRow(crowds.get(0)!, ring)),
      ...COMPARED.map((figure) => comparison(figure, crowds.get(0)!, crowds.get(TYPICAL)!)),
    ];
  },
};
