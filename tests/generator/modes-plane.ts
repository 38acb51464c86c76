import { chi2Probability } from '../../src/core/chi2.js';
import { twoBodyMomentum } from '../../src/core/kinematics.js';
import { particle } from '../../src/core/particles.js';
import { RandomStream, stageKey } from '../../src/core/random.js';
import { compileMode, type DecayMode } from '../../src/generator/decay-mode.js';

/** Squared masses s1, s2, s3 [MeV²] of decays at rest, one callback a decay. */
export function drawPlane(mode: DecayMode, n: number, look: (s: Float64Array, out: Float64Array) => void): void {
  const { atOnce: _, ...alone } = mode;
  const sampler = compileMode(alone);
  const random = new RandomStream().key(1, stageKey(mode.name), 0, 0);
  const M = particle(mode.parent).mass;
  const out = new Float64Array(12);
  const s = new Float64Array(3);
  for (let e = 0; e < n; e++) {
    sampler.sample(random, 0, 0, 0, out);
    for (let i = 0; i < 3; i++) s[i] = M * M + sampler.daughters[i]!.mass ** 2 - 2 * M * out[4 * i + 3]!;
    look(s, out);
  }
}

/**
 * A Dalitz plane in bins of the first pair's mass (its logarithm, with `log`) and of the cosine between the first and the third daughter in
 * the pair's rest frame.
 */
export function planeOf(mode: DecayMode, log = false) {
  const M = particle(mode.parent).mass;
  const [m1, m2, m3] = mode.daughters.map((pdg) => particle(pdg).mass) as [number, number, number];
  const total = M * M + m1 * m1 + m2 * m2 + m3 * m3;
  const [low, high] = log ? [Math.log(m1 + m2), Math.log(M - m3)] : [m1 + m2, M - m3];
  const element = mode.matrixElement ?? (() => 1);
  const pair = (m12: number) => {
    const p = twoBodyMomentum(m12, m1, m2);
    const q = (twoBodyMomentum(M, m12, m3) * M) / m12;
    const e1 = (m12 * m12 + m1 * m1 - m2 * m2) / (2 * m12);
    const e3 = (M * M - m12 * m12 - m3 * m3) / (2 * m12);
    return { p, q, middle: m1 * m1 + m3 * m3 + 2 * e1 * e3 };
  };
  /** Density in the plane's coordinates, (0 … 1, −1 … 1), and where that is. */
  const at = (x: number, cosine: number) => {
    const v = low + (high - low) * x;
    const m12 = log ? Math.exp(v) : v;
    const { p, q, middle } = pair(m12);
    const s3 = m12 * m12;
    const s2 = middle + 2 * p * q * cosine;
    const s1 = total - s2 - s3;
    // ds3 ds2 = 2 m dm · 2 p q dcos
    return { s1, s2, s3, density: m12 * (log ? m12 : 1) * p * q * element(s1, s2, s3) };
  };
  const place = (s: Float64Array): [number, number] => {
    const m12 = Math.sqrt(s[2]!);
    const { p, q, middle } = pair(m12);
    return [((log ? Math.log(m12) : m12) - low) / (high - low), (s[1]! - middle) / (2 * p * q)];
  };
  return { at, place };
}

/** χ² of `n` decays against their own density, integrated in bins of the plane. */
export function planeGoodness(mode: DecayMode, n: number, log = false) {
  const [X, C, NODES] = [24, 10, 24];
  const { at, place } = planeOf(mode, log);
  const counts = new Float64Array(X * C);
  let outside = 0;
  drawPlane(mode, n, (s) => {
    const [x, c] = place(s);
    if (!(x > -1e-9 && x < 1 + 1e-9 && Math.abs(c) < 1 + 1e-6)) outside++;
    const i = Math.min(X - 1, Math.max(0, Math.floor(x * X)));
    const j = Math.min(C - 1, Math.max(0, Math.floor(((c + 1) / 2) * C)));
    counts[i * C + j]! += 1;
  });
  const expected = new Float64Array(X * C);
  for (let i = 0; i < X * NODES; i++) {
    for (let j = 0; j < C * NODES; j++) {
      const { density } = at((i + 0.5) / (X * NODES), (2 * (j + 0.5)) / (C * NODES) - 1);
      expected[Math.floor(i / NODES) * C + Math.floor(j / NODES)]! += density;
    }
  }
  const scale = n / expected.reduce((a, b) => a + b, 0);
  let chi2 = 0;
  let bins = 0;
  let [fewExpected, fewCounts] = [0, 0];
  for (let i = 0; i < X * C; i++) {
    const mu = expected[i]! * scale;
    if (mu < 10) {
      fewExpected += mu;
      fewCounts += counts[i]!;
    } else {
      chi2 += (counts[i]! - mu) ** 2 / mu;
      bins++;
    }
  }
  if (fewExpected > 0) {
    chi2 += (fewCounts - fewExpected) ** 2 / fewExpected;
    bins++;
  }
  return { chi2, ndf: bins - 1, probability: chi2Probability(chi2, bins - 1), outside };
}
