import { type Values, withDefaults } from '../../core/settings.js';
import { checkGtkConditions, type GtkConditions } from '../../detectors/gtk/conditions.js';
import { GTK_STATIONS } from '../../detectors/gtk/description.js';
import { triggers } from '../../event/raw.js';
import { gtk } from '../../event/raw-beam.js';
import { gtkTracks as gtkTracksTable } from '../../event/run-beam.js';
import { type Stage, stage } from '../../event/stage.js';
import { makeClusterFinder } from './clusters.js';
import { findBeamTracks } from './find-tracks.js';
import { gtkTrackSettings } from './settings.js';

/** What the GTK reconstruction assumes. */
export interface GtkTracking {
  readonly conditions: GtkConditions;
  readonly settings?: Partial<Values<typeof gtkTrackSettings>>;
}

/**
 * GTK tracks from raw hits alone.
 * @throws InputError for conditions of another number of chips
 */
export function gtkTracks(
  assumed: GtkTracking,
): Stage<readonly [typeof triggers, typeof gtk], readonly [typeof gtkTracksTable]> {
  checkGtkConditions(assumed.conditions, GTK_STATIONS.length);
  const settings = withDefaults(gtkTrackSettings, assumed.settings);
  const findClusters = makeClusterFinder(assumed.conditions, settings);
  const timeSigma = settings.hitSigma / Math.sqrt(GTK_STATIONS.length);

  return stage('gtk.tracks', { reads: [triggers, gtk], writes: [gtkTracksTable] }, (batch, row, out) => {
    const start = batch.gtk.offsets[row]!;
    const end = batch.gtk.offsets[row + 1]!;
    const stations = findClusters(batch.gtk, start, end, batch.triggers.columns.fine_time[row]!);
    for (const track of findBeamTracks(stations, settings)) {
      const i = out.gtk_tracks.next();
      const c = out.gtk_tracks.columns;
      const { state, covariance, chi2X } = track.fit;
      c.p[i] = 1 / state[4]!;
      c.x[i] = state[0]!;
      c.y[i] = state[1]!;
      c.tx[i] = state[2]!;
      c.ty[i] = state[3]!;
      c.covariance.set(covariance, 15 * i);
      c.time[i] = track.time;
      c.time_sigma[i] = timeSigma;
      c.chi2[i] = track.chi2;
      c.chi2_x[i] = chi2X;
      c.chi2_y[i] = track.chi2Y;
      c.chi2_time[i] = track.chi2Time;
      for (let s = 0; s < 3; s++) c.hits[3 * i + s] = stations[s]!.hit[track.clusters[s]!]!;
    }
  });
}
