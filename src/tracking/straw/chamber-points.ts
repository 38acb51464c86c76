import type { Values } from '../../core/settings.js';
import { CHAMBER_Z } from '../../detectors/straw/description.js';
import { keptTrials, type Trial } from './point-trials.js';
import type { strawTrackSettings } from './settings.js';
import type { Clusters, ViewCluster } from './view-clusters.js';

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

/** Points of one chamber: the trials that are kept. */
export function findChamberPoints(
  views: Clusters[number],
  chamber: number,
  settings: Values<typeof strawTrackSettings>,
): ChamberPoint[] {
  return keptTrials(views, chamber, settings).map((p) => pointOf(p, views, chamber));
}

function pointOf(
  { x, y, at, nViews, missing, distance, trailing, nTrailing }: Trial,
  views: Clusters[number],
  chamber: number,
): ChamberPoint {
  const cluster = (v: number) => (at[v]! < 0 ? undefined : views[v]![at[v]!]);
  return {
    chamber,
    x,
    y,
    z: CHAMBER_Z[chamber]!,
    clusters: [cluster(0), cluster(1), cluster(2), cluster(3)],
    nViews,
    missing,
    distance,
    time: nTrailing > 0 ? trailing / nTrailing : 0,
    nTrailing,
  };
}
