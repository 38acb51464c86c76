import { describe, expect, it } from 'vitest';
import { particle } from '../../src/core/particles.js';
import { RandomStream, stageKey } from '../../src/core/random.js';
import { hadronFactor, INTERACTIONS_PER_X0, interact } from '../../src/transport/nuclear.js';

const stream = () => new RandomStream().key(4, stageKey('test.nuclear'), 1, 1);
const N = 5000;

describe('inelastic interactions', () => {
  it('happen to hadrons', () => {
    expect([11, 13, 22, 14].map(hadronFactor)).toEqual([0, 0, 0, 0]);
    expect(hadronFactor(2212)).toBe(1);
    expect(hadronFactor(-211)).toBe(hadronFactor(321));
    // PDG: 39.70 cm of aluminium, 8.897 cm of it a radiation length
    expect(INTERACTIONS_PER_X0.aluminium).toBeCloseTo(8.897 / 39.7, 3);
  });

  it.each([1, -1])('leave the energy of the hadron, a third of it neutral, and its charge %i', (charge) => {
    const random = stream();
    const p = 20_000;
    const energy = Math.hypot(p, particle(211).mass);
    let neutral = 0;
    let all = 0;
    let across = 0;
    for (let i = 0; i < N; i++) {
      let left = energy;
      let q = 0;
      let direct = 0;
      let followed = 0;
      const pions: number[] = [];
      interact(charge, 300, 0, Math.sqrt(p * p - 9e4), energy, random, (pdg, from, px, py, pz) => {
        const e = Math.hypot(px, py, pz, particle(pdg).mass);
        if (from >= 0) {
          expect(pdg).toBe(22);
          pions[from] = (pions[from] ?? 0) - e;
          return;
        }
        pions[direct] = (pions[direct] ?? 0) + (pdg === 111 ? e : 0);
        direct += pdg === 111 ? 3 : 1;
        left -= e;
        q += particle(pdg).charge;
        across += py * py;
        all++;
        followed++;
        if (pdg === 111) neutral += e / energy / N;
      });
      // photons of each π⁰ have its energy
      for (const rest of pions) expect(Math.abs(rest ?? 0)).toBeLessThan(1e-6 * energy);
      // what is not followed has less than 200 MeV
      expect(left).toBeGreaterThan(-1e-6);
      expect(left).toBeLessThan(400);
      if (followed === 3) expect(q).toBe(charge);
    }
    expect(Math.abs(neutral - 1 / 3)).toBeLessThan(0.015);
    expect(Math.sqrt(across / all)).toBeGreaterThan(220);
    expect(Math.sqrt(across / all)).toBeLessThan(260);
  });
});
