import { chi2Probability } from '../core/chi2.js';
import { ALPHA_EM } from '../core/constants.js';
import type { Histogram } from '../core/histogram.js';
import { particle } from '../core/particles.js';
import { MeV, ns } from '../core/units.js';
import { type PiLlParameters, pionLoop, W_SCALE } from '../generator/modes/pi-ll.js';

const K = particle(321);
const R2 = (particle(211).mass / K.mass) ** 2;
/** Reduced Planck constant. Source: SI, exact. */
const HBAR = 6.582119569e-13 * MeV * ns;
/** Branching fraction for λ^{3/2} … |W|² = 1: τ_K/ħ · α² m_K/(12π (4π)⁴). Source: D'Ambrosio et al., JHEP 08 (1998) 004, recalled. */
const UNIT = ((K.lifetime / HBAR) * ALPHA_EM * ALPHA_EM * K.mass) / (12 * Math.PI * (4 * Math.PI) ** 4);
/** Nodes of the midpoint rule in each bin; with 40 bins good to 1e-4 of any but the two at the ends. */
const NODES = 200;
const PASSES = 50;

/** Largest z = m_ℓℓ²/m_K². */
export const Z_END = (1 - Math.sqrt(R2)) ** 2;
/** Least z of a pair of leptons of this PDG code. */
export const zThreshold = (lepton: number): number => 4 * (particle(lepton).mass / K.mass) ** 2;

/**
 * Integrals over each bin of z, as branching fractions, of what multiplies a², 2ab, b², 2a, 2b and 1 in the rate: with
 * W = w (a + b z) + W_ππ these are w², w² z, w² z², w Re W_ππ, w z Re W_ππ and |W_ππ|², each times λ^{3/2} β (1 + 2 m_ℓ²/m_ℓℓ²).
 */
function templates(bins: Histogram, lepton: number, loop: PiLlParameters): Float64Array[] {
  const parts = [0, 1, 2, 3, 4, 5].map(() => new Float64Array(bins.bins));
  const threshold = zThreshold(lepton);
  const width = (bins.high - bins.low) / bins.bins;
  for (let i = 0; i < bins.bins; i++) {
    const low = Math.max(bins.low + i * width, threshold);
    const high = Math.min(bins.low + (i + 1) * width, Z_END);
    for (let n = 0; n < NODES && high > low; n++) {
      // nodes crowd towards both edges, where the rate may rise or end as a root
      const t = (n + 0.5) / NODES;
      const z = low + (high - low) * t * t * (3 - 2 * t);
      const dz = ((high - low) * 6 * t * (1 - t)) / NODES;
      const lambda = 1 + z * z + R2 * R2 - 2 * (z + R2 + z * R2);
      const q = threshold / z;
      const rate = UNIT * dz * lambda * Math.sqrt(Math.max(0, lambda)) * Math.sqrt(1 - q) * (1 + 0.5 * q);
      const { re, im } = pionLoop(z, loop);
      const values = [W_SCALE ** 2, W_SCALE ** 2 * z, (W_SCALE * z) ** 2, W_SCALE * re, W_SCALE * z * re];
      for (const [k, v] of [...values, re * re + im * im].entries()) parts[k]![i]! += rate * v;
    }
  }
  return parts;
}

const fractionIn = (p: readonly Float64Array[], i: number, a: number, b: number): number =>
  a * a * p[0]![i]! + 2 * a * b * p[1]![i]! + b * b * p[2]![i]! + 2 * a * p[3]![i]! + 2 * b * p[4]![i]! + p[5]![i]!;

/**
 * Branching fraction of K+ → π+ℓ+ℓ− in each bin of z by these parameters; the sum over all z is the formula's branching fraction.
 * @param lepton PDG code of the lepton
 */
export function zFractions(bins: Histogram, lepton: number, parameters: PiLlParameters): Float64Array {
  const parts = templates(bins, lepton, parameters);
  return Float64Array.from({ length: bins.bins }, (_, i) => fractionIn(parts, i, parameters.a, parameters.b));
}

/** What `fitZSpectrum` is given. */
export interface ZSpectrum {
  /** Counts in bins of z. */
  readonly counts: Histogram;
  /** PDG code of the lepton. */
  readonly lepton: number;
  /** Kaon decays that the counts come from, seen or not. The shape alone fixes the scale of a and b badly. */
  readonly kaons: number;
  /** Share of the decays of each bin that are seen in it, 0 … 1; all when left out. Bins of acceptance 0 take no part. */
  readonly acceptance?: ArrayLike<number>;
  /** Loop of the form factor; a and b are where the fit starts. */
  readonly start: PiLlParameters;
}

export interface ZFit {
  readonly a: number;
  readonly b: number;
  /** Standard errors, and the correlation coefficient of a and b. */
  readonly errors: { readonly a: number; readonly b: number };
  readonly correlation: number;
  /** Pearson's χ² of the bins in the fit. */
  readonly chi2: number;
  readonly ndf: number;
  readonly probability: number;
}

/**
 * Fits a and b of W(z) = G_F m_K² (a + b z) + W_ππ(z) to a spectrum of K+ → π+ℓ+ℓ−: maximum of the Poisson likelihood of the bins by
 * scoring. The rate being quadratic in (a, b), there is a second solution of the other sign; the fit keeps to the start's.
 * Resolution is not unfolded: bins must be wide against it.
 * @throws RangeError when the fit does not settle
 */
export function fitZSpectrum({ counts, lepton, kaons, acceptance, start }: ZSpectrum): ZFit {
  const parts = templates(counts, lepton, start);
  const scale = (i: number) => kaons * (acceptance?.[i] ?? 1);
  const used = Array.from(counts.sumw.keys()).filter((i) => scale(i) * parts[0]![i]! > 0);
  let { a, b } = start;
  for (let pass = 0; ; pass++) {
    let [aa, ab, bb, ga, gb, chi2] = [0, 0, 0, 0, 0, 0];
    for (const i of used) {
      const s = scale(i);
      const mu = s * fractionIn(parts, i, a, b);
      const da = 2 * s * (a * parts[0]![i]! + b * parts[1]![i]! + parts[3]![i]!);
      const db = 2 * s * (a * parts[1]![i]! + b * parts[2]![i]! + parts[4]![i]!);
      const excess = counts.sumw[i]! - mu;
      aa += (da * da) / mu;
      ab += (da * db) / mu;
      bb += (db * db) / mu;
      ga += (da * excess) / mu;
      gb += (db * excess) / mu;
      chi2 += (excess * excess) / mu;
    }
    const det = aa * bb - ab * ab;
    const stepA = (bb * ga - ab * gb) / det;
    const stepB = (aa * gb - ab * ga) / det;
    const errors = { a: Math.sqrt(bb / det), b: Math.sqrt(aa / det) };
    if (Math.abs(stepA) < 1e-4 * errors.a && Math.abs(stepB) < 1e-4 * errors.b) {
      const ndf = used.length - 2;
      const correlation = -ab / Math.sqrt(aa * bb);
      return { a, b, errors, correlation, chi2, ndf, probability: chi2Probability(chi2, ndf) };
    }
    if (!(pass < PASSES)) throw new RangeError(`fit of the z spectrum does not settle: a ${a}, b ${b}`);
    a += stepA;
    b += stepB;
  }
}
