import { CHAMBER_Z, INNER_RADIUS, PLANE_LIST, PLANES_PER_VIEW } from '../../detectors/straw/description.js';
import type { StrawHits } from './hits.js';

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

/** Middle of the decay region [mm]: trajectories point there before the pattern recognition knows better. */
const POINTING_Z = 140_000;

/** Scale of coordinates from `z` to the centre of the chamber of `view`. */
const toCentre = (view: number, z: number): number => (CHAMBER_Z[view >> 2]! - POINTING_Z) / (z - POINTING_Z);

/** Slope allowed between the planes of a view, which are at most 37 mm apart. */
const SLOPE = 0.02;
const PULL = 4;

/** Agreement wanted between two coordinates measured dz apart [mm]. */
const tolerance = (variance: number, dz: number): number => PULL * Math.sqrt(variance) + SLOPE * Math.abs(dz);

/**
 * Clusters of view `view` (0 … 15 = chamber·4 + view). A pair of hits in different planes seeds a cluster for each combination of sides
 * that agrees; hits of the other planes that agree join it. The staggering of the planes leaves one combination for almost all
 * trajectories; of clusters with the same hits the best is kept, and clusters contained in another are dropped. A hit in no
 * cluster makes one of its own with the side open.
 */
export function findViewClusters(hits: StrawHits, view: number): ViewCluster[] {
  const first = hits.planeStart[view * PLANES_PER_VIEW]!;
  const last = hits.planeStart[(view + 1) * PLANES_PER_VIEW]!;
  const found = new Map<number, ViewCluster>();
  const { plane, wire, radius, sigma } = hits;
  const inCluster = new Set<number>();

  for (let i = first; i < last; i++) {
    for (let j = i + 1; j < last; j++) {
      if (plane[i] === plane[j] || Math.abs(wire[i]! - wire[j]!) > 2 * INNER_RADIUS + 1) continue;
      const zi = PLANE_LIST[plane[i]!]!.z;
      const zj = PLANE_LIST[plane[j]!]!.z;
      const vi = sigma[i]! ** 2;
      const vj = sigma[j]! ** 2;
      const tol = tolerance(vi + vj, zi - zj);
      for (let sides = 0; sides < 4; sides++) {
        const ui = wire[i]! + (sides & 1 ? radius[i]! : -radius[i]!);
        const uj = wire[j]! + (sides & 2 ? radius[j]! : -radius[j]!);
        if (Math.abs(ui - uj) > tol) continue;
        const seed = (ui * vj + uj * vi) / (vi + vj);
        collect(hits, first, last, seed, (vi * vj) / (vi + vj), 0.5 * (zi + zj));
        if (trial.n < 2) continue;
        const key = keyOf(trial);
        const known = found.get(key);
        if (known === undefined || trial.chi2 < known.chi2) found.set(key, clusterOf(trial, view));
      }
    }
  }

  const clusters = [...found.values()].sort((a, b) => b.hits.length - a.hits.length || a.chi2 - b.chi2);
  const kept: ViewCluster[] = [];
  for (const c of clusters) {
    if (kept.some((k) => c.hits.every((h) => k.hits.includes(h)))) continue;
    kept.push(c);
    for (const h of c.hits) inCluster.add(h);
  }
  for (let i = first; i < last; i++) {
    if (inCluster.has(i)) continue;
    const t = hits.trailing[i]!;
    const known = Number.isNaN(t) ? 0 : 1;
    const z = PLANE_LIST[plane[i]!]!.z;
    kept.push({
      u: wire[i]!,
      z,
      centre: wire[i]! * toCentre(view, z),
      hits: [i],
      sides: [0],
      chi2: 0,
      trailing: known === 1 ? t : 0,
      nTrailing: known,
    });
  }
  return kept;
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
function collect(hits: StrawHits, first: number, last: number, u: number, variance: number, z: number): void {
  const { plane, wire, radius, sigma } = hits;
  let n = 0;
  let sw = 0;
  let swu = 0;
  let swz = 0;
  let chi2 = 0;
  let trailing = 0;
  let nTrailing = 0;
  for (let i = first; i < last; ) {
    let best = -1;
    let bestDistance = Number.POSITIVE_INFINITY;
    const p = plane[i]!;
    for (; i < last && plane[i] === p; i++) {
      const d = Math.abs(Math.abs(u - wire[i]!) - radius[i]!);
      if (d < bestDistance) {
        bestDistance = d;
        best = i;
      }
    }
    if (best < 0) continue;
    const v = sigma[best]! ** 2;
    const zp = PLANE_LIST[p]!.z;
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
