import { describe, expect, it } from 'vitest';
import { Histogram } from '../../src/core/histogram.js';
import { particle } from '../../src/core/particles.js';
import { RandomStream, stageKey } from '../../src/core/random.js';
import { withDefaults } from '../../src/core/settings.js';
import { piEe, piEeSettings, piMumu, piMumuSettings, pionLoop, W_SCALE } from '../../src/generator/modes/pi-ll.js';
import { fitZSpectrum, Z_END, zFractions, zThreshold } from '../../src/monitoring/z-spectrum.js';
import { drawPlane } from '../generator/modes-plane.js';

const K2 = 493.677 ** 2;
const EE = withDefaults(piEeSettings);
const MUMU = withDefaults(piMumuSettings);
const total = (p: Float64Array) => p.reduce((a, b) => a + b, 0);
const bins = (lepton: number, n = 40) => new Histogram(n, zThreshold(lepton), Z_END);

describe('pion loop', () => {
  it('vanishes with z, and as z: the terms in 1/z cancel', () => {
    const at = (z: number) => pionLoop(z, EE).re;
    expect(Math.abs(at(4.3e-6))).toBeLessThan(1e-11);
    expect(at(2e-4) / at(1e-4)).toBeCloseTo(2, 2);
  });

  it('is smooth through the threshold of two pions, and imaginary only above it', () => {
    const z = 4 * (139.57039 / 493.677) ** 2;
    const [below, above] = [pionLoop(z - 1e-9, EE), pionLoop(z + 1e-9, EE)];
    expect(below.im).toBe(0);
    expect(Math.abs(above.re / below.re - 1)).toBeLessThan(1e-6);
    expect(Math.abs(above.im)).toBeLessThan(1e-6 * Math.abs(above.re));
    expect(pionLoop(0.45, EE).im).toBeLessThan(0);
  });

  it('gives |W| the measured slope: from z = 0.1 to 0.4 as 1 + 2.32 z', () => {
    // KAON §2.3 (PEE09): δ = 2.32 ± 0.18 of K+ → π+e+e−; a + b z alone gives 1.32
    const w = (z: number) => {
      const { re, im } = pionLoop(z, EE);
      return Math.hypot(W_SCALE * (EE.a + EE.b * z) + re, im);
    };
    const [least, most] = [2.32 - 0.18, 2.32 + 0.18].map((d) => (1 + 0.4 * d) / (1 + 0.1 * d)) as [number, number];
    expect(w(0.4) / w(0.1)).toBeGreaterThan(least);
    expect(w(0.4) / w(0.1)).toBeLessThan(most);
  });
});

describe('zFractions', () => {
  it('adds up to the published branching fractions', () => {
    // KAON §2.2; Coulomb and radiative corrections, which the formula leaves out, are a few per cent
    expect(Math.abs(total(zFractions(bins(11), 11, EE)) / 3.0e-7 - 1)).toBeLessThan(0.04);
    expect(Math.abs(total(zFractions(bins(13), 13, MUMU)) / 9.15e-8 - 1)).toBeLessThan(0.05);
    // NA48/2: a −0.575, b −0.813 go with 9.62e-8
    const na48 = { ...MUMU, a: -0.575, b: -0.813 };
    expect(Math.abs(total(zFractions(bins(13), 13, na48)) / 9.62e-8 - 1)).toBeLessThan(0.05);
  });

  it.each([
    [11, piEe, EE],
    [13, piMumu, MUMU],
  ])('is the matrix element integrated over the angle, lepton %i', (lepton, mode, parameters) => {
    const element = mode().matrixElement!;
    const [m, pi2] = [particle(lepton).mass, 139.57039 ** 2];
    const h = bins(lepton);
    const density = Array.from({ length: 40 }, () => 0);
    const width = (h.high - h.low) / 40;
    for (let i = 0; i < 40 * 100; i++) {
      const s = (h.low + ((i + 0.5) * width) / 100) * K2;
      const half = Math.sqrt(Math.max(0, ((K2 - pi2 - s) ** 2 - 4 * pi2 * s) * (1 - (4 * m * m) / s)));
      const rest = K2 + pi2 + 2 * m * m - s;
      for (let j = 0; j < 50; j++) {
        const d = half * ((2 * (j + 0.5)) / 50 - 1);
        density[Math.floor(i / 100)]! += half * element(s, (rest + d) / 2, (rest - d) / 2);
      }
    }
    const fractions = zFractions(h, lepton, parameters);
    const scale = total(fractions) / density.reduce((a, b) => a + b, 0);
    for (let i = 1; i < 39; i++) expect(Math.abs((density[i]! * scale) / fractions[i]! - 1)).toBeLessThan(2e-3);
  });
});

describe('fitZSpectrum', () => {
  it.each([
    ['pi-ee', 11, piEe, EE, [-0.6, -0.6]],
    ['pi-mumu', 13, piMumu, MUMU, [-0.5, -0.9]],
    ['pi-mumu, another a and b', 13, piMumu, { ...MUMU, a: -0.8, b: -0.2 }, [-0.6, -0.7]],
  ] as const)('%s: gives back the a and b put in', (_name, lepton, mode, put, [a, b]) => {
    const counts = bins(lepton);
    const n = 150_000;
    drawPlane(mode(put), n, (s) => counts.fill(s[0]! / K2));
    expect(counts.total).toBe(n);
    const kaons = n / total(zFractions(counts, lepton, put));
    const fit = fitZSpectrum({ counts, lepton, kaons, start: { ...put, a, b } });
    expect(Math.abs(fit.a - put.a)).toBeLessThan(4 * fit.errors.a);
    expect(Math.abs(fit.b - put.b)).toBeLessThan(4 * fit.errors.b);
    expect(fit.errors.a).toBeLessThan(0.02);
    expect(fit.errors.b).toBeLessThan(0.06);
    expect(fit.probability).toBeGreaterThan(1e-3);
    // a fit that ignored the loop would be far off
    const blind = fitZSpectrum({ counts, lepton, kaons, start: { ...put, alpha: 0, beta: 0, a, b } });
    expect(Math.abs(blind.b - put.b)).toBeGreaterThan(10 * blind.errors.b);
  });

  it('states its errors: pulls of 300 Poisson spectra, with an acceptance that falls and ends', () => {
    const h = bins(13, 25);
    const acceptance = Array.from({ length: 25 }, (_, i) => (i < 2 ? 0 : 0.3 - 0.01 * i));
    const fractions = zFractions(h, 13, MUMU);
    const kaons = 4000 / total(fractions) / 0.2;
    const random = new RandomStream().key(1, stageKey('z-spectrum'), 0, 0);
    const pulls: number[][] = [];
    for (let t = 0; t < 300; t++) {
      const counts = bins(13, 25);
      for (let i = 0; i < 25; i++) {
        counts.fill(counts.center(i), random.poisson(kaons * fractions[i]! * acceptance[i]!));
      }
      const fit = fitZSpectrum({ counts, lepton: 13, kaons, acceptance, start: MUMU });
      pulls.push([(fit.a - MUMU.a) / fit.errors.a, (fit.b - MUMU.b) / fit.errors.b]);
      expect(fit.correlation).toBeLessThan(-0.9);
      expect(fit.ndf).toBe(21);
    }
    for (const k of [0, 1]) {
      const mean = pulls.reduce((s, p) => s + p[k]!, 0) / 300;
      const rms = Math.sqrt(pulls.reduce((s, p) => s + p[k]! ** 2, 0) / 300);
      expect(Math.abs(mean)).toBeLessThan(0.25);
      expect(Math.abs(rms - 1)).toBeLessThan(0.16);
    }
  });

  it('refuses a spectrum it cannot fit', () => {
    expect(() => fitZSpectrum({ counts: bins(13), lepton: 13, kaons: 0, start: MUMU })).toThrow(/settle/);
  });
});
