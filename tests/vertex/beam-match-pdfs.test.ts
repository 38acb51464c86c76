import { describe, expect, it } from 'vitest';
import {
  cdaLikelihood,
  DECAY_FORM,
  discriminant,
  KTAG_FORM,
  KTAG_WIDTH,
  timeLikelihood,
} from '../../src/vertex/beam-match-pdfs.js';

describe('likelihoods of right matches', () => {
  it('of the closest approach follow the given Gaussians and exponential', () => {
    const given = (d: number) =>
      0.0702 * Math.exp(-0.5 * (d / 1.47) ** 2) +
      0.0229 * Math.exp(-0.5 * (d / 2.6) ** 2) +
      0.0145 * Math.exp(-0.319 * d);
    for (const d of [0, 0.5, 1.47, 4, 12, 24.9]) expect(cdaLikelihood(d)).toBeCloseTo(given(d) / 0.1076, 12);
    expect(cdaLikelihood(25.1)).toBe(0);
  });

  it.each([
    ['KTAG', KTAG_FORM, 0.13, 0.23, 0.027, 0.0017],
    ['decay', DECAY_FORM, 0.141, 0.279, 0.026, 0.001],
  ] as const)('of GTK − %s time have the two given widths', (_, form, core, wide, a, b) => {
    const given = (t: number) => a * Math.exp(-0.5 * (t / core) ** 2) + b * Math.exp(-0.5 * (t / wide) ** 2);
    for (const t of [0, 0.1, -0.3, 0.6, 0.9])
      expect(timeLikelihood(form, t / core)).toBeCloseTo(given(t) / (a + b), 12);
    expect(timeLikelihood(form, 0.96 / core)).toBe(0);
  });
});

describe('discriminant', () => {
  const d = discriminant(KTAG_FORM);

  it('is 1 for a perfect match, falls with distance and time, and is 0 out of range', () => {
    expect(d(0, 0, KTAG_WIDTH)).toBe(1);
    for (let i = 1; i < 20; i++) {
      expect(d(i, 0.1, 0.13)).toBeLessThan(d(i - 1, 0.1, 0.13));
      expect(d(1, 0.04 * i, 0.13)).toBeLessThan(d(1, 0.04 * (i - 1), 0.13));
    }
    expect(d(1, -0.2, 0.13)).toBe(d(1, 0.2, 0.13));
    expect(d(25, 0, 0.13)).toBe(0);
    expect(d(0, 0.951, 0.13)).toBe(0);
    expect(d(Number.NaN, 0, 0.13)).toBe(0);
    expect(d(0, Number.NaN, 0.13)).toBe(0);
  });

  it('takes a time difference in units of its own width', () => {
    expect(d(1, 0.26, 0.26)).toBeCloseTo(d(1, 0.13, 0.13), 12);
    expect(d(1, 0.26, 0.26)).toBeGreaterThan(d(1, 0.26, 0.13));
  });
});
