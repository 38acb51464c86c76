import { particle } from '../core/particles.js';
import { mm } from '../core/units.js';
import {
  DISK_OFFSET,
  FOCAL_LENGTH,
  NEON_HALVES,
  RICH_MIRROR_Z,
  RICH_PIPE_RADIUS,
  richAxisX,
} from '../detectors/rich/description.js';
import { MIRROR_DISK, mirrorAt, mirrorFrom } from '../detectors/rich/mirrors.js';
import { CELL_AREA, onDisk } from '../detectors/rich/pmts.js';
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
const N = PLACES.length;
/** Way left to the mirrors, and x of the axis of the pipe, at each. */
const TO_MIRRORS = Float64Array.from(PLACES, (dz) => RICH_MIRROR_Z - (NEON_MIDDLE + dz));
const AXIS = Float64Array.from(PLACES, (dz) => richAxisX(NEON_MIDDLE + dz));
/** This module's own: what comes from another is looked up at every use. */
const FOCUS = FOCAL_LENGTH;
/** What light to a mirror, or to none at element 0, adds to that of the disks. */
const ONTO = Uint8Array.from([0, ...Array.from(MIRROR_DISK, (disk) => (disk === 0 ? 1 : 16))]);
const AXIS_SLOPE = (richAxisX(RICH_MIRROR_Z) - richAxisX(NEON_MIDDLE)) / (RICH_MIRROR_Z - NEON_MIDDLE);
/** Light that passes the axis of the pipe at this distance meets no pipe, rounding and all. */
const CLEAR = RICH_PIPE_RADIUS + 1 * mm;
const [JURA_OFFSET, SALEVE_OFFSET] = DISK_OFFSET;
const AZIMUTHS = 24;
const COS = Float64Array.from({ length: AZIMUTHS }, (_, k) => Math.cos((2 * Math.PI * (k + 0.5)) / AZIMUTHS));
const SIN = Float64Array.from({ length: AZIMUTHS }, (_, k) => Math.sin((2 * Math.PI * (k + 0.5)) / AZIMUTHS));

/** Radius about the centre of a disk within which there are PMTs everywhere, squared: a step and a PMT's diagonal short of the next gap. */
const FULL2 = ((): number => {
  const step = 4 * mm;
  let nearest = Infinity;
  for (let x = -400 * mm; x <= 400 * mm; x += step) {
    for (let y = -400 * mm; y <= 400 * mm; y += step) if (!onDisk(x, y)) nearest = Math.min(nearest, x * x + y * y);
  }
  return Math.max(0, Math.sqrt(nearest) - 2 * Math.sqrt(CELL_AREA)) ** 2;
})();
const meetsPmt = (x: number, y: number): boolean => x * x + y * y < FULL2 || onDisk(x, y);

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

/** Where the light of a track goes: aimed at one track after the other. */
export class TrackLight {
  /** Places of the track that light is followed from, x from the axis of the pipe there, and how near the track comes to it from there on. */
  private readonly x = new Float64Array(N);
  private readonly y = new Float64Array(N);
  private readonly beside = new Float64Array(N);
  private readonly nearest = new Float64Array(N);
  private tx = 0;
  private ty = 0;
  /** Squared angle of the light that `clear` is for. */
  private angle2 = 0;
  private clear = 0;

  /** @param angle most that light asked for on one disk makes with the track; beyond it answers come slower */
  aim({ x, y, tx, ty }: NeonRay, angle: number): void {
    this.tx = tx;
    this.ty = ty;
    for (let i = 0; i < N; i++) {
      const dz = PLACES[i]!;
      this.x[i] = x + tx * dz;
      this.y[i] = y + ty * dz;
      this.beside[i] = this.x[i]! - AXIS[i]!;
      this.nearest[i] = nearestToPipe(this.beside[i]!, this.y[i]!, TO_MIRRORS[i]!, tx, ty);
    }
    this.angle2 = angle * angle;
    this.clear = clearWithin(angle, this.nearest, TO_MIRRORS);
  }

  /** Share of the light with slopes of its own that comes to a disk. */
  onDisk(sx: number, sy: number, disk: number): number {
    const { x, y, beside, tx, ty } = this;
    const near = (sx - tx) * (sx - tx) + (sy - ty) * (sy - ty) <= this.angle2;
    const onto = arrivals(near ? this.clear : 0, sx, sy, x, y, beside, TO_MIRRORS, ONTO);
    return (disk === 0 ? onto & 15 : onto >> 4) / N;
  }

  /** Share of the light of a ring of this radius that meets a disk [0, 1]. */
  ofRing(radius: number): number {
    const { tx, ty, x, y, beside } = this;
    const angle = radius / FOCUS;
    const clear = clearWithin(angle, this.nearest, TO_MIRRORS);
    let n = 0;
    for (let k = 0; k < AZIMUTHS; k++) {
      const sx = tx + angle * COS[k]!;
      const sy = ty + angle * SIN[k]!;
      const onto = arrivals(clear, sx, sy, x, y, beside, TO_MIRRORS, ONTO);
      const jura = onto & 15;
      const saleve = onto >> 4;
      if (jura > 0 && meetsPmt(FOCUS * sx - JURA_OFFSET, FOCUS * sy)) n += jura;
      if (saleve > 0 && meetsPmt(FOCUS * sx - SALEVE_OFFSET, FOCUS * sy)) n += saleve;
    }
    return n / (AZIMUTHS * N);
  }
}

/** Least distance of a track from the axis of the pipe on its way to the mirrors [mm]. */
function nearestToPipe(x: number, y: number, way: number, tx: number, ty: number): number {
  const sx = tx - AXIS_SLOPE;
  const at = Math.min(way, Math.max(0, -(x * sx + y * ty) / (sx * sx + ty * ty)));
  const dx = x + sx * at;
  const dy = y + ty * at;
  return Math.sqrt(dx * dx + dy * dy);
}

/** Bits of the places from which no light of up to this angle comes near the pipe: it need not be looked for. */
function clearWithin(angle: number, nearest: Float64Array, way: Float64Array): number {
  let clear = 0;
  for (let i = 0; i < N; i++) if (nearest[i]! - angle * way[i]! > CLEAR) clear |= 1 << i;
  return clear;
}

/** Places whose light with these slopes comes to Jura, and 16 times those to Saleve. */
function arrivals(
  clear: number,
  sx: number,
  sy: number,
  x: Float64Array,
  y: Float64Array,
  beside: Float64Array,
  way: Float64Array,
  onto: Uint8Array,
): number {
  let sum = 0;
  for (let i = 0; i < N; i++) {
    const length = way[i]!;
    const mirror =
      (clear & (1 << i)) === 0
        ? mirrorFrom(x[i]!, y[i]!, beside[i]!, length, sx, sy)
        : mirrorAt(x[i]! + sx * length, y[i]! + sy * length);
    sum += onto[mirror + 1]!;
  }
  return sum;
}
