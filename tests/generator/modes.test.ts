import { describe, expect, it } from 'vitest';
import { particle } from '../../src/core/particles.js';
import { RandomStream, stageKey } from '../../src/core/random.js';
import { compileMode } from '../../src/generator/decay-mode.js';
import { DECAY_MODES, decayMode } from '../../src/generator/modes/index.js';
import { pi0Dalitz } from '../../src/generator/modes/pi0.js';
import { drawPlane, planeGoodness } from './modes-plane.js';

const NAMES = [...DECAY_MODES.keys()];
const THREE = NAMES.filter((name) => name !== 'k3pi' && decayMode(name).daughters.length === 3);
const FORBIDDEN = ['lnv-pi-ee', 'lnv-pi-mumu', 'lnv-pi-mue', 'lfv-pi-mue'];

describe('every decay mode', () => {
  it.each(NAMES)('%s: what does not decay at once adds up to the kaon, each on its mass shell', (name) => {
    const sampler = compileMode(decayMode(name));
    const out = new Float64Array(4 * sampler.products.length);
    const random = new RandomStream().key(1, stageKey(name), 0, 0);
    for (let i = 0; i < 2000; i++) {
      sampler.sample(random, 90, -30, 75_000, out);
      const sum = [0, 0, 0, 0];
      let worst = 0;
      sampler.products.forEach(({ pdg, ends }, k) => {
        const [x, y, z, e] = out.subarray(4 * k, 4 * k + 4) as unknown as [number, number, number, number];
        worst = Math.max(worst, Math.abs(e - Math.hypot(x, y, z, particle(pdg).mass)));
        if (!ends) for (let c = 0; c < 4; c++) sum[c]! += out[4 * k + c]!;
      });
      const kaon = [90, -30, 75_000, Math.hypot(90, 30, 75_000, particle(321).mass)];
      for (let c = 0; c < 4; c++) worst = Math.max(worst, Math.abs(sum[c]! - kaon[c]!));
      expect(worst).toBeLessThan(1e-6);
    }
  });

  it('has the published branching fraction, or none where it was never seen', () => {
    const fraction = (name: string) => decayMode(name).branchingFraction;
    expect(NAMES.filter((name) => fraction(name) === undefined)).toEqual(FORBIDDEN);
    // KAON §2.2; derived there: 2.427e-3
    expect(fraction('k2pi-dalitz')).toBeCloseTo(2.427e-3, 6);
    expect(fraction('ke3')).toBeCloseTo(0.0501, 4);
    expect(fraction('kmu3')).toBeCloseTo(0.03313, 5);
    expect(fraction('k3pi0')).toBeCloseTo(0.01719, 5);
    expect(fraction('pi-ee')! / fraction('pi-mumu')!).toBeCloseTo(3.28, 2);
    const sum = NAMES.reduce((total, name) => total + (fraction(name) ?? 0), 0);
    // all but radiative decays, other decays of the π0 and rare ones
    expect(sum).toBeGreaterThan(0.995);
    expect(sum).toBeLessThan(1);
  });

  it('lists products of what decays at once after the daughters, each naming where it comes from', () => {
    const from = (name: string) => compileMode(decayMode(name)).products.map((p) => [p.pdg, p.from, p.ends]);
    expect(from('k3pi0')).toEqual([
      [111, -1, true],
      [111, -1, true],
      [211, -1, false],
      [22, 0, false],
      [22, 0, false],
      [22, 1, false],
      [22, 1, false],
    ]);
    expect(from('k2pi-dalitz')).toEqual([
      [211, -1, false],
      [111, -1, true],
      [11, 1, false],
      [-11, 1, false],
      [22, 1, false],
    ]);
  });

  it('is suggested to who mistypes it', () => {
    expect(() => decayMode('pi-mumo')).toThrow(/did you mean pi-mumu\?/);
    expect(() => decayMode('lnv_pi_mue')).toThrow(/did you mean lnv-pi-mue\?/);
    expect(() => decayMode('neutrinos')).toThrow(/unknown decay mode\n/);
  });

  it('changes lepton numbers as its name says', () => {
    const leptons = (name: string, family: number) =>
      decayMode(name).daughters.reduce((sum, pdg) => {
        const kind = Math.abs(pdg);
        return kind === family || kind === family + 1 ? sum + Math.sign(pdg) : sum;
      }, 0);
    for (const name of NAMES) {
      const [e, mu] = [leptons(name, 11), leptons(name, 13)];
      expect(e + mu, name).toBe(name.startsWith('lnv') ? -2 : 0);
      if (name.startsWith('lfv')) expect([e, mu]).toEqual([-1, 1]);
      else if (!name.startsWith('lnv')) expect([e, mu], name).toEqual([0, 0]);
    }
  });
});

describe('three-body modes', () => {
  // KAON §2.1
  it.each([
    ['k3pi', 74.97],
    ['k3pi0', 84.15],
    ['pi-ee', 353.08],
    ['lnv-pi-ee', 353.08],
    ['lnv-pi-mue', 247.94],
    ['lfv-pi-mue', 247.94],
    ['pi-mumu', 142.79],
    ['lnv-pi-mumu', 142.79],
  ])('%s releases %f MeV', (name, q) => {
    const { parent, daughters } = decayMode(name);
    const free = daughters.reduce((left, pdg) => left - particle(pdg).mass, particle(parent).mass);
    expect(free).toBeCloseTo(q, 2);
  });

  it.each(THREE)('%s: no daughter passes its largest energy, and the plane is filled to near it', (name) => {
    const mode = decayMode(name);
    const m = mode.daughters.map((pdg) => particle(pdg).mass);
    const least = [0, 1, 2].map((i) => (m[(i + 1) % 3]! + m[(i + 2) % 3]!) ** 2);
    const most = m.map((mass) => (particle(321).mass - mass) ** 2);
    const seen = [Infinity, Infinity, Infinity];
    drawPlane(mode, 20_000, (s) => {
      for (let i = 0; i < 3; i++) seen[i] = Math.min(seen[i]!, s[i]!);
    });
    for (let i = 0; i < 3; i++) {
      expect(seen[i]! - least[i]!).toBeGreaterThan(-1e-6);
      expect((seen[i]! - least[i]!) / (most[i]! - least[i]!)).toBeLessThan(0.03);
    }
  });

  it.each(THREE)('%s: fills the Dalitz plane by its density', (name) => {
    const { probability, outside } = planeGoodness(decayMode(name), 60_000);
    expect(outside).toBe(0);
    expect(probability).toBeGreaterThan(1e-3);
  });

  it('π0 → e+e−γ: fills the Dalitz plane by its density', () => {
    const { probability, outside } = planeGoodness(pi0Dalitz(), 60_000, true);
    expect(outside).toBe(0);
    expect(probability).toBeGreaterThan(1e-3);
  });

  it('k3pi0 has the polynomial of KAON §2.3', () => {
    const [K2, PLUS2, ZERO2] = [493.677 ** 2, 139.57039 ** 2, 134.9768 ** 2];
    const [s1, s2] = [0.95e5, 1.02e5];
    const s3 = K2 + PLUS2 + 2 * ZERO2 - s1 - s2;
    const u = (s3 - (K2 + PLUS2 + 2 * ZERO2) / 3) / PLUS2;
    const v = (s2 - s1) / PLUS2;
    const expected = 1 + 0.626 * u + 0.052 * u * u + 0.0054 * v * v;
    expect(decayMode('k3pi0').matrixElement!(s1, s2, s3)).toBeCloseTo(expected, 12);
    // the odd pion is the slowest it can be at the largest s3, where the density rises
    expect(decayMode('k3pi0').daughters[2]).toBe(211);
  });

  it.each([
    ['pi-ee', 0.2],
    ['lnv-pi-ee', 1 / 3],
    ['lfv-pi-mue', 1 / 3],
  ])('%s: mean cos²θ of the leptons about the pion is %f', (name, expected) => {
    const K2 = 493.677 ** 2;
    const PI2 = 139.57039 ** 2;
    const [, m2, m3] = decayMode(name).daughters.map((pdg) => particle(pdg).mass ** 2) as [number, number, number];
    let [n, sum] = [0, 0];
    drawPlane(decayMode(name), 40_000, (s) => {
      const [q, s2, s3] = s as unknown as [number, number, number];
      const pair = (q - m2 - m3) ** 2 - 4 * m2 * m3;
      const lambda = (K2 - PI2 - q) ** 2 - 4 * PI2 * q;
      // s2 − s3 less its middle
      const d = s2 - s3 + ((m2 - m3) * (K2 - PI2)) / q;
      if (q < 2e4) return;
      sum += (d * d * q * q) / (lambda * pair);
      n++;
    });
    expect(Math.abs(sum / n - expected)).toBeLessThan(4 * Math.sqrt(0.09 / n));
  });
});
