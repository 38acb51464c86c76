import type { EventBatch, Has } from './batch.js';
import { TableBuilder } from './builder.js';
import { qualityOf, sortFlaws } from './quality.js';
import type { straw, triggers } from './raw.js';
import { badFragments, events, quarantine, type tracks, type vertices } from './run.js';
import type { beamMatches, gtkTracks, ktagCandidates } from './run-beam.js';

/** What the summary counts. */
export type Reconstructed = EventBatch &
  Has<
    | typeof triggers
    | typeof straw
    | typeof ktagCandidates
    | typeof gtkTracks
    | typeof tracks
    | typeof vertices
    | typeof beamMatches
  >;

/**
 * Adds the `events` table, one row per event whatever became of it, the `quarantine` table from the batch's faults and `bad_fragments` from
 * its flaws.
 */
export function summarise<B extends Reconstructed>(
  batch: B,
): B & Has<typeof events | typeof quarantine | typeof badFragments> {
  const summary = new TableBuilder(events, batch.size);
  const out = new TableBuilder(quarantine, batch.size);
  const bad = new TableBuilder(badFragments, batch.size);
  const count = (rows: { readonly offsets: Int32Array }, i: number) => rows.offsets[i + 1]! - rows.offsets[i]!;
  for (let i = 0; i < batch.size; i++) {
    const faults = batch.faults.filter((f) => f.row === i);
    const flaws = sortFlaws(batch.flaws.filter((f) => f.row === i));
    const row = summary.next();
    const c = summary.columns;
    c.timestamp[row] = batch.triggers.columns.timestamp[i]!;
    c.fine_time[row] = batch.triggers.columns.fine_time[i]!;
    c.l0_mask[row] = batch.triggers.columns.l0_mask[i]!;
    c.n_straw[row] = count(batch.straw, i);
    c.n_tracks[row] = count(batch.tracks, i);
    c.n_ktag_candidates[row] = count(batch.ktag_candidates, i);
    c.n_gtk_tracks[row] = count(batch.gtk_tracks, i);
    c.n_beam_matches[row] = count(batch.beam_matches, i);
    c.n_vertices[row] = count(batch.vertices, i);
    c.quality[row] = batch.triggers.columns.quality[i]! | qualityOf(flaws);
    c.quarantined[row] = faults.length > 0 ? 1 : 0;
    summary.endEvent();
    for (const fault of faults) {
      const k = out.next();
      out.columns.stage[k] = fault.stage;
      out.columns.reason[k] = fault.reason;
    }
    out.endEvent();
    for (const flaw of flaws) {
      const k = bad.next();
      bad.columns.detector[k] = flaw.table;
      bad.columns.kind[k] = flaw.kind;
      bad.columns.reason[k] = flaw.reason;
    }
    bad.endEvent();
  }
  return { ...batch, events: summary.finish(), quarantine: out.finish(), bad_fragments: bad.finish() };
}
