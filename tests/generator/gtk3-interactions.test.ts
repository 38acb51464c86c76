import { describe, expect, it } from 'vitest';
import { particle } from '../../src/core/particles.js';
import { RandomStream, stageKey } from '../../src/core/random.js';
import { withDefaults } from '../../src/core/settings.js';
import { gtk3Interaction, gtk3InteractionSettings } from '../../src/generator/gtk3-interactions.js';

const BEAM = 75_000;
const N = 5000;
const interact = gtk3Interaction(withDefaults(gtk3InteractionSettings));

interface Product {
  readonly pdg: number;
  readonly from: number;
  readonly px: number;
  readonly py: number;
  readonly pz: number;
  readonly energy: number;
}

function draw(random: RandomStream, pdg = 211, tx = 0.0012, how = interact): Product[] {
  const products: Product[] = [];
  const pz = BEAM / Math.sqrt(1 + tx * tx);
  how(pdg, tx * pz, 0, pz, random, (code, from, px, py, qz) => {
    const energy = Math.hypot(px, py, qz, particle(code).mass);
    products.push({ pdg: code, from, px, py, pz: qz, energy });
  });
  return products;
}
const stream = (sub: number) => new RandomStream().key(1, stageKey('gtk3 test'), 0, 0, sub);
const mean = (v: readonly number[]) => v.reduce((a, b) => a + b, 0) / v.length;

describe('products of an interaction in GTK3', () => {
  const random = stream(0);
  const all = Array.from({ length: N }, () => draw(random));
  const energy = Math.hypot(BEAM, particle(211).mass);

  it('have the energy of the beam particle, less what is too slow to go forward', () => {
    const shares = all.map((ps) => ps.reduce((sum, p) => sum + (p.from < 0 ? p.energy : 0), 0) / energy);
    expect(Math.max(...shares)).toBeLessThan(1.0003);
    expect(mean(shares)).toBeGreaterThan(0.97);
  });

  it('are a leading hadron of flat share and pions of all charges', () => {
    const leading = all.map(([first]) => first!);
    const shares = leading.map((p) => p.energy / energy);
    expect(leading.filter(({ pdg }) => pdg === 211).length).toBeGreaterThan(0.98 * N);
    expect(Math.abs(mean(shares) - 0.5)).toBeLessThan(0.02);
    expect(Math.abs(mean(shares.map((s) => (s < 0.25 ? 1 : 0))) - 0.25)).toBeLessThan(0.03);
    const count = (pdg: number) => mean(all.map((ps) => ps.slice(1).filter((p) => p.pdg === pdg).length));
    // nine, of which two are too slow
    const [plus, minus, neutral] = [count(211), count(-211), count(111)];
    expect(plus + minus + neutral).toBeGreaterThan(6.5);
    expect(plus + minus + neutral).toBeLessThan(7.5);
    expect(Math.abs(plus / minus - 1)).toBeLessThan(0.05);
    expect(Math.abs(neutral / minus - 1)).toBeLessThan(0.05);
    expect(draw(stream(7), 2212)[0]!.pdg).toBe(2212);
  });

  it('have transverse momenta of 350 MeV/c about the direction of the beam particle', () => {
    const across = all.map(([first]) => [first!.px - 0.0012 * first!.pz, first!.py] as const);
    expect(Math.abs(mean(across.map(([x, y]) => Math.hypot(x, y))) - 350)).toBeLessThan(15);
    expect(Math.abs(mean(across.map(([x]) => x)))).toBeLessThan(20);
    expect(Math.abs(mean(across.map(([, y]) => y)))).toBeLessThan(20);
    expect(all.every((ps) => ps.every((p) => p.from >= 0 || p.pz > 0))).toBe(true);
  });

  it('give each neutral pion its two photons', () => {
    for (const ps of all.slice(0, 300)) {
      ps.forEach((p, i) => {
        const photons = ps.filter((q) => q.from === i);
        expect(photons.length).toBe(p.pdg === 111 ? 2 : 0);
        if (photons.length === 0) return;
        for (const key of ['px', 'py', 'pz', 'energy'] as const) {
          expect(Math.abs(photons[0]![key] + photons[1]![key] - p[key])).toBeLessThan(1e-6);
        }
      });
    }
  });

  it('are the beam particle alone, deflected, when no pion is made', () => {
    const [only, ...none] = draw(
      stream(1),
      211,
      0,
      gtk3Interaction(withDefaults(gtk3InteractionSettings, { pions: 0 })),
    );
    expect(none).toEqual([]);
    expect(only!.energy).toBeCloseTo(energy, 6);
  });
});
