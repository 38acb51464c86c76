import { describe, expect, it } from 'vitest';
import { RandomStream, stageKey } from '../../src/core/random.js';
import { compileMode, type DecayMode } from '../../src/generator/decay-mode.js';
import { k3pi, k3piCoulomb, k3piSettings } from '../../src/generator/modes/k3pi.js';
import { DalitzCounts, fitDalitz, flatness } from '../../src/monitoring/dalitz-fit.js';

function generate(mode: DecayMode, n: number, seed = 1): DalitzCounts {
  const sampler = compileMode(mode);
  const random = new RandomStream().key(seed, stageKey('dalitz-fit'), 0, 0);
  const dalitz = new DalitzCounts();
  const out = new Float64Array(12);
  const p = new Float64Array(9);
  for (let i = 0; i < n; i++) {
    sampler.sample(random, 90, 0, 75_000, out);
    for (let k = 0; k < 3; k++) for (let c = 0; c < 3; c++) p[3 * k + c] = out[4 * k + c]!;
    dalitz.fill(p);
  }
  return dalitz;
}

const { g, h, k } = k3piSettings;
const { matrixElement: _, ...phaseSpace } = k3pi();

describe('flatness', () => {
  it('phase space is flat in the Dalitz plane', () => {
    const dalitz = generate(phaseSpace, 200_000);
    expect(dalitz.outside).toBe(0);
    const { ndf, probability } = flatness(dalitz);
    expect(ndf).toBeGreaterThan(300);
    expect(probability).toBeGreaterThan(1e-3);
  });

  it('notices a slope of 2.6 % rms', () => {
    const slope: DecayMode = { ...phaseSpace, matrixElement: (_s1, _s2, s3) => 1 + 0.2 * (s3 / 1e5 - 1) };
    expect(flatness(generate(slope, 500_000)).probability).toBeLessThan(1e-3);
  });
});

describe('fitDalitz', () => {
  it('gives g, h, k back', () => {
    const fit = fitDalitz(generate(k3pi(), 400_000));
    expect(fit.errors.g).toBeLessThan(0.004);
    expect(Math.abs(fit.g - g.default) / fit.errors.g).toBeLessThan(4);
    expect(Math.abs(fit.h - h.default) / fit.errors.h).toBeLessThan(4);
    expect(Math.abs(fit.k - k.default) / fit.errors.k).toBeLessThan(4);
    expect(fit.probability).toBeGreaterThan(1e-3);
  });

  it('has errors of the right size: pulls of ten samples', () => {
    let sum = 0;
    for (let seed = 1; seed <= 10; seed++) {
      const fit = fitDalitz(generate(k3pi(), 40_000, seed));
      sum += ((fit.g - g.default) / fit.errors.g) ** 2;
      sum += ((fit.k - k.default) / fit.errors.k) ** 2;
    }
    // χ² of 20: 99.8 % between these
    expect(sum).toBeGreaterThan(5.9);
    expect(sum).toBeLessThan(45.3);
  });

  it('notices a wrong g, by the right amount', () => {
    const wrong = g.default + 0.03;
    const fit = fitDalitz(generate(k3pi({ g: wrong }), 400_000));
    expect(Math.abs(fit.g - g.default) / fit.errors.g).toBeGreaterThan(4);
    expect(Math.abs(fit.g - wrong) / fit.errors.g).toBeLessThan(4);
  });

  it('notices a matrix element without Coulomb factor and one with the wrong odd pion', () => {
    const minimum = k3piSettings.minimumVelocity.default;
    const right = k3pi().matrixElement!;
    const bare: DecayMode = {
      ...phaseSpace,
      matrixElement: (s1, s2, s3) => right(s1, s2, s3) / k3piCoulomb(s1, s2, s3, minimum),
    };
    const largestPull = (mode: DecayMode) => {
      const fit = fitDalitz(generate(mode, 400_000));
      const pulls = [
        (fit.g - g.default) / fit.errors.g,
        (fit.h - h.default) / fit.errors.h,
        (fit.k - k.default) / fit.errors.k,
      ];
      return Math.max(...pulls.map(Math.abs));
    };
    expect(largestPull(bare)).toBeGreaterThan(4);
    const mixed: DecayMode = { ...phaseSpace, matrixElement: (s1, s2, s3) => right(s3, s1, s2) };
    expect(largestPull(mixed)).toBeGreaterThan(4);
  });

  it('refuses an empty sample', () => {
    expect(() => fitDalitz(new DalitzCounts())).toThrow(RangeError);
  });

  it('counts what is not in the plane', () => {
    const dalitz = new DalitzCounts();
    dalitz.fill(Float64Array.of(0, 0, 1e4, 0, 300, 1e4, 300, 0, 1e4));
    expect(dalitz.outside).toBe(1);
  });
});
