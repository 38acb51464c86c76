import type { Values } from '../../core/settings.js';
import {
  CHAMBERS,
  HOLE_HALF_WIDTH,
  holeRange,
  OUTER_RADIUS,
  VIEW_COS,
  VIEW_SIN,
  VIEWS,
} from '../../detectors/straw/description.js';
import type { strawTrackSettings } from './settings.js';
import { trailingInTime } from './trailing.js';
import type { Clusters } from './view-clusters.js';

/** Pairs of views that define a point, those with the best crossing first, and the other two. */
const BASES = (
  [
    [0, 1, 2, 3],
    [2, 3, 0, 1],
    [0, 2, 1, 3],
    [1, 2, 0, 3],
    [0, 3, 1, 2],
    [1, 3, 0, 2],
  ] as const
).map(([a, b, c, d]) => ({ a, b, c, d, det: VIEW_COS[a]! * VIEW_SIN[b]! - VIEW_SIN[a]! * VIEW_COS[b]! }));
/** How far beyond the hole a view may still be without hits: one straw. */
const HOLE_MARGIN = 6;
/** Points further from the beam than this, squared, cross no straw [mm²]. */
const MAX_RADIUS2 = (OUTER_RADIUS + HOLE_HALF_WIDTH) ** 2;
const SEEN_RADIUS2 = OUTER_RADIUS ** 2;
/** How much further the wire of a single hit may be: its side is open. */
const OPEN_SIDE = 5;

/** Range of each view, by chamber·4 + view, that may be without hits beside the hole. */
const HOLES = Array.from({ length: CHAMBERS * VIEWS }, (_, k) => holeRange(k >> 2, k & 3));
const HOLE_LOW = Float64Array.from(HOLES, ([lo]) => lo - HOLE_MARGIN);
const HOLE_HIGH = Float64Array.from(HOLES, ([, hi]) => hi + HOLE_MARGIN);

/** Whether a trajectory at coordinate `u` of a view passes its hole or its outer end, so that the view has nothing to see. */
function unseen(chamber: number, view: number, u: number, radius2: number): boolean {
  const k = chamber * VIEWS + view;
  return (u > HOLE_LOW[k]! && u < HOLE_HIGH[k]!) || radius2 > SEEN_RADIUS2;
}

/** Whether a trajectory at (x, y) crosses straws of every view of the chamber. */
export function seenByAll(chamber: number, x: number, y: number): boolean {
  for (let v = 0; v < VIEWS; v++) {
    if (unseen(chamber, v, VIEW_COS[v]! * x + VIEW_SIN[v]! * y, x * x + y * y)) return false;
  }
  return true;
}

/** What the search asks of the clusters of one view, over and over: columns, reused from chamber to chamber. */
interface Columns {
  n: number;
  /** Clusters of several hits: they come before the single hits. */
  several: number;
  centre: Float64Array;
  /** Mean trailing edge [ns]; NaN when there is none, which agrees with every time. */
  time: Float64Array;
  /** Distance forgiven: the side of a single hit is open [mm]. */
  slack: Float64Array;
  /** 1 when a point that misses no view has the cluster. */
  owned: Uint8Array;
}

const newColumns = (capacity: number): Columns => ({
  n: 0,
  several: 0,
  centre: new Float64Array(capacity),
  time: new Float64Array(capacity),
  slack: new Float64Array(capacity),
  owned: new Uint8Array(capacity),
});

const columns = Array.from({ length: VIEWS }, () => newColumns(32));

function fillColumns(views: Clusters[number]): void {
  for (let v = 0; v < VIEWS; v++) {
    const clusters = views[v]!;
    const n = clusters.length;
    if (n > columns[v]!.centre.length) columns[v] = newColumns(2 * n);
    const to = columns[v]!;
    to.n = n;
    to.several = 0;
    for (let i = 0; i < n; i++) {
      const c = clusters[i]!;
      to.centre[i] = c.centre;
      to.time[i] = c.trailing / c.nTrailing;
      to.slack[i] = c.sides[0] === 0 ? OPEN_SIDE : 0;
      if (c.hits.length > 1) to.several = i + 1;
      to.owned[i] = 0;
    }
  }
}

/** A point in the making. Most are dropped for a better one, so they are reused and only what is kept becomes a `ChamberPoint`. */
export interface Trial {
  x: number;
  y: number;
  /** Places of the clusters in their views; −1 where the view has none. */
  readonly at: Int32Array;
  nViews: number;
  missing: number;
  distance: number;
  trailing: number;
  nTrailing: number;
}

const trials: Trial[] = [];
const complete: Trial[] = [];
const newTrial = (): Trial => ({
  x: 0,
  y: 0,
  at: new Int32Array(VIEWS),
  nViews: 0,
  missing: 0,
  distance: 0,
  trailing: 0,
  nTrailing: 0,
});

/**
 * Trials of one chamber that are kept, good until the next call. Two views alone make a point only where the others cannot see the
 * trajectory (beam hole). Of points that share two clusters or more, the one with more views, then the better agreement, is kept; a point
 * that misses a view and whose clusters all belong to points that miss none is an accidental crossing.
 */
export function keptTrials(
  views: Clusters[number],
  chamber: number,
  settings: Values<typeof strawTrackSettings>,
): Trial[] {
  const n = findTrials(views, chamber, settings);
  const kept: Trial[] = [];
  for (let i = 0; i < n; i++) {
    const p = trials[i]!;
    if (sharesTwo(p, kept) || (p.nViews < VIEWS && allOwned(p))) continue;
    kept.push(p);
    if (p.missing === 0 && p.nViews > 2) own(p);
  }
  return kept;
}

function sharesTwo({ at }: Trial, kept: readonly Trial[]): boolean {
  for (let k = 0; k < kept.length; k++) {
    const other = kept[k]!.at;
    let n = 0;
    for (let v = 0; v < VIEWS; v++) if (at[v]! >= 0 && at[v] === other[v]) n++;
    if (n >= 2) return true;
  }
  return false;
}

function allOwned({ at }: Trial): boolean {
  for (let v = 0; v < VIEWS; v++) if (at[v]! >= 0 && columns[v]!.owned[at[v]!] === 0) return false;
  return true;
}

function own({ at }: Trial): void {
  for (let v = 0; v < VIEWS; v++) if (at[v]! >= 0) columns[v]!.owned[at[v]!] = 1;
}

/**
 * Every pair of clusters of two views gives a position, the nearest clusters of the other views join it: fills `trials`, the best first,
 * and `columns`.
 * @returns number of trials; the rest of the list is left from other chambers
 */
function findTrials(views: Clusters[number], chamber: number, settings: Values<typeof strawTrackSettings>): number {
  fillColumns(views);
  const { pointTime } = settings;
  const tolerance = chamber >= 2 ? settings.pointToleranceBent : settings.pointTolerance;
  let n = 0;
  let nComplete = 0;
  for (const { a, b, c, d, det } of BASES) {
    const first = columns[a]!;
    const second = columns[b]!;
    const third = columns[c]!;
    const fourth = columns[d]!;
    const cosA = VIEW_COS[a]!;
    const sinA = VIEW_SIN[a]!;
    const cosB = VIEW_COS[b]!;
    const sinB = VIEW_SIN[b]!;
    const { centre, time: times } = second;
    for (let i = 0; i < first.n; i++) {
      const ua = first.centre[i]!;
      const time = first.time[i]!;
      // single hits are half of all clusters in the crowd: two of them say too little
      const end = i < first.several ? second.n : second.several;
      for (let j = 0; j < end; j++) {
        if (Math.abs(time - times[j]!) > pointTime) continue;
        const ub = centre[j]!;
        const x = (ua * sinB - ub * sinA) / det;
        const y = (cosA * ub - cosB * ua) / det;
        const radius2 = x * x + y * y;
        if (radius2 > MAX_RADIUS2) continue;
        const uc = VIEW_COS[c]! * x + VIEW_SIN[c]! * y;
        const ud = VIEW_COS[d]! * x + VIEW_SIN[d]! * y;
        const k = nearest(third, uc, tolerance, time, pointTime);
        const l = nearest(fourth, ud, tolerance, time, pointTime);
        // three of four pairs end here
        const missing =
          (k < 0 && !unseen(chamber, c, uc, radius2) ? 1 : 0) + (l < 0 && !unseen(chamber, d, ud, radius2) ? 1 : 0);
        if (k < 0 && l < 0 && missing > 0) continue;
        // the same point from another pair of its views
        if (isComplete(nComplete, a, i, b, j)) continue;

        if (n === trials.length) trials.push(newTrial());
        const trial = trials[n]!;
        trial.x = x;
        trial.y = y;
        trial.missing = missing;
        trial.distance =
          (k < 0 ? 0 : squaredDistance(third, k, uc, tolerance)) +
          (l < 0 ? 0 : squaredDistance(fourth, l, ud, tolerance));
        trial.at[a] = i;
        trial.at[b] = j;
        trial.at[c] = k;
        trial.at[d] = l;
        if (!stands(trial, views, settings)) continue;
        sortIn(trial, n++);
        if (trial.nViews === VIEWS) complete[nComplete++] = trial;
      }
    }
  }
  return n;
}

/** Moves the trial that follows `n` sorted ones to its place: more views, then the better agreement, then the one found first. */
function sortIn(trial: Trial, n: number): void {
  let k = n;
  for (; k > 0; k--) {
    const other = trials[k - 1]!;
    if (other.nViews > trial.nViews || (other.nViews === trial.nViews && other.distance <= trial.distance)) break;
    trials[k] = other;
  }
  trials[k] = trial;
}

/** The cluster of the view nearest to `expected` at the time of the point; −1 when none agrees. */
function nearest({ n, centre, time, slack }: Columns, expected: number, tolerance: number, at: number, limit: number) {
  let best = -1;
  let bestD = tolerance;
  for (let i = 0; i < n; i++) {
    const d = Math.abs(centre[i]! - expected) - slack[i]!;
    if (d < bestD && !(Math.abs(time[i]! - at) > limit)) {
      bestD = d;
      best = i;
    }
  }
  return best;
}

function squaredDistance({ centre, slack }: Columns, i: number, expected: number, tolerance: number): number {
  const d = Math.max(Math.abs(centre[i]! - expected) - slack[i]!, 0) / tolerance;
  return d * d;
}

/** Whether one of the first `n` points of four views has cluster i of view a and cluster j of view b. */
function isComplete(n: number, a: number, i: number, b: number, j: number): boolean {
  for (let k = 0; k < n; k++) {
    const { at } = complete[k]!;
    if (at[a] === i && at[b] === j) return true;
  }
  return false;
}

/** Counts views and trailing edges of the point; false when too many clusters are single hits or it is out of time. */
function stands(trial: Trial, views: Clusters[number], settings: Values<typeof strawTrackSettings>): boolean {
  let nViews = 0;
  let singles = 0;
  let trailing = 0;
  let nTrailing = 0;
  for (let v = 0; v < VIEWS; v++) {
    const i = trial.at[v]!;
    if (i < 0) continue;
    const c = views[v]![i]!;
    nViews++;
    if (c.hits.length === 1) singles++;
    trailing += c.trailing;
    nTrailing += c.nTrailing;
  }
  trial.nViews = nViews;
  trial.trailing = trailing;
  trial.nTrailing = nTrailing;
  if (singles > 1 && (trial.missing > 0 || nViews === 2)) return false;
  return trailingInTime(trailing, nTrailing, settings);
}
