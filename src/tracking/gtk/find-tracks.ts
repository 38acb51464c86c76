import type { Values } from '../../core/settings.js';
import { type BeamFit, beamMomentum, fitBeam, newBeamFit, type Triplet } from './beam-fit.js';
import type { GtkClusters } from './clusters.js';
import type { gtkTrackSettings } from './settings.js';

/** A track before it is written. */
export interface BeamTrack {
  readonly fit: BeamFit;
  /** Index in the clusters of GTK1, 2 and 3. */
  readonly clusters: readonly [number, number, number];
  readonly time: number;
  readonly chi2Y: number;
  readonly chi2Time: number;
  /** Sum of the three. */
  readonly chi2: number;
}

const points: Triplet = {
  x: new Float64Array(3),
  y: new Float64Array(3),
  sigmaX: new Float64Array(3),
  sigmaY: new Float64Array(3),
};

function setPoint(i: number, from: GtkClusters, k: number): void {
  points.x[i] = from.x[k]!;
  points.y[i] = from.y[k]!;
  points.sigmaX[i] = from.sigmaX[k]!;
  points.sigmaY[i] = from.sigmaY[k]!;
}

/**
 * Tracks of one event in order of the time of their GTK3 cluster: every combination of three clusters that agree in time and place, less
 * those that share too many with a better one. The clusters are in order of time, so only those at the same time are looked at: 20 µs an
 * event at 750 MHz for ±10 ns, all included.
 */
export function findBeamTracks(
  stations: readonly GtkClusters[],
  settings: Values<typeof gtkTrackSettings>,
): BeamTrack[] {
  const [s1, s2, s3] = stations as readonly [GtkClusters, GtkClusters, GtkClusters];
  const { maxChi2Time, maxDistance } = settings;
  const weight = 1 / (settings.hitSigma * settings.hitSigma);
  // two of three times further apart than this fail the χ² wherever the third is
  const reach = Math.sqrt((2 * maxChi2Time) / weight);
  const found: BeamTrack[] = [];
  let from1 = 0;
  let from2 = 0;
  for (let c = 0; c < s3.n; c++) {
    const t3 = s3.time[c]!;
    const x3 = s3.x[c]!;
    const y3 = s3.y[c]!;
    while (from1 < s1.n && s1.time[from1]! < t3 - reach) from1++;
    while (from2 < s2.n && s2.time[from2]! < t3 - reach) from2++;
    for (let a = from1; a < s1.n && s1.time[a]! <= t3 + reach; a++) {
      if (Math.abs(s1.x[a]! - x3) > maxDistance || Math.abs(s1.y[a]! - y3) > maxDistance) continue;
      for (let b = from2; b < s2.n && s2.time[b]! <= t3 + reach; b++) {
        const dx = Math.max(Math.abs(s2.x[b]! - x3), Math.abs(s2.x[b]! - s1.x[a]!));
        const dy = Math.max(Math.abs(s2.y[b]! - y3), Math.abs(s2.y[b]! - s1.y[a]!));
        if (dx > maxDistance || dy > maxDistance) continue;
        const track = combine(stations, [a, b, c], weight, settings);
        if (track !== undefined) found.push(track);
      }
    }
  }
  return withoutShared(found, settings.maxShared);
}

/** The track of three clusters, undefined when they do not make one. */
function combine(
  stations: readonly GtkClusters[],
  clusters: readonly [number, number, number],
  weight: number,
  settings: Values<typeof gtkTrackSettings>,
): BeamTrack | undefined {
  const [s1, s2, s3] = stations as readonly [GtkClusters, GtkClusters, GtkClusters];
  const [a, b, c] = clusters;
  const t1 = s1.time[a]!;
  const t2 = s2.time[b]!;
  const t3 = s3.time[c]!;
  const time = (t1 + t2 + t3) / 3;
  const chi2Time = weight * ((t1 - time) ** 2 + (t2 - time) ** 2 + (t3 - time) ** 2);
  if (chi2Time > settings.maxChi2Time) return undefined;

  const y1 = s1.y[a]!;
  const y2 = s2.y[b]!;
  const y3 = s3.y[c]!;
  const chi2Y = ((y2 - y1) / settings.sigmaY12) ** 2 + ((y3 - y2) / settings.sigmaY23) ** 2;
  if (chi2Y > settings.maxChi2Y) return undefined;
  const p = beamMomentum(y1, y2, y3);
  if (!(p > settings.minMomentum && p < settings.maxMomentum)) return undefined;

  setPoint(0, s1, a);
  setPoint(1, s2, b);
  setPoint(2, s3, c);
  const fit = newBeamFit();
  fitBeam(points, fit);
  if (fit.chi2X > settings.maxChi2X) return undefined;
  const tx = fit.state[2]!;
  const ty = fit.state[3]!;
  if (tx < settings.minSlopeX || tx > settings.maxSlopeX) return undefined;
  if (ty < settings.minSlopeY || ty > settings.maxSlopeY) return undefined;
  return { fit, clusters, time, chi2Y, chi2Time, chi2: fit.chi2X + chi2Y + chi2Time };
}

/** Leaves the order as it is. */
function withoutShared(found: readonly BeamTrack[], maxShared: number): BeamTrack[] {
  const best = [...found].sort((a, b) => a.chi2 - b.chi2);
  const kept = new Set<BeamTrack>();
  for (const track of best) {
    let most = 0;
    for (const other of kept) most = Math.max(most, sharedClusters(track, other));
    if (most <= maxShared) kept.add(track);
  }
  return found.filter((t) => kept.has(t));
}

function sharedClusters(a: BeamTrack, b: BeamTrack): number {
  let n = 0;
  for (let s = 0; s < 3; s++) if (a.clusters[s] === b.clusters[s]) n++;
  return n;
}
