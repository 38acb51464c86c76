import { describe, expect, it } from 'vitest';
import { particle } from '../../../src/core/particles.js';
import { transport } from '../../../src/detectors/passage/apparatus.js';
import { LAYERS } from '../../../src/detectors/passage/layers.js';
import { RICH_ENTRANCE_Z } from '../../../src/detectors/rich/description.js';
import { PLANE_LIST, PLANES, X0_PER_PLANE } from '../../../src/detectors/straw/description.js';
import { Process } from '../../../src/event/truth.js';
import { na62Field } from '../../../src/transport/na62-field.js';
import { MESON_OVER_NUCLEON } from '../../../src/transport/nuclear.js';
import { batchOf, many, type Start } from './transport-batch.js';

const field = na62Field();
const apparatus = transport({ field, materialScale: 1, seed: 6 });
const off = transport({ field, materialScale: 1, seed: 6, electromagnetic: 0, nuclear: 0 });
const BEHIND_STRAW = RICH_ENTRANCE_Z - 100;
const FIRST_STRAW = PLANE_LIST[0]!.z;
const x0 = LAYERS.reduce((sum, l) => sum + l.x0, 0);
const interactions = LAYERS.reduce((sum, l) => sum + l.interactions, 0);
const photon = (z: number, p = 20_000): Start => ({ pdg: 22, x: 400, y: 100, z, p });

/** Share of first particles that end so, and whether it is `expected` within 4 σ. */
function share(out: ReturnType<typeof apparatus>, process: number, expected: number): void {
  const { offsets, columns } = out.particles;
  const n = offsets.length - 1;
  let k = 0;
  for (let e = 0; e < n; e++) if (columns.end_process[offsets[e]!] === process) k++;
  expect(Math.abs(k / n - expected)).toBeLessThanOrEqual(4 * Math.sqrt((expected * (1 - expected)) / n));
}

/** Energy of the children of an event's first particle. */
function childEnergy(out: ReturnType<typeof apparatus>, e: number): number {
  const { offsets, columns: c } = out.particles;
  let sum = 0;
  for (let k = offsets[e]! + 1; k < offsets[e + 1]!; k++)
    if (c.parent[k] === 0) sum += Math.hypot(c.px[k]!, c.py[k]!, c.pz[k]!, particle(c.pdg[k]!).mass);
  return sum;
}

describe('photons on their way to the LKr', () => {
  it('convert as 1 − exp(−7/9 X/X₀) in RICH and hodoscopes, 0.43 X₀', () => {
    expect(x0).toBeCloseTo(0.022 + 0.05 + 0.2 + 0.045 + 0.07 + 0.09, 2);
    share(apparatus(many(6000, photon(BEHIND_STRAW))), Process.conversion, -Math.expm1((-7 / 9) * x0));
  });

  it('and in the straws', () => {
    const out = apparatus(many(20_000, photon(FIRST_STRAW - 100)));
    let inStraws = 0;
    const { offsets, columns: c } = out.particles;
    for (let e = 0; e < 20_000; e++) {
      const k = offsets[e]!;
      if (c.end_process[k] === Process.conversion && c.end_z[k]! < BEHIND_STRAW) inStraws++;
    }
    const expected = -Math.expm1((-7 / 9) * PLANES * X0_PER_PLANE);
    expect(Math.abs(inStraws / 20_000 - expected)).toBeLessThan(4 * Math.sqrt(expected / 20_000));
  });

  it('leave their energy to the pair and its photons, in their direction', () => {
    const n = 1500;
    const out = apparatus(many(n, { ...photon(BEHIND_STRAW), tx: 0.002 }));
    const { offsets, columns: c } = out.particles;
    let converted = 0;
    for (let e = 0; e < n; e++) {
      const k = offsets[e]!;
      if (c.end_process[k] !== Process.conversion) continue;
      converted++;
      expect([c.pdg[k + 1], c.pdg[k + 2]]).toEqual([11, -11]);
      expect(c.px[k + 1]! / c.pz[k + 1]!).toBeCloseTo(0.002, 9);
      // a layer of 0.2 X₀ takes 13 MeV of each in soft photons
      const sum = childEnergy(out, e);
      expect(sum).toBeLessThan(20_001);
      expect(sum).toBeGreaterThan(20_000 - 2 * 67 * 0.2);
      const made = [c.process[k + 1], c.process[k + 2]];
      expect(made).toEqual([Process.conversion, Process.conversion]);
    }
    expect(converted).toBeGreaterThan(300);
  });

  it('split into a pair that the magnet pulls apart', () => {
    const dense = transport({ field, materialScale: 40, seed: 6, nuclear: 0 });
    const out = dense(many(200, photon(FIRST_STRAW - 100, 40_000)));
    const h = out.straw_crossings;
    const last = new Map<string, number>();
    for (let e = 0; e < 200; e++)
      for (let i = h.offsets[e]!; i < h.offsets[e + 1]!; i++) {
        const k = out.particles.offsets[e]! + h.columns.particle[i]!;
        const early = out.particles.columns.z[k]! < 190_000;
        if (h.columns.plane[i] === PLANES - 1 && early && Math.abs(out.particles.columns.pdg[k]!) === 11)
          last.set(`${e} ${out.particles.columns.pdg[k]}`, h.columns.x[i]!);
      }
    let pairs = 0;
    for (let e = 0; e < 200; e++) {
      const electron = last.get(`${e} 11`);
      const positron = last.get(`${e} -11`);
      if (electron === undefined || positron === undefined) continue;
      pairs++;
      // 270 MeV/c each way, over 21.9 m
      expect(electron - positron).toBeGreaterThan((2 * 270 * 21_000) / 40_000);
    }
    expect(pairs).toBeGreaterThan(10);
  });

  it('do not when it is switched off', () => {
    const out = off(many(500, photon(FIRST_STRAW - 100)));
    expect(out.particles.length).toBe(500);
    share(out, Process.leftApparatus, 1);
  });
});

describe('electrons', () => {
  it('keep exp(−X/X₀) of their energy on average, less ionisation', () => {
    const n = 3000;
    const p = 30_000;
    const out = apparatus(many(n, { pdg: 11, x: 400, y: 100, z: BEHIND_STRAW, p }));
    const c = out.calorimeter_entries.columns;
    let sum = 0;
    let square = 0;
    for (let i = 0; i < out.calorimeter_entries.length; i++) {
      if (c.particle[i] !== 0) continue;
      sum += c.p[i]! / p / n;
      square += (c.p[i]! / p) ** 2 / n;
    }
    expect(Math.abs(sum - Math.exp(-x0))).toBeLessThan(4 * Math.sqrt((square - sum * sum) / n) + 0.002);
  });

  it('hand it to photons', () => {
    const n = 400;
    const p = 30_000;
    const out = apparatus(many(n, { pdg: -11, x: 400, y: 100, z: BEHIND_STRAW, p }));
    const { offsets, columns: c } = out.particles;
    const entries = out.calorimeter_entries;
    for (let e = 0; e < n; e++) {
      let left = p - childEnergy(out, e);
      for (let i = entries.offsets[e]!; i < entries.offsets[e + 1]!; i++)
        if (entries.columns.particle[i] === 0) left -= entries.columns.p[i]!;
      if (c.end_process[offsets[e]!] !== Process.leftApparatus) continue;
      // soft photons 29 MeV, ionisation 25 MeV
      expect(left).toBeGreaterThan(0);
      expect(left).toBeLessThan(80);
    }
  });
});

describe('hadrons', () => {
  it.each([
    ['protons', 2212, 1],
    ['pions', 211, MESON_OVER_NUCLEON],
  ])('%s interact as 1 − exp(−X/λ)', (_name, pdg, factor) => {
    // 75 GeV/c: 0.5 % of the pions decay on the way
    const out = apparatus(many(8000, { pdg, x: 400, y: 100, z: BEHIND_STRAW, p: 75_000 }));
    expect(interactions).toBeGreaterThan(0.15);
    share(out, Process.hadronicInteraction, -Math.expm1(-interactions * factor));
  });

  it('leave pions and photons with their energy', () => {
    const n = 1500;
    const out = apparatus(many(n, { pdg: 211, x: 400, y: 100, z: BEHIND_STRAW, p: 30_000 }));
    const { offsets, columns: c } = out.particles;
    let seen = 0;
    for (let e = 0; e < n; e++) {
      if (c.end_process[offsets[e]!] !== Process.hadronicInteraction) continue;
      seen++;
      const sum = childEnergy(out, e);
      // some ionisation before; two soft products at most are not followed
      expect(sum).toBeLessThan(30_001);
      expect(sum).toBeGreaterThan(30_000 - 450);
      for (let k = offsets[e]! + 1; k < offsets[e + 1]!; k++) {
        expect(c.parent[k]).toBeLessThan(k - offsets[e]!);
        if (c.pdg[k] !== 111) continue;
        expect(c.end_process[k]).toBe(Process.decayInFlight);
        expect(c.parent[k + 1]).toBe(k - offsets[e]!);
        expect(c.pdg[k + 1]).toBe(22);
      }
    }
    expect(seen).toBeGreaterThan(100);
  });

  it('do not when it is switched off', () => {
    const out = off(many(500, { pdg: 2212, x: 400, z: FIRST_STRAW - 100, p: 30_000 }));
    expect(out.particles.length).toBe(500);
  });
});

it('pile-up does not change what comes from primaries, however far down', () => {
  const own: Start[] = [photon(BEHIND_STRAW, 30_000), { pdg: 211, x: -300, z: BEHIND_STRAW, p: 30_000 }];
  const others: Start[] = [photon(150_000, 30_000), { pdg: -211, x: 200, y: 300, z: 120_000, p: 20_000 }];
  const events = Array.from({ length: 300 }, () => ({ primary: own }));
  const alone = apparatus(batchOf(events));
  const crowd = apparatus(batchOf(events.map((e) => ({ ...e, pileup: others }))));
  let products = 0;
  for (let e = 0; e < 300; e++) {
    const ends = new Set<number>();
    for (let k = crowd.particles.offsets[e]!; k < crowd.particles.offsets[e + 1]!; k++)
      ends.add(crowd.particles.columns.end_x[k]!);
    for (let k = alone.particles.offsets[e]!; k < alone.particles.offsets[e + 1]!; k++) {
      expect(ends.has(alone.particles.columns.end_x[k]!)).toBe(true);
      products++;
    }
  }
  expect(products).toBeGreaterThan(1200);
});
