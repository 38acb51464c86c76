import { describe, expect, it } from 'vitest';
import { pi0Dalitz } from '../../src/generator/modes/pi0.js';
import { pi0Slope } from '../../src/report/validation/decay-rows.js';
import { drawPlane } from './modes-plane.js';

const M2 = 134.9768 ** 2;
const R2 = (4 * 0.51099895 ** 2) / M2;

/** Shape of dΓ/dx without the form factor, times dx/dlnx. Source: Kroll and Wada, integrated over y. */
const krollWada = (x: number) => (1 - x) ** 3 * Math.sqrt(1 - R2 / x) * (1 + R2 / (2 * x));

function drawn(put: number, n: number): number[] {
  const x: number[] = [];
  drawPlane(pi0Dalitz({ slope: put }), n, (s) => x.push(s[2]! / M2));
  return x;
}

describe('π0 → e+e−γ', () => {
  it.each([
    [0.032, 600_000],
    [1, 100_000],
  ])('gives back the slope %f of its form factor from the spectrum of m_ee', (put, n) => {
    const x = drawn(put, n);
    const { a, error } = pi0Slope(x);
    expect(error).toBeLessThan(put === 1 ? 0.06 : 0.012);
    expect(Math.abs(a - put)).toBeLessThan(4 * error);
  });

  it('has electrons along the photon more often than across: mean y² of 1 + y²', () => {
    let [n, sum] = [0, 0];
    drawPlane(pi0Dalitz(), 100_000, (s) => {
      // far from the threshold, where y goes from −1 to 1
      if (s[2]! < 900) return;
      n++;
      sum += ((s[0]! - s[1]!) / (M2 - s[2]!)) ** 2;
    });
    // ∫ y²(1 + y²)/∫ (1 + y²); 1/3 without the term in y²
    expect(Math.abs(sum / n - 0.4)).toBeLessThan(4 * Math.sqrt(0.1 / n));
    expect(n).toBeGreaterThan(10_000);
  });

  it('stands at small masses: Kroll and Wada’s share below 10 MeV/c²', () => {
    const x = drawn(0.032, 100_000);
    const cut = 100 / M2;
    const N = 20_000;
    let [below, all] = [0, 0];
    for (let i = 0; i < N; i++) {
      const v = R2 * Math.exp((-Math.log(R2) * (i + 0.5)) / N);
      const rate = krollWada(v) * (1 + 0.032 * v) ** 2;
      all += rate;
      if (v < cut) below += rate;
    }
    const expected = below / all;
    const share = x.filter((v) => v < cut).length / x.length;
    expect(expected).toBeGreaterThan(0.4);
    expect(Math.abs(share - expected)).toBeLessThan(4 * Math.sqrt((expected * (1 - expected)) / x.length));
  });
});
