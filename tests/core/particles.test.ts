import { describe, expect, it } from 'vitest';
import { twoBodyMomentum } from '../../src/core/kinematics.js';
import { ctau, particle } from '../../src/core/particles.js';
import { m } from '../../src/core/units.js';

describe('particle', () => {
  // KAON §1, §2.1
  it('gives the published path lengths at 75 GeV/c', () => {
    const path = (pdg: number) => ((75_000 / particle(pdg).mass) * ctau(particle(pdg))) / m;
    expect(path(321)).toBeCloseTo(563.8, 1);
    expect(path(211)).toBeCloseTo(4193.85, 0);
  });

  it('gives the published momenta of two-body decays', () => {
    const pStar = (M: number, a: number, b: number) =>
      twoBodyMomentum(particle(M).mass, particle(a).mass, particle(b).mass);
    expect(pStar(321, -13, 14)).toBeCloseTo(235.53, 2);
    expect(pStar(321, -11, 14)).toBeCloseTo(246.84, 2);
    expect(pStar(211, -13, 14)).toBeCloseTo(29.79, 2);
    expect(particle(321).mass - 3 * particle(211).mass).toBeCloseTo(74.97, 2);
  });

  it('has antiparticles of opposite charge and the same mass and lifetime', () => {
    for (const pdg of [321, 211, -13, -11, 14]) {
      const [p, anti] = [particle(pdg), particle(-pdg)];
      expect(anti.pdg).toBe(-pdg);
      expect(anti.charge + p.charge).toBe(0);
      expect([anti.mass, anti.lifetime]).toEqual([p.mass, p.lifetime]);
      expect(anti.name).not.toBe(p.name);
    }
    expect(particle(13).name).toBe('mu-');
  });

  it('refuses a code it does not know', () => {
    expect(() => particle(99)).toThrow(/99/);
  });
});
