import { twoBodyMomentum } from '../core/kinematics.js';
import type { RandomStream } from '../core/random.js';

/** A weight may pass the maximum by this much, relatively: the rounding of the search. */
const TOLERANCE = 1e-9;
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * Largest product of two-body momenta of the chain (((0 1) 2) … last) → mass `M`. Its logarithm is concave in the intermediate
 * masses jointly, so maximising one mass after the other by golden section finds the only maximum there is.
 */
function largestProduct(M: number, masses: readonly number[], last: number): number {
  const m = masses[last]!;
  if (last === 1) return twoBodyMomentum(M, masses[0]!, m);
  const at = (mass: number) => largestProduct(mass, masses, last - 1) * twoBodyMomentum(M, mass, m);
  let low = masses.slice(0, last).reduce((a, b) => a + b, 0);
  let high = M - m;
  let a = high - GOLDEN * (high - low);
  let b = low + GOLDEN * (high - low);
  let fa = at(a);
  let fb = at(b);
  // near the maximum the product is flat: 1e-8 of the range in mass is 1e-15 in the product
  for (let i = 0; i < 40; i++) {
    if (fa > fb) {
      high = b;
      b = a;
      fb = fa;
      a = high - GOLDEN * (high - low);
      fa = at(a);
    } else {
      low = a;
      a = b;
      fa = fb;
      b = low + GOLDEN * (high - low);
      fb = at(b);
    }
  }
  return Math.max(fa, fb);
}

/** Upper bound of the weight as GENBOD takes it, larger than the maximum for n > 2; only for comparisons. */
export function genbodBound(M: number, masses: readonly number[]): number {
  let low = 0;
  let high = M - masses.reduce((a, b) => a + b, 0) + masses[0]!;
  let product = 1;
  for (let i = 1; i < masses.length; i++) {
    low += masses[i - 1]!;
    high += masses[i]!;
    product *= twoBodyMomentum(high, low, masses[i]!);
  }
  return product;
}

/**
 * n-body phase space, n = 2 … 5, by the Raubold–Lynch recursion (F. James, CERN 68-15; GENBOD): n − 2 sorted uniforms fix the
 * intermediate masses, the weight is the product of the two-body momenta, and the chain is built outwards from the first pair by
 * isotropic two-body decays.
 *
 * A kernel: `weigh` then `build` reuse the object's scratch, so one object serves one event at a time. Masses in any one unit.
 * The uniforms of an event are 3n − 4 numbers: n − 2 for the masses, then cos θ and φ of each of the n − 1 decays, innermost
 * first.
 */
export class PhaseSpace {
  readonly n: number;
  /** Uniforms an event takes. */
  readonly uniforms: number;
  /** The true maximum of the product of two-body momenta. */
  readonly maximum: number;
  /** Of the last `weigh`: mass of the cluster of daughters 0 … i. */
  readonly clusterMass: Float64Array;
  /** Of the last `weigh`: momentum of daughter i in the rest frame of the cluster 0 … i. */
  readonly clusterMomentum: Float64Array;
  private readonly inverse: Float64Array;
  private readonly m: Float64Array;
  /** Sum of the masses 0 … i. */
  private readonly floor: Float64Array;
  /** Kinetic energy to share out. */
  private readonly free: number;
  private readonly drawn: Float64Array;

  constructor(parentMass: number, masses: readonly number[]) {
    const n = masses.length;
    if (n < 2 || n > 5) throw new RangeError(`phase space is made for 2 to 5 daughters, not ${n}`);
    const sum = masses.reduce((a, b) => a + b, 0);
    if (!(parentMass > sum)) throw new RangeError(`mass ${parentMass} cannot decay to masses of sum ${sum}`);
    this.n = n;
    this.uniforms = 3 * n - 4;
    this.maximum = largestProduct(parentMass, masses, n - 1);
    this.m = Float64Array.from(masses);
    this.floor = new Float64Array(n);
    for (let i = 0, acc = 0; i < n; i++) this.floor[i] = acc += masses[i]!;
    this.free = parentMass - sum;
    this.clusterMass = new Float64Array(n);
    this.clusterMass[0] = masses[0]!;
    this.clusterMass[n - 1] = parentMass;
    this.clusterMomentum = new Float64Array(n);
    this.inverse = new Float64Array(n);
    this.drawn = new Float64Array(this.uniforms);
  }

  /** Sets the intermediate masses from `u[at … at + n − 3]`; returns the weight over its true maximum, 0 … 1. */
  weigh(u: Float64Array, at: number): number {
    const { n, m, floor, free, clusterMass, clusterMomentum, inverse } = this;
    for (let i = 1; i < n - 1; i++) {
      const r = u[at + i - 1]!;
      let j = i;
      for (; j > 1 && clusterMass[j - 1]! > r; j--) clusterMass[j] = clusterMass[j - 1]!;
      clusterMass[j] = r;
    }
    let inner = m[0]!;
    let w = 1;
    for (let i = 1; i < n; i++) {
      const mi = m[i]!;
      const outer = i === n - 1 ? clusterMass[i]! : clusterMass[i]! * free + floor[i]!;
      const s = inner + mi;
      const d = inner - mi;
      const k = (outer - s) * (outer + s) * (outer - d) * (outer + d);
      const inv = 1 / outer;
      const p = k > 0 ? 0.5 * Math.sqrt(k) * inv : 0;
      clusterMass[i] = outer;
      inverse[i] = inv;
      clusterMomentum[i] = p;
      w *= p;
      inner = outer;
    }
    return w / this.maximum;
  }

  /**
   * Builds the four-momenta for the masses of the last `weigh` from `u[at … at + 2n − 3]`.
   * @param frame of the parent, from `setFrame`
   * @param out (px, py, pz, E) of each daughter one after the other, from `outAt`
   */
  build(u: Float64Array, at: number, frame: Float64Array, out: Float64Array, outAt = 0): void {
    const { n, m, clusterMass, clusterMomentum, inverse } = this;
    for (let i = 1; i < n; i++) {
      const c = 2 * u[at]! - 1;
      const phi = 2 * Math.PI * u[at + 1]!;
      at += 2;
      const s = Math.sqrt(1 - c * c);
      const nx = s * Math.cos(phi);
      const ny = s * Math.sin(phi);
      const p = clusterMomentum[i]!;
      const mi = m[i]!;
      const inner = clusterMass[i - 1]!;
      const outer = clusterMass[i]!;
      // the cluster of the first i daughters gets +p n, daughter i gets −p n
      const e = 0.5 * (outer * outer + (mi * mi - inner * inner)) * inverse[i]!;
      const ec = outer - e;
      if (i === 1) {
        out[outAt] = p * nx;
        out[outAt + 1] = p * ny;
        out[outAt + 2] = p * c;
        out[outAt + 3] = ec;
      } else {
        const inv = inverse[i - 1]!;
        const g = ec * inv;
        const bg = p * inv;
        for (let k = 0, o = outAt; k < i; k++, o += 4) {
          const x = out[o]!;
          const y = out[o + 1]!;
          const z = out[o + 2]!;
          const ek = out[o + 3]!;
          const along = x * nx + y * ny + z * c;
          const t = (g - 1) * along + bg * ek;
          out[o] = x + t * nx;
          out[o + 1] = y + t * ny;
          out[o + 2] = z + t * c;
          out[o + 3] = g * ek + bg * along;
        }
      }
      const o = outAt + 4 * i;
      out[o] = -p * nx;
      out[o + 1] = -p * ny;
      out[o + 2] = -p * c;
      out[o + 3] = e;
    }
    const bx = frame[0]!;
    const by = frame[1]!;
    const bz = frame[2]!;
    const g = frame[3]!;
    const g2 = frame[4]!;
    for (let k = 0, o = outAt; k < n; k++, o += 4) {
      const x = out[o]!;
      const y = out[o + 1]!;
      const z = out[o + 2]!;
      const e = out[o + 3]!;
      const bp = bx * x + by * y + bz * z;
      const t = g2 * bp + g * e;
      out[o] = x + t * bx;
      out[o + 1] = y + t * by;
      out[o + 2] = z + t * bz;
      out[o + 3] = g * (e + bp);
    }
  }

  /** One unweighted event, by acceptance on the weight; only an accepted one draws its angles. */
  unweighted(random: RandomStream, frame: Float64Array, out: Float64Array, outAt = 0): void {
    const { n, drawn } = this;
    for (;;) {
      for (let i = 0; i < n - 2; i++) drawn[i] = random.uniform();
      const w = this.weigh(drawn, 0);
      if (w > 1 + TOLERANCE) throw new RangeError(`phase-space weight ${w} above its maximum`);
      if (w >= random.uniform()) break;
    }
    for (let i = n - 2; i < this.uniforms; i++) drawn[i] = random.uniform();
    this.build(drawn, n - 2, frame, out, outAt);
  }
}
