import { particle } from '../core/particles.js';
import type { RandomStream } from '../core/random.js';
import type { Settings, Values } from '../core/settings.js';
import { MeV } from '../core/units.js';
import { twoBodyDecay } from '../transport/decay-in-flight.js';

const NOT_FOUND = 'not found: placeholder';

export const gtk3InteractionSettings = {
  pions: {
    default: 9,
    unit: '',
    doc: 'mean number of pions made besides the leading hadron, π+, π− and π⁰ alike',
    source: `${NOT_FOUND}; seven go forward, and with the leading hadron five to six of all are charged`,
  },
  leadingFrom: {
    default: 0,
    unit: '',
    doc: 'smallest share of the energy that the leading hadron keeps; flat from there',
    source: NOT_FOUND,
  },
  leadingTo: { default: 1, unit: '', doc: 'largest share', source: NOT_FOUND },
  rapidityRange: {
    default: 5,
    unit: '',
    doc: 'range of rapidity over which the pions are even: the logarithm of the largest ratio of their energies',
    source: `${NOT_FOUND}; ln s/m² of 5 to 6 at 75 GeV/c`,
  },
  transverse: {
    default: 350 * MeV,
    unit: 'MeV',
    doc: 'mean transverse momentum of the leading hadron and of the pions',
    source: `${NOT_FOUND}; the known 0.3 to 0.4 GeV/c of soft hadrons`,
  },
} as const satisfies Settings;

/** Called for each product: its momentum [MeV/c], and the product it comes from by number in this interaction (−1: the beam particle). */
export type OnInteractionProduct = (pdg: number, from: number, px: number, py: number, pz: number) => void;

/** Draws the products of the interaction of a beam hadron of this kind and momentum. */
export type Interaction = (
  pdg: number,
  px: number,
  py: number,
  pz: number,
  random: RandomStream,
  onProduct: OnInteractionProduct,
) => void;

const PION = 211;
const NEUTRAL_PION = 111;
const PHOTON = 22;
const PION_MASS = particle(PION).mass;
const NEUTRAL_MASS = particle(NEUTRAL_PION).mass;
/** Mean length of a vector in a plane of two normal components. */
const MEAN_LENGTH = Math.sqrt(Math.PI / 2);
/** More pions than this are not made. */
const MOST = 64;
const shares = new Float64Array(MOST);
const photons = new Float64Array(6);

/**
 * What inelastic interactions of beam hadrons in GTK3 leave, parametrised: a leading hadron of the beam particle's kind with a flat share of
 * the energy, the rest in a Poisson number of pions of any charge, even in rapidity, transverse momenta limited, each neutral one followed by
 * its photons. Energy is conserved (to 1e-4); momentum and charge on average only. A pion too slow for its mass and transverse momentum is lost, in
 * the nucleus or backwards, and so are the fragments of the nucleus, slow protons among them.
 * @returns a function that draws the products of one interaction
 */
export function gtk3Interaction(values: Values<typeof gtk3InteractionSettings>): Interaction {
  const sigma = values.transverse / MEAN_LENGTH;
  return (pdg, px, py, pz, random, onProduct) => {
    const { mass } = particle(pdg);
    const energy = Math.sqrt(px * px + py * py + pz * pz + mass * mass);
    const [tx, ty] = [px / pz, py / pz];
    let made = 0;

    /** A product of this energy about the beam particle's direction, whose slopes are small, when it can go forward. */
    const product = (code: number, m: number, e: number): void => {
      const u = sigma * random.gauss();
      const v = sigma * random.gauss();
      const along2 = e * e - m * m - u * u - v * v;
      if (!(along2 > 0)) return;
      const along = Math.sqrt(along2);
      const [qx, qy] = [u + along * tx, v + along * ty];
      onProduct(code, -1, qx, qy, along);
      made++;
      if (code !== NEUTRAL_PION) return;
      const parent = made - 1;
      twoBodyDecay(qx, qy, along, NEUTRAL_MASS, 0, 0, random, photons);
      onProduct(PHOTON, parent, photons[0]!, photons[1]!, photons[2]!);
      onProduct(PHOTON, parent, photons[3]!, photons[4]!, photons[5]!);
      made += 2;
    };

    const kept = random.range(values.leadingFrom, values.leadingTo) * energy;
    const n = Math.min(MOST, random.poisson(values.pions));
    let sum = 0;
    for (let i = 0; i < n; i++) {
      shares[i] = Math.exp(values.rapidityRange * random.uniform());
      sum += shares[i]!;
    }
    product(pdg, mass, n === 0 ? energy : kept);
    for (let i = 0; i < n; i++) {
      const e = ((energy - kept) * shares[i]!) / sum;
      const kind = Math.floor(3 * random.uniform());
      if (kind === 0) product(NEUTRAL_PION, NEUTRAL_MASS, e);
      else product(kind === 1 ? PION : -PION, PION_MASS, e);
    }
  };
}
