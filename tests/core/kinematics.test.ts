import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beta, boost, energy, FRAME_SIZE, gamma, setFrame, twoBodyMomentum } from '../../src/core/kinematics.js';

describe('twoBodyMomentum', () => {
  it('conserves energy', () => {
    const p = twoBodyMomentum(493.677, 139.57, 134.977);
    expect(energy(p, 139.57) + energy(p, 134.977)).toBeCloseTo(493.677, 9);
  });

  it('is M/2 for massless daughters and 0 at and below threshold', () => {
    expect(twoBodyMomentum(100, 0, 0)).toBe(50);
    expect(twoBodyMomentum(100, 60, 40)).toBe(0);
    expect(twoBodyMomentum(100, 60, 41)).toBe(0);
  });
});

describe('boost', () => {
  it('takes a body at rest to its own momentum', () => {
    const frame = new Float64Array(FRAME_SIZE);
    setFrame(frame, 90, -20, 75_000, 493.677);
    const p = Float64Array.of(0, 0, 0, 493.677);
    boost(p, 0, frame, p, 0);
    expect(p[0]).toBeCloseTo(90, 9);
    expect(p[1]).toBeCloseTo(-20, 9);
    expect(p[2]).toBeCloseTo(75_000, 8);
    expect(p[3]).toBeCloseTo(Math.hypot(90, 20, 75_000, 493.677), 8);
  });

  it('keeps the mass, and the opposite boost brings back', () => {
    const component = fc.double({ min: -1e3, max: 1e3, noNaN: true });
    fc.assert(
      fc.property(fc.array(component, { minLength: 6, maxLength: 6 }), ([x, y, z, a, b, c]) => {
        const p = Float64Array.of(x!, y!, z!, Math.hypot(x!, y!, z!, 140));
        const there = new Float64Array(FRAME_SIZE);
        const back = new Float64Array(FRAME_SIZE);
        setFrame(there, a!, b!, c!, 494);
        setFrame(back, -a!, -b!, -c!, 494);
        const q = new Float64Array(6);
        boost(q, 1, there, p, 0);
        expect(Math.sqrt(q[4]! ** 2 - q[1]! ** 2 - q[2]! ** 2 - q[3]! ** 2)).toBeCloseTo(140, 5);
        boost(q, 1, back, q, 1);
        for (let i = 0; i < 4; i++) expect(q[i + 1]).toBeCloseTo(p[i]!, 7);
      }),
      { seed: 1, numRuns: 200 },
    );
  });
});

describe('beta and gamma', () => {
  it('belong together', () => {
    expect(gamma(75_000, 493.677)).toBeCloseTo(1 / Math.sqrt(1 - beta(75_000, 493.677) ** 2), 6);
    expect(beta(5, 0)).toBe(1);
  });
});
