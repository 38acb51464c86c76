import { describe, expect, it } from 'vitest';
import { Histogram } from '../../src/core/histogram.js';

describe('Histogram', () => {
  it('puts values in bins closed below, and the rest beside', () => {
    const h = new Histogram(4, 0, 2);
    for (const x of [-0.1, 0, 0.49, 0.5, 1.999, 2, Number.POSITIVE_INFINITY, Number.NaN]) h.fill(x);
    expect([...h.sumw]).toEqual([2, 1, 0, 1]);
    expect([h.underflow, h.overflow, h.invalid, h.total]).toEqual([1, 2, 1, 4]);
    expect(h.center(1)).toBe(0.75);
  });

  it('keeps a value just below the upper edge inside', () => {
    const h = new Histogram(3, 0, 0.3);
    h.fill(0.3 - 2 ** -54);
    expect(h.sumw[2]).toBe(1);
  });

  it('sums weights, their squares, weighted mean and rms', () => {
    const h = new Histogram(10, 490, 500);
    h.fill(493, 3);
    h.fill(497, 1);
    expect([h.sumw[3], h.sumw2[3], h.sumw[7]]).toEqual([3, 9, 1]);
    expect(h.mean).toBeCloseTo(494, 12);
    expect(h.rms).toBeCloseTo(Math.sqrt(3), 12);
  });

  it('merged is the same as filled in one', () => {
    const [a, b, all] = [0, 1, 2].map(() => new Histogram(7, -1, 1)) as [Histogram, Histogram, Histogram];
    for (let i = 0; i < 50; i++) {
      const x = Math.sin(i * 12.9898) * 1.2;
      (i % 3 === 0 ? a : b).fill(x, 1 + i / 50);
      all.fill(x, 1 + i / 50);
    }
    a.merge(b);
    for (let i = 0; i < 7; i++) {
      expect(a.sumw[i]).toBeCloseTo(all.sumw[i]!, 12);
      expect(a.sumw2[i]).toBeCloseTo(all.sumw2[i]!, 12);
    }
    expect(a.underflow).toBeCloseTo(all.underflow, 12);
    expect(a.overflow).toBeCloseTo(all.overflow, 12);
    expect(a.mean).toBeCloseTo(all.mean, 12);
    expect(a.rms).toBeCloseTo(all.rms, 12);
  });

  it('refuses other bins and senseless ones; an empty one has no mean', () => {
    expect(() => new Histogram(4, 0, 2).merge(new Histogram(4, 0, 3))).toThrow(RangeError);
    expect(() => new Histogram(0, 0, 1)).toThrow(RangeError);
    expect(() => new Histogram(3, 1, 1)).toThrow(RangeError);
    expect(new Histogram(3, 0, 1).mean).toBeNaN();
  });
});
