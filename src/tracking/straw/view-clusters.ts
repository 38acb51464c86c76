import type { Values } from '../../core/settings.js';
import { CHAMBER_Z, CHAMBERS, INNER_RADIUS, PLANES_PER_VIEW, VIEWS } from '../../detectors/straw/description.js';
import type { StrawHits } from './hits.js';
import { PLANE_Z } from './plane-columns.js';
import type { strawTrackSettings } from './settings.js';
import { trailingInTime } from './trailing.js';

/** Hits of one view that agree on a coordinate, with the side of each wire solved. */
export interface ViewCluster {
  /** Measured coordinate at `z` [mm]. */
  readonly u: number;
  readonly z: number;
  /** The coordinate carried to the centre of the chamber along a line from the middle of the decay region [mm]. */
  readonly centre: number;
  /** Indices in `StrawHits`. */
  readonly hits: readonly number[];
  /** +1: trajectory on the side of growing coordinate; 0: not known (single hits). */
  readonly sides: readonly number[];
  readonly chi2: number;
  /** Sum of the trailing edges [ns] and how many have one: the time of the trajectory, 30 ns a hit. */
  readonly trailing: number;
  readonly nTrailing: number;
}

/** Clusters of an event, by chamber and view. */
export type Clusters = readonly (readonly (readonly ViewCluster[])[])[];

/**
 * Clusters of all views.
 * @throws RangeError when there are more than `maxClusters`
 */
export function findClusters(hits: StrawHits, settings: Values<typeof strawTrackSettings>): Clusters {
  const clusters: ViewCluster[][][] = [];
  let n = 0;
  for (let chamber = 0; chamber < CHAMBERS; chamber++) {
    const views: ViewCluster[][] = [];
    for (let view = 0; view < VIEWS; view++) {
      const inTime: ViewCluster[] = [];
      for (const c of findViewClusters(hits, chamber * VIEWS + view)) {
        n++;
        if (trailingInTime(c.trailing, c.nTrailing, settings)) inTime.push(c);
      }
      if (n > settings.maxClusters) throw new RangeError(`more than ${settings.maxClusters} STRAW clusters`);
      views.push(inTime);
    }
    clusters.push(views);
  }
  return clusters;
}

/** Middle of the decay region [mm]: trajectories point there before the pattern recognition knows better. */
const POINTING_Z = 140_000;

/** Scale of coordinates from `z` to the centre of the chamber of `view`. */
const toCentre = (view: number, z: number): number => (CHAMBER_Z[view >> 2]! - POINTING_Z) / (z - POINTING_Z);

/** Wires further apart than this [mm] have no trajectory in common. */
const REACH = 2 * INNER_RADIUS + 1;
/** Slope allowed between the planes of a view, which are at most 37 mm apart. */
const SLOPE = 0.02;
const PULL = 4;

/** Agreement wanted between two coordinates measured dz apart [mm]. */
const tolerance = (variance: number, dz: number): number => PULL * Math.sqrt(variance) + SLOPE * Math.abs(dz);

/**
 * Clusters of view `view` (0 … 15 = chamber·4 + view). A pair of hits in different planes seeds a cluster for each combination of sides
 * that agrees; hits of the other planes that agree join it. The staggering of the planes leaves one combination for almost all
 * trajectories; of clusters with the same hits the best is kept, and clusters contained in another are dropped. A hit in no
 * cluster makes one of its own with the side open. Clusters of most hits come first, single hits last.
 */
export function findViewClusters(hits: StrawHits, view: number): ViewCluster[] {
  const firstPlane = view * PLANES_PER_VIEW;
  const { planeStart, plane, wire, radius, sigma } = hits;
  const first = planeStart[firstPlane]!;
  const last = planeStart[firstPlane + PLANES_PER_VIEW]!;
  // few: searched, not looked up
  const keys: number[] = [];
  const found: ViewCluster[] = [];

  for (let p = firstPlane; p < firstPlane + PLANES_PER_VIEW - 1; p++) {
    const zi = PLANE_Z[p]!;
    for (let i = planeStart[p]!; i < planeStart[p + 1]!; i++) {
      const wi = wire[i]!;
      for (let j = planeStart[p + 1]!; j < last; j++) {
        const wj = wire[j]!;
        if (Math.abs(wi - wj) > REACH) continue;
        const zj = PLANE_Z[plane[j]!]!;
        const vi = sigma[i]! * sigma[i]!;
        const vj = sigma[j]! * sigma[j]!;
        const tol = tolerance(vi + vj, zi - zj);
        for (let sides = 0; sides < 4; sides++) {
          const ui = wi + (sides & 1 ? radius[i]! : -radius[i]!);
          const uj = wj + (sides & 2 ? radius[j]! : -radius[j]!);
          if (Math.abs(ui - uj) > tol) continue;
          const seed = (ui * vj + uj * vi) / (vi + vj);
          collect(hits, firstPlane, seed, (vi * vj) / (vi + vj), 0.5 * (zi + zj));
          if (trial.n < 2) continue;
          const key = keyOf(trial);
          const known = keys.indexOf(key);
          if (known < 0) {
            keys.push(key);
            found.push(clusterOf(trial, view));
          } else if (trial.chi2 < found[known]!.chi2) found[known] = clusterOf(trial, view);
        }
      }
    }
  }

  sortFew(found);
  const kept: ViewCluster[] = [];
  for (const c of found) if (!contained(c, kept)) kept.push(c);
  const several = kept.length;
  for (let i = first; i < last; i++) if (!hasHit(kept, several, i)) kept.push(single(hits, i, view));
  return kept;
}

/** Most hits first, then the smallest χ²: two or three clusters, for which `sort` takes ten times as long. */
function sortFew(clusters: ViewCluster[]): void {
  for (let i = 1; i < clusters.length; i++) {
    const c = clusters[i]!;
    let k = i;
    for (; k > 0; k--) {
      const other = clusters[k - 1]!;
      const more = other.hits.length - c.hits.length;
      if (more > 0 || (more === 0 && other.chi2 <= c.chi2)) break;
      clusters[k] = other;
    }
    clusters[k] = c;
  }
}

/** Whether the hits of the cluster are all in another. */
function contained({ hits }: ViewCluster, others: readonly ViewCluster[]): boolean {
  for (const other of others) {
    let n = 0;
    while (n < hits.length && other.hits.includes(hits[n]!)) n++;
    if (n === hits.length) return true;
  }
  return false;
}

/** Whether one of the first `n` clusters has hit `i`. */
function hasHit(clusters: readonly ViewCluster[], n: number, i: number): boolean {
  for (let k = 0; k < n; k++) {
    const { hits } = clusters[k]!;
    for (let m = 0; m < hits.length; m++) if (hits[m] === i) return true;
  }
  return false;
}

/** The cluster of one hit, side open. */
function single(hits: StrawHits, i: number, view: number): ViewCluster {
  const u = hits.wire[i]!;
  const z = PLANE_Z[hits.plane[i]!]!;
  const t = hits.trailing[i]!;
  const nTrailing = Number.isNaN(t) ? 0 : 1;
  const trailing = nTrailing === 1 ? t : 0;
  return { u, z, centre: u * toCentre(view, z), hits: [i], sides: [0], chi2: 0, trailing, nTrailing };
}

/** A cluster in the making. Most are found once more from another pair of their hits: only what is new becomes a `ViewCluster`. */
interface Trial {
  /** Number of hits, at most one a plane. */
  n: number;
  readonly hits: Int32Array;
  readonly sides: Int8Array;
  u: number;
  z: number;
  chi2: number;
  trailing: number;
  nTrailing: number;
}

const trial: Trial = {
  n: 0,
  hits: new Int32Array(PLANES_PER_VIEW),
  sides: new Int8Array(PLANES_PER_VIEW),
  u: 0,
  z: 0,
  chi2: 0,
  trailing: 0,
  nTrailing: 0,
};

/** One number for up to four indices below 2¹². */
function keyOf({ n, hits }: Trial): number {
  let key = 0;
  for (let k = 0; k < n; k++) key = key * 4096 + hits[k]! + 1;
  return key;
}

function clusterOf({ n, hits, sides, u, z, chi2, trailing, nTrailing }: Trial, view: number): ViewCluster {
  const members: number[] = [];
  const solved: number[] = [];
  for (let k = 0; k < n; k++) {
    members.push(hits[k]!);
    solved.push(sides[k]!);
  }
  return { u, z, centre: u * toCentre(view, z), hits: members, sides: solved, chi2, trailing, nTrailing };
}

/** The best hit of each plane that agrees with coordinate `u` at `z`, and their weighted mean, into `trial`. */
function collect(hits: StrawHits, firstPlane: number, u: number, variance: number, z: number): void {
  const { planeStart, wire, radius, sigma } = hits;
  let n = 0;
  let sw = 0;
  let swu = 0;
  let swz = 0;
  let chi2 = 0;
  let trailing = 0;
  let nTrailing = 0;
  for (let p = firstPlane; p < firstPlane + PLANES_PER_VIEW; p++) {
    let best = -1;
    let bestDistance = Number.POSITIVE_INFINITY;
    for (let i = planeStart[p]!; i < planeStart[p + 1]!; i++) {
      const d = Math.abs(Math.abs(u - wire[i]!) - radius[i]!);
      if (d < bestDistance) {
        bestDistance = d;
        best = i;
      }
    }
    if (best < 0) continue;
    const v = sigma[best]! * sigma[best]!;
    const zp = PLANE_Z[p]!;
    if (bestDistance > tolerance(v + variance, zp - z)) continue;
    const side = u >= wire[best]! ? 1 : -1;
    trial.hits[n] = best;
    trial.sides[n] = side;
    n++;
    const w = 1 / v;
    sw += w;
    swu += w * (wire[best]! + side * radius[best]!);
    swz += w * zp;
    chi2 += (bestDistance * bestDistance) / (v + variance);
    const t = hits.trailing[best]!;
    if (!Number.isNaN(t)) {
      trailing += t;
      nTrailing++;
    }
  }
  trial.n = n;
  trial.u = swu / sw;
  trial.z = swz / sw;
  trial.chi2 = chi2;
  trial.trailing = trailing;
  trial.nTrailing = nTrailing;
}
