import { type Settings, type Values, withDefaults } from '../core/settings.js';
import { mm, ns } from '../core/units.js';
import { inFiducial, LKR_FRONT_Z } from '../detectors/lkr/description.js';
import { tracks } from '../event/run.js';
import { trackTimes } from '../event/run-beam.js';
import { lkrClusters, trackClusters } from '../event/run-downstream.js';
import { type Stage, stage } from '../event/stage.js';
import { DOWNSTREAM_PLANE } from '../tracking/straw/stage.js';

/** Settings of the association of tracks and LKr clusters: `--set track-clusters.<name>=<value>`. */
export const trackClusterSettings = {
  distance: {
    default: 100 * mm,
    unit: 'mm',
    doc: 'largest distance of a cluster from the track at the front plane',
    source: 'DET §4.9 (AN16)',
  },
  time: {
    default: 10 * ns,
    unit: 'ns',
    doc: 'largest difference of a cluster from the time of the track',
    source: 'DET §7.4 (FW19, AN16)',
  },
} satisfies Settings;

/**
 * The cluster of each track: straight on to the front plane, the nearest in place among those in time, and energy over momentum. A track
 * without a time takes the nearest in place.
 */
export function clustersOfTracks(
  settings: Partial<Values<typeof trackClusterSettings>> = {},
): Stage<readonly [typeof tracks, typeof trackTimes, typeof lkrClusters], readonly [typeof trackClusters]> {
  const values = withDefaults(trackClusterSettings, settings);
  const far = LKR_FRONT_Z - DOWNSTREAM_PLANE;
  return stage(
    'track.clusters',
    { reads: [tracks, trackTimes, lkrClusters], writes: [trackClusters] },
    (batch, row, { track_clusters: out }) => {
      const t = batch.tracks.columns;
      const { x, y, time, energy } = batch.lkr_clusters.columns;
      const first = batch.lkr_clusters.offsets[row]!;
      const last = batch.lkr_clusters.offsets[row + 1]!;
      // a row of track_times stands for each track
      const toTimes = batch.track_times.offsets[row]! - batch.tracks.offsets[row]!;
      for (let i = batch.tracks.offsets[row]!; i < batch.tracks.offsets[row + 1]!; i++) {
        const tx = t.x_down[i]! + far * t.tx_down[i]!;
        const ty = t.y_down[i]! + far * t.ty_down[i]!;
        const trackTime = batch.track_times.columns.time[i + toTimes]!;
        let best = -1;
        let smallest = values.distance ** 2;
        for (let k = first; k < last; k++) {
          if (Math.abs(time[k]! - trackTime) > values.time) continue;
          const d2 = (x[k]! - tx) ** 2 + (y[k]! - ty) ** 2;
          if (!(d2 <= smallest)) continue;
          best = k;
          smallest = d2;
        }
        const inside = inFiducial(tx, ty);
        const k = out.next();
        const c = out.columns;
        c.cluster[k] = best < 0 ? -1 : best - first;
        c.in_acceptance[k] = inside ? 1 : 0;
        c.distance[k] = best < 0 ? Number.NaN : Math.sqrt(smallest);
        c.dt[k] = best < 0 ? Number.NaN : time[best]! - trackTime;
        c.eop[k] = best < 0 ? (inside ? 0 : Number.NaN) : energy[best]! / t.p[i]!;
      }
    },
  );
}
