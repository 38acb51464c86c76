import { findChamberPoints } from './chamber-points.js';
import type { StrawHits } from './hits.js';
import { findCandidates, type TrackCandidate } from './pattern.js';
import { type FittedTrack, fitTrack, type TrackFitter } from './track-fit.js';
import { findClusters, type ViewCluster } from './view-clusters.js';

/** A track fitted this well owns the clusters of its candidate. */
const GOOD_CHI2_PER_NDF = 4;
/** A candidate with a larger fraction of its clusters owned by such tracks needs no fit of its own. */
const MAX_OWNED = 0.5;

/**
 * Tracks of one event: candidates are fitted in the order of their quality, then tracks that share too many hits with a better one (more
 * chambers, more hits, smaller χ²/ndf) are dropped.
 */
export function findTracks(fitter: TrackFitter, hits: StrawHits): FittedTrack[] {
  const { settings } = fitter;
  const points = findClusters(hits, settings).map((views, chamber) => findChamberPoints(views, chamber, settings));
  const fitted: FittedTrack[] = [];
  const owned = new Set<ViewCluster>();
  for (const candidate of findCandidates(points, fitter.kick, settings)) {
    const clusters = clustersOf(candidate);
    let taken = 0;
    for (const c of clusters) if (owned.has(c)) taken++;
    if (taken > MAX_OWNED * clusters.length) continue;
    const track = fitTrack(fitter, hits, candidate);
    if (track === undefined) continue;
    fitted.push(track);
    if (track.chi2 < GOOD_CHI2_PER_NDF * track.ndf) for (const c of clusters) owned.add(c);
  }
  fitted.sort(better);
  const kept: FittedTrack[] = [];
  const taken = new Uint8Array(hits.n);
  for (const t of fitted) {
    let shared = 0;
    for (const h of t.hits) shared += taken[h]!;
    if (shared > settings.maxSharedHits * t.hits.length) continue;
    kept.push(t);
    for (const h of t.hits) taken[h] = 1;
  }
  return kept;
}

function clustersOf(candidate: TrackCandidate): ViewCluster[] {
  const clusters: ViewCluster[] = [];
  for (const point of candidate.points) {
    if (point === undefined) continue;
    for (const c of point.clusters) if (c !== undefined) clusters.push(c);
  }
  return clusters;
}

/** Order of quality: chambers, then the χ² of the hits it explains: each hit is worth its own degree of freedom. */
function better(a: FittedTrack, b: FittedTrack): number {
  return b.nChambers - a.nChambers || a.chi2 - 3 * a.ndf - (b.chi2 - 3 * b.ndf);
}
