import { describe, expect, it } from 'vitest';
import { ALPHA_EM } from '../../src/core/constants.js';
import { InputError } from '../../src/core/errors.js';
import { twoBodyMomentum } from '../../src/core/kinematics.js';
import { RandomStream, stageKey } from '../../src/core/random.js';
import { compileMode, type DecayMode } from '../../src/generator/decay-mode.js';
import { DECAY_MODES, decayMode } from '../../src/generator/modes/index.js';
import { dalitzU, dalitzV, k3pi, k3piCoulomb } from '../../src/generator/modes/k3pi.js';
import { PhaseSpace } from '../../src/generator/phase-space.js';

const K = 493.677;
const PI = 139.57039;
const M2 = PI * PI;
const stream = () => new RandomStream().key(1, stageKey('k3pi'), 0, 0);
const phaseSpace: DecayMode = {
  name: 'flat',
  parent: 321,
  daughters: [211, 211, -211],
  branchingFraction: 1,
  source: 'none: a test',
};

describe('Dalitz variables and Coulomb factor', () => {
  it('u and v are 0 in the middle of the plane, and span it', () => {
    const s0 = (K * K) / 3 + M2;
    expect(dalitzU(s0)).toBeCloseTo(0, 12);
    expect(dalitzV(s0, s0)).toBe(0);
    expect(dalitzV(s0, s0 + M2)).toBeCloseTo(1, 12);
    expect(dalitzU(4 * M2)).toBeCloseTo(-1.17, 2);
    expect(dalitzU((K - PI) ** 2)).toBeCloseTo(1.266, 2);
  });

  it('far above threshold is 1 ± πα/v + (πα/v)²/3 of each pair', () => {
    const s = 1e9;
    const pa = Math.PI * ALPHA_EM;
    // a/(eᵃ − 1) = 1 − a/2 + a²/12 …, v → 1
    expect(k3piCoulomb(s, s, s, 0.01)).toBeCloseTo((1 + pa + pa ** 2 / 3) ** 2 * (1 - pa + pa ** 2 / 3), 6);
  });

  it('attracts an unlike pair at rest and repels a like one, and stays finite', () => {
    const [far, near] = [1e5, 4 * M2 + 1];
    expect(k3piCoulomb(near, far, far, 0.01)).toBeGreaterThan(3);
    expect(k3piCoulomb(far, far, near, 0.01)).toBeLessThan(0.1);
    expect(k3piCoulomb(4 * M2 - 1e-9, far, far, 0.01)).toBeLessThan(5);
  });
});

describe('k3piMatrixElement', () => {
  it('is the polynomial of KAON §2.3 times the Coulomb factor', () => {
    const [s1, s2, s3] = [0.95, 1.2, 1.02].map((f) => f * 1e5) as [number, number, number];
    const u = (s3 - (K * K) / 3 - M2) / M2;
    const v = (s2 - s1) / M2;
    const expected = 1 - 0.21134 * u + 0.01848 * u * u - 0.00463 * v * v;
    const got = k3pi().matrixElement!(s1, s2, s3) / k3piCoulomb(s1, s2, s3, 0.01);
    expect(got).toBeCloseTo(expected, 12);
  });
});

describe('compileMode', () => {
  it('k3pi: momenta add up to the parent, and the maximum is never passed', () => {
    const sampler = compileMode(k3pi());
    const r = stream();
    const out = new Float64Array(12);
    for (let i = 0; i < 200_000; i++) {
      sampler.sample(r, 90, -30, 75_000, out); // throws above the maximum
      if (i % 1000 !== 0) continue;
      const sum = [0, 1, 2, 3].map((c) => out[c]! + out[4 + c]! + out[8 + c]!);
      expect(sum[0]).toBeCloseTo(90, 6);
      expect(sum[1]).toBeCloseTo(-30, 6);
      expect(sum[2]).toBeCloseTo(75_000, 6);
      expect(sum[3]).toBeCloseTo(Math.hypot(90, 30, 75_000, K), 6);
      for (const k of [0, 4, 8]) {
        expect(out[k + 3]).toBeCloseTo(Math.hypot(out[k]!, out[k + 1]!, out[k + 2]!, PI), 6);
      }
    }
    expect(sampler.daughters.map((d) => d.charge)).toEqual([1, 1, -1]);
  });

  it('finds the maximum of densities with a known one', () => {
    // 1 in a narrow band of s3, 0 elsewhere: the maximum of the weight inside the band
    const band = (low: number, high: number): DecayMode => ({
      ...phaseSpace,
      matrixElement: (_s1, _s2, s3) => (s3 >= low && s3 < high ? 2 : 0),
    });
    expect(compileMode(band(0, 1e9)).maximum).toBeCloseTo(2, 9);
    const weight = (s3: number) => twoBodyMomentum(Math.sqrt(s3), PI, PI) * twoBodyMomentum(K, Math.sqrt(s3), PI);
    const expected = (2 * weight(9e4)) / new PhaseSpace(K, [PI, PI, PI]).maximum;
    expect(weight(9e4)).toBeGreaterThan(weight(8.9e4));
    expect(compileMode(band(8.9e4, 9e4)).maximum).toBeCloseTo(expected, 9);
    const spike: DecayMode = {
      ...phaseSpace,
      matrixElement: (s1) => 1 / (1 + Math.abs(s1 - 9e4) / 10),
    };
    // the spike's crest crosses the phase-space maximum
    expect(compileMode(spike).maximum).toBeCloseTo(1, 3);
  });

  it.each([0, 1, 2])(
    'follows the matrix element: mean of s under a density that grows as s, of daughter %i',
    (which) => {
      const mean = (mode: DecayMode) => {
        const sampler = compileMode(mode);
        const r = stream();
        const out = new Float64Array(12);
        let sum = 0;
        let squares = 0;
        const N = 100_000;
        for (let i = 0; i < N; i++) {
          sampler.sample(r, 0, 0, 0, out);
          const s = K * K + M2 - 2 * K * out[4 * which + 3]!;
          sum += s;
          squares += s * s;
        }
        return { mean: sum / N, square: squares / N, error: Math.sqrt((squares / N - (sum / N) ** 2) / N) };
      };
      const flat = mean(phaseSpace);
      const sloped = mean({ ...phaseSpace, matrixElement: (...s) => s[which]! });
      // by symmetry the flat mean is a third of the sum
      expect(Math.abs(flat.mean - ((K * K) / 3 + M2))).toBeLessThan(4 * flat.error);
      expect(Math.abs(sloped.mean - flat.square / flat.mean)).toBeLessThan(6 * sloped.error);
      expect(Math.abs(sloped.mean - flat.mean)).toBeGreaterThan(20 * sloped.error);
    },
  );

  it('has the same like-sign pions on average', () => {
    const sampler = compileMode(k3pi());
    const r = stream();
    const out = new Float64Array(12);
    const N = 50_000;
    let sum = 0;
    for (let i = 0; i < N; i++) {
      sampler.sample(r, 0, 0, 0, out);
      sum += out[3]! - out[7]!;
    }
    expect(Math.abs(sum / N)).toBeLessThan((4 * 25) / Math.sqrt(N));
  });

  it('refuses a declaration that cannot be', () => {
    expect(() => compileMode({ ...phaseSpace, daughters: [211, 211, 211] })).toThrow(/charge/);
    expect(() => compileMode({ ...phaseSpace, daughters: [-13, 14], matrixElement: () => 1 })).toThrow(/three/);
    expect(() => compileMode({ ...phaseSpace, daughters: [321, 211, -211] })).toThrow(/cannot decay/);
  });
});

describe('decayMode', () => {
  it('finds by name and refuses others, listing what there is', () => {
    expect(decayMode('k3pi')).toBe(DECAY_MODES.get('k3pi'));
    expect(decayMode('k3pi').branchingFraction).toBeCloseTo(0.05583, 6);
    expect(() => decayMode('k3p')).toThrow(InputError);
    expect(() => decayMode('k3p')).toThrow(/k3pi/);
  });

  it('has only modes that compile', () => {
    for (const mode of DECAY_MODES.values()) expect(compileMode(mode).maximum).toBeGreaterThan(0);
  });
});
