import type { EventBatch, Has } from '../event/batch.js';
import { GTK_HITS, type gtkTracks } from '../event/run-beam.js';
import type { gtkTruth } from '../event/truth-beam.js';

/** Index in the event of the particle that made all hits of row `track` of the GTK tracks, in event `row`; −1: not one particle. */
export function gtkOwner(
  batch: EventBatch & Has<typeof gtkTracks | typeof gtkTruth>,
  row: number,
  track: number,
): number {
  const { hits } = batch.gtk_tracks.columns;
  const { particle } = batch.gtk_truth.columns;
  const first = batch.gtk_truth.offsets[row]!;
  let owner = -1;
  for (let s = 0, hit = GTK_HITS * track; s < GTK_HITS; s++, hit++) {
    if (hits[hit]! < 0) continue;
    const made = particle[first + hits[hit]!]!;
    if (made < 0 || (owner >= 0 && made !== owner)) return -1;
    owner = made;
  }
  return owner;
}

/** Index in the event of the GTK track made of hits of `particle` alone; −1: there is none. */
export function gtkTrackOf(
  batch: EventBatch & Has<typeof gtkTracks | typeof gtkTruth>,
  row: number,
  particle: number,
): number {
  const { offsets } = batch.gtk_tracks;
  for (let i = offsets[row]!; i < offsets[row + 1]!; i++) {
    if (gtkOwner(batch, row, i) === particle) return i - offsets[row]!;
  }
  return -1;
}
