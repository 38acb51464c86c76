import { particle } from '../../core/particles.js';
import { GeV, mrad } from '../../core/units.js';

/** Momentum of the beam that differences are counted from. Source: KAON §6.1 (FW19). */
export const BEAM_MOMENTUM = 75 * GeV;
/** Slope of the nominal beam in x; 0 in y. Source: KAON §1 (FW19). */
const BEAM_SLOPE = 1.2 * mrad;

const NORM = Math.sqrt(1 + BEAM_SLOPE * BEAM_SLOPE);
/** Direction of the nominal beam. */
const BEAM = { x: BEAM_SLOPE / NORM, y: 0, z: 1 / NORM } as const;
const KAON = particle(321).mass;

/** Momentum [MeV/c] and energy [MeV]. */
export interface FourMomentum {
  readonly px: number;
  readonly py: number;
  readonly pz: number;
  readonly e: number;
}

/** The four-momentum of a particle of this mass [MeV/c²] and momentum [MeV/c]. */
export const fourMomentum = (mass: number, px: number, py: number, pz: number): FourMomentum => ({
  px,
  py,
  pz,
  e: Math.sqrt(mass * mass + px * px + py * py + pz * pz),
});

/** A kaon of the mean beam. */
export const BEAM_KAON = fourMomentum(KAON, BEAM_MOMENTUM * BEAM.x, BEAM_MOMENTUM * BEAM.y, BEAM_MOMENTUM * BEAM.z);

export const kaonOf = (px: number, py: number, pz: number): FourMomentum => fourMomentum(KAON, px, py, pz);

/** Sum of four-momenta. */
export function total(list: readonly FourMomentum[]): FourMomentum {
  let [px, py, pz, e] = [0, 0, 0, 0];
  for (const p of list) {
    px += p.px;
    py += p.py;
    pz += p.pz;
    e += p.e;
  }
  return { px, py, pz, e };
}

/** Squared mass of `from` less `taken` [MeV²/c⁴]. */
export function missingMass2(from: FourMomentum, taken: FourMomentum): number {
  const e = from.e - taken.e;
  const x = from.px - taken.px;
  const y = from.py - taken.py;
  const z = from.pz - taken.pz;
  return e * e - x * x - y * y - z * z;
}

/** Squared mass of a four-momentum [MeV²/c⁴]. */
const mass2Of = ({ px, py, pz, e }: FourMomentum): number => e * e - px * px - py * py - pz * pz;

/** Mass [MeV/c²]; NaN of one that is no mass. */
export const massOfTotal = (p: FourMomentum): number => Math.sqrt(mass2Of(p));

export const momentumOf = ({ px, py, pz }: Pick<FourMomentum, 'px' | 'py' | 'pz'>): number =>
  Math.sqrt(px * px + py * py + pz * pz);

/** Momentum across the nominal beam [MeV/c]. */
export function acrossBeam({ px, py, pz }: Pick<FourMomentum, 'px' | 'py' | 'pz'>): number {
  const along = px * BEAM.x + py * BEAM.y + pz * BEAM.z;
  return Math.sqrt(Math.max(0, px * px + py * py + pz * pz - along * along));
}
