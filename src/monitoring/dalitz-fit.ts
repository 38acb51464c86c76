import { chi2Probability } from '../core/chi2.js';
import { twoBodyMomentum } from '../core/kinematics.js';
import { particle } from '../core/particles.js';
import { dalitzU, dalitzV, k3piCoulomb, k3piSettings } from '../generator/modes/k3pi.js';

const K = particle(321).mass;
const PI = particle(211).mass;
const M2 = PI * PI;
const S_SUM = K * K + 3 * M2;

const U_LOW = dalitzU(4 * M2);
const U_HIGH = dalitzU((K - PI) ** 2);
const V_HIGH = (((K - PI) ** 2 - 4 * M2) / M2) * 1.0001;
const U_BINS = 30;
const V_BINS = 20;
/** Nodes of the midpoint rule in u and in v, in each bin. */
const U_NODES = 120;
const V_NODES = 12;
/** Bins that expect fewer events are added together into one. */
const FEWEST = 20;

/** Half-width in v of the Dalitz plane at u. */
function boundary(u: number): number {
  const s3 = (u - U_LOW) * M2 + 4 * M2;
  const m12 = Math.sqrt(s3);
  const spectator = (twoBodyMomentum(K, m12, PI) * K) / m12;
  return (4 * twoBodyMomentum(m12, PI, PI) * spectator) / M2;
}

/** Counts of K+ → π+π+π− decays in bins of the Dalitz variables (u, |v|). */
export class DalitzCounts {
  readonly counts = new Float64Array(U_BINS * V_BINS);
  /** Decays outside the plane: not three pions from a kaon at all. */
  outside = 0;

  /** @param p (px, py, pz) of the three pions one after the other [MeV/c], the odd one last */
  fill(p: Float64Array): void {
    const s1 = pairMass2(p, 3, 6);
    const s2 = pairMass2(p, 0, 6);
    const u = dalitzU(S_SUM - s1 - s2);
    const i = Math.floor(((u - U_LOW) / (U_HIGH - U_LOW)) * U_BINS);
    const j = Math.floor((Math.abs(dalitzV(s1, s2)) / V_HIGH) * V_BINS);
    if (i >= 0 && i < U_BINS && j < V_BINS) this.counts[i * V_BINS + j]! += 1;
    else this.outside++;
  }
}

function pairMass2(p: Float64Array, a: number, b: number): number {
  const ea = Math.sqrt(p[a]! ** 2 + p[a + 1]! ** 2 + p[a + 2]! ** 2 + M2);
  const eb = Math.sqrt(p[b]! ** 2 + p[b + 1]! ** 2 + p[b + 2]! ** 2 + M2);
  return 2 * (M2 + ea * eb - p[a]! * p[b]! - p[a + 1]! * p[b + 1]! - p[a + 2]! * p[b + 2]!);
}

/**
 * Integrals over each bin, inside the Dalitz plane, of weight × {1, u, u², v²}; phase space is flat in (u, v).
 * Midpoint rule with nodes between the bin's edges and the boundary: good to 1e-3 of any bin that matters.
 */
function templates(weight: (s1: number, s2: number, s3: number) => number): Float64Array[] {
  const parts = [0, 1, 2, 3].map(() => new Float64Array(U_BINS * V_BINS));
  const du = (U_HIGH - U_LOW) / U_BINS;
  const dv = V_HIGH / V_BINS;
  for (let i = 0; i < U_BINS; i++) {
    for (let a = 0; a < U_NODES; a++) {
      const u = U_LOW + (i + (a + 0.5) / U_NODES) * du;
      const edge = boundary(u);
      const s3 = (u - U_LOW) * M2 + 4 * M2;
      for (let j = 0; j * dv < edge; j++) {
        const top = Math.min(edge, (j + 1) * dv);
        const width = top - j * dv;
        for (let b = 0; b < V_NODES; b++) {
          // nodes crowd quadratically towards the top, where the Coulomb factor of an unlike pair may rise as 1/√(distance)
          const t = (b + 0.5) / V_NODES;
          const v = top - width * t * t;
          const s1 = (S_SUM - s3 - v * M2) / 2;
          const w = t * width * weight(s1, S_SUM - s3 - s1, s3);
          const at = i * V_BINS + j;
          parts[0]![at]! += w;
          parts[1]![at]! += w * u;
          parts[2]![at]! += w * u * u;
          parts[3]![at]! += w * v * v;
        }
      }
    }
  }
  return parts;
}

/** Adds all bins that expect fewer than `FEWEST` events, when the total is `n`, into one. */
function regroup(parts: readonly Float64Array[], counts: Float64Array): { parts: number[][]; counts: number[] } {
  const n = counts.reduce((a, b) => a + b, 0);
  const total = parts[0]!.reduce((a, b) => a + b, 0);
  const rest = { parts: parts.map(() => 0), count: 0 };
  const kept: { parts: number[]; count: number }[] = [];
  for (let i = 0; i < counts.length; i++) {
    const few = (parts[0]![i]! / total) * n < FEWEST;
    if (few) {
      for (const [k, p] of parts.entries()) rest.parts[k]! += p[i]!;
      rest.count += counts[i]!;
    } else kept.push({ parts: parts.map((p) => p[i]!), count: counts[i]! });
  }
  if (rest.parts[0]! > 0) kept.push(rest);
  return { parts: kept.map((b) => b.parts), counts: kept.map((b) => b.count) };
}

export interface Goodness {
  readonly chi2: number;
  readonly ndf: number;
  readonly probability: number;
}

/** χ² of the counts against a flat Dalitz plane, normalised to them. */
export function flatness(dalitz: DalitzCounts): Goodness {
  const { parts, counts } = regroup(templates(() => 1).slice(0, 1), dalitz.counts);
  const n = counts.reduce((a, b) => a + b, 0);
  const total = parts.reduce((a, b) => a + b[0]!, 0);
  let chi2 = 0;
  for (const [i, count] of counts.entries()) {
    const expected = (parts[i]![0]! / total) * n;
    chi2 += (count - expected) ** 2 / expected;
  }
  return goodness(chi2, counts.length - 1);
}

export interface DalitzFit extends Goodness {
  readonly g: number;
  readonly h: number;
  readonly k: number;
  /** Standard errors. */
  readonly errors: { readonly g: number; readonly h: number; readonly k: number };
}

/**
 * Fits g, h, k of |M|² = 1 + g u + h u² + k v², times the Coulomb factor, to the counts, their number being free. The model is
 * linear in (N, N g, N h, N k); least squares with the model's own variances, repeated, is the Poisson likelihood's maximum.
 */
export function fitDalitz(dalitz: DalitzCounts): DalitzFit {
  const minimum = k3piSettings.minimumVelocity.default;
  const { parts, counts } = regroup(
    templates((s1, s2, s3) => k3piCoulomb(s1, s2, s3, minimum)),
    dalitz.counts,
  );
  const n = counts.reduce((a, b) => a + b, 0);
  const scale = n / parts.reduce((sum, b) => sum + b[0]!, 0);
  let a = [scale, 0, 0, 0];
  let covariance: number[][] = [];
  let model = expect(parts, a);
  for (let pass = 0; pass < 8; pass++) {
    const normal = a.map((_, r) => a.map((_, c) => sum(parts, (b, i) => (b[r]! * b[c]!) / model[i]!)));
    covariance = inverse(normal);
    const right = a.map((_, r) => sum(parts, (b, i) => (b[r]! * counts[i]!) / model[i]!));
    a = covariance.map((row) => row.reduce((s, x, c) => s + x * right[c]!, 0));
    model = expect(parts, a).map((m) => Math.max(m, 1e-3 * FEWEST));
  }
  const chi2 = sum(counts, (count, i) => (count - model[i]!) ** 2 / model[i]!);
  const slope = (i: number) => a[i]! / a[0]!;
  const error = (i: number) => {
    const f = slope(i);
    const variance = covariance[i]![i]! - 2 * f * covariance[0]![i]! + f * f * covariance[0]![0]!;
    return Math.sqrt(variance) / a[0]!;
  };
  return {
    g: slope(1),
    h: slope(2),
    k: slope(3),
    errors: { g: error(1), h: error(2), k: error(3) },
    ...goodness(chi2, counts.length - 4),
  };
}

const goodness = (chi2: number, ndf: number): Goodness => ({ chi2, ndf, probability: chi2Probability(chi2, ndf) });

const sum = <T>(items: readonly T[], f: (item: T, i: number) => number): number =>
  items.reduce((total, item, i) => total + f(item, i), 0);

const expect = (parts: readonly number[][], a: readonly number[]): number[] =>
  parts.map((b) => sum(a, (x, i) => x * b[i]!));

/** Inverse of a positive definite matrix by Gauss–Jordan elimination. */
function inverse(matrix: readonly number[][]): number[][] {
  const n = matrix.length;
  const rows = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))]);
  for (let i = 0; i < n; i++) {
    const pivot = rows[i]![i]!;
    rows[i] = rows[i]!.map((x) => x / pivot);
    for (let r = 0; r < n; r++) {
      if (r === i) continue;
      const f = rows[r]![i]!;
      rows[r] = rows[r]!.map((x, c) => x - f * rows[i]![c]!);
    }
  }
  return rows.map((row) => row.slice(n));
}
