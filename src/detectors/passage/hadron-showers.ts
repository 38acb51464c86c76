import { gammaQ } from '../../core/chi2.js';
import { particle as species } from '../../core/particles.js';
import { RandomStream, stageKey } from '../../core/random.js';
import { type Settings, type Values, withDefaults } from '../../core/settings.js';
import { GeV, MeV, mm } from '../../core/units.js';
import { calorimeterEntries, hadronShowers } from '../../event/simulation-downstream.js';
import { type Stage, stage } from '../../event/stage.js';
import { CRITICAL_ENERGY, inKrypton, LKR_DEPTH, LKR_FRONT_Z, LKR_X0 } from '../lkr/description.js';
import { MUV1 } from '../muv1/description.js';
import { MUV2 } from '../muv2/description.js';

/** Settings of the showers of hadrons: `--set hadrons.<name>=<value>`. */
export const hadronSettings = {
  interactionLengths: {
    default: 2,
    unit: '',
    doc: 'depth of the LKr for hadrons; exp(−2) of them leave ionisation alone in it',
    source: 'DET §4.13',
  },
  chargeExchange: {
    default: 0.02,
    unit: '',
    doc: 'first interactions that give almost all their energy to π⁰; placeholder',
    source: 'DET §4.9 (G): π with E/p > 0.9, 0.3 to 2 %',
  },
  electromagneticPower: {
    default: 4,
    unit: '',
    doc: 'n of the share f of π⁰ in the first interaction, density n (1 − f)ⁿ⁻¹; shape only',
    source: 'not found',
  },
  hadronResponse: {
    default: 0.6,
    unit: '',
    doc: 'energy seen in the LKr of the rest, over what is left there; shape only',
    source: 'not found',
  },
  responseSpread: {
    default: 0.5,
    unit: '',
    doc: 'half width of its even spread, over its mean; shape only',
    source: 'not found',
  },
  lengthSpread: {
    default: 0.3,
    unit: '',
    doc: 'spread of the logarithm of the length of a shower; shape only',
    source: 'not found',
  },
  punchThrough: {
    default: 0.08,
    unit: '',
    doc: 'charged particles per GeV where a shower begins, for `punchThroughLength`; placeholder',
    source: 'not found: with it 1.4e-3 of the pions of 15–35 GeV/c reach the MUV3',
  },
  punchThroughLength: {
    default: 1.5,
    unit: '',
    doc: 'interaction lengths in which the charged particles of a shower become e times fewer; placeholder',
    source: 'not found',
  },
} satisfies Settings;

/** Iron before the MUV3. Source: DET §4.13. */
const IRON = { frontZ: 245_900 * mm, depth: 800 * mm, interactionLengths: 4.8 };

/** Longitudinal development of a hadron's shower from where it begins. Source: Bock, Hansl-Kozanecka, Shah, NIM 186 (1981) 533, recalled (G). */
const BOCK = { w: 0.4634, a0: 0.6165, a1: 0.3183, b: 0.2198, d0: 0.9099, d1: -0.0237 };
/** Falling exponent of the longitudinal development of an electromagnetic shower. Source: PDG. */
const EM_B = 0.5;

/** What becomes of a hadron; energies in MeV. */
export interface HadronShower {
  /** Depth of the first interaction in interaction lengths, and its place [mm]. */
  lambdas: number;
  z: number;
  emLkr: number;
  hadLkr: number;
  muv1: number;
  muv2: number;
  punchThrough: number;
}

export const noShower = (): HadronShower => ({
  lambdas: 0,
  z: 0,
  emLkr: 0,
  hadLkr: 0,
  muv1: 0,
  muv2: 0,
  punchThrough: 0,
});

const STAGE = stageKey('hadrons.showers');
const BLOCKS = 4;
const LKR = 0;
const BEHIND = 1e-3 * mm;

/** The draw of showers of hadrons, with its tables. */
export class HadronShowers {
  /** Ends of LKr, MUV1, MUV2 and iron, in interaction lengths and in radiation lengths. */
  private readonly lambdaEnds: Float64Array;
  private readonly x0Ends: Float64Array;
  private readonly blocks: readonly { readonly frontZ: number; readonly depth: number }[];

  constructor(private readonly values: Values<typeof hadronSettings> = withDefaults(hadronSettings)) {
    const blocks = [
      {
        frontZ: LKR_FRONT_Z,
        depth: LKR_DEPTH,
        interactionLengths: values.interactionLengths,
        radiationLengths: LKR_DEPTH / LKR_X0,
      },
      MUV1,
      MUV2,
      { ...IRON, radiationLengths: IRON.depth / (17.57 * mm) },
    ];
    this.blocks = blocks;
    this.lambdaEnds = new Float64Array(BLOCKS);
    this.x0Ends = new Float64Array(BLOCKS);
    let lambdas = 0;
    let x0 = 0;
    blocks.forEach(({ interactionLengths, radiationLengths }, b) => {
      lambdas += interactionLengths;
      x0 += radiationLengths;
      this.lambdaEnds[b] = lambdas;
      this.x0Ends[b] = x0;
    });
  }

  /**
   * Draws the shower of a hadron that meets the front of the LKr.
   * @param p momentum [MeV/c]
   */
  draw(rng: RandomStream, pdg: number, p: number, out: HadronShower): void {
    const { values, lambdaEnds, x0Ends, blocks } = this;
    const all = lambdaEnds[BLOCKS - 1]!;
    const lambdas = rng.exponential();
    out.lambdas = lambdas;
    out.emLkr = 0;
    out.hadLkr = 0;
    out.muv1 = 0;
    out.muv2 = 0;
    if (lambdas >= all) {
      out.z = IRON.frontZ + IRON.depth + BEHIND;
      out.punchThrough = 1;
      return;
    }
    let block = 0;
    while (lambdas >= lambdaEnds[block]!) block++;
    const start = block === 0 ? 0 : lambdaEnds[block - 1]!;
    const share = (lambdas - start) / (lambdaEnds[block]! - start);
    out.z = blocks[block]!.frontZ + share * blocks[block]!.depth;

    const mass = species(pdg).mass;
    const total = Math.sqrt(p * p + mass * mass);
    // a baryon is still there at the end
    const energy = Math.abs(pdg) > 1000 ? total - mass : total;
    const exchange = rng.uniform() < values.chargeExchange;
    const u = rng.uniform();
    const f = exchange ? 1 - 0.3 * u * u : 1 - Math.exp(Math.log(u + 1e-300) / values.electromagneticPower);
    const em = f * energy;
    const rest = energy - em;
    const length = Math.exp(values.lengthSpread * rng.gauss());
    const response = values.hadronResponse * (1 + values.responseSpread * (2 * rng.uniform() - 1));

    const x0Start = block === 0 ? 0 : x0Ends[block - 1]!;
    const x0 = x0Start + share * (x0Ends[block]! - x0Start);
    let emBefore = 0;
    let restBefore = 0;
    // the iron shows nothing
    for (let b = block; b < BLOCKS - 1; b++) {
      const emAfter = electromagneticShare(em, x0Ends[b]! - x0);
      const restAfter = hadronicShare(rest, (lambdaEnds[b]! - lambdas) / length, (x0Ends[b]! - x0) / length);
      const emHere = em * (emAfter - emBefore);
      const restHere = rest * (restAfter - restBefore);
      emBefore = emAfter;
      restBefore = restAfter;
      if (b === LKR) {
        out.emLkr = emHere;
        out.hadLkr = Math.min(1, response) * restHere;
      } else if (b === 1) out.muv1 = emHere + restHere;
      else out.muv2 = emHere + restHere;
    }
    const mean =
      ((values.punchThrough * rest) / GeV) * Math.exp(-(all - lambdas) / (values.punchThroughLength * length));
    out.punchThrough = Math.min(255, rng.poisson(Math.min(20, mean)));
  }
}

/** Part of an electromagnetic shower [MeV] within so many radiation lengths of where it begins. */
function electromagneticShare(energy: number, x0: number): number {
  if (!(x0 > 0)) return 0;
  const maximum = Math.max(0, Math.log(energy / CRITICAL_ENERGY + 1e-300) - 0.5);
  return 1 - gammaQ(1 + EM_B * maximum, EM_B * x0);
}

/** Part of a hadronic shower [MeV] within so many interaction and radiation lengths of where it begins. */
function hadronicShare(energy: number, lambdas: number, x0: number): number {
  if (!(lambdas > 0)) return 0;
  // the fit is one from 10 GeV on
  const log = Math.log(Math.max(energy, LEAST) / GeV);
  const a = BOCK.a0 + BOCK.a1 * log;
  return 1 - BOCK.w * gammaQ(a, BOCK.b * x0) - (1 - BOCK.w) * gammaQ(a, (BOCK.d0 + BOCK.d1 * log) * lambdas);
}
const LEAST = 500 * MeV;

/**
 * Showers of the charged hadrons that meet the krypton, one row each, interaction or not. Hadrons beside it, in the bore or behind the
 * corners, have none; decays between the front of the LKr and the MUV3, and secondary muons, are left out. About 3 µs a hadron.
 */
export function drawHadronShowers(
  seed: number,
  settings: Partial<Values<typeof hadronSettings>> = {},
): Stage<readonly [typeof calorimeterEntries], readonly [typeof hadronShowers]> {
  const showers = new HadronShowers(withDefaults(hadronSettings, settings));
  const rng = new RandomStream();
  const shower = noShower();
  return stage('hadrons.showers', { reads: [calorimeterEntries], writes: [hadronShowers] }, (batch, row, out) => {
    const { particle, pdg, x, y, tx, ty, t, p } = batch.calorimeter_entries.columns;
    const list = out.hadron_showers;
    const end = batch.calorimeter_entries.offsets[row + 1]!;
    for (let i = batch.calorimeter_entries.offsets[row]!; i < end; i++) {
      if (!isChargedHadron(pdg[i]!) || !inKrypton(x[i]!, y[i]!) || !(p[i]! > 0)) continue;
      rng.key(seed, STAGE, batch.burst[row]!, batch.event[row]!, particle[i]!);
      showers.draw(rng, pdg[i]!, p[i]!, shower);
      const k = list.next();
      const c = list.columns;
      c.particle[k] = particle[i]!;
      c.pdg[k] = pdg[i]!;
      c.x[k] = x[i]!;
      c.y[k] = y[i]!;
      c.tx[k] = tx[i]!;
      c.ty[k] = ty[i]!;
      c.t[k] = t[i]!;
      c.p[k] = p[i]!;
      c.z[k] = shower.z;
      c.em_lkr[k] = shower.emLkr;
      c.had_lkr[k] = shower.hadLkr;
      c.muv1[k] = shower.muv1;
      c.muv2[k] = shower.muv2;
      c.punch_through[k] = shower.punchThrough;
    }
  });
}

/** Leptons and photons have codes below 100. */
const isChargedHadron = (pdg: number): boolean => Math.abs(pdg) > 100 && species(pdg).charge !== 0;
