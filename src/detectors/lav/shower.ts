import { particle as species } from '../../core/particles.js';
import type { RandomStream } from '../../core/random.js';
import type { Values } from '../../core/settings.js';
import type { BlockLight, GlassPath } from './glass.js';
import type { lavSettings } from './settings.js';

const PHOTON = 22;
const MUON_MASS = species(13).mass;
const ELECTRON = 11;
/** Mean depth of a photon's conversion in radiation lengths. */
const CONVERSION = 9 / 7;
/** Fall of the longitudinal profile of a shower per radiation length. Source: PDG. */
const FALL = 0.5;
const MOST_SPOTS = 100;
/** Length of a block the light of a minimum ionising particle is given for [mm]. */
const MIP_PATH = 110;

type LavValues = Values<typeof lavSettings>;

/** What leaves a station at its end for the next one. */
export interface Onward {
  /** 0: nothing that counts. */
  pdg: number;
  /** [MeV] */
  p: number;
}

/**
 * The light a particle leaves along its line, in MeV of a shower, muons apart: photons convert at a depth drawn in glass and shower, or, one in a
 * thousand, are absorbed by a nucleus; e± shower; hadrons give Cherenkov light of their path while they are fast enough, and
 * interact, of which the π⁰ part is seen. A shower is put down in spots, drawn from the longitudinal profile (PDG's gamma
 * distribution, depth in glass) and a lateral one that has 90 % inside a Molière radius.
 *
 * A photon that does not convert goes on, and the larger part of a shower that begins just before the end, as one electron.
 */
export function drawLight(
  rng: RandomStream,
  values: LavValues,
  path: GlassPath,
  pdg: number,
  p: number,
  light: BlockLight,
  onward: Onward,
): void {
  onward.pdg = 0;
  const kind = Math.abs(pdg);
  if (kind === PHOTON) {
    const depth = CONVERSION * values.radiationLength * rng.exponential();
    if (depth < path.total) {
      const energy = p * photonShare(rng, values);
      goOn(onward, shower(rng, values, path, energy, depth, light), energy);
    } else {
      onward.pdg = PHOTON;
      onward.p = p;
    }
    return;
  }
  if (kind === ELECTRON) {
    goOn(onward, shower(rng, values, path, p, 0, light), p);
    return;
  }
  const { mass, charge } = species(pdg);
  if (charge === 0) return;
  const energy = Math.sqrt(p * p + mass * mass);
  const range = (energy - mass) / values.ionisation;
  const interaction = values.interactionLength * rng.exponential();
  cherenkov(values, path, p / energy, Math.min(range, interaction), light);
  if (interaction < Math.min(range, path.total)) {
    const left = energy - mass - values.ionisation * interaction;
    shower(rng, values, path, left * neutralShare(rng, values), interaction, light);
  }
}

function goOn(onward: Onward, left: number, energy: number): void {
  if (!(left > 0.5 * energy)) return;
  onward.pdg = ELECTRON;
  onward.p = left;
}

/** Share of a photon's energy that showers: all, unless a nucleus takes it. */
const photonShare = (rng: RandomStream, values: LavValues): number =>
  rng.uniform() < values.photonuclear ? neutralShare(rng, values) : 1;

/** Share of π⁰ in an interaction; the root written so because a power with a fraction differs between versions of the runtime. */
const neutralShare = (rng: RandomStream, { electromagneticPower }: LavValues): number =>
  1 - Math.exp(Math.log(1 - rng.uniform()) / electromagneticPower);

/** Light of a muon per path in glass [MeV/mm], and how far it comes in glass [mm]. */
export function muonLight(values: LavValues, p: number): { perLength: number; range: number } {
  const energy = Math.sqrt(p * p + MUON_MASS * MUON_MASS);
  return { perLength: cherenkovYield(values, p / energy), range: (energy - MUON_MASS) / values.ionisation };
}

/** Light per path in glass at a velocity [MeV/mm]: none below the threshold. */
const cherenkovYield = ({ mipEnergy, index }: LavValues, beta: number): number =>
  Math.max(0, ((mipEnergy / MIP_PATH) * (1 - 1 / (beta * index) ** 2)) / (1 - 1 / index ** 2));

/** Light of the path in glass up to a depth, step by step. */
function cherenkov(values: LavValues, path: GlassPath, beta: number, depth: number, light: BlockLight): void {
  const perLength = cherenkovYield(values, beta);
  if (perLength === 0) return;
  let before = 0;
  for (let k = 0; k < path.steps && before < depth; k++) {
    const after = Math.min(depth, path.depth[k]!);
    if (after > before) path.deposit(light, perLength * (after - before), 0.5 * (before + after), 0, 0);
    before = after;
  }
}

/** A shower of a pair or an electron that begins at a depth in glass; gives the energy that comes out at the end. */
function shower(
  rng: RandomStream,
  values: LavValues,
  path: GlassPath,
  energy: number,
  depth: number,
  light: BlockLight,
): number {
  const { radiationLength, criticalEnergy, spotEnergy, moliereRadius } = values;
  const spots = Math.min(MOST_SPOTS, Math.max(1, Math.round(energy / spotEnergy)));
  const maximum = Math.max(0, Math.log(energy / criticalEnergy) - 0.5);
  const scale = radiationLength / FALL;
  let beyond = 0;
  for (let i = 0; i < spots; i++) {
    const along = scale * drawGamma(rng, 1 + FALL * maximum);
    const u = rng.uniform();
    // R²/(r² + R²) is uniform; R a third of the radius that holds nine tenths
    const r = (moliereRadius / 3) * Math.sqrt(u / (1 - u));
    const phi = 2 * Math.PI * rng.uniform();
    if (depth + along >= path.total) beyond += energy / spots;
    else path.deposit(light, energy / spots, depth + along, r * Math.cos(phi), r * Math.sin(phi));
  }
  return beyond;
}

/** Gamma variate of shape a ≥ 1 and scale 1. Source: Marsaglia and Tsang, ACM Trans. Math. Softw. 26 (2000) 363. */
function drawGamma(rng: RandomStream, a: number): number {
  const d = a - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = rng.gauss();
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - rng.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}
