import { describe, expect, it } from 'vitest';
import { eventKeys } from '../../src/event/keys.js';
import { type ParticleGun, particleGun } from '../../src/generator/particle-gun.js';

const GUN: ParticleGun = {
  pdg: [211, -211],
  momentum: [10_000, 20_000],
  originZ: [105_000, 165_000],
  axis: { x0: -100, slope: 1e-3 },
  target: { z: 183_500, radius: 800 },
  seed: 5,
  drawTime: (rng) => rng.range(1, 2),
};

/** Columns of `n` shots. */
function shoot(n: number, batchEvents = n) {
  const rows: Record<string, number>[] = [];
  for (const keys of eventKeys(1, 0, n, batchEvents)) {
    const { primaries } = particleGun(GUN)(keys);
    for (let i = 0; i < primaries.length; i++) {
      rows.push(Object.fromEntries(Object.entries(primaries.columns).map(([name, column]) => [name, column[i]!])));
    }
  }
  return rows;
}

describe('particleGun', () => {
  it('shoots one particle an event, inside all ranges and evenly over the disc', () => {
    const rows = shoot(4000);
    expect(rows).toHaveLength(4000);
    let inner = 0;
    let positive = 0;
    for (const r of rows as Required<Record<string, number>>[]) {
      const p = Math.hypot(r['px']!, r['py']!, r['pz']!);
      expect(p).toBeGreaterThanOrEqual(10_000 - 1e-6);
      expect(p).toBeLessThan(20_000 + 1e-6);
      expect(r['z']).toBeGreaterThanOrEqual(105_000);
      expect(r['z']).toBeLessThan(165_000);
      expect(r['x']).toBeCloseTo(-100 + 1e-3 * r['z']!, 9);
      const dz = 183_500 - r['z']!;
      const radius = Math.hypot(r['x']! + (dz * r['px']!) / r['pz']!, r['y']! + (dz * r['py']!) / r['pz']!);
      expect(radius).toBeLessThan(800 + 1e-6);
      if (radius < 400) inner++;
      if (r['pdg'] === 211) positive++;
    }
    // a quarter of the area; half of the codes: 5 σ
    expect(Math.abs(inner / 4000 - 0.25)).toBeLessThan(0.035);
    expect(Math.abs(positive / 4000 - 0.5)).toBeLessThan(0.04);
  });

  it('does not depend on the size of the batches', () => {
    expect(shoot(50, 7)).toEqual(shoot(50));
  });

  it('refuses unknown particles and none', () => {
    expect(() => particleGun({ ...GUN, pdg: [12345] })).toThrow(RangeError);
    expect(() => particleGun({ ...GUN, pdg: [] })).toThrow(RangeError);
  });
});
