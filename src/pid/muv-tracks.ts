import { type Settings, type Values, withDefaults } from '../core/settings.js';
import { mm, ns } from '../core/units.js';
import { inMuvFiducial } from '../detectors/muv-strips/description.js';
import { MUV1 } from '../detectors/muv1/description.js';
import { MUV2 } from '../detectors/muv2/description.js';
import { tracks } from '../event/run.js';
import { trackTimes } from '../event/run-beam.js';
import { muvClusters, trackHadrons } from '../event/run-vetoes.js';
import { type Stage, stage } from '../event/stage.js';
import { DOWNSTREAM_PLANE } from '../tracking/straw/stage.js';

/** Settings of the association of tracks with MUV1 and MUV2: `--set track-hadrons.<name>=<value>`. */
export const trackHadronSettings = {
  distance: {
    default: 100 * mm,
    unit: 'mm',
    doc: 'largest distance of a cluster from the track at the front of the detector',
    source: 'DET §7.4 (FW19)',
  },
  time: {
    default: 20 * ns,
    unit: 'ns',
    doc: 'largest difference of a cluster from the time of the track',
    source: 'not found: 3 σ of the smallest cluster',
  },
} satisfies Settings;

const DETECTORS = [MUV1, MUV2] as const;

/**
 * MUV1 and MUV2 clusters of each track: straight on to their fronts, the nearest in place among those in time. A track without a time takes the
 * nearest in place; one whose place is not a number has none and is outside.
 */
export function hadronsOfTracks(
  settings: Partial<Values<typeof trackHadronSettings>> = {},
): Stage<readonly [typeof tracks, typeof trackTimes, typeof muvClusters], readonly [typeof trackHadrons]> {
  const values = withDefaults(trackHadronSettings, settings);
  return stage(
    'track.hadrons',
    { reads: [tracks, trackTimes, muvClusters], writes: [trackHadrons] },
    (batch, row, { track_hadrons: out }) => {
      const t = batch.tracks.columns;
      const { detector, x, y, time, energy } = batch.muv_clusters.columns;
      const first = batch.muv_clusters.offsets[row]!;
      const last = batch.muv_clusters.offsets[row + 1]!;
      // a row of track_times stands for each track
      const toTimes = batch.track_times.offsets[row]! - batch.tracks.offsets[row]!;
      for (let i = batch.tracks.offsets[row]!; i < batch.tracks.offsets[row + 1]!; i++) {
        const trackTime = batch.track_times.columns.time[i + toTimes]!;
        const k = out.next();
        const c = out.columns;
        for (let d = 0; d < 2; d++) {
          const far = DETECTORS[d]!.frontZ - DOWNSTREAM_PLANE;
          const tx = t.x_down[i]! + far * t.tx_down[i]!;
          const ty = t.y_down[i]! + far * t.ty_down[i]!;
          let best = -1;
          let smallest = values.distance ** 2;
          for (let n = first; n < last; n++) {
            if (detector[n] !== d + 1 || Math.abs(time[n]! - trackTime) > values.time) continue;
            const d2 = (x[n]! - tx) ** 2 + (y[n]! - ty) ** 2;
            if (!(d2 <= smallest)) continue;
            best = n;
            smallest = d2;
          }
          const e = best >= 0 ? energy[best]! : inMuvFiducial(tx, ty) ? 0 : Number.NaN;
          (d === 0 ? c.muv1 : c.muv2)[k] = best < 0 ? -1 : best - first;
          (d === 0 ? c.muv1_energy : c.muv2_energy)[k] = e;
        }
      }
    },
  );
}
