import type { TableBuilder } from '../../event/builder.js';
import type { strawCrossings } from '../../event/simulation.js';
import type { hodoscopeCrossings } from '../../event/simulation-beam.js';
import type {
  calorimeterEntries,
  muv3Crossings,
  muvCrossings,
  radiatorStretches,
  upstreamCrossings,
  vetoEntries,
} from '../../event/simulation-downstream.js';
import type { NEON_HALVES } from '../rich/description.js';

/** Rows of where particles are: `s` is (x, y, tx, ty, q/p), q/p = 1/p for a photon. */

export function cross(
  crossings: TableBuilder<typeof strawCrossings> | TableBuilder<typeof hodoscopeCrossings>,
  index: number,
  plane: number,
  s: Float64Array,
  t: number,
): void {
  const i = crossings.next();
  const c = crossings.columns;
  c.particle[i] = index;
  c.plane[i] = plane;
  c.x[i] = s[0]!;
  c.y[i] = s[1]!;
  c.tx[i] = s[2]!;
  c.ty[i] = s[3]!;
  c.t[i] = t;
  c.p[i] = 1 / Math.abs(s[4]!);
}

export function enter(
  entries:
    | TableBuilder<typeof calorimeterEntries>
    | TableBuilder<typeof muv3Crossings>
    | TableBuilder<typeof muvCrossings>
    | TableBuilder<typeof upstreamCrossings>
    | TableBuilder<typeof radiatorStretches>
    | TableBuilder<typeof vetoEntries>,
  index: number,
  pdg: number,
  s: Float64Array,
  t: number,
): number {
  const i = entries.next();
  const c = entries.columns;
  c.particle[i] = index;
  c.pdg[i] = pdg;
  c.x[i] = s[0]!;
  c.y[i] = s[1]!;
  c.tx[i] = s[2]!;
  c.ty[i] = s[3]!;
  c.t[i] = t;
  c.p[i] = 1 / Math.abs(s[4]!);
  return i;
}

export function enterVeto(
  entries: TableBuilder<typeof vetoEntries>,
  detector: number,
  index: number,
  pdg: number,
  s: Float64Array,
  z: number,
  t: number,
): void {
  const i = enter(entries, index, pdg, s, t);
  entries.columns.detector[i] = detector;
  entries.columns.z[i] = z;
}

/** A stretch through one half of the neon, to its end. */
export function stretch(
  stretches: TableBuilder<typeof radiatorStretches>,
  index: number,
  pdg: number,
  half: (typeof NEON_HALVES)[number],
  s: Float64Array,
  t: number,
): void {
  const i = enter(stretches, index, pdg, s, t);
  const c = stretches.columns;
  c.z[i] = half.z;
  c.z_from[i] = half.from;
  c.z_to[i] = half.to;
}

/** Cuts the last stretch of a particle where it ended. */
export function endStretch(stretches: TableBuilder<typeof radiatorStretches>, index: number, z: number): void {
  const i = stretches.length - 1;
  if (i < stretches.eventStart || stretches.columns.particle[i] !== index) return;
  stretches.columns.z_to[i] = Math.min(stretches.columns.z_to[i]!, Math.max(z, stretches.columns.z_from[i]!));
}
