import { GeV, MeV } from '../../core/units.js';
import { spread } from '../../monitoring/core-fit.js';
import { fraction } from '../../monitoring/efficiency.js';
import type { VetoHit } from '../../pid/veto-hit.js';
import { formatCount } from '../terminal.js';
import { type LavSample, lavShots } from './lav-gun.js';
import { judge, printed, type Row } from './row.js';
import type { Bench, Group } from './samples.js';

const SEED = 127;
const PHOTON = 22;
const ELECTRON = 11;
const MUON = -13;
/** Photons of each energy [GeV]. */
const ENERGIES = [0.2, 0.5, 1, 2, 5] as const;
const photons = (small: boolean): number => (small ? 2_000 : 10_000);
/** Electrons: an interval below 1e-4 needs them. */
const electrons = (small: boolean): number => (small ? 3_000 : 20_000);
/** Photons of each energy with a time, and muons. */
const TIMED = 1_500;
const TIMES = [0.5, 5] as const;
const MUONS = 2_000;
/** Hits count from this pattern of edges. Source: DET §4.10 (FW19). */
const ACCEPTED = 9;
const AIM = 'from the beam axis at 102–170 m, 8.5–50 mrad, into the first station they meet';
const kind = 'full chain' as const;

/** Published σt [ns] and σE/E [%], E in GeV. Source: DET §4.10 (M*). */
const publishedTime = (e: number): string => Math.sqrt(0.22 ** 2 / e + 0.14 ** 2).toFixed(2);
const publishedEnergy = (e: number): string =>
  (100 * Math.sqrt(0.092 ** 2 / e + (0.05 / e) ** 2 + 0.025 ** 2)).toFixed(1);

function lost(bench: Bench, sample: LavSample): { none: number; notAccepted: number } {
  const count = { none: 0, notAccepted: 0 };
  lavShots(bench, sample, (hits) => {
    if (hits.length === 0) count.none++;
    if (!hits.some(({ edges }) => edges >= ACCEPTED)) count.notAccepted++;
  });
  return count;
}

function inefficiencyRow(bench: Bench, e: number): Row {
  const n = photons(bench.small);
  const sample = { pdg: PHOTON, momentum: e * GeV, events: n, seed: SEED, aim: 'decays' } as const;
  const { none, notAccepted } = lost(bench, sample);
  const { value, low, high } = fraction(none, n);
  return printed({
    kind,
    name: `lav-photons-${e}`,
    quantity: `LAV: photons of ${e} GeV lost`,
    sample: `${formatCount(n)} photons ${AIM}, nominal conditions, seed ${SEED}`,
    estimator: 'share without a pulse of the low threshold; Wilson interval',
    n,
    unit: '1e-5',
    value: 1e5 * value,
    error: 0.5e5 * (high - low),
    expectedText: 'not found',
    note: `${none} lost; without a hit with both leading edges, or better, ${notAccepted}`,
  });
}

function electronRow(bench: Bench): Row {
  const n = electrons(bench.small);
  const sample = { pdg: ELECTRON, momentum: 200 * MeV, events: n, seed: SEED, aim: 'fixed' } as const;
  const { none, notAccepted } = lost(bench, sample);
  const { high } = fraction(none, n);
  return printed({
    kind,
    name: 'lav-electrons',
    quantity: 'LAV: electrons of 200 MeV lost, upper end of the interval',
    sample: `${formatCount(n)} electrons along the beam on the axis of a block, nominal conditions, seed ${SEED}`,
    estimator: 'share without a pulse of the low threshold; Wilson interval',
    n,
    unit: '1e-5',
    value: 1e5 * high,
    error: null,
    expectedText: '< 10',
    note: `${none} lost; without a hit with both leading edges, or better, ${notAccepted}`,
  });
}

/** What the hits of a shower say: mean time with their errors as weights, energy in all. */
function shower(hits: readonly VetoHit[]): { time: number; energy: number } {
  let weight = 0;
  let time = 0;
  let energy = 0;
  for (const hit of hits) {
    const w = 1 / (hit.timeSigma * hit.timeSigma);
    weight += w;
    time += w * hit.time;
    energy += hit.energy;
  }
  return { time: time / weight, energy };
}

function showers(bench: Bench, e: number, aim: LavSample['aim']): { times: number[]; energies: number[] } {
  const times: number[] = [];
  const energies: number[] = [];
  lavShots(bench, { pdg: PHOTON, momentum: e * GeV, events: TIMED, seed: SEED, aim, photonuclear: 0 }, (hits) => {
    if (hits.length === 0) return;
    const { time, energy } = shower(hits);
    times.push(time);
    energies.push(energy / (e * GeV));
  });
  return { times, energies };
}

function resolutionRows(bench: Bench, e: number): Row[] {
  const fixed = showers(bench, e, 'fixed');
  const decays = showers(bench, e, 'decays');
  const time = spread(fixed.times);
  const energy = spread(fixed.energies);
  const everywhere = { time: spread(decays.times), energy: spread(decays.energies) };
  const common = {
    kind,
    sample: `${formatCount(TIMED)} photons of ${e} GeV along the beam on the axis of a block, 100 mm outside its inner face, nominal conditions, seed ${SEED}`,
    n: fixed.times.length,
  };
  return [
    printed({
      ...common,
      name: `lav-time-${e}`,
      quantity: `LAV: σt of a shower at ${e} GeV in one place`,
      estimator: 'weighted mean of its hits − true time, standard deviation',
      unit: 'ns',
      value: time.sigma,
      error: time.sigmaError,
      expectedText: publishedTime(e),
      note: `mean ${time.mean.toFixed(2)} ns; ${AIM}: ${everywhere.time.sigma.toFixed(2)} ns about ${everywhere.time.mean.toFixed(2)} ns, because the way of the light along the block is not known`,
    }),
    printed({
      ...common,
      name: `lav-energy-${e}`,
      quantity: `LAV: σE/E of a shower at ${e} GeV in one place`,
      estimator: 'energy of its hits from the times over threshold, standard deviation over mean',
      unit: '%',
      value: (100 * energy.sigma) / energy.mean,
      error: (100 * energy.sigmaError) / energy.mean,
      expectedText: publishedEnergy(e),
      note: `mean ${energy.mean.toFixed(3)} of the true energy; ${AIM}: ${((100 * everywhere.energy.sigma) / everywhere.energy.mean).toFixed(0)} % about ${everywhere.energy.mean.toFixed(3)}`,
    }),
  ];
}

function muonRow(bench: Bench): Row {
  const energies: number[] = [];
  lavShots(bench, { pdg: MUON, momentum: 10 * GeV, events: MUONS, seed: SEED, aim: 'parallel' }, (hits) => {
    for (const { energy } of hits) energies.push(energy);
  });
  const sorted = Float64Array.from(energies).sort();
  const { mean, sigma } = spread(energies);
  return judge({
    kind,
    name: 'lav-mip',
    quantity: 'LAV: energy of a hit of a muon',
    sample: `${formatCount(MUONS)} muons of 10 GeV/c along the beam, 20–280 mm outside the inner face, nominal conditions, seed ${SEED}`,
    estimator: 'mean over the hits, from the time over threshold',
    n: energies.length,
    unit: 'MeV',
    value: mean,
    error: sigma / Math.sqrt(energies.length),
    expected: 77,
    band: [69, 85],
    toleranceText: '10 %',
    note: `closure of the time over threshold: 77 MeV across 110 mm is put in, blocks are 97 to 107 mm thick there; median ${sorted[sorted.length >> 1]!.toFixed(1)}, standard deviation ${sigma.toFixed(1)} MeV`,
  });
}

/** LAV: what is lost, time, energy, muons. */
export const lavShowers: Group = {
  names: [
    ...ENERGIES.map((e) => `lav-photons-${e}`),
    'lav-electrons',
    ...TIMES.flatMap((e) => [`lav-time-${e}`, `lav-energy-${e}`]),
    'lav-mip',
  ],
  events: (small) => ENERGIES.length * photons(small) + electrons(small) + 2 * TIMES.length * TIMED + MUONS,
  rows: async (bench) => {
    const rows: Row[] = [];
    for (const e of ENERGIES) {
      rows.push(inefficiencyRow(bench, e));
      // lets a signal of the user arrive
      await new Promise((resolve) => setTimeout(resolve));
    }
    rows.push(electronRow(bench));
    for (const e of TIMES) rows.push(...resolutionRows(bench, e));
    rows.push(muonRow(bench));
    return rows;
  },
};
