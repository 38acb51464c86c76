import { describe, expect, it } from 'vitest';
import { twoBodyMomentum } from '../../src/core/kinematics.js';
import { ctau, particle } from '../../src/core/particles.js';
import { RandomStream, stageKey } from '../../src/core/random.js';
import { flightLength, PION_CTAU, pionDecay, twoBodyDecay } from '../../src/transport/decay-in-flight.js';

const stream = () => new RandomStream().key(11, stageKey('test.decay'), 1, 1);
const pion = particle(211);
const muon = particle(-13);

describe('two-body decay', () => {
  it('has the known momenta in the rest frame', () => {
    expect(twoBodyMomentum(pion.mass, muon.mass, 0)).toBeCloseTo(29.79, 2);
    const kaon = particle(321).mass;
    expect(twoBodyMomentum(kaon, muon.mass, 0)).toBeCloseTo(235.53, 2);
    expect(twoBodyMomentum(kaon, pion.mass, 134.9768)).toBeCloseTo(205.14, 2);
  });

  it('keeps four-momentum and is isotropic: flat muon energy between the kinematic limits, no angle beyond the largest', () => {
    const random = stream();
    const out = new Float64Array(6);
    const [px, py, pz] = [150, -90, 20e3];
    const p = Math.hypot(px, py, pz);
    const energy = Math.hypot(p, pion.mass);
    const k = twoBodyMomentum(pion.mass, muon.mass, 0);
    const e1 = Math.hypot(k, muon.mass);
    const centre = (energy * e1) / pion.mass;
    const half = (p * k) / pion.mass;
    // largest muon angle: tan θ = p* / (βγ √(...)), from sin θ = p* m_π / (p_π m_μ)
    const limit = Math.asin((k * pion.mass) / (p * muon.mass));
    const n = 50_000;
    let mean = 0;
    let square = 0;
    let largest = 0;
    for (let i = 0; i < n; i++) {
      pionDecay(px, py, pz, random, out);
      const pMu = Math.hypot(out[0]!, out[1]!, out[2]!);
      const eMu = Math.hypot(pMu, muon.mass);
      const eNu = Math.hypot(out[3]!, out[4]!, out[5]!);
      if (i < 200) {
        expect(out[0]! + out[3]!).toBeCloseTo(px, 8);
        expect(out[1]! + out[4]!).toBeCloseTo(py, 8);
        expect(out[2]! + out[5]!).toBeCloseTo(pz, 8);
        expect((eMu + eNu) / energy).toBeCloseTo(1, 10);
      }
      const u = (eMu - centre) / half;
      mean += u / n;
      square += (u * u) / n;
      const cos = (out[0]! * px + out[1]! * py + out[2]! * pz) / (p * pMu);
      largest = Math.max(largest, Math.acos(Math.min(1, cos)));
    }
    expect(Math.abs(mean) * Math.sqrt(3 * n)).toBeLessThan(4);
    expect(Math.abs(square - 1 / 3) / Math.sqrt(4 / 45 / n)).toBeLessThan(4);
    expect(largest).toBeLessThan(limit * (1 + 1e-6));
    expect(largest).toBeGreaterThan(0.99 * limit);
  });

  it('is isotropic at rest', () => {
    const random = stream();
    const out = new Float64Array(6);
    const sums = [0, 0, 0];
    const n = 20_000;
    const k = twoBodyMomentum(pion.mass, muon.mass, 0);
    for (let i = 0; i < n; i++) {
      twoBodyDecay(0, 0, 0, pion.mass, muon.mass, 0, random, out);
      for (let a = 0; a < 3; a++) sums[a]! += out[a]! / k;
    }
    for (const sum of sums) expect(Math.abs(sum) / Math.sqrt(n / 3)).toBeLessThan(4);
  });
});

describe('flight', () => {
  it('lets the right fraction decay: 60 m of 15 GeV/c pions', () => {
    const random = stream();
    const n = 100_000;
    let decays = 0;
    for (let i = 0; i < n; i++) if (flightLength(15e3, pion.mass, PION_CTAU, random) < 60e3) decays++;
    const expected = 1 - Math.exp((-60e3 * pion.mass) / (15e3 * 7804.5));
    expect(Math.abs(decays / n - expected) / Math.sqrt((expected * (1 - expected)) / n)).toBeLessThan(4);
    expect(flightLength(1e3, 1, ctau(particle(11)), random)).toBe(Infinity);
  });
});
