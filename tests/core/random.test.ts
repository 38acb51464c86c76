import { describe, expect, it } from 'vitest';
import { chi2Probability } from '../../src/core/chi2.js';
import { philox4x32, RandomStream, stageKey } from '../../src/core/random.js';

const hex = (a: Int32Array) => [...a].map((x) => (x >>> 0).toString(16).padStart(8, '0')).join(' ');

function philox(counter: readonly number[], key: readonly number[]): string {
  const out = new Int32Array(4);
  philox4x32(out, counter[0]!, counter[1]!, counter[2]!, counter[3]!, key[0]!, key[1]!);
  return hex(out);
}

/** Mean, variance and their distance from the expected in standard errors, given the fourth central moment. */
function moments(n: number, draw: () => number): { mean: number; variance: number; fourth: number } {
  const x = Float64Array.from({ length: n }, draw);
  const mean = x.reduce((a, b) => a + b, 0) / n;
  const power = (k: number) => x.reduce((a, b) => a + (b - mean) ** k, 0) / n;
  return { mean, variance: power(2), fourth: power(4) };
}

describe('Philox4x32-10', () => {
  // Known answers of Random123 (kat_vectors)
  it('gives the known answers', () => {
    expect(philox([0, 0, 0, 0], [0, 0])).toBe('6627e8d5 e169c58d bc57ac4c 9b00dbd8');
    expect(philox([-1, -1, -1, -1], [-1, -1])).toBe('408f276d 41c83b0e a20bc7c6 6d5451fd');
    expect(philox([0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0])).toBe(
      'd16cfe09 94fdcceb 5001e420 24126ea1',
    );
  });
});

describe('stageKey', () => {
  it('is FNV-1a', () => {
    expect(stageKey('') >>> 0).toBe(0x811c9dc5);
    expect(stageKey('a') >>> 0).toBe(0xe40c292c);
    expect(stageKey('foobar') >>> 0).toBe(0xbf9cf968);
  });
});

describe('RandomStream', () => {
  const key: [number, number, number, number, number] = [1, stageKey('straw'), 2, 3, 4];

  it('gives the same numbers again for the same key, whatever was drawn before', () => {
    const used = new RandomStream().key(9, 9, 9, 9);
    used.gauss(); // leaves a spare
    used.key(...key);
    const fresh = new RandomStream().key(...key);
    for (let i = 0; i < 100; i++) expect(used.gauss()).toBe(fresh.gauss());
  });

  it('gives other numbers when any one part of the key changes', () => {
    const first = new RandomStream().key(...key).u32();
    for (let part = 0; part < key.length; part++) {
      const other = [...key] as typeof key;
      other[part]! += 1;
      expect(new RandomStream().key(...other).u32()).not.toBe(first);
    }
    expect(new RandomStream().key(1 + 2 ** 32, key[1], 2, 3, 4).u32()).not.toBe(first);
  });

  it('has streams of neighbouring keys that are uniform and uncorrelated', () => {
    const n = 200_000;
    const r = new RandomStream();
    const counts = new Float64Array(64);
    let previous = 0;
    let product = 0;
    for (let event = 0; event < n; event++) {
      const u = r.key(1, key[1], 0, event).uniform();
      counts[Math.floor(u * 64)]! += 1;
      if (event > 0) product += (u - 0.5) * (previous - 0.5) * 12;
      previous = u;
    }
    const chi2 = counts.reduce((sum, c) => sum + (c - n / 64) ** 2 / (n / 64), 0);
    expect(chi2Probability(chi2, 63)).toBeGreaterThan(1e-3);
    expect(Math.abs(product) / Math.sqrt(n)).toBeLessThan(4);
  });

  const n = 200_000;
  const r = new RandomStream().key(5, 6, 7, 8);
  for (const [name, draw, mean, variance] of [
    ['uniform', () => r.uniform(), 0.5, 1 / 12],
    ['range', () => r.range(-1, 3), 1, 16 / 12],
    ['gauss', () => r.gauss(), 0, 1],
    ['exponential', () => r.exponential(), 1, 1],
    ['poisson 0.3', () => r.poisson(0.3), 0.3, 0.3],
    ['poisson 12', () => r.poisson(12), 12, 12],
  ] as const) {
    it(`${name}: mean ${mean}, variance ${variance}`, () => {
      const got = moments(n, draw);
      expect(Math.abs(got.mean - mean) / Math.sqrt(variance / n)).toBeLessThan(4);
      expect(Math.abs(got.variance - variance) / Math.sqrt((got.fourth - variance ** 2) / n)).toBeLessThan(4);
    });
  }

  it('gauss has the tails of a normal', () => {
    let beyond = 0;
    for (let i = 0; i < n; i++) if (Math.abs(r.gauss()) > 3) beyond++;
    const p = 0.0026998;
    expect(Math.abs(beyond - n * p) / Math.sqrt(n * p)).toBeLessThan(4);
  });

  it('uniform stays in [0, 1) and uses more than 32 bits', () => {
    let fine = 0;
    for (let i = 0; i < 1000; i++) {
      const u = r.uniform();
      expect(u >= 0 && u < 1).toBe(true);
      if (!Number.isInteger(u * 2 ** 32)) fine++;
    }
    expect(fine).toBeGreaterThan(990);
  });
});
