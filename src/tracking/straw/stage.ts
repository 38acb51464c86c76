import { type Values, withDefaults } from '../../core/settings.js';
import { m } from '../../core/units.js';
import { RICH_ENTRANCE_Z } from '../../detectors/rich/description.js';
import type { StrawConditions } from '../../detectors/straw/conditions.js';
import { PLANE_LIST, PLANES } from '../../detectors/straw/description.js';
import type { TableBuilder } from '../../event/builder.js';
import { straw, triggers } from '../../event/raw.js';
import { TRACK_HITS, tracks } from '../../event/run.js';
import { type Stage, stage } from '../../event/stage.js';
import type { Field } from '../../transport/field.js';
import { makeStepGrid } from '../../transport/step-grid.js';
import { swim } from '../../transport/swim.js';
import { identityJacobian, swimWithJacobian } from '../../transport/swim-jacobian.js';
import { transportCovariance } from '../covariance.js';
import { findTracks } from './find-tracks.js';
import { decodeStrawHits, newStrawHits, type StrawHits } from './hits.js';
import { strawTrackSettings } from './settings.js';
import { type FittedTrack, makeTrackFitter } from './track-fit.js';
import { trailingTime } from './trailing.js';

/** Plane upstream of the spectrometer where track states are given. Source: DET §4.5 (state given at z = 180 m). */
export const TRACK_PLANE = 180 * m;
/** Plane downstream: the RICH entrance. Source: KAON §1.1. */
export const DOWNSTREAM_PLANE = RICH_ENTRANCE_Z;

/** What the STRAW reconstruction assumes. */
export interface StrawTracking {
  readonly field: Field;
  readonly conditions: StrawConditions;
  readonly settings?: Partial<Values<typeof strawTrackSettings>>;
}

/** STRAW tracks from raw hits alone. */
export function strawTracks(
  assumed: StrawTracking,
): Stage<readonly [typeof triggers, typeof straw], readonly [typeof tracks]> {
  const settings = withDefaults(strawTrackSettings, assumed.settings);
  const fitter = makeTrackFitter(assumed.field, assumed.conditions, settings);
  const hits = newStrawHits();
  const z = PLANE_LIST.map((p) => p.z);
  // planes from the middle of the spectrometer back to the track plane, and from the last to the RICH
  const upstream = makeStepGrid(assumed.field, [...z.slice(0, PLANES / 2).reverse(), TRACK_PLANE]);
  const downstream = makeStepGrid(assumed.field, [...z, DOWNSTREAM_PLANE]);
  const jacobian = new Float64Array(12);

  return stage('straw.tracks', { reads: [triggers, straw], writes: [tracks] }, (batch, row, out) => {
    const start = batch.straw.offsets[row]!;
    const end = batch.straw.offsets[row + 1]!;
    decodeStrawHits(
      batch.straw,
      start,
      end,
      batch.triggers.columns.fine_time[row]!,
      assumed.conditions,
      settings,
      hits,
    );
    for (const track of findTracks(fitter, hits)) {
      const { first, firstCov, last } = track;
      identityJacobian(jacobian);
      swimWithJacobian(upstream, PLANES / 2 - 1 - track.firstPlane, PLANES / 2, first, jacobian);
      transportCovariance(firstCov, 0, jacobian);
      swim(downstream, track.lastPlane, PLANES, last);
      writeTrack(out.tracks, track, hits, settings);
    }
  });
}

function writeTrack(
  out: TableBuilder<typeof tracks>,
  track: FittedTrack,
  hits: StrawHits,
  settings: Values<typeof strawTrackSettings>,
): void {
  const i = out.next();
  const c = out.columns;
  const { first, firstCov, last } = track;
  const qp = first[4]!;
  c.charge[i] = qp > 0 ? 1 : -1;
  c.p[i] = 1 / Math.abs(qp);
  c.x[i] = first[0]!;
  c.y[i] = first[1]!;
  c.tx[i] = first[2]!;
  c.ty[i] = first[3]!;
  c.qp[i] = qp;
  c.covariance.set(firstCov, 15 * i);
  c.x_down[i] = last[0]!;
  c.y_down[i] = last[1]!;
  c.tx_down[i] = last[2]!;
  c.ty_down[i] = last[3]!;
  c.chi2[i] = track.chi2;
  c.ndf[i] = track.ndf;
  c.p_pattern[i] = 1 / Math.abs(track.candidate.lines.qp);
  c.chambers[i] = track.chambers;
  c.n_hits[i] = track.hits.length;
  for (let k = 0; k < TRACK_HITS; k++)
    c.hits[TRACK_HITS * i + k] = k < track.hits.length ? hits.row[track.hits[k]!]! : -1;
  const time = trailingTime(track.hits, hits, settings);
  c.time[i] = time.mean;
  c.time_sigma[i] = time.sigma;
}
