import { m, mm } from '../../core/units.js';
import { VetoEntry } from '../../event/simulation-downstream.js';
import { columnEdge, HASC_FRONT_Z, HASC_GRID, rowEdge } from '../hasc/description.js';
import { SAC_FRONT_Z, SAC_HALF_SIDE } from '../sac/description.js';

/**
 * The beam pipe behind the front of the LKr, and what it leads to: HASC and SAC. Source of every number: DET §1.2, §3, §4.11 (FW19). The
 * gap of the bending magnet is not found: as wide as the pipes on either side of it. What meets the pipe's wall is lost from here on.
 */

/** Pipes: from, to, inner radius. */
const PIPES = [
  [240.388 * m, 243.222 * m, 80 * mm],
  [243.222 * m, 248.2 * m, 92.5 * mm],
] as const;
const BEND_Z = 249.2 * m;
/** Momentum given to a positive particle along x [MeV/c]. */
const BEND_KICK = -990;
const HASC_X = [columnEdge(0), columnEdge(HASC_GRID)] as const;
const HASC_Y = [rowEdge(0), rowEdge(HASC_GRID)] as const;

/** Where a particle leaves the pipe: a detector and a place. */
export interface BoreEntry {
  detector: number;
  x: number;
  y: number;
  z: number;
  tx: number;
  ty: number;
}

/**
 * Follows what is at (x, y, z), z between the front of the LKr and that of the MUV3, with these slopes.
 * @param qp charge over momentum [e/(MeV/c)]; 0 for a photon
 * @param out where it enters HASC or SAC
 * @returns whether it enters one
 */
export function throughBore(
  x: number,
  y: number,
  z: number,
  tx: number,
  ty: number,
  qp: number,
  out: BoreEntry,
): boolean {
  for (let i = 0; i < PIPES.length; i++) {
    const [from, to, radius] = PIPES[i]!;
    if (to <= z) continue;
    const a = Math.max(from, z) - z;
    const b = to - z;
    const r2 = radius * radius;
    if ((x + tx * a) ** 2 + (y + ty * a) ** 2 > r2 || (x + tx * b) ** 2 + (y + ty * b) ** 2 > r2) return false;
  }
  const kicked = tx + BEND_KICK * qp;
  const xBend = x + tx * (BEND_Z - z);
  const xHasc = xBend + kicked * (HASC_FRONT_Z - BEND_Z);
  const yHasc = y + ty * (HASC_FRONT_Z - z);
  out.tx = kicked;
  out.ty = ty;
  if (qp !== 0 && xHasc > HASC_X[0] && xHasc < HASC_X[1] && yHasc > HASC_Y[0] && yHasc < HASC_Y[1]) {
    out.detector = VetoEntry.hasc;
    out.x = xHasc;
    out.y = yHasc;
    out.z = HASC_FRONT_Z;
    return true;
  }
  out.x = xBend + kicked * (SAC_FRONT_Z - BEND_Z);
  out.y = y + ty * (SAC_FRONT_Z - z);
  out.z = SAC_FRONT_Z;
  out.detector = VetoEntry.sac;
  return Math.abs(out.x) < SAC_HALF_SIDE && Math.abs(out.y) < SAC_HALF_SIDE;
}
