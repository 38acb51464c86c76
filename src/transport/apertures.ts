import { m, mm } from '../core/units.js';

/** A ring of matter around the beam: what is farther than `radius` from the axis between zMin and zMax is absorbed. */
export interface Aperture {
  readonly name: string;
  readonly zMin: number;
  readonly zMax: number;
  readonly radius: number;
}

const tube = (zMin: number, zMax: number, radius: number): Aperture => ({
  name: 'tube',
  zMin: zMin * m,
  zMax: zMax * m,
  radius: radius * mm,
});

/** Steel tube of the decay vessel, up to the RICH entrance. Source: DET §3 (FW19). */
const TUBE = [tube(105.595, 158.56, 960), tube(158.56, 182.175, 1200), tube(182.175, 219.445, 1400)];

const lavStation = (station: number, zMin: number, depth: number, radius: number): Aperture => ({
  name: `LAV${station}`,
  zMin,
  zMax: zMin + depth,
  radius,
});

/** Rings of the large-angle vetoes inside the vacuum. Source: DET §4.10 (FW19). */
const LAV = [121363, 128973, 136583, 144193, 151803, 165313, 172823, 180333, 192709, 203102, 217528].map((z, i) =>
  i < 5 ? lavStation(i + 1, z, 590, 536.5) : i < 8 ? lavStation(i + 1, z, 590, 767.5) : lavStation(i + 1, z, 470, 980),
);

/** Tube and LAV1–11, sorted by their upstream end. */
export const APERTURES: readonly Aperture[] = [...TUBE, ...LAV].sort((a, b) => a.zMin - b.zMin);

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
    const { zMin, zMax, radius } = apertures[i]!;
    if (zMin >= z1) break;
    const a = Math.max(z0, zMin);
    const b = Math.min(z1, zMax);
    if (a >= b) continue;
    first = Math.min(first, leaves(x0 + tx * (a - z0), y0 + ty * (a - z0), tx, ty, radius * radius, a, b));
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
