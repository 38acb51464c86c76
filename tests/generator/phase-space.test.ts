import { describe, expect, it } from 'vitest';
import { FRAME_SIZE, setFrame } from '../../src/core/kinematics.js';
import { RandomStream, stageKey } from '../../src/core/random.js';
import { genbodBound, PhaseSpace } from '../../src/generator/phase-space.js';

const K = 493.677;
const PI = 139.57039;
const E = 0.51099895;
const CASES: readonly (readonly [string, number, readonly number[]])[] = [
  ['K → μ ν', K, [105.6583755, 0]],
  ['K → 3π', K, [PI, PI, PI]],
  ['K → π e ν', K, [134.9768, E, 0]],
  ['K → ππ e ν', K, [PI, PI, E, 0]],
  ['D → K 4π', 1869.66, [K, PI, PI, PI, PI]],
  ['three photons', 134.9768, [0, 0, 0]],
];

const stream = () => new RandomStream().key(1, stageKey('phase-space'), 0, 0);

/** xoshiro256** seeded by splitmix64: the generator of bench/native, so that sums can be compared. */
function nativeUniforms(seed: bigint, n: number): Float64Array {
  const mask = (1n << 64n) - 1n;
  const rotl = (x: bigint, k: bigint) => ((x << k) | (x >> (64n - k))) & mask;
  let x = seed;
  const s = [0, 0, 0, 0].map(() => {
    x = (x + 0x9e3779b97f4a7c15n) & mask;
    let z = ((x ^ (x >> 30n)) * 0xbf58476d1ce4e5b9n) & mask;
    z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & mask;
    return z ^ (z >> 31n);
  }) as [bigint, bigint, bigint, bigint];
  const out = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const r = (rotl((s[1] * 5n) & mask, 7n) * 9n) & mask;
    const t = (s[1] << 17n) & mask;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotl(s[3], 45n);
    out[i] = Number(r >> 11n) * 2 ** -53;
  }
  return out;
}

describe('PhaseSpace', () => {
  it.each(CASES)('%s: weights stay below the maximum, and reach it', (_name, M, masses) => {
    const space = new PhaseSpace(M, masses);
    const r = stream();
    const u = new Float64Array(space.uniforms);
    let largest = 0;
    for (let i = 0; i < 200_000; i++) {
      for (let k = 0; k < u.length; k++) u[k] = r.uniform();
      largest = Math.max(largest, space.weigh(u, 0));
    }
    expect(largest).toBeLessThanOrEqual(1 + 1e-9);
    expect(largest).toBeGreaterThan(masses.length === 5 ? 0.97 : 0.999);
  });

  it('has the maximum of three massless daughters in closed form', () => {
    // (m/2)(M² − m²)/(2M) is largest at m = M/√3
    expect(new PhaseSpace(100, [0, 0, 0]).maximum).toBeCloseTo(1e4 / 6 / Math.sqrt(3), 9);
  });

  it("lies below GENBOD's bound for more than two daughters", () => {
    const ratio = (M: number, masses: readonly number[]) => genbodBound(M, masses) / new PhaseSpace(M, masses).maximum;
    expect(ratio(K, [PI, 0])).toBeCloseTo(1, 12);
    expect(ratio(K, [PI, PI, PI])).toBeCloseTo(2.076, 3);
    expect(ratio(K, [PI, PI, E, 0])).toBeCloseTo(11.75, 2);
  });

  it.each(CASES)('%s: four-momenta add up to the parent and have their masses', (_name, M, masses) => {
    const space = new PhaseSpace(M, masses);
    const frame = new Float64Array(FRAME_SIZE);
    const p = [90, -30, 75_000] as const;
    setFrame(frame, ...p, M);
    const r = stream();
    const out = new Float64Array(4 * masses.length + 1);
    for (let i = 0; i < 500; i++) {
      space.unweighted(r, frame, out, 1);
      const sum = [0, 0, 0, 0];
      for (const [k, m] of masses.entries()) {
        const q = out.slice(1 + 4 * k, 5 + 4 * k) as unknown as [number, number, number, number];
        expect(q[3]).toBeCloseTo(Math.hypot(q[0], q[1], q[2], m), 6);
        for (let c = 0; c < 4; c++) sum[c]! += q[c]!;
      }
      for (let c = 0; c < 3; c++) expect(sum[c]).toBeCloseTo(p[c]!, 6);
      expect(sum[3]).toBeCloseTo(Math.hypot(...p, M), 6);
      expect(out[0]).toBe(0);
    }
  });

  it('is isotropic at rest', () => {
    const space = new PhaseSpace(K, [PI, PI, PI]);
    const frame = new Float64Array(FRAME_SIZE);
    setFrame(frame, 0, 0, 0, K);
    const r = stream();
    const out = new Float64Array(12);
    const N = 50_000;
    const sums = new Float64Array(9);
    for (let i = 0; i < N; i++) {
      space.unweighted(r, frame, out);
      for (let k = 0; k < 3; k++) {
        const p = Math.hypot(out[4 * k]!, out[4 * k + 1]!, out[4 * k + 2]!);
        for (let c = 0; c < 3; c++) sums[3 * k + c]! += (out[4 * k + c]! / p) ** 2;
      }
    }
    // variance of cos² is 4/45
    for (const s of sums) expect(Math.abs(s / N - 1 / 3)).toBeLessThan(4 * Math.sqrt(4 / 45 / N));
  });

  it.each([
    [3, [0.13957039, 0.13957039, 0.13957039], 157451.58657307236],
    [4, [0.13957039, 0.13957039, 0.00051099895, 0], 17359.213863534027],
  ] as const)('%i bodies: agrees with the native kernel on the same uniforms', (n, masses, expected) => {
    // bench/native/genbod.cpp, checksum of genbodN_kin over 262144 events
    const M = 0.493677;
    const space = new PhaseSpace(M, masses);
    const frame = new Float64Array(FRAME_SIZE);
    setFrame(frame, 0.09, 0, 75, M);
    const u = nativeUniforms(20240003n, 262_144 * space.uniforms);
    const out = new Float64Array(4 * n);
    let sum = 0;
    for (let at = 0; at < u.length; at += space.uniforms) {
      const w = space.weigh(u, at);
      space.build(u, at + n - 2, frame, out);
      for (let k = 0; k < 4 * n; k += 4) sum += w * (out[k]! + out[k + 1]! + 0.01 * (out[k + 2]! + out[k + 3]!));
    }
    sum *= space.maximum / genbodBound(M, masses);
    expect(Math.abs(sum / expected - 1)).toBeLessThan(1e-9);
  });

  it('refuses decays that cannot be', () => {
    expect(() => new PhaseSpace(K, [PI])).toThrow(/2 to 5/);
    expect(() => new PhaseSpace(K, [PI, PI, PI, PI, E, E])).toThrow(/2 to 5/);
    expect(() => new PhaseSpace(K, [K, E])).toThrow(/cannot decay/);
    expect(() => new PhaseSpace(Number.NaN, [PI, PI])).toThrow(/cannot decay/);
  });
});
