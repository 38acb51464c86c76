import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../src/core/random.js';
import { drawDelta, KNOCK_ON, meanDeltas, neonScattering } from '../../../src/detectors/rich/delta-rays.js';

const MUON = 105.66;
const ELECTRON = 0.511;
const rng = new RandomStream();

describe('knocked-on electrons', () => {
  it('are 5.5e-4 of more than 200 MeV on the way through the neon, a third as many in the window', () => {
    expect(meanDeltas(KNOCK_ON.neon * 17_273)).toBeCloseTo(5.5e-4, 5);
    expect(KNOCK_ON.window / (KNOCK_ON.neon * 17_273)).toBeCloseTo(0.36, 1);
  });

  it('have a spectrum of 1/T² up to the largest energy, at the angle of a free collision', () => {
    rng.key(1, 2, 3, 4);
    const p = 20_000;
    // 2 m β² γ² / (1 + 2 γ m/M + m²/M²)
    const most = (2 * ELECTRON * (p / MUON) ** 2) / (1 + (2 * ELECTRON * Math.hypot(p, MUON)) / MUON ** 2);
    let n = 0;
    let above = 0;
    let drawn = 0;
    for (let i = 0; i < 40_000; i++) {
      const delta = drawDelta(rng, MUON, p);
      drawn++;
      if (delta === undefined) continue;
      n++;
      const kinetic = Math.hypot(delta.p, ELECTRON) - ELECTRON;
      expect(kinetic).toBeGreaterThan(199.9);
      expect(kinetic).toBeLessThan(1.001 * most);
      if (kinetic > 400) above++;
      // θ² = 2 m/T while T is small beside the largest energy
      if (kinetic < 0.02 * most) expect(Math.abs((delta.angle ** 2 * kinetic) / (2 * ELECTRON) - 1)).toBeLessThan(0.03);
    }
    const spectrum = (low: number) => 1 / low - 1 / most - Math.log(most / low) / most;
    expect(Math.abs(n / drawn / (200 * spectrum(200)) - 1)).toBeLessThan(0.02);
    expect(Math.abs(above / n / (spectrum(400) / spectrum(200)) - 1)).toBeLessThan(0.03);
  });

  it('are none of particles too slow for them', () => {
    rng.key(1, 2, 3, 5);
    for (let i = 0; i < 200; i++) expect(drawDelta(rng, 139.57, 1_000)).toBeUndefined();
  });

  it('scatter by 3 mrad at 1 GeV/c in all the neon', () => {
    expect(neonScattering(1000, 17_273)).toBeCloseTo(0.00304, 4);
  });
});
