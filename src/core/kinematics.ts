/** Relativistic kinematics in double precision. Momenta [MeV/c], energies and masses [MeV, MeV/c²]; any one unit will do. */

/** Momentum of either daughter of a mass `M` at rest decaying to masses `a` and `b`; 0 below threshold. */
export function twoBodyMomentum(M: number, a: number, b: number): number {
  const s = a + b;
  const d = a - b;
  const k = (M - s) * (M + s) * (M - d) * (M + d);
  return k > 0 ? Math.sqrt(k) / (2 * M) : 0;
}

export const energy = (p: number, mass: number): number => Math.sqrt(p * p + mass * mass);

/** Velocity over c. */
export const beta = (p: number, mass: number): number => p / energy(p, mass);

/** Lorentz factor; the mass must not be 0. */
export const gamma = (p: number, mass: number): number => energy(p, mass) / mass;

/** Length of a frame: βx, βy, βz, γ, γ²/(1 + γ). */
export const FRAME_SIZE = 5;

/** Writes the frame of a body of this momentum and mass to `frame[0…4]`, for `boost` and the phase-space kernel. */
export function setFrame(frame: Float64Array, px: number, py: number, pz: number, mass: number): void {
  const e = Math.sqrt(px * px + py * py + pz * pz + mass * mass);
  const g = e / mass;
  frame[0] = px / e;
  frame[1] = py / e;
  frame[2] = pz / e;
  frame[3] = g;
  frame[4] = (g * g) / (1 + g);
}

/**
 * Takes the four-momentum (px, py, pz, E) at `p[pAt…]`, given in the rest frame of `frame`'s body, to where that body moves;
 * writes it to `out[outAt…]`, which may be the same place.
 */
export function boost(out: Float64Array, outAt: number, frame: Float64Array, p: Float64Array, pAt: number): void {
  const bx = frame[0]!;
  const by = frame[1]!;
  const bz = frame[2]!;
  const g = frame[3]!;
  const x = p[pAt]!;
  const y = p[pAt + 1]!;
  const z = p[pAt + 2]!;
  const e = p[pAt + 3]!;
  const bp = bx * x + by * y + bz * z;
  const t = frame[4]! * bp + g * e;
  out[outAt] = x + t * bx;
  out[outAt + 1] = y + t * by;
  out[outAt + 2] = z + t * bz;
  out[outAt + 3] = g * (e + bp);
}
