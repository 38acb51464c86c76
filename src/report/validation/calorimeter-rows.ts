import { GeV } from '../../core/units.js';
import { spread } from '../../monitoring/core-fit.js';
import { fraction } from '../../monitoring/efficiency.js';
import { formatCount } from '../terminal.js';
import { type CalorimeterBatch, calorimeterBatches } from './calorimeter-gun.js';
import { judge, printed, type Row } from './row.js';
import { type Bench, type Group, SETUP } from './samples.js';

const SEED = 67;
const PIONS = (small: boolean): number => (small ? 1000 : 4000);
const MUONS = (small: boolean): number => (small ? 500 : 2000);
/** Momenta of the resolution [GeV/c]. */
const MOMENTA = [20, 40];
const RANGE = [15 * GeV, 35 * GeV] as const;
const PLACE = `even over the fiducial volumes of LKr, MUV1 and MUV2, true tracks, true conditions of ${SETUP}, known`;
/** Published resolution of the three [%], E in GeV. Source: DET §4.12 (M*). */
const published = (e: number): number => 100 * Math.sqrt(0.115 ** 2 + 0.38 ** 2 / e + (1.37 / e) ** 2);
/** Weights of the LKr that are tried: its scale is that of photons. */
const WEIGHTS = Array.from({ length: 41 }, (_, i) => 0.5 + 0.05 * i);

/** What the calorimeters say of one particle [MeV]. */
interface Seen {
  readonly p: number;
  readonly eop: number;
  /** All clusters of the event. */
  readonly lkr: number;
  readonly muv: number;
  /** Of the clusters of the track; 0 without. */
  readonly muv1: number;
  readonly muv2: number;
  /** Of the track's MUV1 cluster; NaN without. */
  readonly rms: number;
  readonly seedFraction: number;
  readonly through: boolean;
}

function particles(bench: Bench, pdg: number, momentum: readonly [number, number], events: number): Seen[] {
  const seen: Seen[] = [];
  calorimeterBatches(bench, { pdg, momentum, events, seed: SEED }, (batch) => {
    for (let e = 0; e < batch.size; e++) seen.push(look(batch, e));
  });
  return seen;
}

function look(batch: CalorimeterBatch, e: number): Seen {
  const { muv1, muv1_energy, muv2_energy } = batch.track_hadrons.columns;
  const cluster = batch.muv_clusters.offsets[e]! + muv1[e]!;
  const of = (column: Float64Array) => (muv1[e]! < 0 ? Number.NaN : column[cluster]!);
  const showers = batch.hadron_showers;
  return {
    p: batch.tracks.columns.p[e]!,
    eop: batch.track_clusters.columns.eop[e]!,
    lkr: total(batch.lkr_clusters, e),
    muv: total(batch.muv_clusters, e),
    muv1: muv1_energy[e]!,
    muv2: muv2_energy[e]!,
    rms: of(batch.muv_clusters.columns.rms),
    seedFraction: of(batch.muv_clusters.columns.seed_fraction),
    through: showers.offsets[e + 1]! > showers.offsets[e]! && showers.columns.punch_through[showers.offsets[e]!]! > 0,
  };
}

function total(clusters: CalorimeterBatch['lkr_clusters'] | CalorimeterBatch['muv_clusters'], e: number): number {
  let sum = 0;
  for (let k = clusters.offsets[e]!; k < clusters.offsets[e + 1]!; k++) sum += clusters.columns.energy[k]!;
  return sum;
}

const kind = 'full chain' as const;
const sampleText = (n: number, what: string): string => `${formatCount(n)} ${what}, ${PLACE}, seed ${SEED}`;
const median = (values: readonly number[]): number => Float64Array.from(values).sort()[values.length >> 1]!;
const found = (values: readonly number[]): number[] => values.filter((v) => !Number.isNaN(v));
const perCent = (part: number): string => `${(100 * part).toFixed(1)} %`;

function resolutionRow(bench: Bench, e: number): Row {
  const seen = particles(bench, 211, [e * GeV, e * GeV], PIONS(bench.small));
  const at = (weight: number) => spread(seen.map(({ lkr, muv }) => weight * lkr + muv));
  const relative = (weight: number) => at(weight).sigma / at(weight).mean;
  const weight = WEIGHTS.reduce((best, w) => (relative(w) < relative(best) ? w : best));
  const { mean, sigma, sigmaError } = at(weight);
  return printed({
    name: `hadron-energy-${e}`,
    quantity: `σE/E of a pion of ${e} GeV/c in LKr, MUV1 and MUV2`,
    kind,
    sample: sampleText(seen.length, `π⁺ of ${e} GeV/c`),
    estimator: 'all clusters, LKr with the weight that gives the least spread; standard deviation over mean',
    n: seen.length,
    unit: '%',
    value: (100 * sigma) / mean,
    error: (100 * sigmaError) / mean,
    expectedText: published(e).toFixed(1),
    note: `weight ${weight.toFixed(2)}, mean ${(mean / (e * GeV)).toFixed(2)} of the energy; expected 11.5 % ⊕ 38 %/√E ⊕ 137 %/E (recalled); shapes are placeholders`,
  });
}

function muonRow(name: 'muv1' | 'muv2', muons: readonly Seen[], band: readonly [number, number], text: string): Row {
  const energies = muons.map((m) => m[name]).filter((e) => e > 0);
  const value = median(energies) / GeV;
  return printed({
    name: `${name}-muons`,
    quantity: `${name.toUpperCase()} energy of a muon of 15–35 GeV/c`,
    kind,
    sample: sampleText(muons.length, 'μ⁺ of 15–35 GeV/c'),
    estimator: 'cluster of the track, median',
    n: energies.length,
    unit: 'GeV',
    value,
    error: null,
    expectedText: text,
    note: `${value >= band[0] && value <= band[1] ? 'as' : 'not as'} the sheet has it, unsourced; mean ${(spread(energies).mean / GeV).toFixed(2)} GeV; found ${perCent(energies.length / muons.length)}`,
  });
}

/** What tells a pion from a muon, both at 15–35 GeV/c. */
function separationRow(pions: readonly Seen[], muons: readonly Seen[]): Row {
  const like = ({ eop, muv1, muv2, p, seedFraction }: Seen) =>
    eop < 0.1 && (muv1 + muv2) / p < 0.2 && !(seedFraction < 0.7);
  const share = (list: readonly Seen[]) => list.filter(like).length / list.length;
  const told = (list: readonly Seen[]) =>
    `LKr E/p ${median(list.map((s) => s.eop)).toFixed(3)}, (MUV1 + MUV2)/p ${median(list.map((s) => (s.muv1 + s.muv2) / s.p)).toFixed(3)}, rms ${median(found(list.map((s) => s.rms))).toFixed(0)} mm, seed fraction ${median(found(list.map((s) => s.seedFraction))).toFixed(2)}`;
  const { value, low, high } = fraction(pions.filter(like).length, pions.length);
  return printed({
    name: 'calorimeters-pions-as-muons',
    quantity: 'pions of 15–35 GeV/c that look like a muon to LKr, MUV1 and MUV2',
    kind,
    sample: sampleText(pions.length, 'π⁺ of 15–35 GeV/c'),
    estimator: 'LKr E/p < 0.1, (MUV1 + MUV2)/p < 0.2, no MUV1 cluster with a seed fraction below 0.7; Wilson interval',
    n: pions.length,
    unit: '%',
    value: 100 * value,
    error: 50 * (high - low),
    expectedText: 'none',
    note: `muons that do ${perCent(share(muons))}; medians of pions: ${told(pions)}; of muons: ${told(muons)}; pions that send something to the MUV3 ${perCent(pions.filter((s) => s.through).length / pions.length)}`,
  });
}

function tailRow(pions: readonly Seen[]): Row {
  const { value, low, high } = fraction(pions.filter((s) => s.eop > 0.9).length, pions.length);
  return judge({
    name: 'pions-eop',
    quantity: 'π⁺ of 15–35 GeV/c with E/p > 0.9',
    kind,
    sample: sampleText(pions.length, 'π⁺ of 15–35 GeV/c'),
    estimator: 'LKr cluster of the track; Wilson interval',
    n: pions.length,
    unit: '%',
    value: 100 * value,
    error: 50 * (high - low),
    expected: null,
    band: [0.3, 2],
    expectedText: '0.3 to 2',
    toleranceText: 'none',
    note: 'charge exchange is a placeholder',
  });
}

/** LKr, MUV1 and MUV2 together: hadrons and muons. */
export const calorimeters: Group = {
  names: [
    ...MOMENTA.map((e) => `hadron-energy-${e}`),
    'muv1-muons',
    'muv2-muons',
    'pions-eop',
    'calorimeters-pions-as-muons',
  ],
  events: (small) => (MOMENTA.length + 1) * PIONS(small) + MUONS(small),
  rows: async (bench) => {
    const pause = () => new Promise((resolve) => setTimeout(resolve));
    const rows: Row[] = [];
    for (const e of MOMENTA) {
      rows.push(resolutionRow(bench, e));
      await pause();
    }
    const muons = particles(bench, -13, RANGE, MUONS(bench.small));
    await pause();
    const pions = particles(bench, 211, RANGE, PIONS(bench.small));
    return [
      ...rows,
      muonRow('muv1', muons, [0.9, 1.3], 'about 1.1'),
      muonRow('muv2', muons, [0.7, 1], '0.7 to 1'),
      tailRow(pions),
      separationRow(pions, muons),
    ];
  },
};
