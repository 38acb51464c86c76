import type { EventBatch, Has } from '../event/batch.js';
import type { tracks } from '../event/run.js';
import { Process, type particles, type strawTruth } from '../event/truth.js';
import { isFake, linkTrack } from './links.js';

/** Where a candidate comes from, by the worst of its tracks, and what that means; a species is undefined where there are too few tracks. */
export const ORIGINS = {
  signal: 'every track a product of the decay of the event’s kaon, each of the species it is taken for',
  misidentified: 'every track a product of that decay, but one of another species',
  partial: 'tracks of that decay, but not as many as the selection has species for',
  secondary: 'a track that something made on its way: a conversion, bremsstrahlung, an interaction',
  'pile-up': 'a track of another beam particle, its decay, or of the halo',
  fake: 'a track that no particle made',
} as const;
export type Origin = keyof typeof ORIGINS;

const SPECIES: Readonly<Record<number, string>> = { 11: 'e', 13: 'mu', 211: 'pi' };
const WORST: readonly Origin[] = ['fake', 'pile-up', 'secondary', 'partial', 'misidentified', 'signal'];

type Needed = EventBatch & Has<typeof tracks | typeof strawTruth | typeof particles>;

/**
 * The origin of a candidate of these tracks (rows in `tracks`), each taken for a species, in event `row` of the truth. The event's kaon is
 * its first particle. A pion that decays in flight is a pion.
 */
export function originOf(
  batch: Needed,
  row: number,
  members: readonly { readonly track: number; readonly species: string | undefined }[],
): Origin {
  const found = members.map(({ track, species }) => originOfTrack(batch, row, track, species));
  return WORST.find((origin) => found.includes(origin)) ?? 'fake';
}

function originOfTrack(batch: Needed, row: number, track: number, species: string | undefined): Origin {
  const link = linkTrack(batch, row, track);
  if (isFake(link)) return 'fake';
  const first = batch.particles.offsets[row]!;
  const { parent, process, pdg } = batch.particles.columns;
  let at = link.particle;
  let isSecondary = false;
  while (parent[first + at]! >= 0) {
    if (process[first + at] !== Process.kaonDecay && process[first + at] !== Process.decayInFlight) isSecondary = true;
    at = parent[first + at]!;
  }
  if (at !== 0) return 'pile-up';
  if (isSecondary) return 'secondary';
  if (species === undefined) return 'partial';
  return SPECIES[Math.abs(pdg[first + link.particle]!)] === species ? 'signal' : 'misidentified';
}
