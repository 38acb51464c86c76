import { describe, expect, it } from 'vitest';
import { chi2Probability } from '../../src/core/chi2.js';
import { RandomStream } from '../../src/core/random.js';
import { MHz } from '../../src/core/units.js';
import { burstStructure } from '../../src/generator/burst.js';

const [START, END] = [1.2e9, 5.7e9];
const times = (n: number) => Array.from({ length: n }, (_, i) => START + ((i + 0.5) * (END - START)) / n);

describe('burst structure', () => {
  it('keeps the mean that is set, stays between 0 and twice the mean, and comes near the latter', () => {
    const structure = burstStructure(3, { intensity: 600 * MHz });
    let highest = 0;
    for (let burst = 1; burst <= 12; burst++) {
      const values = times(30_000).map((t) => structure.intensity(burst, t) / (600 * MHz));
      const mean = values.reduce((a, b) => a + b, 0) / values.length;
      expect(Math.abs(mean - 1)).toBeLessThan(1e-3);
      expect(values.reduce((a, b) => Math.max(a, b))).toBeLessThanOrEqual(2);
      expect(values.reduce((a, b) => Math.min(a, b))).toBeGreaterThanOrEqual(0);
      highest = values.reduce((a, b) => Math.max(a, b), highest);
    }
    expect(highest).toBeGreaterThan(1.75);
  });

  it('cuts at the maximum and keeps the mean when the ripple is too large', () => {
    const structure = burstStructure(3, { intensity: 1, ripple: 3 });
    const values = times(90_000).map((t) => structure.intensity(1, t));
    expect(values.filter((v) => v > 1.999).length).toBeGreaterThan(900);
    expect(values.reduce((a, b) => Math.max(a, b))).toBeLessThanOrEqual(2);
    expect(Math.abs(values.reduce((a, b) => a + b, 0) / values.length - 1)).toBeLessThan(2e-3);
  });

  it('has the amplitudes that are set at 50, 100, 150 and 300 Hz and nothing between', () => {
    const structure = burstStructure(5, { intensity: 1, randomWalk: 0 });
    const ts = times(90_000);
    const amplitude = (f: number) => {
      let re = 0;
      let im = 0;
      for (const t of ts) {
        const v = structure.intensity(1, t);
        re += v * Math.cos(2 * Math.PI * f * t * 1e-9);
        im += v * Math.sin(2 * Math.PI * f * t * 1e-9);
      }
      return (2 * Math.sqrt(re * re + im * im)) / ts.length;
    };
    for (const [f, a] of [
      [50, 0.25],
      [100, 0.2],
      [150, 0.25],
      [300, 0.15],
      [80, 0],
      [250, 0],
    ] as const) {
      expect(Math.abs(amplitude(f) - a), `${f} Hz`).toBeLessThan(0.01);
    }
  });

  it('belongs to the burst and the seed, in whatever order bursts are looked at', () => {
    const t = 2.3456e9;
    const one = burstStructure(1);
    const [a, b] = [one.intensity(1, t), one.intensity(2, t)];
    expect(a).not.toBe(b);
    expect(one.intensity(1, t)).toBe(a);
    expect(burstStructure(1).intensity(2, t)).toBe(b);
    expect(burstStructure(2).intensity(1, t)).not.toBe(a);
  });

  it('draws events in proportion to the intensity: they see mean(I²)/mean(I)', () => {
    const n = 100_000;
    const structure = burstStructure(1, { intensity: 1 });
    const random = new RandomStream().key(1, 2, 3, 4);
    let sum = 0;
    let sum2 = 0;
    for (let i = 0; i < n; i++) {
      const v = structure.intensity(7, structure.drawEventTime(random, 7));
      sum += v;
      sum2 += v * v;
    }
    const values = times(90_000).map((t) => structure.intensity(7, t));
    const expected = values.reduce((a, v) => a + v * v, 0) / values.reduce((a, v) => a + v, 0);
    const error = Math.sqrt((sum2 / n - (sum / n) ** 2) / n);
    expect(expected).toBeGreaterThan(1.03);
    expect(Math.abs(sum / n - expected)).toBeLessThan(4 * error);
  });

  it('is flat without ripple, in intensity and in the times of events', () => {
    const structure = burstStructure(1, { intensity: 450 * MHz, ripple: 0 });
    expect(new Set(times(100).map((t) => structure.intensity(1, t)))).toEqual(new Set([450 * MHz]));
    const n = 20_000;
    const random = new RandomStream().key(5, 6, 7, 8);
    const bins = new Array<number>(20).fill(0);
    for (let i = 0; i < n; i++) {
      bins[Math.floor(((structure.drawEventTime(random, 1) - START) / (END - START)) * 20)]!++;
    }
    const chi2 = bins.reduce((sum, b) => sum + (b - n / 20) ** 2 / (n / 20), 0);
    expect(chi2Probability(chi2, 19)).toBeGreaterThan(1e-3);
  });

  it('refuses an intensity beyond the model by name', () => {
    expect(() => burstStructure(1, { intensity: 2000 * MHz })).toThrow(
      /intensity beyond the model.*burst\.intensity.*2000 MHz/s,
    );
    expect(() => burstStructure(1, { intensity: -1 })).toThrow(/intensity/);
    expect(() => burstStructure(1, { intensity: Number.NaN })).toThrow(/intensity/);
  });
});
