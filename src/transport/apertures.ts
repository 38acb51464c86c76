import { m, mm } from '../core/units.js';

/**
 * A ring of matter about the beam: what is between its bore and `outer` from the axis, zMin ≤ z ≤ zMax, is absorbed; it is met on the
 * front face or through the bore's surface.
 */
export interface Aperture {
  readonly name: string;
  readonly zMin: number;
  readonly zMax: number;
  /** Radius of the bore. */
  readonly radius: number;
  /** x of the middle of the bore. */
  readonly boreX: number;
  readonly outer: number;
  /** Detector that sees what enters, and how far from the axis it reaches; code 0 for none. */
  readonly detector: number;
  readonly reach: number;
}

const tube = (zMin: number, zMax: number, radius: number): Aperture => ({
  name: 'tube',
  zMin: zMin * m,
  zMax: zMax * m,
  radius: radius * mm,
  boreX: 0,
  outer: Infinity,
  detector: 0,
  reach: 0,
});

/** Steel tube of the decay vessel, up to the RICH entrance. Source: DET §3 (FW19). */
const TUBE = [tube(105.595, 158.56, 960), tube(158.56, 182.175, 1200), tube(182.175, 219.445, 1400)];

/** Depth of the lead glass of a LAV station, from the inner radius outwards. Source: DET §4.10 (FW19). */
const BLOCK_LENGTH = 370 * mm;

/** Stations 1–11 stand in the vacuum, and their vessels reach as far as the tube; station 12 stands in air. */
const lavStation = (station: number, zMin: number, depth: number, radius: number): Aperture => ({
  name: `LAV${station}`,
  zMin,
  zMax: zMin + depth,
  radius,
  boreX: 0,
  outer: station < 12 ? Infinity : radius + BLOCK_LENGTH,
  detector: station,
  reach: radius + BLOCK_LENGTH,
});

/** Rings of the large-angle vetoes inside the vacuum. Source: DET §4.10 (FW19). */
const LAV = [121363, 128973, 136583, 144193, 151803, 165313, 172823, 180333, 192709, 203102, 217528].map((z, i) =>
  i < 5 ? lavStation(i + 1, z, 590, 536.5) : i < 8 ? lavStation(i + 1, z, 590, 767.5) : lavStation(i + 1, z, 470, 980),
);

/** Tube and LAV1–11, sorted by their upstream end. */
export const APERTURES: readonly Aperture[] = [...TUBE, ...LAV].sort((a, b) => a.zMin - b.zMin);

/** LAV12, between NewCHOD and CHOD. Source: DET §4.10 (FW19). */
export const LAV12: Aperture = lavStation(12, 238313, 470, 1070);

/**
 * z where the straight line from (x0, y0, z0) to (x1, y1, z1), z1 > z0, is first absorbed; Infinity when it passes all apertures.
 * A ring is met on its front face or through its inner surface.
 */
export function firstAperture(
  x0: number,
  y0: number,
  z0: number,
  x1: number,
  y1: number,
  z1: number,
  apertures: readonly Aperture[] = APERTURES,
): number {
  const tx = (x1 - x0) / (z1 - z0);
  const ty = (y1 - y0) / (z1 - z0);
  let first = Infinity;
  for (let i = 0; i < apertures.length; i++) {
    const { zMin, zMax, radius, boreX, outer } = apertures[i]!;
    if (zMin >= z1) break;
    const a = Math.max(z0, zMin);
    const b = Math.min(z1, zMax);
    if (a >= b || a >= first) continue;
    const x = x0 + tx * (a - z0);
    const y = y0 + ty * (a - z0);
    // past the outside
    if (x * x + y * y > outer * outer) continue;
    first = Math.min(first, leaves(x - boreX, y, tx, ty, radius * radius, a, b));
  }
  return first;
}

/** z in [a, b] where the line from (x, y) at a first has x² + y² > r²; Infinity if nowhere. */
function leaves(x: number, y: number, tx: number, ty: number, r2: number, a: number, b: number): number {
  const inside = r2 - x * x - y * y;
  if (inside < 0) return a;
  const slope2 = tx * tx + ty * ty;
  if (slope2 === 0) return Infinity;
  const half = x * tx + y * ty;
  const z = a + (Math.sqrt(half * half + slope2 * inside) - half) / slope2;
  return z < b ? z : Infinity;
}

/** Code of the detector that sees what is absorbed at (x, y, z), as `firstAperture` gave it; 0 for none. */
export function detectorAt(apertures: readonly Aperture[], x: number, y: number, z: number): number {
  for (let i = 0; i < apertures.length; i++) {
    const { zMin, zMax, detector, reach } = apertures[i]!;
    if (detector > 0 && z >= zMin && z < zMax && x * x + y * y <= reach * reach) return detector;
  }
  return 0;
}

/** Called for a ring that is entered: its detector, and where. */
export type OnRing = (detector: number, x: number, y: number, z: number) => void;

/** The rings with a detector that the straight line from (x0, y0, z0) to (x1, y1, z1), z1 > z0, enters, for what passes through all of them. */
export function entered(
  x0: number,
  y0: number,
  z0: number,
  x1: number,
  y1: number,
  z1: number,
  apertures: readonly Aperture[],
  onRing: OnRing,
): void {
  const tx = (x1 - x0) / (z1 - z0);
  const ty = (y1 - y0) / (z1 - z0);
  for (let i = 0; i < apertures.length; i++) {
    const { zMin, zMax, radius, boreX, detector, reach } = apertures[i]!;
    if (zMin >= z1) break;
    if (detector === 0 || zMax <= z0) continue;
    const a = Math.max(z0, zMin);
    const x = x0 + tx * (a - z0);
    const y = y0 + ty * (a - z0);
    if (x * x + y * y > reach * reach) continue;
    const z = leaves(x - boreX, y, tx, ty, radius * radius, a, Math.min(z1, zMax));
    if (z < Infinity && (z > a || a === zMin)) onRing(detector, x0 + tx * (z - z0), y0 + ty * (z - z0), z);
  }
}

/** For each of these planes, ascending, whether a ring with a detector reaches between it and the one before: 1 or 0. */
export const ringsBefore = (apertures: readonly Aperture[], planes: ArrayLike<number>): Uint8Array =>
  Uint8Array.from(planes, (z, k) =>
    apertures.some((a) => a.detector > 0 && a.zMin < z && a.zMax > (planes[k - 1] ?? -Infinity)) ? 1 : 0,
  );
