import { describe, expect, it } from 'vitest';
import { APERTURES, type Aperture, firstAperture } from '../../src/transport/apertures.js';

const line = (x: number, tx: number, z0: number, z1: number, a?: readonly Aperture[]) =>
  firstAperture(x, 0, z0, x + tx * (z1 - z0), 0, z1, a);

describe('apertures', () => {
  it('lets a particle near the axis through from the collimator to STRAW4', () => {
    expect(line(0, 1.2e-3, 102.4e3, 219.4e3)).toBe(Infinity);
  });

  it('absorbs on the front face of a LAV and through its inner surface', () => {
    expect(line(600, 0, 110e3, 130e3)).toBe(121363);
    expect(line(530, 0.05, 121363, 121900)).toBeCloseTo(121363 + 130, 6);
    expect(line(530, 0, 110e3, 155e3)).toBe(Infinity);
    expect(line(700, 0, 152393, 165e3)).toBe(Infinity);
    expect(line(990, 0, 181e3, 219e3)).toBe(192709);
    expect(line(-700, -1, 217600, 219000)).toBeCloseTo(217880, 6);
  });

  it('ends at the tube wall and at the step where it widens', () => {
    const tube = APERTURES.filter((a) => a.name === 'tube');
    expect(line(900, 0.01, 122e3, 150e3, tube)).toBeCloseTo(128e3, 6);
    expect(line(1000, 0, 158.56e3 + 1, 170e3, tube)).toBe(Infinity);
    expect(line(1000, 0, 150e3, 170e3, tube)).toBe(150e3);
    expect(firstAperture(0, -959, 150e3, 0, -970, 161e3, tube)).toBeCloseTo(151e3, 6);
    expect(firstAperture(600, 600, 183e3, 600, 600, 190e3)).toBe(Infinity);
    expect(firstAperture(1000, 1000, 183e3, 1000, 1000, 190e3)).toBe(183e3);
  });

  it('lists tube and eleven stations in order', () => {
    expect(APERTURES.length).toBe(14);
    for (let i = 1; i < APERTURES.length; i++)
      expect(APERTURES[i]!.zMin).toBeGreaterThanOrEqual(APERTURES[i - 1]!.zMin);
    for (const a of APERTURES) expect(a.zMax).toBeGreaterThan(a.zMin);
  });
});
