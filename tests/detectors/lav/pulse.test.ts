import { describe, expect, it } from 'vitest';
import { withDefaults } from '../../../src/core/settings.js';
import { PhotomultiplierPulse } from '../../../src/detectors/lav/pulse.js';
import { lavSettings } from '../../../src/detectors/lav/settings.js';

const shape = withDefaults(lavSettings);
const slow = shape.fallTime;
const fast = shape.riseTime / Math.log(9);
/** Height of the pulse of photoelectrons at 0 [mV]. */
const height = (electrons: number, t: number) =>
  t < 0 ? 0 : ((electrons * shape.charge) / (slow - fast)) * (Math.exp(-t / slow) - Math.exp(-t / fast));

describe('pulse of a LAV photomultiplier', () => {
  it('crosses the thresholds where the closed form does', () => {
    const pulse = new PhotomultiplierPulse(shape);
    for (const n of [30, 100, 1000, 10_000]) {
      pulse.clear();
      pulse.add(3, n);
      expect(pulse.discriminate()).toBe(true);
      expect(height(n, pulse.lowLeading - 3) / 5).toBeCloseTo(1, n < 1000 ? 1 : 0);
      expect(height(n, pulse.highLeading - 3) / 15).toBeCloseTo(1, n < 1000 ? 1 : 0);
      expect(height(n, pulse.lowTrailing - 3)).toBeCloseTo(3.75, 3);
      expect(height(n, pulse.highTrailing - 3)).toBeCloseTo(13.75, 3);
      // in time the interpolation is good to 10 ps
      const exact = (level: number) => {
        let t = 0;
        while (height(n, t) < level) t += 1e-3;
        return 3 + t;
      };
      expect(Math.abs(pulse.lowLeading - exact(5))).toBeLessThan(0.04);
      expect(Math.abs(pulse.highLeading - exact(15))).toBeLessThan(0.04);
    }
  });

  it('is the sum of its photoelectrons, in any order', () => {
    const a = new PhotomultiplierPulse(shape);
    const b = new PhotomultiplierPulse(shape);
    for (const [t, n] of [
      [0, 10],
      [1, 20],
      [2.5, 5],
    ] as const)
      a.add(t, n);
    for (const [t, n] of [
      [2.5, 5],
      [0, 10],
      [1, 20],
    ] as const)
      b.add(t, n);
    expect([a.discriminate(), b.discriminate()]).toEqual([true, true]);
    expect([a.lowLeading, a.lowTrailing, a.highLeading]).toEqual([b.lowLeading, b.lowTrailing, b.highLeading]);
    const sum = (t: number) => height(10, t) + height(20, t - 1) + height(5, t - 2.5);
    expect(sum(a.lowTrailing)).toBeCloseTo(3.75, 3);
    expect(Math.abs(sum(a.highLeading) - 15)).toBeLessThan(0.15);
  });

  it('reaches the low threshold alone, or none', () => {
    // the peak of 1 photoelectron is 0.86 mV
    const pulse = new PhotomultiplierPulse(shape);
    const of = (n: number) => {
      pulse.clear();
      if (n > 0) pulse.add(0, n);
      return [pulse.discriminate(), !Number.isNaN(pulse.highLeading)];
    };
    expect(of(0)).toEqual([false, false]);
    expect(of(5.5)).toEqual([false, false]);
    expect(of(6.5)).toEqual([true, false]);
    expect(of(16.5)).toEqual([true, false]);
    expect(of(18)).toEqual([true, true]);
  });
});
