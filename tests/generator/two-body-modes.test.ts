import { describe, expect, it } from 'vitest';
import { particle } from '../../src/core/particles.js';
import { RandomStream, stageKey } from '../../src/core/random.js';
import { eventKeys } from '../../src/event/keys.js';
import { Process } from '../../src/event/truth.js';
import { compileMode } from '../../src/generator/decay-mode.js';
import { kaonDecays } from '../../src/generator/kaon-decays.js';
import { decayMode } from '../../src/generator/modes/index.js';
import { na62Field } from '../../src/transport/na62-field.js';

const stream = () => new RandomStream().key(1, stageKey('two-body'), 0, 0);
const length = (p: Float64Array, i: number) => Math.hypot(p[4 * i]!, p[4 * i + 1]!, p[4 * i + 2]!);

function decays(mode: string, events: number) {
  const stage = kaonDecays({
    mode: decayMode(mode),
    field: na62Field(),
    decayRegion: [105_000, 180_000],
    seed: 3,
    drawTime: () => 3e9,
  });
  const [batch] = eventKeys(1, 0, events, events);
  return stage(batch!).primaries;
}

describe('two-body modes', () => {
  // KAON §2.1
  it.each([
    ['k2pi', 205.14],
    ['kmu2', 235.53],
  ])('%s: daughters have the published momentum in the rest frame of the kaon', (name, pStar) => {
    const sampler = compileMode(decayMode(name));
    const out = new Float64Array(4 * sampler.products.length);
    const r = stream();
    for (let i = 0; i < 200; i++) {
      sampler.sample(r, 0, 0, 0, out);
      expect(length(out, 0)).toBeCloseTo(pStar, 2);
      expect(length(out, 1)).toBeCloseTo(pStar, 2);
    }
  });

  it.each(['k2pi', 'kmu2'])('%s: what does not decay at once adds up to the kaon', (name) => {
    const sampler = compileMode(decayMode(name));
    const out = new Float64Array(4 * sampler.products.length);
    const r = stream();
    for (let i = 0; i < 2000; i++) {
      sampler.sample(r, 90, -30, 75_000, out);
      const sum = [0, 0, 0, 0];
      sampler.products.forEach(({ pdg, ends }, k) => {
        const { mass } = particle(pdg);
        expect(Math.abs(out[4 * k + 3]! - Math.hypot(length(out, k), mass))).toBeLessThan(1e-6);
        if (!ends) for (let c = 0; c < 4; c++) sum[c]! += out[4 * k + c]!;
      });
      const kaon = [90, -30, 75_000, Math.hypot(90, 30, 75_000, particle(321).mass)];
      for (let c = 0; c < 4; c++) expect(Math.abs(sum[c]! - kaon[c]!)).toBeLessThan(1e-6);
    }
  });

  it('the photons of k2pi make the π0, and are isotropic in its rest frame: their energies even up to the largest', () => {
    const sampler = compileMode(decayMode('k2pi'));
    const out = new Float64Array(16);
    const r = stream();
    const N = 20_000;
    let low = 0;
    for (let i = 0; i < N; i++) {
      sampler.sample(r, 0, 0, 75_000, out);
      for (let c = 0; c < 4; c++) expect(Math.abs(out[8 + c]! + out[12 + c]! - out[4 + c]!)).toBeLessThan(1e-6);
      const share = (out[11]! / out[7]! - 0.5) / (length(out, 1) / out[7]!);
      // cos θ*/2
      expect(Math.abs(share)).toBeLessThan(0.5 + 1e-9);
      if (share < -0.25) low++;
    }
    expect(Math.abs(low / N - 0.25)).toBeLessThan(0.012);
  });

  it('primaries: kaon, π+, π0 that ends where it began, two photons of the π0', () => {
    const N = 20;
    const { offsets, columns: c } = decays('k2pi', N);
    for (let e = 0; e < N; e++) {
      const o = offsets[e]!;
      const of = (column: ArrayLike<number>) => Array.from({ length: 5 }, (_, i) => column[o + i]);
      expect(offsets[e + 1]! - o).toBe(5);
      expect(of(c.pdg)).toEqual([321, 211, 111, 22, 22]);
      expect(of(c.parent)).toEqual([-1, 0, 0, 2, 2]);
      expect(of(c.process)).toEqual([0, 1, 1, 2, 2]);
      expect(of(c.end_process)).toEqual([Process.kaonDecay, 0, Process.decayInFlight, 0, 0]);
      const at = [c.end_x[o], c.end_y[o], c.end_z[o]];
      expect([c.end_x[o + 2], c.end_y[o + 2], c.end_z[o + 2]]).toEqual(at);
      for (let i = 1; i < 5; i++) expect([c.x[o + i], c.y[o + i], c.z[o + i]]).toEqual(at);
    }
  });

  it('k3pi stands as it was', () => {
    // sums over 50 events
    const { length: n, columns: c } = decays('k3pi', 50);
    const sum = (column: Float64Array) => column.subarray(0, n).reduce((a, b) => a + b, 0);
    expect(n).toBe(200);
    const sums = [9083.37757687018, 314.54174540030976, 7502831.517712887, 6979704.373155221];
    [c.px, c.py, c.pz, c.end_z].forEach((column, i) => {
      expect(sum(column)).toBeCloseTo(sums[i]!, 6);
    });
  });
});
