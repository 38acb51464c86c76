import { CHAMBERS } from '../../detectors/straw/description.js';
import { findChamberPoints, findClusters } from './chamber-points.js';
import type { StrawHits } from './hits.js';
import { findCandidates, type TrackCandidate } from './pattern.js';
import { type FittedTrack, fitTrack, type TrackFitter } from './track-fit.js';

/** A candidate that shares three points with a track fitted this well needs no fit of its own. */
const GOOD_CHI2_PER_NDF = 4;

/**
 * Tracks of one event: candidates are fitted in the order of their quality, then tracks that share too many hits with a better one (more
 * chambers, more hits, smaller χ²/ndf) are dropped.
 */
export function findTracks(fitter: TrackFitter, hits: StrawHits): FittedTrack[] {
  const { settings } = fitter;
  const points = findClusters(hits, settings).map((views, chamber) => findChamberPoints(views, chamber, settings));
  const fitted: FittedTrack[] = [];
  for (const candidate of findCandidates(points, fitter.kick, settings)) {
    if (fitted.some((t) => t.chi2 < GOOD_CHI2_PER_NDF * t.ndf && sharedPoints(candidate, t.candidate) >= 3)) continue;
    const track = fitTrack(fitter, hits, candidate);
    if (track !== undefined) fitted.push(track);
  }
  fitted.sort(better);
  const kept: FittedTrack[] = [];
  const owner = new Set<number>();
  for (const t of fitted) {
    const shared = t.hits.reduce((n, h) => n + (owner.has(h) ? 1 : 0), 0);
    if (shared > settings.maxSharedHits * t.hits.length) continue;
    kept.push(t);
    for (const h of t.hits) owner.add(h);
  }
  return kept;
}

function sharedPoints(a: TrackCandidate, b: TrackCandidate): number {
  let n = 0;
  for (let c = 0; c < CHAMBERS; c++) if (a.points[c] !== undefined && a.points[c] === b.points[c]) n++;
  return n;
}

/** Order of quality: chambers, then the χ² of the hits it explains: each hit is worth its own degree of freedom. */
function better(a: FittedTrack, b: FittedTrack): number {
  return b.nChambers - a.nChambers || a.chi2 - 3 * a.ndf - (b.chi2 - 3 * b.ndf);
}
