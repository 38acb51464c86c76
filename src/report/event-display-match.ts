import { ns } from '../core/units.js';
import { type DisplayedEvent, mainVertex, rowsOf, tracksOfVertex } from './event-display-paths.js';

/**
 * Row in `beam_matches` of the kaon the picture is about: the best match of the main vertex, without a vertex the best one of any
 * track; −1 when there is none.
 */
function mainMatch(event: DisplayedEvent): number {
  const { batch, row } = event;
  const { vertex, rank, d_ktag, d_decay } = batch.beam_matches.columns;
  const [start, end] = rowsOf(batch.beam_matches, row);
  const v = mainVertex(event);
  const index = v < 0 ? -1 : v - batch.vertices.offsets[row]!;
  let best = -1;
  for (let k = start; k < end; k++) {
    if (rank[k] !== 0 || vertex[k] !== index) continue;
    if (best < 0 || d_ktag[k]! * d_decay[k]! > d_ktag[best]! * d_decay[best]!) best = k;
  }
  return best;
}

/** What a match names, as rows of the whole batch; −1 none. */
export interface Kaon {
  readonly match: number;
  readonly gtk: number;
  readonly ktag: number;
}

/** The kaon the picture is about; undefined when nothing matches. */
export function kaonOf(event: DisplayedEvent): Kaon | undefined {
  const { batch, row } = event;
  const match = mainMatch(event);
  if (match < 0) return undefined;
  const { gtk, ktag } = batch.beam_matches.columns;
  return {
    match,
    gtk: batch.gtk_tracks.offsets[row]! + gtk[match]!,
    ktag: ktag[match]! < 0 ? -1 : batch.ktag_candidates.offsets[row]! + ktag[match]!,
  };
}

/** Row in `track_times` of track `i` of `tracks`; −1 for an event taken out before its tracks were timed. */
export function timeRow({ batch, row }: DisplayedEvent, i: number): number {
  const [first, last] = rowsOf(batch.track_times, row);
  const at = first + i - batch.tracks.offsets[row]!;
  return at < last ? at : -1;
}

/** Time of the decay the picture is about: mean of its tracks, relative to the trigger; that of the trigger when nothing was found. */
export function decayTime(event: DisplayedEvent): number {
  const { batch } = event;
  const kaon = kaonOf(event);
  if (kaon !== undefined) {
    return batch.gtk_tracks.columns.time[kaon.gtk]! - batch.beam_matches.columns.dt_decay[kaon.match]!;
  }
  const { time, time_sigma } = batch.track_times.columns;
  let weight = 0;
  let sum = 0;
  for (const i of tracksOfVertex(event, mainVertex(event))) {
    const at = timeRow(event, i);
    if (at < 0) continue;
    const w = 1 / time_sigma[at]! ** 2;
    weight += w;
    sum += w * time[at]!;
  }
  return weight > 0 ? sum / weight : 0;
}

/** A track further than this and three of its standard deviations from the decay is out of time. */
const SLACK = 2 * ns;

/** Whether track `i` may belong to the decay the picture is about. */
export function isInTime(event: DisplayedEvent, i: number): boolean {
  const at = timeRow(event, i);
  if (at < 0) return true;
  const { time, time_sigma } = event.batch.track_times.columns;
  return !(Math.abs(time[at]! - decayTime(event)) > SLACK + 3 * time_sigma[at]!);
}
