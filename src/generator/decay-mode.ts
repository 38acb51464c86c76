import { FRAME_SIZE, setFrame } from '../core/kinematics.js';
import { type Particle, particle } from '../core/particles.js';
import type { RandomStream } from '../core/random.js';
import { PhaseSpace } from './phase-space.js';

/**
 * |M|² of a three-body decay, up to a factor, at a point of the Dalitz plane: `s_i` [MeV²] is the squared mass of the two
 * daughters other than the i-th, counted from 1. Must be bounded.
 */
export type MatrixElement = (s1: number, s2: number, s3: number) => number;

/** A decay, declared. Without a matrix element it is pure phase space. */
export interface DecayMode {
  readonly name: string;
  /** PDG codes. */
  readonly parent: number;
  readonly daughters: readonly number[];
  /** Left out where the decay has never been seen: a published limit is no fraction. */
  readonly branchingFraction?: number;
  readonly matrixElement?: MatrixElement;
  /** Decays of daughters that live too short to be moved, one mode a species: every daughter of that species decays so. */
  readonly atOnce?: readonly DecayMode[];
  readonly source: string;
}

/** A decay that has been seen. */
export type SeenMode = DecayMode & { readonly branchingFraction: number };

/** One particle that a decay gives: a daughter, or a product of a daughter that decays at once. */
export interface Product {
  readonly pdg: number;
  /** Index of the product it comes from; −1 for a daughter of the decay itself. */
  readonly from: number;
  /** Whether it decays at once: its own products follow. */
  readonly ends: boolean;
}

/** A decay ready to be drawn. One object serves one event at a time. */
export interface DecaySampler {
  readonly mode: DecayMode;
  readonly daughters: readonly Particle[];
  /** The daughters, then the products of those that decay at once. */
  readonly products: readonly Product[];
  /** Largest (phase-space weight × |M|²), the weight's own maximum being 1. */
  readonly maximum: number;
  /**
   * Draws one unweighted decay of a parent of this momentum [MeV/c]; writes (px, py, pz, E) of each product [MeV/c, MeV], in
   * the order of `products`, to `out[0 … 4n − 1]`.
   */
  sample(random: RandomStream, px: number, py: number, pz: number, out: Float64Array): void;
}

/** A weight may pass the maximum by this much, relatively: the rounding of the search. */
const TOLERANCE = 1e-9;

/** Makes a declaration ready: checks it and finds, once and without random numbers, the maximum of its density. */
export function compileMode(mode: DecayMode): DecaySampler {
  const first = compileDaughters(mode);
  const next = (mode.atOnce ?? []).map(compileMode);
  const products: Product[] = first.daughters.map((d) => ({ pdg: d.pdg, from: -1, ends: false }));
  const chain: { sampler: DecaySampler; from: number; at: number; out: Float64Array }[] = [];
  for (let from = 0; from < first.daughters.length; from++) {
    const sampler = next.find((s) => s.mode.parent === products[from]!.pdg);
    if (sampler === undefined) continue;
    const at = products.length;
    products[from] = { ...products[from]!, ends: true };
    for (const p of sampler.products) products.push({ ...p, from: p.from < 0 ? from : at + p.from });
    chain.push({ sampler, from, at, out: new Float64Array(4 * sampler.products.length) });
  }
  if (chain.length === 0) return { ...first, products };
  return {
    ...first,
    products,
    sample(random, px, py, pz, out) {
      first.sample(random, px, py, pz, out);
      for (const { sampler, from, at, out: own } of chain) {
        sampler.sample(random, out[4 * from]!, out[4 * from + 1]!, out[4 * from + 2]!, own);
        out.set(own, 4 * at);
      }
    },
  };
}

function compileDaughters(mode: DecayMode): Omit<DecaySampler, 'products'> {
  const parent = particle(mode.parent);
  const daughters = mode.daughters.map(particle);
  const charge = daughters.reduce((sum, d) => sum + d.charge, 0);
  if (charge !== parent.charge) throw new RangeError(`decay mode ${mode.name} does not conserve charge`);
  const space = new PhaseSpace(
    parent.mass,
    daughters.map((d) => d.mass),
  );
  const frame = new Float64Array(FRAME_SIZE);
  const { matrixElement } = mode;
  if (matrixElement === undefined) {
    return {
      mode,
      daughters,
      maximum: 1,
      sample(random, px, py, pz, out) {
        setFrame(frame, px, py, pz, parent.mass);
        space.unweighted(random, frame, out);
      },
    };
  }
  if (daughters.length !== 3) {
    throw new RangeError(`decay mode ${mode.name}: a matrix element needs three daughters, not ${daughters.length}`);
  }
  const density = dalitzDensity(space, parent, daughters, matrixElement);
  const maximum = largest(density);
  const u = new Float64Array(space.uniforms);
  return {
    mode,
    daughters,
    maximum,
    sample(random, px, py, pz, out) {
      for (;;) {
        for (let i = 0; i < u.length; i++) u[i] = random.uniform();
        // angle between the pair's decay axis and its flight: with the pair's mass, the place in the Dalitz plane
        const c1 = 2 * u[1]! - 1;
        const c2 = 2 * u[3]! - 1;
        const across = Math.sqrt((1 - c1 * c1) * (1 - c2 * c2));
        const w = density(u, c1 * c2 + across * Math.cos(2 * Math.PI * (u[2]! - u[4]!)));
        if (w > maximum * (1 + TOLERANCE)) throw new RangeError(`${mode.name}: weight ${w} above maximum ${maximum}`);
        if (w > maximum * random.uniform()) break;
      }
      setFrame(frame, px, py, pz, parent.mass);
      space.build(u, 1, frame, out);
    },
  };
}

/** Phase-space weight × |M|² for the pair mass given by the uniform `u[0]` and the cosine in the pair's rest frame. */
type Density = (u: Float64Array, cosine: number) => number;

function dalitzDensity(
  space: PhaseSpace,
  parent: Particle,
  daughters: readonly Particle[],
  element: MatrixElement,
): Density {
  const [m1, m2, m3] = daughters.map((d) => d.mass) as [number, number, number];
  const M = parent.mass;
  const total = M * M + m1 * m1 + m2 * m2 + m3 * m3;
  const { clusterMass, clusterMomentum } = space;
  return (u, cosine) => {
    const w = space.weigh(u, 0);
    const m12 = clusterMass[1]!;
    const p = clusterMomentum[1]!;
    // the third daughter seen from the pair: it flies against the axis along which the pair does
    const q = (clusterMomentum[2]! * M) / m12;
    const e1 = (m12 * m12 + m1 * m1 - m2 * m2) / (2 * m12);
    const e3 = (M * M - m12 * m12 - m3 * m3) / (2 * m12);
    const s3 = m12 * m12;
    const s2 = m1 * m1 + m3 * m3 + 2 * (e1 * e3 + p * q * cosine);
    return w * element(total - s2 - s3, s2, s3);
  };
}

/**
 * Maximum over the rectangle (uniform of the pair mass) × (cosine): a grid, then around its best local maxima a grid of 9 × 9
 * points halved until its steps are below rounding. Zooming needs no smoothness: |M|² may have edges.
 */
function largest(density: Density): number {
  const N = 160;
  const u = new Float64Array(1);
  const at = (i: number, j: number) => {
    u[0] = i;
    return density(u, j);
  };
  const grid = new Float64Array((N + 1) * (N + 1));
  for (let i = 0; i <= N; i++) for (let j = 0; j <= N; j++) grid[i * (N + 1) + j] = at(i / N, (2 * j) / N - 1);
  const value = (i: number, j: number) =>
    i < 0 || j < 0 || i > N || j > N ? Number.NEGATIVE_INFINITY : grid[i * (N + 1) + j]!;
  const peaks: { w: number; u: number; cosine: number }[] = [];
  for (let i = 0; i <= N; i++) {
    for (let j = 0; j <= N; j++) {
      const here = value(i, j);
      let isPeak = true;
      for (let a = -1; a <= 1 && isPeak; a++) for (let b = -1; b <= 1; b++) isPeak &&= value(i + a, j + b) <= here;
      if (isPeak) peaks.push({ w: here, u: i / N, cosine: (2 * j) / N - 1 });
    }
  }
  // a crest or a plateau gives many equal peaks: the best few stand for them
  peaks.sort((a, b) => b.w - a.w);
  return Math.max(...peaks.slice(0, 32).map((peak) => climb(at, peak.u, peak.cosine, 2 / N)));
}

function climb(at: (u: number, cosine: number) => number, u: number, cosine: number, reach: number): number {
  let best = at(u, cosine);
  for (let half = reach; half > 1e-14; half *= 0.5) {
    const [u0, c0] = [u, cosine];
    for (let i = -4; i <= 4; i++) {
      for (let j = -4; j <= 4; j++) {
        const x = Math.min(1, Math.max(0, u0 + (i / 4) * half));
        const y = Math.min(1, Math.max(-1, c0 + (j / 4) * half));
        const w = at(x, y);
        if (w > best) [best, u, cosine] = [w, x, y];
      }
    }
  }
  return best;
}
