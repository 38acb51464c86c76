import type { EventBatch, Has } from '../event/batch.js';
import { TRACK_HITS, type tracks } from '../event/run.js';
import { Process, type particles, type strawTruth } from '../event/truth.js';

/** A track with less than this share of its hits from one trajectory belongs to nobody: it is a fake. */
const MIN_PURITY = 0.7;

/** The trajectory behind a track. */
export interface TrackLink {
  /** Index in the event of the particle that made most of the hits; −1: noise, or a track without hits. */
  readonly particle: number;
  /** Share of the track's hits that it made. */
  readonly purity: number;
}

export const isFake = (link: TrackLink): boolean => link.particle < 0 || link.purity < MIN_PURITY;

/**
 * Finds the particle behind row `track` of the tracks, in event `row` of the batch, by majority of its hits. A particle and what it
 * decays to in flight are one trajectory with a kink: hits of the muon count for its pion.
 */
export function linkTrack(
  batch: EventBatch & Has<typeof tracks | typeof strawTruth | typeof particles>,
  row: number,
  track: number,
): TrackLink {
  const { hits } = batch.tracks.columns;
  const { particle } = batch.straw_truth.columns;
  const { parent, process } = batch.particles.columns;
  const firstHit = batch.straw_truth.offsets[row]!;
  const firstParticle = batch.particles.offsets[row]!;
  const votes = new Map<number, number>();
  let n = 0;
  for (; n < TRACK_HITS; n++) {
    const hit = hits[track * TRACK_HITS + n]!;
    if (hit < 0) break;
    const maker = particle[firstHit + hit]!;
    const inFlight = maker >= 0 && process[firstParticle + maker] === Process.decayInFlight;
    const who = inFlight ? parent[firstParticle + maker]! : maker;
    votes.set(who, (votes.get(who) ?? 0) + 1);
  }
  let best = -1;
  let most = 0;
  for (const [who, count] of votes) if (count > most) [best, most] = [who, count];
  return { particle: best, purity: n === 0 ? 0 : most / n };
}
