import type { Field } from '../../src/transport/field.js';

/** The analytic dipole of bench/native/dipole.hpp, in native units. */
const ZC = 197.6;
const L = 2.5;
const A = 0.35;
const H = (0.5 * 0.27) / 0.299792458 / L;

export const benchField: Field = {
  regions: [
    {
      kind: 'dipole',
      zMin: 191600,
      zMax: 203600,
      maxStep: 250,
      knots: [],
      sample: (z, out, at) => {
        const inside = z > 191600 && z < 203600 ? 1 : 0;
        const s1 = (z / 1000 - (ZC - L / 2)) / A;
        const s2 = (z / 1000 - (ZC + L / 2)) / A;
        const q1 = 1 / (1 + s1 * s1);
        const q2 = 1 / (1 + s2 * s2);
        const d1 = q1 * Math.sqrt(q1);
        const d2 = q2 * Math.sqrt(q2);
        out[at] = inside * H * (s1 * Math.sqrt(q1) - s2 * Math.sqrt(q2));
        out[at + 1] = (inside * H * (d1 - d2)) / A / 1e3;
        out[at + 2] = (inside * 1.5 * H * (s1 * d1 * q1 - s2 * d2 * q2)) / (A * A) / 1e6;
      },
    },
  ],
  shape: { s2: 0, s4: 0, s6: 0 },
};

const MASK = (1n << 64n) - 1n;
const rotl = (x: bigint, k: bigint) => ((x << k) | (x >> (64n - k))) & MASK;

/** xoshiro256**, seeded by splitmix64, as in bench/native/common.hpp; uniform in [0, 1). */
function nativeUniform(seed: bigint): () => number {
  let x = seed;
  const splitmix = () => {
    x = (x + 0x9e3779b97f4a7c15n) & MASK;
    let z = ((x ^ (x >> 30n)) * 0xbf58476d1ce4e5b9n) & MASK;
    z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & MASK;
    return z ^ (z >> 31n);
  };
  let [a, b, c, d] = [splitmix(), splitmix(), splitmix(), splitmix()];
  return () => {
    const r = (rotl((b * 5n) & MASK, 7n) * 9n) & MASK;
    const t = (b << 17n) & MASK;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = rotl(d, 45n);
    return Number(r >> 11n) * 2 ** -53;
  };
}

/** The tracks of bench/native/rkn.cpp, (x, y, tx, ty, qp) each, in native units. */
export function benchTracks(n: number): Float64Array {
  const u = nativeUniform(20240001n);
  const range = (a: number, b: number) => a + (b - a) * u();
  const out = new Float64Array(5 * n);
  for (let i = 0; i < n; i++) {
    out[5 * i] = 1000 * range(-0.03, 0.03);
    out[5 * i + 1] = 1000 * range(-0.015, 0.015);
    out[5 * i + 2] = range(-4e-3, 4e-3);
    out[5 * i + 3] = range(-4e-3, 4e-3);
    const p = range(10, 60);
    out[5 * i + 4] = ((u() < 0.5 ? -1 : 1) / p) * 1e-3;
  }
  return out;
}
