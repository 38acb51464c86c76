import { particle } from '../core/particles.js';
import { DISK_OFFSET, FOCAL_LENGTH, NEON_HALVES, RICH_MIRROR_Z, richAxisX } from '../detectors/rich/description.js';
import { lightMirror, MIRROR_DISK, mirrorFrom } from '../detectors/rich/mirrors.js';
import { onDisk } from '../detectors/rich/pmts.js';
import { RICH_HYPOTHESES } from '../event/run-downstream.js';

/** A track as a straight line through the neon. */
export interface NeonRay {
  /** Position at the middle of the neon [mm]. */
  readonly x: number;
  readonly y: number;
  readonly tx: number;
  readonly ty: number;
}

/** Middle of the neon. */
export const NEON_MIDDLE = 0.5 * (NEON_HALVES[0].from + NEON_HALVES[1].to);
/** Places along the track its light is followed from: middles of thirds, from the middle of the neon. */
const PLACES = [-1, 0, 1].map((k) => (k * (RICH_MIRROR_Z - NEON_HALVES[0].from)) / 3);
/** Way left to the mirrors, and x of the axis of the pipe, at each. */
const TO_MIRRORS = Float64Array.from(PLACES, (dz) => RICH_MIRROR_Z - (NEON_MIDDLE + dz));
const AXIS = Float64Array.from(PLACES, (dz) => richAxisX(NEON_MIDDLE + dz));
const placeX = new Float64Array(PLACES.length);
const placeY = new Float64Array(PLACES.length);
const fromPipe = new Float64Array(PLACES.length);
const AZIMUTHS = 24;
const COS = Float64Array.from({ length: AZIMUTHS }, (_, k) => Math.cos((2 * Math.PI * (k + 0.5)) / AZIMUTHS));
const SIN = Float64Array.from({ length: AZIMUTHS }, (_, k) => Math.sin((2 * Math.PI * (k + 0.5)) / AZIMUTHS));

/** Hypotheses that give light, in the order of `RICH_HYPOTHESES`. */
export const LIGHT = RICH_HYPOTHESES.length - 1;
const MASSES = [-11, -13, 211, 321].map((pdg) => particle(pdg).mass);

/** Radius of the ring of a hypothesis [mm]; 0 below threshold. `maximum`: of β = 1. */
export function ringRadius(hypothesis: number, p: number, maximum: number): number {
  const m = MASSES[hypothesis]! / p;
  const n2 = 1 + (maximum / FOCAL_LENGTH) ** 2;
  // cos²θ
  const c2 = (1 + m * m) / n2;
  return c2 < 1 ? FOCAL_LENGTH * Math.sqrt((1 - c2) / c2) : 0;
}

/** Squared mass of a ring of this radius [(MeV/c²)²]. */
export function ringMass2(radius: number, p: number, maximum: number): number {
  const n2 = 1 + (maximum / FOCAL_LENGTH) ** 2;
  return p * p * (n2 / (1 + (radius / FOCAL_LENGTH) ** 2) - 1);
}

/** Share of a track's light, with slopes of its own, that comes to `disk`. */
export function shareOnDisk(ray: NeonRay, sx: number, sy: number, disk: number): number {
  let n = 0;
  for (let i = 0; i < PLACES.length; i++) {
    const dz = PLACES[i]!;
    const mirror = lightMirror(ray.x + ray.tx * dz, ray.y + ray.ty * dz, NEON_MIDDLE + dz, sx, sy);
    if (mirror >= 0 && MIRROR_DISK[mirror] === disk) n++;
  }
  return n / PLACES.length;
}

/** Share of the light of a ring of this radius that meets a disk [0, 1]. */
export function shareOfRing(ray: NeonRay, radius: number): number {
  const angle = radius / FOCAL_LENGTH;
  for (let i = 0; i < PLACES.length; i++) {
    const dz = PLACES[i]!;
    placeX[i] = ray.x + ray.tx * dz;
    placeY[i] = ray.y + ray.ty * dz;
    fromPipe[i] = placeX[i]! - AXIS[i]!;
  }
  let n = 0;
  for (let k = 0; k < AZIMUTHS; k++) {
    const sx = ray.tx + angle * COS[k]!;
    const sy = ray.ty + angle * SIN[k]!;
    // light of an azimuth comes mostly to one disk: whether it meets a PMT there is asked once
    let asked = -1;
    let met = false;
    for (let i = 0; i < PLACES.length; i++) {
      const mirror = mirrorFrom(placeX[i]!, placeY[i]!, fromPipe[i]!, TO_MIRRORS[i]!, sx, sy);
      if (mirror < 0) continue;
      const disk = MIRROR_DISK[mirror]!;
      if (disk !== asked) {
        asked = disk;
        met = onDisk(FOCAL_LENGTH * sx - DISK_OFFSET[disk]!, FOCAL_LENGTH * sy);
      }
      if (met) n++;
    }
  }
  return n / (AZIMUTHS * PLACES.length);
}
