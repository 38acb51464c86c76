import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../src/core/random.js';
import { fraction } from '../../src/monitoring/efficiency.js';
import { jackknifeError } from '../../src/monitoring/jackknife.js';

describe('fraction', () => {
  it('has the interval of the formula, which never leaves 0 … 1', () => {
    const { value, low, high } = fraction(90, 100);
    expect(value).toBe(0.9);
    // (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n)
    expect(low).toBeCloseTo((0.905 - Math.sqrt(0.0009 + 0.000025)) / 1.01, 12);
    expect(high).toBeCloseTo((0.905 + Math.sqrt(0.0009 + 0.000025)) / 1.01, 12);
    expect(fraction(0, 50)).toMatchObject({ value: 0, low: 0 });
    expect(fraction(0, 50).high).toBeCloseTo(1 / 51, 12);
    expect(fraction(50, 50).high).toBeCloseTo(1, 12);
  });

  it('covers the true value as often as it says', () => {
    const random = new RandomStream().key(1, 0, 0, 0);
    let covered = 0;
    for (let toy = 0; toy < 2000; toy++) {
      let k = 0;
      for (let i = 0; i < 300; i++) if (random.uniform() < 0.95) k++;
      const { low, high } = fraction(k, 300);
      if (low < 0.95 && high > 0.95) covered++;
    }
    expect(covered / 2000).toBeGreaterThan(0.63);
    expect(covered / 2000).toBeLessThan(0.76);
  });

  it('refuses what is no fraction', () => {
    expect(() => fraction(1, 0)).toThrow(RangeError);
    expect(() => fraction(3, 2)).toThrow(RangeError);
  });
});

describe('jackknifeError', () => {
  it('gives the error of a mean', () => {
    const random = new RandomStream().key(2, 0, 0, 0);
    const values = Array.from({ length: 20_000 }, () => random.gauss());
    const mean = (keep: (i: number) => boolean) => {
      const kept = values.filter((_, i) => keep(i));
      return kept.reduce((a, b) => a + b, 0) / kept.length;
    };
    const error = jackknifeError(mean);
    // 40 blocks know the error to 11 %
    expect(error * Math.sqrt(20_000)).toBeGreaterThan(0.65);
    expect(error * Math.sqrt(20_000)).toBeLessThan(1.4);
  });
});
