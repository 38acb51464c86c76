import { LKR_FRONT_Z } from '../detectors/lkr/description.js';

/** A photon at the front plane of the LKr: place [mm], energy [MeV]. Its direction needs the point it comes from. */
export interface Photon {
  readonly x: number;
  readonly y: number;
  readonly energy: number;
}

/** A point [mm]. */
export interface Point {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** Momentum [MeV/c] of a photon that comes from `from`, before the LKr, to `out`. */
function photonMomentum(photon: Photon, from: Point, out: Float64Array): Float64Array {
  const dx = photon.x - from.x;
  const dy = photon.y - from.y;
  const dz = LKR_FRONT_Z - from.z;
  const scale = photon.energy / Math.sqrt(dx * dx + dy * dy + dz * dz);
  out[0] = scale * dx;
  out[1] = scale * dy;
  out[2] = scale * dz;
  return out;
}

const p = new Float64Array(3);
const q = new Float64Array(3);

/** Mass of two photons that come from the same point [MeV/c²]. */
export function pairMass(a: Photon, b: Photon, from: Point): number {
  photonMomentum(a, from, p);
  photonMomentum(b, from, q);
  // from the cross product: the difference of energies and momenta would lose the digits
  const cx = p[1]! * q[2]! - p[2]! * q[1]!;
  const cy = p[2]! * q[0]! - p[0]! * q[2]!;
  const cz = p[0]! * q[1]! - p[1]! * q[0]!;
  const ee = a.energy * b.energy;
  const cos = (p[0]! * q[0]! + p[1]! * q[1]! + p[2]! * q[2]!) / ee;
  const sin2 = (cx * cx + cy * cy + cz * cz) / (ee * ee);
  return Math.sqrt((2 * ee * sin2) / (1 + cos));
}

/**
 * Relative standard deviation of the mass of a pair from a given point, and of the distance of its vertex from a given mass: half the
 * relative errors of the energies, and that of the distance between them, in quadrature. NaN for two photons at one place.
 * @param sigma standard deviations of the energies [MeV] and of x and y [mm], of `a` and of `b`
 */
export function pairError(
  a: Photon,
  b: Photon,
  sigma: { readonly energy: readonly [number, number]; readonly place: readonly [number, number] },
): number {
  const ea = (0.5 * sigma.energy[0]) / a.energy;
  const eb = (0.5 * sigma.energy[1]) / b.energy;
  const d2 = (a.x - b.x) ** 2 + (a.y - b.y) ** 2;
  return Math.sqrt(ea * ea + eb * eb + (sigma.place[0] ** 2 + sigma.place[1] ** 2) / d2);
}

/** z where two photons have this mass [mm], both from one point near the axis: z_LKr − d √(E₁E₂)/m. Source: KAON §4 (FW19). */
export function vertexOfMass(a: Photon, b: Photon, mass: number): number {
  const d = Math.sqrt((a.x - b.x) ** 2 + (a.y - b.y) ** 2);
  return LKR_FRONT_Z - (d * Math.sqrt(a.energy * b.energy)) / mass;
}
