import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../src/core/random.js';
import { drawNoise } from '../../../src/detectors/lkr/noise.js';

const N = 60_000;
const SAMPLES = 8;
const SIGMA = 2.15;

/** Of noise whose largest sample reaches `need`: how often, mean square of the first and of the largest sample, mean of all. */
function moments(draw: (rng: RandomStream, out: Float64Array) => boolean, need: number) {
  const rng = new RandomStream().key(3, 5, 8, 13);
  const out = new Float64Array(SAMPLES);
  const sum = { often: 0, first: 0, last: 0, largest: 0, mean: 0 };
  for (let i = 0; i < N; i++) {
    if (!draw(rng, out)) continue;
    const largest = out.reduce((a, x) => Math.max(a, Math.abs(x)), 0);
    if (largest < need) continue;
    sum.often++;
    sum.first += out[0]! ** 2;
    sum.last += out[7]! ** 2;
    sum.largest += largest;
    for (const x of out) sum.mean += x / SAMPLES;
  }
  const n = sum.often;
  return { often: n / N, first: sum.first / n, last: sum.last / n, largest: sum.largest / n, mean: sum.mean / n, n };
}

describe('noise of the samples of a cell', () => {
  for (const need of [3.4, 4.5, 6]) {
    it(`is that of free samples whenever one reaches ${need} counts`, () => {
      const plain = moments((rng, out) => {
        for (let i = 0; i < SAMPLES; i++) out[i] = SIGMA * rng.gauss();
        return true;
      }, need);
      const quick = moments((rng, out) => drawNoise(rng, SIGMA, need, SAMPLES, out), need);
      const error = Math.sqrt(2 / plain.n);
      expect(Math.abs(quick.often - plain.often)).toBeLessThan(4 * Math.sqrt((2 * plain.often) / N));
      expect(Math.abs(quick.first / plain.first - 1)).toBeLessThan(8 * error);
      expect(Math.abs(quick.last / plain.last - 1)).toBeLessThan(8 * error);
      expect(Math.abs(quick.largest / plain.largest - 1)).toBeLessThan(2 * error);
      expect(Math.abs(quick.mean)).toBeLessThan(4 * SIGMA * error);
    });
  }

  it('is always drawn when none is needed, and is zero without any', () => {
    const rng = new RandomStream().key(1, 1, 1, 1);
    const out = new Float64Array(SAMPLES).fill(7);
    for (let i = 0; i < 1000; i++) expect(drawNoise(rng, SIGMA, -3, SAMPLES, out)).toBe(true);
    expect(drawNoise(rng, 0, -1, SAMPLES, out)).toBe(true);
    expect(out.every((x) => x === 0)).toBe(true);
    expect(drawNoise(rng, 0, 3, SAMPLES, out)).toBe(false);
  });

  it('almost never lifts what needs six sigma', () => {
    const rng = new RandomStream().key(2, 1, 1, 1);
    const out = new Float64Array(SAMPLES);
    let n = 0;
    for (let i = 0; i < 100_000; i++) if (drawNoise(rng, SIGMA, 6.5 * SIGMA, SAMPLES, out)) n++;
    expect(n).toBe(0);
  });
});
