import { type Settings, type Values, withDefaults } from '../core/settings.js';
import { GeV, mm, ns } from '../core/units.js';
import { MUV3_FRONT_Z, tileAt, tileDistance } from '../detectors/muv3/description.js';
import { tracks } from '../event/run.js';
import { trackTimes } from '../event/run-beam.js';
import { muv3Candidates, trackMuons } from '../event/run-downstream.js';
import { type Stage, stage } from '../event/stage.js';
import { DOWNSTREAM_PLANE } from '../tracking/straw/stage.js';

/** Settings of the association of tracks and MUV3: `--set track-muons.<name>=<value>`. */
export const trackMuonSettings = {
  sigmas: {
    default: 4,
    unit: '',
    doc: 'largest distance of the track from a tile, in σ of the scattering',
    source: 'DET §7.4 (FW19)',
  },
  scattering: {
    default: 530 * mm,
    unit: 'mm',
    doc: 'σ of the place at the MUV3 from scattering, at 1 GeV/c',
    source: 'DET §7.4 (FW19)',
  },
  window: {
    default: 7 * ns,
    unit: 'ns',
    doc: 'largest difference of a candidate from the time of the track: the widest veto',
    source: 'DET §4.13 (UCL, FW19)',
  },
  minMomentum: {
    default: 2.7 * GeV,
    unit: 'GeV',
    doc: 'tracks below have no candidate: a muon stops before the MUV3',
    source: 'ours: minimum ionisation in the depth of DET §4.9, §4.12, §4.13 (PDG)',
  },
} satisfies Settings;

/** What the association assumes. */
export interface TrackMuons {
  readonly settings?: Partial<Values<typeof trackMuonSettings>>;
}

/**
 * One row per STRAW track: straight on to the front of the MUV3, and of the candidates whose tile is within the road the nearest in time.
 * `in_acceptance` says whether the track points at a tile; a candidate is sought either way. A track below `minMomentum`, or whose
 * momentum is not a number, has none.
 */
export function matchMuons({
  settings = {},
}: TrackMuons = {}): Stage<
  readonly [typeof tracks, typeof trackTimes, typeof muv3Candidates],
  readonly [typeof trackMuons]
> {
  const { sigmas, scattering, window, minMomentum } = withDefaults(trackMuonSettings, settings);
  const lever = MUV3_FRONT_Z - DOWNSTREAM_PLANE;
  return stage(
    'track.muons',
    { reads: [tracks, trackTimes, muv3Candidates], writes: [trackMuons] },
    (batch, row, { track_muons: out }) => {
      const { p, x_down, y_down, tx_down, ty_down } = batch.tracks.columns;
      const start = batch.tracks.offsets[row]!;
      const firstTime = batch.track_times.offsets[row]!;
      const { tile, time } = batch.muv3_candidates.columns;
      const from = batch.muv3_candidates.offsets[row]!;
      const to = batch.muv3_candidates.offsets[row + 1]!;
      for (let i = start; i < batch.tracks.offsets[row + 1]!; i++) {
        const x = x_down[i]! + lever * tx_down[i]!;
        const y = y_down[i]! + lever * ty_down[i]!;
        const reference = batch.track_times.columns.time[firstTime + i - start]!;
        const road = p[i]! >= minMomentum ? (sigmas * scattering * GeV) / p[i]! : -1;
        let best = -1;
        let dt = Number.NaN;
        let distance = Number.NaN;
        for (let k = from; k < to; k++) {
          const late = time[k]! - reference;
          const d = tileDistance(tile[k]!, x, y);
          // no time nor place of a track lets nothing through
          if (!(d <= road && Math.abs(late) <= (best < 0 ? window : Math.abs(dt)))) continue;
          // two tiles at the same time: the nearer
          if (best >= 0 && Math.abs(late) === Math.abs(dt) && d >= distance) continue;
          best = k;
          dt = late;
          distance = d;
        }
        const at = out.next();
        const c = out.columns;
        c.candidate[at] = best < 0 ? -1 : best - from;
        c.in_acceptance[at] = tileAt(x, y) >= 0 ? 1 : 0;
        c.dt[at] = dt;
        c.distance[at] = distance;
      }
    },
  );
}
