import type { Values } from '../../core/settings.js';
import {
  CHAMBER_Z,
  CHAMBERS,
  HOLE_HALF_WIDTH,
  holeRange,
  OUTER_RADIUS,
  VIEW_COS,
  VIEW_SIN,
  VIEWS,
} from '../../detectors/straw/description.js';
import type { StrawHits } from './hits.js';
import type { strawTrackSettings } from './settings.js';
import { trailingInTime } from './trailing.js';
import { findViewClusters, type ViewCluster } from './view-clusters.js';

/** A point of a trajectory in one chamber, from two to four views. */
export interface ChamberPoint {
  readonly chamber: number;
  /** Position at the centre of the chamber [mm]. */
  readonly x: number;
  readonly y: number;
  readonly z: number;
  /** Clusters by view U, V, X, Y; undefined where the view has none. */
  readonly clusters: readonly (ViewCluster | undefined)[];
  readonly nViews: number;
  /** Views without a cluster that should have seen the trajectory. */
  readonly missing: number;
  /** Sum of squared distances of the views from the point in units of the tolerance. */
  readonly distance: number;
  /** Mean trailing edge [ns] of `nTrailing` hits. */
  readonly time: number;
  readonly nTrailing: number;
}

/** Pairs of views that define a point, those with the best crossing first. */
const BASES: readonly (readonly [number, number])[] = [
  [0, 1],
  [2, 3],
  [0, 2],
  [1, 2],
  [0, 3],
  [1, 3],
];
/** Hits of the two clusters that define a point. */
const MIN_BASE_HITS = 3;
/** How far beyond the hole a view may still be without hits: one straw. */
const HOLE_MARGIN = 6;

/** Whether a trajectory at (x, y) passes the view's hole or its outer end, so that the view has nothing to see. */
function unseen(chamber: number, view: number, x: number, y: number): boolean {
  const u = VIEW_COS[view]! * x + VIEW_SIN[view]! * y;
  const [lo, hi] = holeRange(chamber, view);
  return (u > lo - HOLE_MARGIN && u < hi + HOLE_MARGIN) || x * x + y * y > OUTER_RADIUS ** 2;
}

/** Whether a trajectory at (x, y) crosses straws of every view of the chamber. */
export function seenByAll(chamber: number, x: number, y: number): boolean {
  for (let v = 0; v < VIEWS; v++) if (unseen(chamber, v, x, y)) return false;
  return true;
}

/** Clusters of an event, by chamber and view. */
export type Clusters = readonly (readonly (readonly ViewCluster[])[])[];

/**
 * Clusters of all views.
 * @throws RangeError when there are more than `maxClusters`
 */
export function findClusters(hits: StrawHits, settings: Values<typeof strawTrackSettings>): Clusters {
  let n = 0;
  return Array.from({ length: CHAMBERS }, (_, chamber) =>
    Array.from({ length: VIEWS }, (_, view) => {
      const all = findViewClusters(hits, chamber * VIEWS + view);
      const clusters = all.filter((c) => trailingInTime(c.trailing, c.nTrailing, settings));
      n += all.length;
      if (n > settings.maxClusters) throw new RangeError(`more than ${settings.maxClusters} STRAW clusters`);
      return clusters;
    }),
  );
}

/**
 * Points of one chamber: every pair of clusters of two views gives a position, the nearest clusters of the other views join it. Two views
 * alone make a point only where the others cannot see the trajectory (beam hole). Of points that share two clusters or more, the one with
 * more views, then the better agreement, is kept; a point that misses a view and whose clusters all belong to points that miss none is an
 * accidental crossing.
 */
export function findChamberPoints(
  views: Clusters[number],
  chamber: number,
  settings: Values<typeof strawTrackSettings>,
): ChamberPoint[] {
  const candidates: ChamberPoint[] = [];
  const complete: ChamberPoint[] = [];
  for (const [a, b] of BASES) {
    for (const ca of views[a]!)
      for (const cb of views[b]!) {
        // single hits are half of all clusters in the crowd: two of them say too little
        if (ca.hits.length + cb.hits.length < MIN_BASE_HITS) continue;
        // the same point from another pair of its views
        if (complete.some((p) => p.clusters[a] === ca && p.clusters[b] === cb)) continue;
        const point = makePoint(views, chamber, a, ca, b, cb, settings);
        if (point === undefined) continue;
        candidates.push(point);
        if (point.nViews === VIEWS) complete.push(point);
      }
  }
  candidates.sort((p, q) => q.nViews - p.nViews || p.distance - q.distance);
  const kept: ChamberPoint[] = [];
  const owned = new Set<ViewCluster>();
  for (const p of candidates) {
    if (kept.some((k) => sharedViews(p, k) >= 2)) continue;
    if (p.nViews < VIEWS && p.clusters.every((c) => c === undefined || owned.has(c))) continue;
    kept.push(p);
    if (p.missing === 0 && p.nViews > 2) for (const c of p.clusters) if (c !== undefined) owned.add(c);
  }
  return kept;
}

function sharedViews(p: ChamberPoint, q: ChamberPoint): number {
  let n = 0;
  for (let v = 0; v < VIEWS; v++) if (p.clusters[v] !== undefined && p.clusters[v] === q.clusters[v]) n++;
  return n;
}

/** Clusters of the pair in hand, by view; four of five pairs make no point, so each point copies them only when it stands. */
const joined: (ViewCluster | undefined)[] = [undefined, undefined, undefined, undefined];

function makePoint(
  views: readonly (readonly ViewCluster[])[],
  chamber: number,
  a: number,
  ca: ViewCluster,
  b: number,
  cb: ViewCluster,
  settings: Values<typeof strawTrackSettings>,
): ChamberPoint | undefined {
  if (apart(ca, cb, settings.pointTime)) return undefined;
  const z = CHAMBER_Z[chamber]!;
  const det = VIEW_COS[a]! * VIEW_SIN[b]! - VIEW_SIN[a]! * VIEW_COS[b]!;
  const ua = ca.centre;
  const ub = cb.centre;
  const x = (ua * VIEW_SIN[b]! - ub * VIEW_SIN[a]!) / det;
  const y = (VIEW_COS[a]! * ub - VIEW_COS[b]! * ua) / det;
  if (x * x + y * y > (OUTER_RADIUS + HOLE_HALF_WIDTH) ** 2) return undefined;

  joined[a] = ca;
  joined[b] = cb;
  let nViews = 2;
  let distance = 0;
  let missing = 0;
  const tolerance = chamber >= 2 ? settings.pointToleranceBent : settings.pointTolerance;
  for (let v = 0; v < VIEWS; v++) {
    if (v === a || v === b) continue;
    const expected = VIEW_COS[v]! * x + VIEW_SIN[v]! * y;
    let best: ViewCluster | undefined;
    let bestD = tolerance;
    for (const c of views[v]!) {
      const d = Math.abs(c.centre - expected) - (c.sides[0] === 0 ? 5 : 0);
      if (d < bestD && !apart(c, ca, settings.pointTime)) {
        bestD = d;
        best = c;
      }
    }
    joined[v] = best;
    if (best !== undefined) {
      nViews++;
      distance += (Math.max(bestD, 0) / tolerance) ** 2;
    } else if (!unseen(chamber, v, x, y)) missing++;
  }
  if (nViews === 2 && missing > 0) return undefined;
  let singles = 0;
  let trailing = 0;
  let nTrailing = 0;
  for (let v = 0; v < VIEWS; v++) {
    const c = joined[v];
    if (c === undefined) continue;
    if (c.hits.length === 1) singles++;
    trailing += c.trailing;
    nTrailing += c.nTrailing;
  }
  if (singles > 1 && (missing > 0 || nViews === 2)) return undefined;
  if (!trailingInTime(trailing, nTrailing, settings)) return undefined;
  const time = nTrailing > 0 ? trailing / nTrailing : 0;
  const clusters = [joined[0], joined[1], joined[2], joined[3]];
  return { chamber, x, y, z, clusters, nViews, missing, distance, time, nTrailing };
}

/** Whether two clusters come from particles at different times, as far as their trailing edges tell. */
function apart(a: ViewCluster, b: ViewCluster, limit: number): boolean {
  if (a.nTrailing === 0 || b.nTrailing === 0) return false;
  return Math.abs(a.trailing / a.nTrailing - b.trailing / b.nTrailing) > limit;
}
