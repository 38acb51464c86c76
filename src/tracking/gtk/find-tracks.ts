import type { Values } from '../../core/settings.js';
import { GTK_STATIONS, type GtkStation } from '../../detectors/gtk/description.js';
import { type BeamFit, beamMomentum, beamOptics, fitBeam, newBeamFit, newBeamPoints } from './beam-fit.js';
import type { GtkClusters } from './clusters.js';
import type { gtkTrackSettings } from './settings.js';
import { makeUpstream, NONE } from './upstream.js';

/** A track before it is written. */
export interface BeamTrack {
  readonly fit: BeamFit;
  /** Index in the clusters of GTK1, 2, 3 and 0; −1 none. */
  readonly clusters: readonly [number, number, number, number];
  /** Stations with a hit. */
  readonly hits: number;
  readonly time: number;
  /** Of the straight line in x. */
  readonly chi2X: number;
  readonly chi2Y: number;
  readonly chi2Time: number;
  /** Sum of the three. */
  readonly chi2: number;
}

/**
 * Finds the tracks of one event in the clusters of its stations, in order of the time of their GTK3 cluster: every combination of clusters
 * that agree in time and place, less those that share too many with a better one.
 *
 * A track needs a place before the achromat (GTK1, GTK0 or both), GTK2 and GTK3: without one of the three there is no momentum. So it
 * needs every station of three, and may miss GTK1 or GTK0 of four; a track with more hits is better, then one with a smaller χ².
 *
 * The clusters are in order of time, so only those at the same time are looked at: 20 µs an event at 750 MHz for ±10 ns and three
 * stations, all included; half as much again for four.
 */
export function makeTrackFinder(
  clusters: readonly GtkClusters[],
  settings: Values<typeof gtkTrackSettings>,
  stations: readonly GtkStation[] = GTK_STATIONS,
): () => BeamTrack[] {
  const [s1, s2, s3, s0 = NOTHING] = clusters as readonly [GtkClusters, GtkClusters, GtkClusters, GtkClusters?];
  const { maxChi2Time, maxDistance, maxShared } = settings;
  const optics = beamOptics(stations);
  const upstream = makeUpstream(stations, clusters);
  const sigmaY = spreads(settings);
  const sigmaY23 = sigmaY.behind(optics.z3 - optics.z2);
  const weight = 1 / (settings.hitSigma * settings.hitSigma);
  // two times further apart than this fail the χ² wherever the others are
  const reach = Math.sqrt((2 * maxChi2Time) / weight);
  const points = newBeamPoints();

  const pairDistance = upstream.farthest(Math.max(settings.maxChi2X, settings.maxChi2Y));
  const isNear = (s: GtkClusters, k: number, other: GtkClusters, j: number, distance = maxDistance): boolean =>
    Math.abs(s.x[k]! - other.x[j]!) <= distance && Math.abs(s.y[k]! - other.y[j]!) <= distance;

  /** The track of these clusters, undefined when they do not make one. */
  const combine = (a: number, b: number, c: number, d: number): BeamTrack | undefined => {
    const t1 = a === NONE ? 0 : s1.time[a]!;
    const t2 = s2.time[b]!;
    const t3 = s3.time[c]!;
    const t0 = d === NONE ? 0 : s0.time[d]!;
    const hits = a === NONE || d === NONE ? 3 : 4;
    const time = (t1 + t2 + t3 + t0) / hits;
    const off1 = a === NONE ? 0 : t1 - time;
    const off0 = d === NONE ? 0 : t0 - time;
    const chi2Time = weight * (off1 ** 2 + (t2 - time) ** 2 + (t3 - time) ** 2 + off0 ** 2);
    if (chi2Time > maxChi2Time) return undefined;

    upstream.join(a, d, points);
    setPoint(1, s2, b);
    setPoint(2, s3, c);
    const { y } = points;
    const y2 = y[1]!;
    const beam = ((y2 - y[0]!) / sigmaY.before(optics.z2 - points.zY)) ** 2 + ((y[2]! - y2) / sigmaY23) ** 2;
    const chi2Y = beam + upstream.agreement.inY(a, d, optics.z3, points);
    if (chi2Y > settings.maxChi2Y) return undefined;
    const p = beamMomentum(optics, points);
    if (!(p > settings.minMomentum && p < settings.maxMomentum)) return undefined;

    const fit = newBeamFit();
    fitBeam(optics, points, fit);
    const chi2X = fit.chi2X + upstream.agreement.inX(a, d, optics, fit);
    if (chi2X > settings.maxChi2X) return undefined;
    const tx = fit.state[2]!;
    const ty = fit.state[3]!;
    if (tx < settings.minSlopeX || tx > settings.maxSlopeX) return undefined;
    if (ty < settings.minSlopeY || ty > settings.maxSlopeY) return undefined;
    return { fit, clusters: [a, b, c, d], hits, time, chi2X, chi2Y, chi2Time, chi2: chi2X + chi2Y + chi2Time };
  };

  const setPoint = (i: number, from: GtkClusters, k: number): void => {
    points.x[i] = from.x[k]!;
    points.y[i] = from.y[k]!;
    points.sigmaX[i] = from.sigmaX[k]!;
    points.sigmaY[i] = from.sigmaY[k]!;
  };

  return () => {
    const found: BeamTrack[] = [];
    const keep = (track: BeamTrack | undefined): boolean => {
      if (track !== undefined) found.push(track);
      return track !== undefined;
    };
    let from1 = 0;
    let from2 = 0;
    let from0 = 0;
    for (let c = 0; c < s3.n; c++) {
      const t3 = s3.time[c]!;
      const first = found.length;
      while (from1 < s1.n && s1.time[from1]! < t3 - reach) from1++;
      while (from2 < s2.n && s2.time[from2]! < t3 - reach) from2++;
      while (from0 < s0.n && s0.time[from0]! < t3 - reach) from0++;
      for (let a = from1; a < s1.n && s1.time[a]! <= t3 + reach; a++) {
        if (!isNear(s1, a, s3, c)) continue;
        for (let b = from2; b < s2.n && s2.time[b]! <= t3 + reach; b++) {
          if (!isNear(s2, b, s3, c) || !isNear(s2, b, s1, a)) continue;
          let whole = false;
          for (let d = from0; d < s0.n && s0.time[d]! <= t3 + reach; d++) {
            if (isNear(s0, d, s1, a, pairDistance) && keep(combine(a, b, c, d))) whole = true;
          }
          if (!whole) keep(combine(a, b, c, NONE));
        }
      }
      const last = found.length;
      for (let d = from0; d < s0.n && s0.time[d]! <= t3 + reach; d++) {
        if (!isNear(s0, d, s3, c)) continue;
        for (let b = from2; b < s2.n && s2.time[b]! <= t3 + reach; b++) {
          if (!isNear(s2, b, s3, c) || !isNear(s2, b, s0, d) || isPartOf(found, first, last, b, d)) continue;
          keep(combine(NONE, b, c, d));
        }
      }
    }
    return withoutShared(found, maxShared);
  };
}

/** Whether one of these tracks has clusters `b` of GTK2 and `d` of GTK0. */
function isPartOf(found: readonly BeamTrack[], first: number, last: number, b: number, d: number): boolean {
  for (let i = first; i < last; i++) if (found[i]!.clusters[1] === b && found[i]!.clusters[3] === d) return true;
  return false;
}

/** Clusters of a station that the setup does not have. */
const NOTHING: GtkClusters = {
  n: 0,
  x: new Float64Array(0),
  y: new Float64Array(0),
  sigmaX: new Float64Array(0),
  sigmaY: new Float64Array(0),
  time: new Float64Array(0),
  hit: new Int32Array(0),
};

/**
 * Spreads of the differences in y between GTK2 and a place before it or behind it, at a distance [mm]. They were measured at two distances,
 * of which the part that comes from the divergence follows; at those two the results are the settings themselves.
 */
function spreads({ sigmaY12, sigmaY23 }: Values<typeof gtkTrackSettings>) {
  const [gtk1, gtk2, gtk3] = GTK_STATIONS;
  const [long, short] = [gtk2.z - gtk1.z, gtk3.z - gtk2.z];
  const divergence = Math.max(0, sigmaY12 * sigmaY12 - sigmaY23 * sigmaY23) / (long * long - short * short);
  const at = (sigma: number, from: number, to: number) =>
    Math.sqrt(Math.max(0, sigma * sigma + divergence * (to * to - from * from)));
  return {
    before: (distance: number) => at(sigmaY12, long, distance),
    behind: (distance: number) => at(sigmaY23, short, distance),
  };
}

/** Leaves the order as it is. */
function withoutShared(found: readonly BeamTrack[], maxShared: number): BeamTrack[] {
  const best = [...found].sort((a, b) => b.hits - a.hits || a.chi2 - b.chi2);
  const kept = new Set<BeamTrack>();
  for (const track of best) {
    let most = 0;
    for (const other of kept) most = Math.max(most, sharedPlaces(track, other));
    if (most <= maxShared) kept.add(track);
  }
  return found.filter((t) => kept.has(t));
}

/** Places before, inside and behind the achromat where two tracks have a hit in common. */
function sharedPlaces({ clusters: a }: BeamTrack, { clusters: b }: BeamTrack): number {
  const before = (a[0] !== NONE && a[0] === b[0]) || (a[3] !== NONE && a[3] === b[3]);
  return Number(before) + Number(a[1] === b[1]) + Number(a[2] === b[2]);
}
