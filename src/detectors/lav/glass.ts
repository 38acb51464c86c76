import { BLOCK_CODES, blockAt, halfThickness, RING_PITCH, STATION, stationEnd } from './description.js';

/** Steps along z in which a line is followed [mm]. */
const STEP = 10;
/** A quarter of the thickness of a ring [mm]. */
const QUARTER = 27.5;
/** Longest station in steps. */
const ROOM = 60;
/** From a gap on to the next glass: the space between rings, then the ring behind. */
const ONWARDS = [25, 120];

/** A straight line through a station: where it is in glass. Reused; about 2 µs a line. */
export class GlassPath {
  steps = 0;
  /** Index of the block of each step, −1 in a gap. */
  readonly block = new Int16Array(ROOM);
  /** Path in glass up to the end of each step [mm]. */
  readonly depth = new Float64Array(ROOM);
  /** Path of a step [mm]. */
  length = 0;
  private station = 0;
  private x = 0;
  private y = 0;
  private z = 0;
  private tx = 0;
  private ty = 0;

  trace(station: number, x: number, y: number, z: number, tx: number, ty: number): void {
    this.station = station;
    this.x = x;
    this.y = y;
    this.z = z;
    this.tx = tx;
    this.ty = ty;
    this.length = STEP * Math.sqrt(1 + tx * tx + ty * ty);
    this.steps = Math.min(ROOM, Math.max(0, Math.ceil((stationEnd(STATION[station]!) - z) / STEP)));
    let glass = 0;
    for (let k = 0; k < this.steps; k++) {
      const dz = STEP * (k + 0.5);
      const index = blockAt(station, x + dz * tx, y + dz * ty, z + dz);
      if (index >= 0) glass += this.length;
      this.block[k] = index;
      this.depth[k] = glass;
    }
  }

  /** Path in glass [mm]. */
  get total(): number {
    return this.steps === 0 ? 0 : this.depth[this.steps - 1]!;
  }

  /** Puts energy down at a depth in glass, beside the line by (dx, dy): in the block there, or the next one behind; else it is lost. */
  deposit(light: BlockLight, energy: number, depth: number, dx: number, dy: number): void {
    if (!(depth < this.total)) return;
    let k = 0;
    while (this.depth[k]! <= depth) k++;
    const dz = STEP * (k + 1 - (this.depth[k]! - depth) / this.length);
    const { station, x, y, z, tx, ty } = this;
    let at = dz;
    let index = blockAt(station, x + at * tx + dx, y + at * ty + dy, z + at);
    for (let i = 0; index < 0 && i < ONWARDS.length; i++) {
      at = dz + ONWARDS[i]!;
      index = blockAt(station, x + at * tx + dx, y + at * ty + dy, z + at);
    }
    if (index < 0) return;
    light.add(index, energy, (at * this.length) / STEP, x + at * tx + dx, y + at * ty + dy);
  }
}

/**
 * Light of a straight line through a station, of so much per path in glass, as far as a path in glass: two points in each ring stand for
 * half its thickness each. About 0.5 µs.
 */
export function lightAlong(
  light: BlockLight,
  station: number,
  x: number,
  y: number,
  z: number,
  tx: number,
  ty: number,
  perLength: number,
  longest: number,
): void {
  const { rings, z: front } = STATION[station]!;
  const slant = Math.sqrt(1 + tx * tx + ty * ty);
  let left = longest;
  for (let k = 0; k < 2 * rings && left > 0; k++) {
    const at = front + RING_PITCH * (k >> 1) + ((k & 1) === 0 ? QUARTER : 3 * QUARTER) - z;
    if (at < 0) continue;
    const index = blockAt(station, x + at * tx, y + at * ty, z + at);
    if (index < 0) continue;
    const length = Math.min(left, slant * halfThickness(index, x + at * tx, y + at * ty));
    left -= length;
    light.add(index, perLength * length, at * slant, x + at * tx, y + at * ty);
  }
}

/** What one particle leaves in the blocks. */
export class BlockLight {
  /** Blocks with light, in the order they got it. */
  readonly touched: number[] = [];
  readonly energy = new Float64Array(BLOCK_CODES.length);
  /** Sums over the light of path and position, times energy. */
  private readonly path = new Float64Array(BLOCK_CODES.length);
  private readonly x = new Float64Array(BLOCK_CODES.length);
  private readonly y = new Float64Array(BLOCK_CODES.length);

  clear(): void {
    for (const i of this.touched) {
      this.energy[i] = 0;
      this.path[i] = 0;
      this.x[i] = 0;
      this.y[i] = 0;
    }
    this.touched.length = 0;
  }

  add(index: number, energy: number, path: number, x: number, y: number): void {
    if (this.energy[index] === 0) this.touched.push(index);
    this.energy[index]! += energy;
    this.path[index]! += energy * path;
    this.x[index]! += energy * x;
    this.y[index]! += energy * y;
  }

  /** Means over the light of a block: path of the particle, position [mm]. */
  meanPath = (index: number): number => this.path[index]! / this.energy[index]!;
  meanX = (index: number): number => this.x[index]! / this.energy[index]!;
  meanY = (index: number): number => this.y[index]! / this.energy[index]!;
}
