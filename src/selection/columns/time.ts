import type { Has } from '../../event/batch.js';
import type { ktagCandidates } from '../../event/run-beam.js';

/** Sectors of a KTAG candidate that is a kaon. Source: KAON §4 (FW19). */
const KAON_SECTORS = 5;

/** Time of the kaon in the KTAG nearest to `time`, less `time` [ns]; NaN without a kaon. */
export function nearestKaon({ ktag_candidates: k }: Has<typeof ktagCandidates>, event: number, time: number): number {
  let nearest = Number.NaN;
  for (let i = k.offsets[event]!; i < k.offsets[event + 1]!; i++) {
    if (k.columns.n_sectors[i]! < KAON_SECTORS) continue;
    const dt = k.columns.time[i]! - time;
    if (!(Math.abs(dt) >= Math.abs(nearest))) nearest = dt;
  }
  return nearest;
}
