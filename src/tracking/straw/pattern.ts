import type { Values } from '../../core/settings.js';
import { CHAMBER_Z, CHAMBERS, VIEWS } from '../../detectors/straw/description.js';
import { MNP33_Z } from '../../transport/mnp33.js';
import type { ChamberPoint } from './chamber-points.js';
import { seenByAll } from './point-trials.js';
import type { strawTrackSettings } from './settings.js';
import { trailingInTime } from './trailing.js';
import { fitTwoLines, type TwoLines } from './two-line-fit.js';
import type { ViewCluster } from './view-clusters.js';

/** Points in three or four chambers that one bent trajectory explains. */
export interface TrackCandidate {
  /** By chamber; undefined for the one that is missing. */
  readonly points: readonly (ChamberPoint | undefined)[];
  readonly nChambers: number;
  readonly lines: TwoLines;
}

type Points = readonly ChamberPoint[];
type PatternSettings = Values<typeof strawTrackSettings>;

/**
 * Track candidates of an event: two lines that meet at the magnet's centre in x, one line in y. Four-chamber candidates come first; three
 * chambers are tried with the points that no four-chamber candidate uses. Beside the hole a chamber has two views:
 * such a point serves too if it shares nothing with a four-chamber candidate and the chamber that is missing lacks a view as well.
 *
 * @throws RangeError when there are more than `maxCandidates`
 * @param kick of the magnet [MeV/c]: dtx = −kick · q/p
 */
export function findCandidates(points: readonly Points[], kick: number, settings: PatternSettings): TrackCandidate[] {
  const full = fourChambers(listed(points), kick, settings).sort(byQuality);
  const used = points.map((_, chamber) => pointsOf(full, chamber));
  // a point of two views that shares one with a four-chamber candidate is a crossing of two trajectories
  const free = points.map((list, chamber) => {
    const taken = used[chamber]!;
    return list.filter((p) => !taken.includes(p) && (p.nViews > 2 || !taken.some((q) => shareView(p, q))));
  });
  const partial = threeChambers(listed(free), kick, settings).sort(byQuality);
  return [...full, ...partial];
}

type Four = readonly [Points, Points, Points, Points];

/** Points by chamber in lists that are the same for every event: the loops over them stay as they were compiled. */
const lists: readonly [ChamberPoint[], ChamberPoint[], ChamberPoint[], ChamberPoint[]] = [[], [], [], []];

function listed(points: readonly Points[]): Four {
  for (let chamber = 0; chamber < CHAMBERS; chamber++) {
    const list = lists[chamber]!;
    list.length = 0;
    for (const p of points[chamber]!) list.push(p);
  }
  return lists;
}

function fourChambers([list0, list1, list2, list3]: Four, kick: number, settings: PatternSettings): TrackCandidate[] {
  const found: TrackCandidate[] = [];
  for (const p0 of list0)
    for (const p1 of list1) {
      if (!steep(p0, p1, settings)) continue;
      for (const p3 of list3) {
        if (!inRoadY(p0, p1, p3, settings.roadY)) continue;
        for (const p2 of list2) add(found, p0, p1, p2, p3, kick, settings);
      }
    }
  return found;
}

function threeChambers([list0, list1, list2, list3]: Four, kick: number, settings: PatternSettings): TrackCandidate[] {
  const found: TrackCandidate[] = [];
  for (const p0 of list0)
    for (const p1 of list1) {
      if (!steep(p0, p1, settings)) continue;
      for (const p2 of list2) add(found, p0, p1, p2, undefined, kick, settings);
      for (const p3 of list3) add(found, p0, p1, undefined, p3, kick, settings);
    }
  for (const p2 of list2)
    for (const p3 of list3) {
      for (const p0 of list0) add(found, p0, undefined, p2, p3, kick, settings);
      for (const p1 of list1) add(found, undefined, p1, p2, p3, kick, settings);
    }
  return found;
}

/** The points of a chamber that candidates have, each once. */
function pointsOf(candidates: readonly TrackCandidate[], chamber: number): ChamberPoint[] {
  const list: ChamberPoint[] = [];
  for (const { points } of candidates) if (!list.includes(points[chamber]!)) list.push(points[chamber]!);
  return list;
}

/** Whether two points of a chamber have a cluster in common. */
function shareView(p: ChamberPoint, q: ChamberPoint): boolean {
  for (let v = 0; v < VIEWS; v++) if (p.clusters[v] !== undefined && p.clusters[v] === q.clusters[v]) return true;
  return false;
}

/** Best first: each cluster that a candidate explains outweighs three units of its χ². */
const byQuality = (p: TrackCandidate, q: TrackCandidate): number =>
  p.lines.chi2 - 3 * p.lines.ndf - (q.lines.chi2 - 3 * q.lines.ndf);

function steep(a: ChamberPoint, b: ChamberPoint, settings: PatternSettings): boolean {
  const dz = b.z - a.z;
  return Math.abs(b.x - a.x) < settings.maxSlope * dz && Math.abs(b.y - a.y) < settings.maxSlope * dz;
}

function inRoadY(a: ChamberPoint, b: ChamberPoint, c: ChamberPoint, road: number): boolean {
  return Math.abs(a.y + ((b.y - a.y) * (c.z - a.z)) / (b.z - a.z) - c.y) < road;
}

/** Whether a point is further than the road from the line through `a` with slope `ty`. */
const offRoad = (a: ChamberPoint, ty: number, p: ChamberPoint, road: number): boolean =>
  Math.abs(a.y + ty * (p.z - a.z) - p.y) > road;

const isDouble = (p: ChamberPoint | undefined): boolean => p !== undefined && p.nViews < 3;
const viewsOf = (p: ChamberPoint | undefined): number => p?.nViews ?? 0;

/** Appends the candidate of three or four points if it keeps inside the roads, in time and near the two-line model. */
function add(
  list: TrackCandidate[],
  p0: ChamberPoint | undefined,
  p1: ChamberPoint | undefined,
  p2: ChamberPoint | undefined,
  p3: ChamberPoint | undefined,
  kick: number,
  settings: PatternSettings,
): void {
  // y: the line through the outermost points, those between in the road; most combinations end here, so nothing comes before
  const first = (p0 ?? p1)!;
  const last = (p3 ?? p2)!;
  const ty = (last.y - first.y) / (last.z - first.z);
  if (Math.abs(ty) > settings.maxSlope) return;
  if (p0 !== undefined && p1 !== undefined && offRoad(first, ty, p1, settings.roadY)) return;
  if (p2 !== undefined && p3 !== undefined && offRoad(first, ty, p2, settings.roadY)) return;
  const zm = MNP33_Z;
  const missing = p0 === undefined ? 0 : p1 === undefined ? 1 : p2 === undefined ? 2 : p3 === undefined ? 3 : -1;
  // a chamber of two views: beside the hole
  const beside = missing >= 0 && (isDouble(p0) || isDouble(p1) || isDouble(p2) || isDouble(p3));
  if (beside && viewsOf(p0) + viewsOf(p1) + viewsOf(p2) + viewsOf(p3) < settings.minViews) return;
  // x at the magnet from the side that has two points
  let xMagnet: number;
  let tx: number;
  let txDown: number;
  if (p0 !== undefined && p1 !== undefined) {
    tx = (p1.x - p0.x) / (p1.z - p0.z);
    xMagnet = p1.x + tx * (zm - p1.z);
    const far = p3 ?? p2!;
    txDown = (far.x - xMagnet) / (far.z - zm);
    if (p2 !== undefined && p3 !== undefined && Math.abs(xMagnet + txDown * (p2.z - zm) - p2.x) > settings.roadX)
      return;
  } else {
    txDown = (p3!.x - p2!.x) / (p3!.z - p2!.z);
    xMagnet = p2!.x + txDown * (zm - p2!.z);
    const near = p0 ?? p1!;
    tx = (xMagnet - near.x) / (zm - near.z);
  }
  if (Math.abs(tx) > settings.maxSlope) return;
  const qp = (tx - txDown) / kick;
  if (Math.abs(qp) * settings.minMomentum > 1 || Math.abs(qp) * settings.maxMomentum < 1) return;
  const y = first.y + ty * (zm - first.z);
  if (beside) {
    const dz = CHAMBER_Z[missing]! - zm;
    if (seenByAll(missing, xMagnet + (dz < 0 ? tx : txDown) * dz, y + ty * dz)) return;
  }
  const points = [p0, p1, p2, p3];
  let missingViews = 0;
  for (const p of points) missingViews += p?.missing ?? 0;
  if (missingViews > settings.maxMissingViews) return;
  if (!inTime(points, settings)) return;
  let clean: readonly (ChamberPoint | undefined)[] = points;
  let lines = fitTwoLines(points, qp, xMagnet, y, kick);
  if (lines !== undefined && !beside && lines.ndf > 1 && lines.chi2 > settings.maxPatternChi2 * lines.ndf) {
    // one cluster of another particle spoils a point; a point of another particle has two or more
    clean = without(points, lines.worst);
    lines = fitTwoLines(clean, qp, xMagnet, y, kick);
  }
  if (lines === undefined || lines.chi2 > settings.maxPatternChi2 * lines.ndf) return;
  if (list.length >= settings.maxCandidates)
    throw new RangeError(`more than ${settings.maxCandidates} track candidates`);
  list.push({ points: clean, nChambers: missing < 0 ? 4 : 3, lines });
}

/** The points without one cluster. */
function without(points: readonly (ChamberPoint | undefined)[], cluster: ViewCluster): (ChamberPoint | undefined)[] {
  return points.map((p) =>
    p?.clusters.includes(cluster) ? { ...p, clusters: p.clusters.map((c) => (c === cluster ? undefined : c)) } : p,
  );
}

/** Whether the points' mean trailing edges agree with each other and, together, with the trigger. */
function inTime(points: readonly (ChamberPoint | undefined)[], settings: PatternSettings): boolean {
  let n = 0;
  let sum = 0;
  for (const p of points) {
    if (p === undefined) continue;
    n += p.nTrailing;
    sum += p.nTrailing * p.time;
  }
  if (n === 0) return true;
  if (!trailingInTime(sum, n, settings)) return false;
  let chi2 = 0;
  for (const p of points) {
    if (p !== undefined) chi2 += p.nTrailing * ((p.time - sum / n) / settings.trailingSigma) ** 2;
  }
  return chi2 <= settings.maxTimeChi2;
}
