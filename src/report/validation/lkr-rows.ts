import { GeV } from '../../core/units.js';
import { spread } from '../../monitoring/core-fit.js';
import { fraction } from '../../monitoring/efficiency.js';
import { formatCount } from '../terminal.js';
import { type LkrSample, lkrShots } from './lkr-gun.js';
import { judge, printed, type Row } from './row.js';
import { type Bench, type Group, SETUP } from './samples.js';

const SEED = 61;
const PHOTON = 22;
const POSITRON = -11;
const PION = 211;
/** σE to 1.6 %. */
const PHOTONS = 2500;
/** A tail of 1 % to 0.2 %. */
const PIONS = 4000;
const ELECTRONS = 2000;
/** Energies with their rows [GeV]. */
const RESOLUTION = [1, 3, 10, 30, 50];
const TIME = [10, 30];
const CELLS = [5, 10, 20, 30];
const ENERGIES = [...new Set([...RESOLUTION, ...CELLS])].sort((a, b) => a - b);
const TRACK = 20;
/** Seed fraction of a shower. Source: DET §4.9 (AN16). */
const SEED_FRACTION = [0.18, 0.46] as const;
const PLACE = `even over the fiducial octagon, true conditions of ${SETUP}, known`;
/** Published resolution [%], E in GeV. Source: DET §4.9 (BHAM25). */
const published = (e: number): number => 100 * Math.sqrt(0.048 ** 2 / e + (0.11 / e) ** 2 + 0.009 ** 2);

/** Clusters of one kind and energy: what the rows show of them. */
interface Showers {
  readonly shot: number;
  readonly ratio: number[];
  readonly dx: number[];
  readonly dt: number[];
  readonly cells: number[];
  readonly seedFraction: number[];
}

function showers(bench: Bench, sample: LkrSample, clean: boolean): Showers {
  const out: Showers = { shot: sample.events, ratio: [], dx: [], dt: [], cells: [], seedFraction: [] };
  lkrShots(bench, sample, ({ x, time, cluster, clusters: { columns } }) => {
    if (cluster < 0 || (clean && columns.flags[cluster] !== 0)) return;
    out.ratio.push(columns.energy[cluster]! / sample.momentum);
    out.dx.push(columns.x[cluster]! - x);
    out.dt.push(columns.time[cluster]! - time);
    out.cells.push(columns.n_cells[cluster]!);
    out.seedFraction.push(columns.seed_fraction[cluster]!);
  });
  return out;
}

/** The calorimeter alone: resolution, size and identity of showers. */
export const lkrShowers: Group = {
  names: [
    ...RESOLUTION.map((e) => `lkr-energy-${e}`),
    'lkr-position',
    ...TIME.map((e) => `lkr-time-${e}`),
    ...CELLS.map((e) => `lkr-cells-${e}`),
    'lkr-seed-fraction',
    'lkr-electrons',
    'lkr-pions',
  ],
  events: () => ENERGIES.length * PHOTONS + ELECTRONS + PIONS,
  rows: async (bench) => {
    const of = new Map<number, Showers>();
    for (const e of ENERGIES) {
      of.set(e, showers(bench, { pdg: PHOTON, momentum: e * GeV, events: PHOTONS, seed: SEED }, true));
      await new Promise((resolve) => setTimeout(resolve));
    }
    const common = (e: number) => ({
      kind: 'full chain' as const,
      sample: `${formatCount(PHOTONS)} photons of ${e} GeV, ${PLACE}, no dead cell beside the seed, not near hole or edge, seed ${SEED}`,
      n: of.get(e)!.ratio.length,
    });
    return [
      ...RESOLUTION.map((e) => energyRow(e, of.get(e)!, common(e))),
      positionRow(of, common(10)),
      ...TIME.map((e) => timeRow(e, of.get(e)!, common(e))),
      ...CELLS.map((e) => cellsRow(e, of.get(e)!, common(e))),
      seedRow(of.get(10)!, common(10)),
      ...trackRows(bench),
    ];
  },
};

type Common = { readonly kind: 'full chain'; readonly sample: string; readonly n: number };

function energyRow(e: number, { ratio, shot }: Showers, common: Common): Row {
  const { mean, sigma, sigmaError } = spread(ratio);
  const want = published(e);
  return judge({
    ...common,
    name: `lkr-energy-${e}`,
    quantity: `LKr σE/E of a photon at ${e} GeV`,
    estimator: 'corrected energy, standard deviation over mean',
    unit: '%',
    value: (100 * sigma) / mean,
    error: (100 * sigmaError) / mean,
    expected: want,
    band: [0.9 * want, 1.1 * want],
    expectedText: want.toFixed(2),
    note: `closure of the tuned term; mean E/true ${mean.toFixed(4)}; clean clusters of ${((100 * ratio.length) / shot).toFixed(1)} % of the photons`,
  });
}

function positionRow(of: ReadonlyMap<number, Showers>, common: Common): Row {
  const at = (e: number) => spread(of.get(e)!.dx).sigma.toFixed(2);
  const { sigma, sigmaError, mean } = spread(of.get(10)!.dx);
  return printed({
    ...common,
    name: 'lkr-position',
    quantity: 'LKr σx of a photon at 10 GeV',
    estimator: 'cluster − true x at the front plane, standard deviation',
    unit: 'mm',
    value: sigma,
    error: sigmaError,
    expectedText: '1.46 (NA48: 4.2/√E ⊕ 0.6)',
    note: `mean ${mean.toFixed(3)} mm; ${at(1)}, ${at(3)}, ${at(30)} mm at 1, 3, 30 GeV; closure of the tuned spread of the axis`,
  });
}

function timeRow(e: number, { dt }: Showers, common: Common): Row {
  const { mean, sigma, sigmaError } = spread(dt);
  return judge({
    ...common,
    name: `lkr-time-${e}`,
    quantity: `LKr σt of a photon at ${e} GeV`,
    estimator: 'time of the seed − true time, standard deviation',
    unit: 'ns',
    value: sigma,
    error: sigmaError,
    expected: null,
    band: [0.8 * 0.56, 1.2 * 0.64],
    expectedText: '0.56 to 0.64',
    toleranceText: '0.45 to 0.77',
    note: `mean ${mean.toFixed(3)} ns`,
  });
}

function cellsRow(e: number, { cells }: Showers, common: Common): Row {
  const { mean, sigma } = spread(cells);
  const want = 2.21 + 0.93 * e;
  return judge({
    ...common,
    name: `lkr-cells-${e}`,
    quantity: `LKr cells above zero suppression, photon of ${e} GeV`,
    estimator: 'mean number of cells of the cluster',
    value: mean,
    error: sigma / Math.sqrt(cells.length),
    expected: want,
    band: [0.75 * want, 1.25 * want],
    toleranceText: '25 %',
    note: 'closure of the tuned profile; the cut that the source of the figure makes on e.m. clusters takes 1 to 2 times 0.93 E above 2.21',
  });
}

function seedRow({ seedFraction }: Showers, common: Common): Row {
  const [low, high] = SEED_FRACTION;
  const inside = fraction(seedFraction.filter((f) => f > low && f < high).length, seedFraction.length);
  const sorted = Float64Array.from(seedFraction).sort();
  return judge({
    ...common,
    name: 'lkr-seed-fraction',
    quantity: `photons of 10 GeV with a seed fraction of ${low} to ${high}`,
    estimator: 'energy of the seed over that of the cluster; Wilson interval',
    unit: '%',
    value: 100 * inside.value,
    error: null,
    expected: null,
    band: [98, 100],
    expectedText: '> 98',
    toleranceText: 'none',
    note: `from ${sorted[0]!.toFixed(3)} to ${sorted[sorted.length - 1]!.toFixed(3)}`,
  });
}

/** Identity by E/p, with the true momentum. */
function trackRows(bench: Bench): Row[] {
  const sample = (pdg: number, events: number) =>
    showers(bench, { pdg, momentum: TRACK * GeV, events, seed: SEED }, false);
  const electrons = sample(POSITRON, ELECTRONS);
  const pions = sample(PION, PIONS);
  const share = (s: Showers, accept: (ratio: number) => boolean) => fraction(s.ratio.filter(accept).length, s.shot);
  const e = share(electrons, (r) => r > 0.9 && r < 1.1);
  const pi = share(pions, (r) => r > 0.9);
  const kind = 'full chain' as const;
  const mip = fraction(pions.ratio.filter((r) => r < 0.05).length + pions.shot - pions.ratio.length, pions.shot);
  return [
    judge({
      kind,
      name: 'lkr-electrons',
      quantity: 'e⁺ with 0.9 < E/p < 1.1',
      sample: `${formatCount(ELECTRONS)} e⁺ of ${TRACK} GeV/c, ${PLACE}, seed ${SEED}`,
      estimator: 'share of all, nearest cluster within 100 mm, true momentum; Wilson interval',
      n: electrons.shot,
      unit: '%',
      value: 100 * e.value,
      error: null,
      expected: null,
      band: [98, 100],
      expectedText: '> 98',
      toleranceText: 'none',
      note: `${(100 * e.low).toFixed(2)} to ${(100 * e.high).toFixed(2)} %`,
    }),
    judge({
      kind,
      name: 'lkr-pions',
      quantity: 'π⁺ with E/p > 0.9',
      sample: `${formatCount(PIONS)} π⁺ of ${TRACK} GeV/c, ${PLACE}, seed ${SEED}`,
      estimator: 'share of all, nearest cluster within 100 mm, true momentum; Wilson interval',
      n: pions.shot,
      unit: '%',
      value: 100 * pi.value,
      error: 50 * (pi.high - pi.low),
      expected: null,
      band: [0.3, 2],
      expectedText: '0.3 to 2',
      toleranceText: 'none',
      note: `shape is a placeholder; E/p < 0.05 or no cluster ${(100 * mip.value).toFixed(1)} %, no cluster ${(100 * (1 - pions.ratio.length / pions.shot)).toFixed(1)} %`,
    }),
  ];
}
