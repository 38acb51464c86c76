import type { Has } from '../event/batch.js';
import { TRACK_HITS, type tracks } from '../event/run.js';
import type { IDENTITIES } from '../event/run-vetoes.js';
import type { particles, strawTruth } from '../event/truth.js';
import { isFake, type TrackLink } from './links.js';

const SPECIES: Readonly<Record<number, (typeof IDENTITIES)[number]>> = { 11: 'e', 13: 'mu', 211: 'pi' };

/**
 * The species that made most of the STRAW hits of row `track` of the tracks, in event `row` of the truth: a muon counts as a muon when its
 * pion decayed before the chambers. Undefined for a fake, and for another species.
 */
export function trueSpecies(
  { tracks: { columns } }: Has<typeof tracks>,
  track: number,
  truth: Has<typeof strawTruth | typeof particles>,
  row: number,
): (typeof IDENTITIES)[number] | undefined {
  const { particle } = truth.straw_truth.columns;
  const first = truth.straw_truth.offsets[row]!;
  const end = truth.straw_truth.offsets[row + 1]!;
  const votes = new Map<number, number>();
  let n = 0;
  for (; n < TRACK_HITS; n++) {
    const hit = columns.hits[track * TRACK_HITS + n]!;
    if (hit < 0) break;
    const maker = first + hit < end ? particle[first + hit]! : -1;
    votes.set(maker, (votes.get(maker) ?? 0) + 1);
  }
  let link: TrackLink = { particle: -1, purity: 0 };
  for (const [who, count] of votes) if (count / n > link.purity) link = { particle: who, purity: count / n };
  if (isFake(link)) return undefined;
  return SPECIES[Math.abs(truth.particles.columns.pdg[truth.particles.offsets[row]! + link.particle]!)];
}
