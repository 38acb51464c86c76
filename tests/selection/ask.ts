import { columnByName } from '../../src/selection/columns/index.js';
import { membersOf } from '../../src/selection/columns/members.js';
import type { Selection, Species } from '../../src/selection/cut.js';
import { type Drawn, drawnBatch, good } from './drawn.js';

/** Asks columns of a candidate of a drawn event, its tracks taken for these species. */
export function asking(table: Selection['table'], ...species: readonly Species[]) {
  return (name: string, event: Drawn, row = 0): number => {
    // another event first: rows of the batch are not rows of the event
    const batch = drawnBatch([good(), event]);
    return columnByName(table, name, '').value(batch, 1, batch[table].offsets[1]! + row, membersOf(species));
  };
}

/** Masses [MeV/c²]. Source: PDG. */
export const MASS = { e: 0.51099895, mu: 105.6583755, pi: 139.57039, pi0: 134.9768, kaon: 493.677 } as const;

/** Momentum and energy. */
export type Four = readonly [px: number, py: number, pz: number, e: number];

export const four = (mass: number, px: number, py: number, pz: number): Four => [
  px,
  py,
  pz,
  Math.hypot(mass, px, py, pz),
];
export const plus = (...list: readonly Four[]): Four =>
  list.reduce<Four>((s, p) => [s[0] + p[0], s[1] + p[1], s[2] + p[2], s[3] + p[3]], [0, 0, 0, 0]);
export const minus = (a: Four, b: Four): Four => [a[0] - b[0], a[1] - b[1], a[2] - b[2], a[3] - b[3]];
export const square = ([x, y, z, e]: Four): number => e * e - x * x - y * y - z * z;

/** A four-momentum in the rest frame of `frame`, seen where that moves. */
export function boosted([x, y, z, e]: Four, frame: Four): Four {
  const m = Math.sqrt(square(frame));
  const along = (x * frame[0] + y * frame[1] + z * frame[2]) / m;
  const k = (along / (frame[3] + m) + e / m) as number;
  return [x + k * frame[0], y + k * frame[1], z + k * frame[2], (frame[3] * e) / m + along];
}

/** A kaon of 75 GeV/c along the nominal beam, 1.2 mrad from the z axis. */
export const KAON: Four = (() => {
  const pz = 75_000 / Math.hypot(1, 1.2e-3);
  return four(MASS.kaon, 1.2e-3 * pz, 0, pz);
})();
