import { describe, expect, it } from 'vitest';
import { C_LIGHT } from '../../src/core/constants.js';
import { RandomStream, stageKey } from '../../src/core/random.js';
import { decayFraction, flightTime, forcedDecayZ, freeDecayZ, meanPath } from '../../src/generator/kaon.js';

const P = 75_000;
const [zMin, zMax] = [105_000, 180_000];
const N = 200_000;
const random = () => new RandomStream().key(1, stageKey('kaon'), 0, 0);

describe('kaon flight', () => {
  // KAON §1, DET §1.1
  it('decays to the published fractions', () => {
    expect(meanPath(P)).toBeCloseTo(563_800, -2);
    expect(decayFraction(P, zMin, zMax)).toBeCloseTo(0.1246, 4);
    expect(decayFraction(P, 105_000, 165_000)).toBeCloseTo(0.101, 3);
    expect(decayFraction(P, 105_000, 170_000)).toBeCloseTo(0.109, 3);
    expect(decayFraction(P, 105_000, 185_000)).toBeCloseTo(0.132, 3);
    expect(decayFraction(P, 105_000, 105_000)).toBe(0);
  });

  it('free: the fraction drawn between two planes is the closed form', () => {
    const r = random();
    let reach = 0;
    let inside = 0;
    for (let i = 0; i < N; i++) {
      const z = freeDecayZ(r, P, 102_400);
      if (z < zMin) continue;
      reach++;
      if (z < zMax) inside++;
    }
    const f = decayFraction(P, zMin, zMax);
    expect(Math.abs(inside / reach - f)).toBeLessThan(4 * Math.sqrt((f * (1 - f)) / reach));
    expect(Math.abs(reach / N - (1 - decayFraction(P, 102_400, zMin)))).toBeLessThan(4 * Math.sqrt(0.005 / N));
  });

  it('forced: stays inside and falls as the exponential does', () => {
    const r = random();
    let sum = 0;
    let firstHalf = 0;
    let outside = 0;
    for (let i = 0; i < N; i++) {
      const z = forcedDecayZ(r, P, zMin, zMax);
      if (z < zMin || z > zMax) outside++;
      sum += z;
      if (z < 142_500) firstHalf++;
    }
    expect(outside).toBe(0);
    const lambda = meanPath(P);
    const mean = zMin + lambda - (zMax - zMin) / Math.expm1((zMax - zMin) / lambda);
    expect(Math.abs(sum / N - mean)).toBeLessThan((4 * 75_000) / Math.sqrt(12 * N));
    const half = decayFraction(P, zMin, 142_500) / decayFraction(P, zMin, zMax);
    expect(half).toBeGreaterThan(0.51);
    expect(Math.abs(firstHalf / N - half)).toBeLessThan(2 / Math.sqrt(N));
  });

  it('a kaon of 75 GeV/c is almost as fast as light', () => {
    expect(flightTime(P, 1000) * C_LIGHT).toBeCloseTo(1000 * (1 + (493.677 / P) ** 2 / 2), 6);
  });
});
