import { IDENTITIES } from '../event/run-vetoes.js';
import { type CalorimeterTrace, CLASSES, classify, type SpeciesCounts, type TraceClasses } from './identity-classes.js';
import { IDENTITY_COUNTS } from './identity-counts.js';

/** Added to every class: no class is impossible for having been met by none of the simulated tracks. */
const PRIOR = 0.5;

const MUON = IDENTITIES.indexOf('mu');

/** Logarithms of the shares of `width` classes within each group. */
function logShares(counts: readonly number[], width: number): Float64Array {
  const out = new Float64Array(counts.length);
  for (let first = 0; first < counts.length; first += width) {
    let sum = 0;
    for (let k = first; k < first + width; k++) sum += counts[k]! + PRIOR;
    for (let k = first; k < first + width; k++) out[k] = Math.log((counts[k]! + PRIOR) / sum);
  }
  return out;
}

/** MUV1, MUV2 and both together, given the share of the LKr. */
interface MuvShares {
  readonly muv1: Float64Array;
  readonly muv2: Float64Array;
  readonly both: Float64Array;
}

/** The counts summed over one of the two. */
function sumOver(counts: readonly number[], keep: 'muv1' | 'muv2'): number[] {
  const { coarse, muv } = CLASSES;
  const out = new Array<number>(coarse * muv).fill(0);
  counts.forEach((n, at) => {
    const group = Math.floor(at / (muv * muv));
    const own = keep === 'muv1' ? Math.floor(at / muv) % muv : at % muv;
    out[group * muv + own]! += n;
  });
  return out;
}

/** Pions and electrons share one energy between the calorimeters: the classes of the two go together, and with that of the LKr. */
const together = ({ muv }: SpeciesCounts): MuvShares => ({
  muv1: logShares(sumOver(muv, 'muv1'), CLASSES.muv),
  muv2: logShares(sumOver(muv, 'muv2'), CLASSES.muv),
  both: logShares(muv, CLASSES.muv * CLASSES.muv),
});

/** A muon loses energy in each calorimeter on its own: the classes are independent, which the rare ones need. */
function independent({ muv }: SpeciesCounts): MuvShares {
  const pooled = (list: readonly number[]): Float64Array => {
    const sum = Array.from({ length: CLASSES.muv }, (_, k) => {
      let n = 0;
      for (let i = k; i < list.length; i += CLASSES.muv) n += list[i]!;
      return n;
    });
    const one = logShares(sum, CLASSES.muv);
    return Float64Array.from(list, (_, i) => one[i % CLASSES.muv]!);
  };
  const muv1 = pooled(sumOver(muv, 'muv1'));
  const muv2 = pooled(sumOver(muv, 'muv2'));
  const both = Float64Array.from(
    muv,
    (_, i) => muv1[Math.floor(i / CLASSES.muv) % CLASSES.muv]! + muv2[i % CLASSES.muv]!,
  );
  return { muv1, muv2, both };
}

const SHARES = IDENTITIES.map((name, species) => {
  const counts = IDENTITY_COUNTS[name];
  return {
    energy: logShares(counts.energy, CLASSES.energy),
    cells: logShares(counts.cells, CLASSES.cells),
    seed: logShares(counts.seed, CLASSES.seed),
    muv: species === MUON ? independent(counts) : together(counts),
  };
});

/**
 * Logarithm of the likelihood of e, μ, π from the calorimeters: the product of the shares of simulated tracks of the species in the classes
 * of E/p, of the cells and the seed of a shower, and of MUV1 and MUV2. What is not measured leaves its factor out.
 * @param out three numbers, in the order of `IDENTITIES`
 */
export const calorimeterLogLikelihood = (trace: CalorimeterTrace, out: Float64Array): void =>
  classLogLikelihood(classify(trace), out);

/** The same of the classes of a trace. */
export function classLogLikelihood(k: TraceClasses, out: Float64Array): void {
  const n = CLASSES.muv;
  SHARES.forEach(({ energy, cells, seed, muv }, species) => {
    let sum = energy[k.momentum * CLASSES.energy + k.energy]!;
    if (k.shapeEnergy >= 0) {
      sum += cells[k.shapeEnergy * CLASSES.cells + k.cells]! + seed[k.shapeEnergy * CLASSES.seed + k.seed]!;
    }
    if (k.muv1 >= 0 && k.muv2 >= 0) sum += muv.both[(k.coarse * n + k.muv1) * n + k.muv2]!;
    else if (k.muv1 >= 0) sum += muv.muv1[k.coarse * n + k.muv1]!;
    else if (k.muv2 >= 0) sum += muv.muv2[k.coarse * n + k.muv2]!;
    out[species] = sum;
  });
}

/** Turns logarithms of likelihoods into probabilities with equal priors, in place; all NaN when one is. */
export function toProbabilities(values: Float64Array): void {
  let largest = -Infinity;
  let sum = 0;
  for (const v of values) if (!(v <= largest)) largest = v;
  for (let k = 0; k < values.length; k++) sum += values[k] = Math.exp(values[k]! - largest);
  for (let k = 0; k < values.length; k++) values[k]! /= sum;
}
