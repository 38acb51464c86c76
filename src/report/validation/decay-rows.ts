import { chi2Probability } from '../../core/chi2.js';
import { Histogram } from '../../core/histogram.js';
import { twoBodyMomentum } from '../../core/kinematics.js';
import { particle } from '../../core/particles.js';
import { withDefaults } from '../../core/settings.js';
import type { DecayMode } from '../../generator/decay-mode.js';
import { kaonDecays } from '../../generator/kaon-decays.js';
import { FORBIDDEN } from '../../generator/modes/forbidden.js';
import { k2piDalitz } from '../../generator/modes/k2pi.js';
import { ke3, kmu3 } from '../../generator/modes/kl3.js';
import { type PiLlParameters, piEe, piEeSettings, piMumu, piMumuSettings } from '../../generator/modes/pi-ll.js';
import { fitZSpectrum, Z_END, zFractions, zThreshold } from '../../monitoring/z-spectrum.js';
import { on } from '../../pipeline.js';
import { setupByName } from '../../setups/index.js';
import { na62Field } from '../../transport/na62-field.js';
import { formatCount } from '../terminal.js';
import { judge, type Row } from './row.js';
import { type Bench, type Group, pairMass2, runEvents, SETUP, SPILL_TIME } from './samples.js';

const SEED = 131;
const K = particle(321).mass;

/** How many decays of each kind; of those with π⁰ → e⁺e⁻γ more, their slope being small. */
const decays = (small: boolean): number => (small ? 50_000 : 150_000);
const pi0Decays = (small: boolean): number => (small ? 60_000 : 400_000);

/** Shows the squared mass [MeV²] of any two products of each decay as the chain's generator writes them; they count from 1. */
async function decaysOf(
  bench: Bench,
  mode: DecayMode,
  n: number,
  look: (mass2: (i: number, j: number) => number) => void,
): Promise<void> {
  const { decayRegion } = setupByName(SETUP);
  const generator = kaonDecays({ mode, field: na62Field(), decayRegion, seed: SEED, drawTime: () => SPILL_TIME });
  await runEvents(bench, n, on(generator), ({ primaries, size }) => {
    for (let e = 0; e < size; e++) {
      const kaon = primaries.offsets[e]!;
      look((i, j) => pairMass2(primaries, kaon + i, kaon + j));
    }
  });
}

const BINS = 40;
/** A decay, and the form factor that it is thought to have. */
interface Channel {
  readonly text: string;
  readonly lepton: number;
  readonly mode: DecayMode;
  readonly put: PiLlParameters;
}

const EE: Channel = { text: 'K⁺ → π⁺e⁺e⁻', lepton: 11, mode: piEe(), put: withDefaults(piEeSettings) };
const MUMU: Channel = { text: 'K⁺ → π⁺μ⁺μ⁻', lepton: 13, mode: piMumu(), put: withDefaults(piMumuSettings) };

/** a and b of the form factor come back from the true z. */
export async function zRows(bench: Bench, { text, lepton, mode, put }: Channel): Promise<Row[]> {
  const n = decays(bench.small);
  const counts = new Histogram(BINS, zThreshold(lepton), Z_END);
  await decaysOf(bench, mode, n, (mass2) => counts.fill(mass2(2, 3) / (K * K)));
  const kaons = n / zFractions(counts, lepton, put).reduce((sum, f) => sum + f, 0);
  // begins beside the answer
  const fit = fitZSpectrum({ counts, lepton, kaons, start: { ...put, a: 1.2 * put.a, b: 0.8 * put.b } });
  return (['a', 'b'] as const).map((parameter) =>
    judge({
      name: `${mode.name}-${parameter}`,
      quantity: `${parameter} of ${text}, refitted`,
      kind: 'arithmetic',
      sample: `true momenta of ${formatCount(n)} generated ${text}, seed ${SEED}`,
      estimator: `Poisson likelihood of G_F m_K² (a + b z) + W_ππ(z) in ${BINS} bins of z; kaons: decays over the branching fraction of the a, b put in`,
      n,
      value: fit[parameter],
      error: fit.errors[parameter],
      expected: put[parameter],
      band: [put[parameter] - 4 * fit.errors[parameter], put[parameter] + 4 * fit.errors[parameter]],
      toleranceText: '4 errors',
      note: `χ²/ndf ${fit.chi2.toFixed(1)}/${fit.ndf}, correlation ${fit.correlation.toFixed(2)}`,
    }),
  );
}

/** Pair mass, momentum in the pair and of the third in the rest frame of the pair, and the middle of the squared mass of 2 and 3. */
function pairOf(M: number, [m1, m2, m3]: readonly [number, number, number], m12: number) {
  const p = twoBodyMomentum(m12, m1, m2);
  const q = (twoBodyMomentum(M, m12, m3) * M) / m12;
  const e2 = (m12 * m12 + m2 * m2 - m1 * m1) / (2 * m12);
  const e3 = (M * M - m12 * m12 - m3 * m3) / (2 * m12);
  return { p, q, middle: m2 * m2 + m3 * m3 + 2 * e2 * e3 };
}

const massesOf = ({ daughters }: DecayMode): readonly [number, number, number] => {
  const [a, b, c] = daughters.map((pdg) => particle(pdg).mass);
  return [a!, b!, c!];
};

const NODES = 400;

/** Width of a three-body decay of the kaon up to a factor: integral of its density over the Dalitz plane, good to 1e-4. */
export function widthOf(mode: DecayMode): number {
  const masses = massesOf(mode);
  const [m1, m2, m3] = masses;
  const total = K * K + m1 * m1 + m2 * m2 + m3 * m3;
  const step = (K - m3 - m1 - m2) / NODES;
  let sum = 0;
  for (let i = 0; i < NODES; i++) {
    const m12 = m1 + m2 + (i + 0.5) * step;
    const { p, q, middle } = pairOf(K, masses, m12);
    for (let j = 0; j < NODES; j++) {
      const s1 = middle + 2 * p * q * ((2 * (j + 0.5)) / NODES - 1);
      sum += m12 * p * q * step * mode.matrixElement!(s1, total - s1 - m12 * m12, m12 * m12);
    }
  }
  return sum;
}

function kl3Row(): Row {
  const expected = kmu3().branchingFraction / ke3().branchingFraction;
  return judge({
    name: 'kl3-ratio',
    quantity: 'Kμ3 over Ke3',
    kind: 'arithmetic',
    sample: 'Dalitz densities with the form factors of the generator',
    estimator: `ratio of their integrals, ${NODES} × ${NODES} points; published: ratio of the branching fractions`,
    n: NODES * NODES,
    value: widthOf(kmu3()) / widthOf(ke3()),
    error: null,
    expected,
    band: [0.99 * expected, 1.01 * expected],
    expectedText: expected.toFixed(4),
    toleranceText: '1 %',
    note: 'no radiative corrections',
  });
}

/** Slope put in: that of vector-meson dominance. Source: KAON §2.3 (FW19). */
const SLOPE = 0.032;
const PI0_MASS2 = particle(111).mass ** 2;
/** Least x = (m_ee/m_π0)². */
const X_LEAST = (4 * particle(11).mass ** 2) / PI0_MASS2;
const STEPS = 20_000;

/** ∫ xᵏ dΓ, k = 0, 1, 2, of Kroll and Wada's density without form factor, integrated over y; even steps in ln x. */
function krollWadaMoments(): readonly [number, number, number] {
  const range = -Math.log(X_LEAST);
  const sum: [number, number, number] = [0, 0, 0];
  for (let i = 0; i < STEPS; i++) {
    const x = X_LEAST * Math.exp((range * (i + 0.5)) / STEPS);
    const rest = 1 - x;
    const rate = (rest * rest * rest * Math.sqrt(1 - X_LEAST / x) * (1 + X_LEAST / (2 * x)) * range) / STEPS;
    sum[0] += rate;
    sum[1] += rate * x;
    sum[2] += rate * x * x;
  }
  return sum;
}

/** Maximum likelihood of a in (1 + a x)² from values of x = (m_ee/m_π0)², and its standard error. */
export function pi0Slope(x: readonly number[]): { readonly a: number; readonly error: number } {
  const [i0, i1, i2] = krollWadaMoments();
  let a = 0;
  for (let pass = 0; pass < 50; pass++) {
    const norm = i0 + 2 * a * i1 + a * a * i2;
    const slope = (2 * (i1 + a * i2)) / norm;
    let first = -x.length * slope;
    let second = -x.length * ((2 * i2) / norm - slope * slope);
    for (const v of x) {
      const f = v / (1 + a * v);
      first += 2 * f;
      second -= 2 * f * f;
    }
    a -= first / second;
    if (Math.abs(first / second) < 1e-9) return { a, error: 1 / Math.sqrt(-second) };
  }
  throw new RangeError('the slope of the π⁰ does not settle');
}

async function pi0Row(bench: Bench): Promise<Row> {
  const n = pi0Decays(bench.small);
  const x: number[] = [];
  // kaon, π⁺, π⁰, e⁻, e⁺, γ
  await decaysOf(bench, k2piDalitz({ slope: SLOPE }), n, (mass2) => x.push(mass2(3, 4) / PI0_MASS2));
  const { a, error } = pi0Slope(x);
  return judge({
    name: 'pi0-dalitz-slope',
    quantity: 'slope of the form factor of π⁰ → e⁺e⁻γ, refitted',
    kind: 'arithmetic',
    sample: `true momenta of ${formatCount(n)} generated K2π with π⁰ → e⁺e⁻γ, seed ${SEED}`,
    estimator: 'unbinned likelihood of Kroll and Wada times (1 + a x)², x = (m_ee/m_π⁰)²',
    n,
    value: a,
    error,
    expected: SLOPE,
    band: [SLOPE - 4 * error, SLOPE + 4 * error],
    toleranceText: '4 errors',
  });
}

const PLANE = { mass: 20, cosine: 10 } as const;
const PAIR_NODES = 200;

/** Counts of a Dalitz plane: squared mass of the first pair, and the cosine of the third daughter in its rest frame. */
export function flatPlane(mode: DecayMode) {
  const masses = massesOf(mode);
  const [m1, m2, m3] = masses;
  const low = (m1 + m2) * (m1 + m2);
  const width = ((K - m3) * (K - m3) - low) / PLANE.mass;
  const counts = new Float64Array(PLANE.mass * PLANE.cosine);
  const within = (i: number, n: number): number => Math.min(n - 1, Math.max(0, Math.floor(i)));
  return {
    /** @param s12 squared mass of daughters 1 and 2 [MeV²], as of 2 and 3 */
    fill(s12: number, s23: number): void {
      const { p, q, middle } = pairOf(K, masses, Math.sqrt(s12));
      const i = within((s12 - low) / width, PLANE.mass);
      const j = within(((s23 - middle) / (2 * p * q) + 1) * 0.5 * PLANE.cosine, PLANE.cosine);
      counts[i * PLANE.cosine + j]! += 1;
    },
    /** Against a flat plane of as many decays: even in the cosine, p q in the squared mass. */
    goodness(): { readonly chi2: number; readonly ndf: number } {
      const shares = Array.from({ length: PLANE.mass }, (_, i) => {
        let sum = 0;
        for (let k = 0; k < PAIR_NODES; k++) {
          const { p, q } = pairOf(K, masses, Math.sqrt(low + (i + (k + 0.5) / PAIR_NODES) * width));
          sum += p * q;
        }
        return sum;
      });
      const scale = counts.reduce((a, b) => a + b, 0) / shares.reduce((a, b) => a + b, 0) / PLANE.cosine;
      let chi2 = 0;
      for (const [i, count] of counts.entries()) {
        const expected = scale * shares[Math.floor(i / PLANE.cosine)]!;
        chi2 += ((count - expected) * (count - expected)) / expected;
      }
      return { chi2, ndf: counts.length - 1 };
    },
  };
}

async function flatRow(bench: Bench): Promise<Row> {
  const n = decays(bench.small) / FORBIDDEN.length;
  const each: { name: string; chi2: number; ndf: number }[] = [];
  for (const mode of FORBIDDEN) {
    const plane = flatPlane(mode);
    await decaysOf(bench, mode, n, (mass2) => plane.fill(mass2(1, 2), mass2(2, 3)));
    each.push({ name: mode.name, ...plane.goodness() });
  }
  const chi2 = each.reduce((sum, e) => sum + e.chi2, 0);
  const ndf = each.reduce((sum, e) => sum + e.ndf, 0);
  return judge({
    name: 'lnv-flat',
    quantity: 'decays that violate lepton number or flavour, flat in the Dalitz plane: p of χ²',
    kind: 'arithmetic',
    sample: `true momenta of ${formatCount(n)} generated decays each of ${FORBIDDEN.map((m) => m.name).join(', ')}, seed ${SEED}`,
    estimator: `χ² of counts in ${PLANE.mass} × ${PLANE.cosine} bins of squared pair mass and cosine, all modes together`,
    n: n * FORBIDDEN.length,
    value: chi2Probability(chi2, ndf),
    error: null,
    expected: null,
    band: [1e-3, 1],
    expectedText: '> 0.001',
    note: `χ²/ndf ${each.map((e) => `${e.name} ${e.chi2.toFixed(1)}/${e.ndf}`).join(', ')}`,
  });
}

/** The decays of the selections as they are generated: form factors come back, widths agree, forbidden ones are flat. */
export const decayDensities: Group = {
  names: ['pi-ee-a', 'pi-ee-b', 'pi-mumu-a', 'pi-mumu-b', 'kl3-ratio', 'pi0-dalitz-slope', 'lnv-flat'],
  events: (small) => 3 * decays(small) + pi0Decays(small),
  rows: async (bench) => [
    ...(await zRows(bench, EE)),
    ...(await zRows(bench, MUMU)),
    kl3Row(),
    await pi0Row(bench),
    await flatRow(bench),
  ],
};
