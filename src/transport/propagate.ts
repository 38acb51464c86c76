import { C_LIGHT } from '../core/constants.js';
import { particle } from '../core/particles.js';
import type { RandomStream } from '../core/random.js';
import { type Aperture, detectorAt, entered, firstAperture } from './apertures.js';
import { flightLength, PION_CTAU, pionDecay } from './decay-in-flight.js';
import { radiate } from './electromagnetic.js';
import type { Field, StepGrid } from './field.js';
import { momentumAfter, scatter } from './material.js';
import { hadronFactor, interact } from './nuclear.js';
import { SwimPath } from './step-grid.js';
import { swim } from './swim.js';

/** A charged particle on its way: where and with what momentum it is; `propagate` leaves its end point here. */
export interface Traveller {
  /** PDG code. */
  pdg: number;
  x: number;
  y: number;
  z: number;
  /** [ns] */
  t: number;
  /** Momentum [MeV/c]. */
  px: number;
  py: number;
  pz: number;
}

/** How a path ended. */
export const PathEnd = { lastPlane: 0, absorbed: 1, decayed: 2, interacted: 3 } as const;
export type PathEnd = (typeof PathEnd)[keyof typeof PathEnd];

/** What particles fly through: the field, the measuring planes in order of z and the matter in them. */
export interface Spectrometer {
  readonly field: Field;
  /** Ascending grid of the planes. */
  readonly grid: StepGrid;
  /** `highlandLayer` of each plane [(MeV/c)²]. */
  readonly highland: Float64Array;
  /** Thickness of each plane, Mylar [mm]. */
  readonly mylar: Float64Array;
  /** Thickness of each plane in radiation lengths, for bremsstrahlung; and in interaction lengths of nucleons. */
  readonly x0: Float64Array;
  readonly interactions: Float64Array;
  /** Whether the plane has matter at (x, y): false in the beam hole and outside. */
  readonly hasMatter: (plane: number, x: number, y: number) => boolean;
  /** What absorbs between the planes, by zMin. */
  readonly apertures: readonly Aperture[];
  /** `ringsBefore` of apertures and planes. */
  readonly ringed: Uint8Array;
  /** Slower particles are absorbed where they are [MeV/c]: a magnet would turn them round. */
  readonly leastMomentum: number;
}

/** Called at every plane, before the plane's matter acts: state (x, y, tx, ty, qp) valid during the call only; t [ns]. */
export type OnCrossing = (plane: number, s: Float64Array, t: number) => void;
/** Called when a pion decays, with the muon at its production point; the muon is the callee's to keep and to propagate. */
export type OnDecay = (muon: Traveller) => void;

/** What else may happen on the way. */
export interface Onward {
  /** Enters a ring with a detector, at z: to be absorbed there, muons to go on; state valid during the call only. */
  readonly ring: (detector: number, s: Float64Array, z: number, t: number) => void;
  /** Makes a photon (bremsstrahlung): the callee's to keep. */
  readonly photon: (photon: Traveller) => void;
  /** Leaves a product of an inelastic interaction, `from` another product of it by number or −1. */
  readonly product: (product: Traveller, from: number) => void;
}
const ALONE: Onward = { ring: () => {}, photon: () => {}, product: () => {} };

const s = new Float64Array(5);
const products = new Float64Array(6);
const path = new SwimPath();

/** Particle on its way, for what happens to it there: where it is, and what it does between two planes. */
const now = { onward: ALONE, z: 0, t: 0, p: 0, charge: 0, x0: 0, y0: 0, from: 0, perZ: 0 };
const onRing = new Float64Array(5);

/** A muon enters a ring on the chord of a stretch that begins at `now.from`. */
function muonInRing(detector: number, x: number, y: number, z: number): void {
  const dz = z - now.from;
  onRing[0] = x;
  onRing[1] = y;
  onRing[2] = dz > 0 ? (x - now.x0) / dz : s[2]!;
  onRing[3] = dz > 0 ? (y - now.y0) / dz : s[3]!;
  onRing[4] = now.charge / now.p;
  now.onward.ring(detector, onRing, z, now.t + dz * now.perZ);
}

/** An electron makes a photon along its way. */
function photonAlong(energy: number): void {
  const tx = s[2]!;
  const ty = s[3]!;
  const pz = energy / Math.sqrt(1 + tx * tx + ty * ty);
  now.onward.photon({ pdg: 22, x: s[0]!, y: s[1]!, z: now.z, t: now.t, px: tx * pz, py: ty * pz, pz });
}

/**
 * Brings a charged particle from where it is through all planes downstream: swimming in the field; multiple scattering, energy loss,
 * bremsstrahlung of electrons and inelastic interactions of hadrons where a plane has matter; absorption in the apertures, tested on the
 * chord of every stretch between planes; decay of charged pions into muons. The path length of a stretch is taken from the slopes at
 * its ends (15 ps wrong at worst, for 5 GeV/c through the magnet). About 20 µs for 64 planes.
 * @returns how it ended; `traveller` is left at the end point with the momentum it had there
 */
export function propagate(
  spectrometer: Spectrometer,
  traveller: Traveller,
  random: RandomStream,
  onCrossing: OnCrossing,
  onDecay: OnDecay,
  onward: Onward = ALONE,
): PathEnd {
  if (!(traveller.pz > 0)) return PathEnd.absorbed;
  const { field, grid, highland, mylar, x0: radiation, interactions, hasMatter, apertures, ringed } = spectrometer;
  const { leastMomentum } = spectrometer;
  const { mass, charge } = particle(traveller.pdg);
  const { px, py, pz } = traveller;
  const planes = grid.z;
  let p = Math.sqrt(px * px + py * py + pz * pz);
  if (p < leastMomentum) return PathEnd.absorbed;
  let beta = p / Math.sqrt(p * p + mass * mass);
  s[0] = traveller.x;
  s[1] = traveller.y;
  s[2] = px / pz;
  s[3] = py / pz;
  s[4] = charge / p;
  let z = traveller.z;
  let t = traveller.t;
  // a muon goes through tube and LAV with little more than a scatter, which is left out
  const isMuon = traveller.pdg === 13 || traveller.pdg === -13;
  const isPion = traveller.pdg === 211 || traveller.pdg === -211;
  const isElectron = traveller.pdg === 11 || traveller.pdg === -11;
  now.onward = onward;
  now.charge = charge;
  let toDecay = isPion ? flightLength(p, mass, PION_CTAU, random) : Infinity;
  const hadron = hadronFactor(traveller.pdg);
  let toInteract = hadron > 0 ? random.exponential() / hadron : Infinity;

  let plane = 0;
  while (plane < planes.length && planes[plane]! <= z) plane++;
  const firstPlane = plane;
  for (; plane < planes.length; plane++) {
    const next = planes[plane]!;
    const x0 = s[0]!;
    const y0 = s[1]!;
    const tx0 = s[2]!;
    const ty0 = s[3]!;
    if (plane === firstPlane) swim(path.between(field, z, next), 0, 1, s);
    else swim(grid, plane - 1, plane, s);
    const length = (next - z) * meanStretch(tx0, ty0, s[2]!, s[3]!);
    const decayZ = toDecay < length ? z + ((next - z) * toDecay) / length : Infinity;
    const stopZ = isMuon ? Infinity : firstAperture(x0, y0, z, s[0]!, s[1]!, next, apertures);
    if (decayZ < Infinity || stopZ < Infinity) {
      const end = Math.min(stopZ, decayZ);
      t += (length * (end - z)) / (next - z) / (beta * C_LIGHT);
      s[0] = x0;
      s[1] = y0;
      s[2] = tx0;
      s[3] = ty0;
      if (end > z) swim(path.between(field, z, end), 0, 1, s);
      leaveAt(traveller, end, t, p);
      if (stopZ <= decayZ) {
        const detector = detectorAt(apertures, s[0]!, s[1]!, end);
        if (detector > 0) onward.ring(detector, s, end, t);
        return PathEnd.absorbed;
      }
      decay(traveller, random, onDecay);
      return PathEnd.decayed;
    }
    if (isMuon && (plane === firstPlane || ringed[plane] === 1)) {
      now.x0 = x0;
      now.y0 = y0;
      now.from = z;
      now.t = t;
      now.p = p;
      now.perZ = length / (next - z) / (beta * C_LIGHT);
      entered(x0, y0, z, s[0]!, s[1]!, next, apertures, muonInRing);
    }
    toDecay -= length;
    t += length / (beta * C_LIGHT);
    z = next;
    onCrossing(plane, s, t);
    if (hasMatter(plane, s[0]!, s[1]!)) {
      const slant = Math.sqrt(1 + s[2]! * s[2]! + s[3]! * s[3]!);
      toInteract -= interactions[plane]! * slant;
      if (toInteract < 0) {
        leaveAt(traveller, z, t, p);
        breakUp(traveller, charge, mass, random, onward);
        return PathEnd.interacted;
      }
      scatter(s, highland[plane]!, beta * beta, random);
      p = momentumAfter(p, mass, mylar[plane]! * slant, random);
      if (isElectron && radiation[plane]! > 0) {
        now.z = z;
        now.t = t;
        // energy and momentum of an electron this fast are alike
        p = radiate(p, radiation[plane]! * slant, random, photonAlong);
      }
      if (p <= leastMomentum) {
        leaveAt(traveller, z, t, p);
        return PathEnd.absorbed;
      }
      beta = p / Math.sqrt(p * p + mass * mass);
      s[4] = charge / p;
    }
  }
  leaveAt(traveller, z, t, p);
  return PathEnd.lastPlane;
}

/** Path length over Δz, from the slopes at both ends. */
const meanStretch = (tx0: number, ty0: number, tx1: number, ty1: number): number =>
  0.5 * (Math.sqrt(1 + tx0 * tx0 + ty0 * ty0) + Math.sqrt(1 + tx1 * tx1 + ty1 * ty1));

/** Copies the state swum to (z, t) into the traveller. */
function leaveAt(traveller: Traveller, z: number, t: number, p: number): void {
  const tx = s[2]!;
  const ty = s[3]!;
  const pz = p / Math.sqrt(1 + tx * tx + ty * ty);
  traveller.x = s[0]!;
  traveller.y = s[1]!;
  traveller.z = z;
  traveller.t = t;
  traveller.px = tx * pz;
  traveller.py = ty * pz;
  traveller.pz = pz;
}

/** π± → μ± ν at the traveller's place. */
function decay(pion: Traveller, random: RandomStream, onDecay: OnDecay): void {
  pionDecay(pion.px, pion.py, pion.pz, random, products);
  const { x, y, z, t } = pion;
  onDecay({ pdg: pion.pdg > 0 ? -13 : 13, x, y, z, t, px: products[0]!, py: products[1]!, pz: products[2]! });
}

/** The hadron interacts at the traveller's place. */
function breakUp(hadron: Traveller, charge: number, mass: number, random: RandomStream, onward: Onward): void {
  const { x, y, z, t, px, py, pz } = hadron;
  const energy = Math.sqrt(px * px + py * py + pz * pz + mass * mass);
  interact(charge, px, py, pz, energy, random, (pdg, from, qx, qy, qz) =>
    onward.product({ pdg, x, y, z, t, px: qx, py: qy, pz: qz }, from),
  );
}
