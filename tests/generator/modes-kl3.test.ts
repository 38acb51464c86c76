import { describe, expect, it } from 'vitest';
import { chi2Probability } from '../../src/core/chi2.js';
import { particle } from '../../src/core/particles.js';
import type { DecayMode } from '../../src/generator/decay-mode.js';
import { ke3, kmu3 } from '../../src/generator/modes/kl3.js';
import { drawPlane, planeOf } from './modes-plane.js';

const K2 = 493.677 ** 2;
const PI2 = 134.9768 ** 2;
const UNIT = 139.57039 ** 2;
const [PLUS, PLUS2, ZERO] = [24.24e-3, 1.67e-3, 14.47e-3];

/** dΓ/dt of Kℓ3 integrated over the angle of the lepton, in the form of helicity amplitudes f+ and f0. */
function rate(t: number, lepton: number): number {
  const x = t / UNIT;
  const plus = 1 + PLUS * x + (PLUS2 / 2) * x * x;
  const zero = 1 + ZERO * x;
  const lambda = Math.max(0, (K2 - PI2 - t) ** 2 - 4 * PI2 * t);
  const r = lepton ** 2 / t;
  const vector = lambda * (1 + r / 2) * plus ** 2;
  const scalar = 1.5 * r * (K2 - PI2) ** 2 * zero ** 2;
  return Math.sqrt(lambda) * (1 - r) ** 2 * (vector + scalar);
}

function integral(f: (x: number) => number, low: number, high: number, nodes = 2000): number {
  let sum = 0;
  for (let i = 0; i < nodes; i++) sum += f(low + ((high - low) * (i + 0.5)) / nodes);
  return (sum * (high - low)) / nodes;
}

const goodness = (counts: Float64Array, expected: readonly number[]): number => {
  const n = counts.reduce((a, b) => a + b, 0);
  const total = expected.reduce((a, b) => a + b, 0);
  let chi2 = 0;
  for (const [i, e] of expected.entries()) chi2 += (counts[i]! - (e / total) * n) ** 2 / ((e / total) * n);
  return chi2Probability(chi2, counts.length - 1);
};

const MODES = [
  ['ke3', ke3, 0.51099895],
  ['kmu3', kmu3, 105.6583755],
] as const;
const END = (Math.sqrt(K2) - Math.sqrt(PI2)) ** 2;

describe.each(MODES)('%s', (_name, mode, lepton) => {
  it('has the helicity form’s spectrum of t, and its own of the lepton energy', () => {
    const BINS = 30;
    const [low, width] = [lepton ** 2, (END - lepton ** 2) / BINS];
    const top = (K2 + lepton ** 2 - PI2) / (2 * Math.sqrt(K2));
    const t = new Float64Array(BINS);
    const e = new Float64Array(BINS);
    drawPlane(mode(), 200_000, (s, out) => {
      t[Math.min(BINS - 1, Math.floor((s[0]! - low) / width))]! += 1;
      e[Math.min(BINS - 1, Math.floor(((out[7]! - lepton) / (top - lepton)) * BINS))]! += 1;
    });
    const expected = Array.from(t, (_, i) => integral((x) => rate(x, lepton), low + i * width, low + (i + 1) * width));
    expect(goodness(t, expected)).toBeGreaterThan(1e-3);
    // over the plane, in its own coordinates
    const { at } = planeOf(mode());
    const energy = new Array<number>(BINS).fill(0);
    const N = 1500;
    for (let i = 0; i < N; i++) {
      for (let j = 0; j < N; j++) {
        const { s2, density } = at((i + 0.5) / N, (2 * (j + 0.5)) / N - 1);
        const E = (K2 + lepton ** 2 - s2) / (2 * Math.sqrt(K2));
        energy[Math.min(BINS - 1, Math.floor(((E - lepton) / (top - lepton)) * BINS))]! += density;
      }
    }
    expect(goodness(e, energy)).toBeGreaterThan(1e-3);
    // what would be seen if the slopes or the mass terms were left out
    const without = Array.from(t, (_, i) =>
      integral((x) => rate(x, lepton) / (1 + (PLUS * x) / UNIT) ** 2, low + i * width, low + (i + 1) * width),
    );
    expect(goodness(t, without)).toBeLessThan(1e-10);
  });

  it('is the sum of both helicities of the lepton', () => {
    const element = mode().matrixElement!;
    const ratios: number[] = [];
    for (let i = 1; i < 20; i++) {
      const t = lepton ** 2 + (END - lepton ** 2) * (i / 20);
      const x = t / UNIT;
      const lambda = (K2 - PI2 - t) ** 2 - 4 * PI2 * t;
      const vector = Math.sqrt(lambda) * (1 + PLUS * x + (PLUS2 / 2) * x * x);
      const scalar = (K2 - PI2) * (1 + ZERO * x);
      for (let j = -9; j <= 9; j++) {
        // angle of lepton and π0 where lepton and neutrino are at rest together
        const c = j / 10;
        const energies = ((K2 - PI2 - t) * (t + lepton ** 2)) / (2 * t);
        const s3 = PI2 + lepton ** 2 + energies - (Math.sqrt(lambda) * (t - lepton ** 2) * c) / (2 * t);
        const flip = (lepton ** 2 / t) * (vector * c + scalar) ** 2;
        const expected = (1 - lepton ** 2 / t) * (vector ** 2 * (1 - c * c) + flip);
        ratios.push(element(t, K2 + PI2 + lepton ** 2 - t - s3, s3) / expected);
      }
    }
    for (const r of ratios) expect(Math.abs(r / ratios[0]! - 1)).toBeLessThan(1e-9);
  });

  it('is nowhere negative', () => {
    const { at } = planeOf(mode());
    let [least, most] = [Infinity, 0];
    for (let i = 0; i < 300; i++) {
      for (let j = 0; j <= 300; j++) {
        const { density } = at((i + 0.5) / 300, j / 150 - 1);
        least = Math.min(least, density);
        most = Math.max(most, density);
      }
    }
    expect(least).toBeGreaterThan(-1e-12 * most);
  });
});

it('Kμ3 over Ke3 is as published', () => {
  const whole = (mode: DecayMode) => {
    const { at } = planeOf(mode);
    const [low, high] = [particle(111).mass + particle(mode.daughters[1]!).mass, particle(321).mass];
    let sum = 0;
    for (let i = 0; i < 400; i++) for (let j = 0; j < 200; j++) sum += at((i + 0.5) / 400, (j + 0.5) / 100 - 1).density;
    return sum * (high - low);
  };
  // KAON §2.2: 3.352 %, 5.07 %; radiative corrections differ by 0.1 % or so
  const published = 3.352 / 5.07;
  expect(Math.abs(whole(kmu3()) / whole(ke3()) / published - 1)).toBeLessThan(0.01);
});
