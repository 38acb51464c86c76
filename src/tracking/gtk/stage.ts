import { type Values, withDefaults } from '../../core/settings.js';
import { checkGtkConditions, type GtkConditions } from '../../detectors/gtk/conditions.js';
import { GTK_STATIONS, type GtkStation } from '../../detectors/gtk/description.js';
import { triggers } from '../../event/raw.js';
import { gtk } from '../../event/raw-beam.js';
import { GTK_HITS, gtkTracks as gtkTracksTable } from '../../event/run-beam.js';
import { type Stage, stage } from '../../event/stage.js';
import { makeClusterFinder } from './clusters.js';
import { makeTrackFinder } from './find-tracks.js';
import { gtkTrackSettings } from './settings.js';

/** What the GTK reconstruction assumes. */
export interface GtkTracking {
  readonly conditions: GtkConditions;
  readonly settings?: Partial<Values<typeof gtkTrackSettings>>;
  /** Where the stations stand. Default: `kaon-2018`. */
  readonly stations?: readonly GtkStation[];
}

/**
 * GTK tracks from raw hits alone.
 * @throws InputError for conditions of another number of chips
 */
export function gtkTracks(
  assumed: GtkTracking,
): Stage<readonly [typeof triggers, typeof gtk], readonly [typeof gtkTracksTable]> {
  const { conditions, stations = GTK_STATIONS } = assumed;
  checkGtkConditions(conditions, stations.length);
  const settings = withDefaults(gtkTrackSettings, assumed.settings);
  const { clusters, find: findClusters } = makeClusterFinder(conditions, settings, stations);
  const findTracks = makeTrackFinder(clusters, settings, stations);

  return stage('gtk.tracks', { reads: [triggers, gtk], writes: [gtkTracksTable] }, (batch, row, out) => {
    const start = batch.gtk.offsets[row]!;
    const end = batch.gtk.offsets[row + 1]!;
    findClusters(batch.gtk, start, end, batch.triggers.columns.fine_time[row]!);
    for (const track of findTracks()) {
      const i = out.gtk_tracks.next();
      const c = out.gtk_tracks.columns;
      const { state, covariance } = track.fit;
      c.p[i] = 1 / state[4]!;
      c.x[i] = state[0]!;
      c.y[i] = state[1]!;
      c.tx[i] = state[2]!;
      c.ty[i] = state[3]!;
      c.covariance.set(covariance, 15 * i);
      c.time[i] = track.time;
      c.time_sigma[i] = settings.hitSigma / Math.sqrt(track.hits);
      c.chi2[i] = track.chi2;
      c.chi2_x[i] = track.chi2X;
      c.chi2_y[i] = track.chi2Y;
      c.chi2_time[i] = track.chi2Time;
      for (let s = 0; s < GTK_HITS; s++) {
        const k = track.clusters[s]!;
        c.hits[GTK_HITS * i + s] = k < 0 ? -1 : clusters[s]!.hit[k]!;
      }
    }
  });
}
