import { KAON_SECTORS } from '../../detectors/ktag/description.js';
import type { Has } from '../../event/batch.js';
import type { ktagCandidates } from '../../event/run-beam.js';

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
