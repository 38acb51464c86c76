import { GeV } from '../../core/units.js';
import { IDENTITIES } from '../../event/run-vetoes.js';
import { fraction } from '../../monitoring/efficiency.js';
import { classify, type TraceClasses } from '../../pid/identity-classes.js';
import { classLogLikelihood } from '../../pid/identity-likelihood.js';
import { formatCount } from '../terminal.js';
import { type IdentifiedTrack, identityTracks } from './identity-sample.js';
import { printed, type Row } from './row.js';
import type { Bench, Group } from './samples.js';

/** Not that of the sample the counts were made of. */
const SEED = 72;
const RANGE = [15 * GeV, 35 * GeV] as const;
/** Pions kept, by RICH and calorimeters alike: 64 % by both. */
const KEPT = 0.8;
const SAMPLES = [
  { name: 'e', pdg: -11, events: (small: boolean) => (small ? 1_000 : 2_500) },
  { name: 'mu', pdg: -13, events: (small: boolean) => (small ? 4_000 : 10_000) },
  { name: 'pi', pdg: 211, events: (small: boolean) => (small ? 3_000 : 6_000) },
] as const;

const likelihood = new Float64Array(IDENTITIES.length);
/** ln L(π) less that of the likelier of e and μ, by the calorimeters. */
function pionLead(classes: TraceClasses): number {
  classLogLikelihood(classes, likelihood);
  return likelihood[2]! - Math.max(likelihood[0]!, likelihood[1]!);
}

/** The lead that a share `KEPT` of the pions reaches. */
const cutOf = (leads: readonly number[]): number =>
  [...leads].sort((a, b) => a - b)[Math.floor((1 - KEPT) * leads.length)]!;

/** Different values of a part of the classes, and how many traces have each. */
function counted<T extends object>(traces: readonly TraceClasses[], part: (classes: TraceClasses) => T) {
  const found = new Map<string, { readonly part: T; n: number }>();
  for (const classes of traces) {
    const own = part(classes);
    const key = Object.values(own).join();
    const known = found.get(key);
    if (known === undefined) found.set(key, { part: own, n: 1 });
    else known.n++;
  }
  return [...found.values()];
}

/**
 * Share of muons whose lead reaches the cut, with every LKr of a sample beside every MUV1 and every MUV2 of it: what a muon leaves in one
 * has nothing to do with the others. N muons stand for N³.
 */
export function factorised(traces: readonly TraceClasses[], cut: number): number {
  const lkr = counted(traces, ({ muv1: _, muv2: __, ...rest }) => rest);
  const first = counted(traces, ({ muv1 }) => ({ muv1 }));
  const second = counted(traces, ({ muv2 }) => ({ muv2 }));
  let passed = 0;
  for (const a of lkr) {
    for (const b of first) {
      for (const c of second) if (pionLead({ ...a.part, ...b.part, ...c.part }) >= cut) passed += a.n * b.n * c.n;
    }
  }
  return passed / traces.length ** 3;
}

/** Who is called what by RICH, calorimeters and both. */
export const trackIdentities: Group = {
  names: ['identity-electrons', 'identity-pions-eop', 'calorimeter-mu-as-pi', 'combined-mu-as-pi'],
  events: (small) => SAMPLES.reduce((sum, { events }) => sum + events(small), 0),
  rows: async (bench) => {
    const found: Record<(typeof SAMPLES)[number]['name'], IdentifiedTrack[]> = { e: [], mu: [], pi: [] };
    for (const { name, pdg, events } of SAMPLES) {
      const sample = { pdg, momentum: RANGE, events: events(bench.small), seed: SEED };
      await identityTracks(bench, sample, (track) => found[name].push(track));
    }
    return [eopRow(bench, 'e', found.e), eopRow(bench, 'pi', found.pi), ...rejectionRows(bench, found.mu, found.pi)];
  },
};

const place = (bench: Bench, name: (typeof SAMPLES)[number]['name'], symbol: string): string => {
  const { events } = SAMPLES.find((s) => s.name === name)!;
  return `${formatCount(events(bench.small))} single ${symbol}, even in 15–35 GeV/c, no pile-up, seed ${SEED}; one track, into the LKr, no decay`;
};

function eopRow(bench: Bench, name: 'e' | 'pi', list: readonly IdentifiedTrack[]): Row {
  const electron = name === 'e';
  const high = list.filter(({ trace: { energy, p } }) => energy > 0.9 * p && (!electron || energy < 1.1 * p)).length;
  const { value, low, high: top } = fraction(high, list.length);
  return printed({
    name: electron ? 'identity-electrons' : 'identity-pions-eop',
    quantity: electron ? 'e⁺ with 0.9 < E/p < 1.1' : 'π⁺ with E/p > 0.9',
    kind: 'full chain',
    sample: place(bench, name, electron ? 'e⁺' : 'π⁺'),
    estimator: 'share of tracks, measured momentum; Wilson interval',
    n: list.length,
    unit: '%',
    value: 100 * value,
    error: 50 * (top - low),
    expectedText: electron ? '> 98' : '0.3 to 2',
  });
}

function rejectionRows(bench: Bench, muons: readonly IdentifiedTrack[], pions: readonly IdentifiedTrack[]): Row[] {
  const classes = muons.map(({ trace }) => classify(trace));
  const behind = classes.filter(({ muv1, muv2 }) => muv1 >= 0 && muv2 >= 0);
  const used = behind.length > 0 ? behind : classes;
  const own = pions
    .map(({ trace }) => classify(trace))
    .filter(({ muv1, muv2 }) => behind.length === 0 || (muv1 >= 0 && muv2 >= 0));
  const cut = cutOf(own.map(pionLead));
  const calorimeters = factorised(used, cut);
  const seen = used.filter((k) => pionLead(k) >= cut).length;
  const lit = (list: readonly IdentifiedTrack[]): number[] => {
    return list.map(({ richLead }) => richLead).filter((lead) => !Number.isNaN(lead));
  };
  const rings = lit(muons);
  const richCut = cutOf(lit(pions));
  const rich = fraction(rings.filter((lead) => lead >= richCut).length, rings.length);
  const missed = muons.filter(({ muv3 }) => !muv3).length / muons.length;
  const sample = `${place(bench, 'mu', 'μ⁺')}; ${place(bench, 'pi', 'π⁺')}${behind.length > 0 ? ', into MUV1 and MUV2' : ''}`;
  const behindText = behind.length > 0 ? 'LKr, MUV1 and MUV2' : 'the LKr alone';
  return [
    printed({
      name: 'calorimeter-mu-as-pi',
      quantity: 'μ called π by the calorimeters at 80 % π efficiency, 15–35 GeV/c',
      kind: 'full chain',
      sample,
      estimator: `ln L(π) less the better of e and μ from ${behindText}, at the cut that keeps 80 % of the π; every LKr beside every MUV1 and MUV2 of the sample`,
      n: used.length,
      unit: '1e-5',
      value: 1e5 * calorimeters,
      error: null,
      expectedText: '1, factor 3',
      note: `${seen} of ${formatCount(used.length)} μ as they are; cut at ${cut.toFixed(2)}, ${formatCount(own.length)} π`,
    }),
    printed({
      name: 'combined-mu-as-pi',
      quantity: 'μ called π by RICH and calorimeters at 64 % π efficiency, 15–35 GeV/c',
      kind: 'full chain',
      sample,
      estimator: 'product of the shares at the cuts of RICH and calorimeters that keep 80 % of the π each',
      n: rings.length,
      unit: '1e-8',
      value: 1e8 * calorimeters * rich.value,
      error: 1e8 * calorimeters * 0.5 * (rich.high - rich.low),
      expectedText: '1 to 10, factor 3',
      note: `RICH ${(100 * rich.value).toFixed(2)} %; error of the RICH alone; no tight MUV3 candidate in time ${(100 * missed).toFixed(2)} % of the μ, not in the product`,
    }),
  ];
}
