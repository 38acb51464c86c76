import { describe, expect, it } from 'vitest';
import { particle } from '../../src/core/particles.js';
import { RandomStream } from '../../src/core/random.js';
import { missingMassSigma, squaredMissingMass } from '../../src/monitoring/missing-mass.js';

const K = particle(321).mass;
const CHARGED = particle(211).mass;
const NEUTRAL = particle(111).mass;

/** Slope of the pion of K⁺ → π⁺π⁰ about the kaon's, from its momentum. */
function openingAngle(q: number, p: number): number {
  const e = Math.sqrt(q * q + K * K) - Math.sqrt(p * p + CHARGED ** 2);
  return Math.acos((q * q + p * p - e * e + NEUTRAL ** 2) / (2 * q * p));
}

describe('squaredMissingMass', () => {
  it('is m²(π⁰) for the pion of K⁺ → π⁺π⁰, wherever the kaon flies', () => {
    for (const [tx, ty] of [
      [0, 0],
      [1.2e-3, -2e-4],
    ] as const) {
      // in the plane of x; slopes add as tangents
      const angle = Math.atan(tx) + openingAngle(75_000, 35_000);
      const pi = [Math.tan(angle), ty];
      const found = squaredMissingMass(75_000, [tx, ty], 35_000, pi);
      expect(found / NEUTRAL ** 2).toBeCloseTo(1, 4);
    }
  });
});

describe('missingMassSigma', () => {
  it.each([15_000, 25_000, 35_000])('is the width of smeared decays, pion of %s MeV/c', (p) => {
    const q = 75_000;
    const kaon = { momentum: 150, angle: 16e-6 };
    const pion = { momentum: 0.0033 * p, angle: 0.75 / p };
    const theta = openingAngle(q, p);
    const rng = new RandomStream().key(1, 0, 0, p);
    const n = 20_000;
    const smear = (a: typeof kaon, b: typeof pion): number => {
      let sum = 0;
      for (let i = 0; i < n; i++) {
        const k = [a.angle * rng.gauss(), a.angle * rng.gauss()];
        const pi = [theta + b.angle * rng.gauss(), b.angle * rng.gauss()];
        const m2 = squaredMissingMass(q + a.momentum * rng.gauss(), k, p + b.momentum * rng.gauss(), pi);
        sum += (m2 - NEUTRAL ** 2) ** 2;
      }
      return Math.sqrt(sum / n);
    };
    const none = { momentum: 0, angle: 0 };
    const expected = missingMassSigma(q, kaon, p, pion);
    // 0.5 %, and what the second order adds
    expect(Math.abs(smear(kaon, pion) / expected.all - 1)).toBeLessThan(0.02);
    expect(Math.abs(smear(kaon, none) / expected.kaon - 1)).toBeLessThan(0.02);
    expect(Math.abs(smear(none, { ...pion, momentum: 0 }) / expected.angle - 1)).toBeLessThan(0.02);
    expect(Math.abs(smear(none, { ...pion, angle: 0 }) / expected.momentum - 1)).toBeLessThan(0.02);
  });
});
