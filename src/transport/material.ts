import type { RandomStream } from '../core/random.js';
import { cm, MeV } from '../core/units.js';

/**
 * Passage of a heavy charged particle through thin layers: multiple scattering after Highland, ionisation after Bethe with
 * Landau-like fluctuations. Bremsstrahlung is not in it: electrons lose too little here.
 */

/** Scale of the Highland angle. Source: PDG (passage of particles through matter). */
const HIGHLAND = 13.6 * MeV;

/**
 * Highland's variance of the plane scattering angle for one of the equal layers of a chamber, as a constant H [(MeV/c)²]:
 * variance = H / (p²β²). The logarithm is taken once for the whole chamber, so the layers together scatter as the chamber
 * does; taken per layer it would lose 20 % of the angle for 16 layers of 0.03 %. Source: PDG; X/X₀ from DET §3.
 * @param totalX0 thickness of the chamber in radiation lengths
 */
export function highlandLayer(totalX0: number, layers: number): number {
  const log = 1 + 0.038 * Math.log(totalX0);
  return (HIGHLAND * HIGHLAND * totalX0 * log * log) / layers;
}

/**
 * Kicks the slopes of state `s` (x, y, tx, ty, qp) by multiple scattering, in place. The slopes get the covariance
 * q [[1 + tx², tx ty], [tx ty, 1 + ty²]], q = (H/p²β²)(1 + tx² + ty²)^{3/2}: longer path, and slopes instead of angles.
 * @param highland `highlandLayer` of the layer [(MeV/c)²], singly charged particle
 */
export function scatter(s: Float64Array, highland: number, beta2: number, random: RandomStream): void {
  const tx = s[2]!;
  const ty = s[3]!;
  const qp = s[4]!;
  const n2 = 1 + tx * tx + ty * ty;
  const q = (highland * qp * qp * n2 * Math.sqrt(n2)) / beta2;
  const a = Math.sqrt(q / (1 + tx * tx));
  const g1 = random.gauss();
  const g2 = random.gauss();
  s[2] = tx + a * (1 + tx * tx) * g1;
  s[3] = ty + a * (tx * ty * g1 + Math.sqrt(n2) * g2);
}

/** Mylar, of which most of a straw chamber is made. Source: PDG; density effect from Sternheimer, Berger, Seltzer (1984). */
const MYLAR = {
  density: 1.39 / cm ** 3,
  zOverA: 0.52037,
  excitation: 78.7e-6 * MeV,
  x0: 0.1562,
  x1: 2.6507,
  a: 0.12679,
  k: 3.3076,
  c: 3.3262,
};
/** Radiation length of Mylar [mm]: 39.95 g/cm². Source: PDG. */
export const MYLAR_X0 = 39.95 / MYLAR.density / cm ** 2;
/** 4πN_A r_e² m_e c² [MeV mm²/g]. Source: PDG. */
const BETHE_K = 0.307075 * MeV * cm ** 2;
const ELECTRON_MASS = 0.51099895 * MeV;

/** Width ξ of the Landau distribution per path in Mylar, over 1/β² [MeV/mm]. Source: PDG. */
export const LANDAU_WIDTH = 0.5 * BETHE_K * MYLAR.zOverA * MYLAR.density;

/** Sternheimer's density correction δ of Mylar at βγ. */
function densityEffect(betaGamma: number): number {
  const x = Math.log10(betaGamma);
  if (x < MYLAR.x0) return 0;
  const high = 2 * Math.LN10 * x - MYLAR.c;
  return x < MYLAR.x1 ? high + MYLAR.a * (MYLAR.x1 - x) ** MYLAR.k : high;
}

/** Bethe's mean energy loss in Mylar [MeV/mm] of a singly charged particle heavier than the electron; p, mass in MeV. Source: PDG. */
export function betheMylar(p: number, mass: number): number {
  const bg = p / mass;
  const gamma = Math.sqrt(1 + bg * bg);
  const beta2 = (bg * bg) / (1 + bg * bg);
  const r = ELECTRON_MASS / mass;
  const top = 2 * ELECTRON_MASS * bg * bg;
  const wMax = top / (1 + 2 * gamma * r + r * r);
  const log = 0.5 * Math.log((top * wMax) / (MYLAR.excitation * MYLAR.excitation));
  return ((2 * LANDAU_WIDTH) / beta2) * (log - beta2 - 0.5 * densityEffect(bg));
}

/** Mean of −ln z² for a normal z: Euler's constant + ln 2. */
const MOYAL_MEAN = 0.5772156649015329 + Math.LN2;

/**
 * Momentum [MeV/c] left after `path` mm of Mylar. The loss has Bethe's mean; it fluctuates as Moyal's variate −ln z² (z normal), the
 * closed-form stand-in for Landau's, with width ξ: its tail falls exponentially, so single hard collisions (δ rays) are not in it.
 * 0 when the particle stops; also below βγ = 0.1, where Bethe's formula fails and 0.1 mm is more than the range.
 */
export function momentumAfter(p: number, mass: number, path: number, random: RandomStream): number {
  const z = random.gauss();
  if (p < 0.1 * mass) return 0;
  const energy = Math.sqrt(p * p + mass * mass);
  const xi = (LANDAU_WIDTH * path * energy * energy) / (p * p);
  // 1e-300: a Gaussian that is exactly 0 would lose an infinite energy
  const loss = betheMylar(p, mass) * path + xi * (-Math.log(z * z + 1e-300) - MOYAL_MEAN);
  const left = Math.max(energy - Math.max(loss, 0), mass);
  return Math.sqrt(left * left - mass * mass);
}
