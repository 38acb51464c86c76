import { describe, expect, it } from 'vitest';
import { RandomStream, stageKey } from '../../src/core/random.js';
import {
  conversionDepth,
  pairShare,
  photonEnergy,
  photonRate,
  radiate,
  SOFT_PHOTON,
  softLoss,
} from '../../src/transport/electromagnetic.js';

const stream = () => new RandomStream().key(3, stageKey('test.electromagnetic'), 1, 1);
const N = 40_000;

describe('conversion', () => {
  it('takes 9/7 of a radiation length on average', () => {
    const random = stream();
    let sum = 0;
    for (let i = 0; i < N; i++) sum += conversionDepth(random);
    expect(Math.abs(sum / N / (9 / 7) - 1)).toBeLessThan(4 / Math.sqrt(N));
  });

  it('shares the energy as 1 − (4/3) x (1 − x)', () => {
    const random = stream();
    let mean = 0;
    let square = 0;
    for (let i = 0; i < N; i++) {
      const u = pairShare(random) - 0.5;
      mean += u / N;
      square += (u * u) / N;
    }
    // ∫ u² (2/3 + 4u²/3) du / (7/9)
    const variance = (2 / 3 / 12 + 4 / 3 / 80) / (7 / 9);
    expect(Math.abs(mean)).toBeLessThan(4 * Math.sqrt(variance / N));
    expect(Math.abs(square / variance - 1)).toBeLessThan(0.02);
  });
});

describe('bremsstrahlung', () => {
  it('takes the whole energy per radiation length: photons and what is softer', () => {
    for (const energy of [300, 3000, 30_000]) {
      const random = stream();
      let mean = 0;
      for (let i = 0; i < N; i++) mean += photonEnergy(energy, random) / N;
      expect(Math.abs((mean * photonRate(energy) + softLoss(energy)) / energy - 1)).toBeLessThan(0.02);
    }
    expect(photonRate(SOFT_PHOTON)).toBe(0);
    expect(softLoss(20)).toBeCloseTo(20, 12);
  });

  it.each([0.0003, 0.2, 0.5, 8])('leaves exp(−X/X₀) of the energy on average after %f X₀, and loses none', (x0) => {
    const random = stream();
    const energy = 20_000;
    let kept = 0;
    let square = 0;
    let softest = Infinity;
    let least = Infinity;
    const soft = [Infinity, -Infinity] as [number, number];
    for (let i = 0; i < N; i++) {
      let photons = 0;
      const left = radiate(energy, x0, random, (k) => {
        softest = Math.min(softest, k);
        photons += k;
      });
      least = Math.min(least, left);
      soft[0] = Math.min(soft[0], energy - left - photons);
      soft[1] = Math.max(soft[1], energy - left - photons);
      kept += left / energy / N;
      square += (left / energy) ** 2 / N;
    }
    expect(softest).toBeGreaterThanOrEqual(SOFT_PHOTON * (1 - 1e-12));
    expect(least).toBeGreaterThanOrEqual(0);
    // what is neither is soft, 67 MeV per radiation length at most
    expect(soft[0]).toBeGreaterThan(-1e-6);
    expect(soft[1]).toBeLessThan(67 * x0 + 1e-6);
    expect(Math.abs(kept - Math.exp(-x0))).toBeLessThan(4 * Math.sqrt((square - kept * kept) / N) + 1e-4);
  });

  it('makes as many photons as the rate says', () => {
    const random = stream();
    let photons = 0;
    for (let i = 0; i < N; i++)
      radiate(10_000, 0.01, random, () => {
        photons++;
      });
    const expected = 0.01 * photonRate(10_000) * N;
    expect(Math.abs(photons - expected)).toBeLessThan(4 * Math.sqrt(expected) + 0.01 * expected);
  });
});
