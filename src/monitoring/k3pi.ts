import { MeV } from '../core/units.js';
import type { vertices } from '../event/run.js';
import type { Rows } from '../event/table.js';

/** Largest χ² of a three-track vertex taken for K3π. Source: KAON §6.1. */
const MAX_CHI2 = 25;
/** Window of m(3π) in which it is counted. Source: KAON §6.1. */
export const K3PI_MASS: readonly [number, number] = [490 * MeV, 497 * MeV];

/** Whether row `i` is a three-track vertex of charge +1 that fits together. */
export function isThreePion(rows: Rows<typeof vertices>, i: number): boolean {
  const { n_tracks, charge, chi2 } = rows.columns;
  return n_tracks[i] === 3 && charge[i] === 1 && chi2[i]! < MAX_CHI2;
}
