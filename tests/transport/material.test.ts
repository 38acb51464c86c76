import { describe, expect, it } from 'vitest';
import { particle } from '../../src/core/particles.js';
import { RandomStream, stageKey } from '../../src/core/random.js';
import {
  betheMylar,
  highlandLayer,
  LANDAU_WIDTH,
  MYLAR_X0,
  momentumAfter,
  scatter,
} from '../../src/transport/material.js';

const stream = () => new RandomStream().key(7, stageKey('test.material'), 1, 1);
const pion = particle(211).mass;

describe('multiple scattering', () => {
  it('scatters a chamber of 0.48 % by 50 µrad at 15 and 21 at 35 GeV/c, however many layers share it', () => {
    for (const layers of [1, 16]) {
      const chamber = Math.sqrt(layers * highlandLayer(0.0048, layers));
      expect((chamber / 15e3) * 1e6).toBeCloseTo(50, 0);
      expect((chamber / 35e3) * 1e6).toBeCloseTo(21, 0);
    }
    expect(Math.sqrt(highlandLayer(0.0048, 1))).toBeCloseTo(
      13.6 * Math.sqrt(0.0048) * (1 + 0.038 * Math.log(0.0048)),
      12,
    );
  });

  it('gives slopes the covariance of a rotated cone', () => {
    const random = stream();
    const n = 100_000;
    const [tx, ty, p, beta2] = [0.3, -0.2, 1000, 0.81];
    const highland = highlandLayer(0.0048, 16);
    const s = new Float64Array(5);
    let [xx, xy, yy] = [0, 0, 0];
    for (let i = 0; i < n; i++) {
      s.set([0, 0, tx, ty, -1 / p]);
      scatter(s, highland, beta2, random);
      xx += (s[2]! - tx) ** 2 / n;
      xy += ((s[2]! - tx) * (s[3]! - ty)) / n;
      yy += (s[3]! - ty) ** 2 / n;
    }
    const q = (highland / (p * p * beta2)) * (1 + tx * tx + ty * ty) ** 1.5;
    expect(xx / (q * (1 + tx * tx))).toBeCloseTo(1, 1.5);
    expect(yy / (q * (1 + ty * ty))).toBeCloseTo(1, 1.5);
    expect((xy / q - tx * ty) / Math.sqrt(1.1 / n)).toBeGreaterThan(-4);
    expect((xy / q - tx * ty) / Math.sqrt(1.1 / n)).toBeLessThan(4);
  });
});

describe('energy loss', () => {
  it('has its minimum of 1.85 MeV cm²/g near βγ = 3.5 and rises with the density effect', () => {
    const perGram = (bg: number) => betheMylar(bg * pion, pion) / 0.139;
    // PDG, minimum ionisation of Mylar: 1.848 MeV cm²/g (for a muon)
    expect(betheMylar(3.5 * particle(13).mass, particle(13).mass) / 0.139).toBeCloseTo(1.848, 1.5);
    expect(perGram(3.5)).toBeLessThan(perGram(2.5));
    expect(perGram(3.5)).toBeLessThan(perGram(5));
    expect(perGram(100) / perGram(3.5)).toBeGreaterThan(1.2);
    expect(perGram(100) / perGram(3.5)).toBeLessThan(1.4);
    expect(MYLAR_X0).toBeCloseTo(287.4, 1);
  });

  it('fluctuates about the mean of Bethe, upwards more than downwards', () => {
    const random = stream();
    const n = 100_000;
    const p = 15e3;
    const path = 0.0856;
    const energy = Math.hypot(p, pion);
    const xi = LANDAU_WIDTH * path;
    let mean = 0;
    let above = 0;
    let least = Infinity;
    for (let i = 0; i < n; i++) {
      const loss = energy - Math.hypot(momentumAfter(p, pion, path, random), pion);
      mean += loss / n;
      least = Math.min(least, loss);
      if (loss > betheMylar(p, pion) * path) above++;
    }
    // variance of Moyal's variate: π²/2 ξ²
    expect(Math.abs(mean - betheMylar(p, pion) * path)).toBeLessThan((4 * xi * Math.PI) / Math.SQRT2 / Math.sqrt(n));
    expect(least).toBeGreaterThan(0);
    // P(−ln z² > 1.27036) = P(|z| < 0.5298) = 0.4038
    expect(above / n).toBeCloseTo(0.4038, 2);
  });

  it('stops at rest', () => {
    expect(momentumAfter(1, pion, 10, stream())).toBe(0);
    expect(momentumAfter(50, pion, 1000, stream())).toBe(0);
  });
});
