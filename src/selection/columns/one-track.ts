import { GeV, mm, ns } from '../../core/units.js';
import type { EventBatch, Has } from '../../event/batch.js';
import type { tracks } from '../../event/run.js';
import { beamMatches, gtkTracks, ktagCandidates, trackAxis, trackTimes } from '../../event/run-beam.js';
import { lkrClusters } from '../../event/run-downstream.js';
import { type CutColumn, columnOf } from './column.js';
import {
  acrossBeam,
  BEAM_KAON,
  type FourMomentum,
  fourMomentum,
  kaonOf,
  massOfTotal,
  missingMass2,
  momentumOf,
  total,
} from './kinematics.js';
import { bestMatch } from './match.js';
import { countPi0, fromTrack, PI0_TABLES, photonsOf, pi0Momentum, pi0Of } from './pi0.js';
import { nearestKaon } from './time.js';
import { TRACK_QUANTITIES } from './track.js';

const track = columnOf<typeof tracks>();

/** Other tracks this near are of the same decay. Source: KAON §6.4 (UCL). */
const OTHER_TRACKS = 10 * ns;
/** Photons beside a track: energy, time from it, distance from its impact. Source: KAON §6.4 (UCL). */
const PHOTON = { energy: 2 * GeV, time: 6 * ns, distance: 150 * mm } as const;

/** The track where it meets the axis of the beam, with the mass of its species. */
function atAxis({ track_axis: { columns: a } }: Has<typeof trackAxis>, row: number, mass: number): FourMomentum {
  return fourMomentum(mass, a.px[row]!, a.py[row]!, a.pz[row]!);
}

type WithPi0 = EventBatch & Has<typeof tracks | (typeof PI0_TABLES)[number]>;

const withPi0 = (batch: WithPi0, event: number, row: number, mass: number): FourMomentum =>
  total([atAxis(batch, row, mass), pi0Momentum(batch, event, row)]);

const ofPi0 = (
  unit: string,
  doc: string,
  value: (batch: WithPi0, event: number, pair: number, row: number) => number,
): CutColumn =>
  track(unit, `${doc}; NaN without a π⁰`, PI0_TABLES, (batch, event, row) => {
    const pair = pi0Of(batch, event, row);
    return pair < 0 ? Number.NaN : value(batch, event, pair, row);
  });

/** The kaon that the beam track of the best match is; undefined without. */
function matchedKaon(
  batch: EventBatch & Has<typeof tracks | typeof beamMatches | typeof gtkTracks>,
  event: number,
  row: number,
) {
  const k = bestMatch(batch, 'track', event, row - batch.tracks.offsets[event]!);
  if (k < 0) return undefined;
  const gtk = batch.gtk_tracks.offsets[event]! + batch.beam_matches.columns.gtk[k]!;
  const { p, tx, ty } = batch.gtk_tracks.columns;
  const pz = p[gtk]! / Math.sqrt(1 + tx[gtk]! * tx[gtk]! + ty[gtk]! * ty[gtk]!);
  return kaonOf(pz * tx[gtk]!, pz * ty[gtk]!, pz);
}

/** What may be asked of a track as the only charged one of a decay, besides its own columns. */
export const ONE_TRACK_COLUMNS: Readonly<Record<string, CutColumn>> = {
  ...Object.fromEntries(
    Object.entries(TRACK_QUANTITIES).map(([name, { unit, doc, reads, value }]) => [
      name,
      track(unit, doc, reads, (batch, _, row) => value(batch, row)),
    ]),
  ),
  z: track(
    'mm',
    'where the track meets the nominal axis of the beam',
    [trackAxis],
    (b, _, row) => b.track_axis.columns.z[row]!,
  ),
  cda: track(
    'mm',
    'closest approach of the track and the nominal axis of the beam',
    [trackAxis],
    (b, _, row) => b.track_axis.columns.cda[row]!,
  ),
  m2miss: track(
    'MeV²/c⁴',
    'squared mass that the track leaves of a kaon of the mean beam',
    [trackAxis],
    (b, _, row, { masses }) => missingMass2(BEAM_KAON, atAxis(b, row, masses[0]!)),
  ),
  m2miss_match: track(
    'MeV²/c⁴',
    'squared mass that the track leaves of the beam track of its best match; NaN without',
    [trackAxis, beamMatches, gtkTracks],
    (b, event, row, { masses }) => {
      const kaon = matchedKaon(b, event, row);
      return kaon === undefined ? Number.NaN : missingMass2(kaon, atAxis(b, row, masses[0]!));
    },
  ),
  n_other_tracks: track('', 'other tracks of the event within 10 ns', [trackTimes], (b, event, row) => {
    const { offsets, columns } = b.track_times;
    let n = 0;
    for (let k = offsets[event]!; k < offsets[event + 1]!; k++) {
      if (k !== row && Math.abs(columns.time[k]! - columns.time[row]!) < OTHER_TRACKS) n++;
    }
    return n;
  }),
  dt_ktag: track(
    'ns',
    'kaon in the KTAG nearest in time less the track time; NaN without a kaon',
    [trackTimes, ktagCandidates],
    (b, event, row) => nearestKaon(b, event, b.track_times.columns.time[row]!),
  ),
  n_clusters: track(
    '',
    'LKr clusters of the event',
    [lkrClusters],
    (b, event) => b.lkr_clusters.offsets[event + 1]! - b.lkr_clusters.offsets[event]!,
  ),
  n_photons: track(
    '',
    'LKr clusters above 2 GeV within 6 ns of the track and more than 150 mm from it',
    [lkrClusters, trackTimes],
    (b, event, row) => {
      const { offsets, columns } = b.lkr_clusters;
      const time = b.track_times.columns.time[row]!;
      let n = 0;
      for (let k = offsets[event]!; k < offsets[event + 1]!; k++) {
        if (
          columns.energy[k]! > PHOTON.energy &&
          Math.abs(columns.time[k]! - time) < PHOTON.time &&
          fromTrack(b, k, row) > PHOTON.distance
        )
          n++;
      }
      return n;
    },
  ),
  n_pi0: track(
    '',
    'pairs of photons with a vertex as π⁰ in 105–180 m within 2 ns of the track',
    PI0_TABLES,
    (b, event, row) => countPi0(b, event, row),
  ),
  pi0_z_difference: ofPi0(
    'mm',
    'z of the vertex of the π⁰ less that of the track and the beam',
    (b, _, pair, row) => b.neutral_pairs.columns.z_pi0[pair]! - b.track_axis.columns.z[row]!,
  ),
  pi0_dt: ofPi0(
    'ns',
    'π⁰ − track time',
    (b, _, pair, row) => b.neutral_pairs.columns.time[pair]! - b.track_times.columns.time[row]!,
  ),
  pi0_energy: ofPi0('MeV', 'energy of both photons', (b, _, pair) => b.neutral_pairs.columns.energy[pair]!),
  pi0_distance: ofPi0(
    'mm',
    'distance of the photons at the LKr',
    (b, _, pair) => b.neutral_pairs.columns.distance[pair]!,
  ),
  pi0_min_energy: ofPi0('MeV', 'energy of the weaker photon', (b, event, pair) =>
    Math.min(...photonsOf(b, event, pair).map((k) => b.lkr_clusters.columns.energy[k]!)),
  ),
  pi0_track_distance: ofPi0(
    'mm',
    'smallest distance of a photon from the impact of the track at the LKr',
    (b, event, pair, row) => Math.min(...photonsOf(b, event, pair).map((k) => fromTrack(b, k, row))),
  ),
  p_total: track('MeV/c', 'momentum of track and π⁰; NaN without a π⁰', PI0_TABLES, (b, event, row, { masses }) =>
    momentumOf(withPi0(b, event, row, masses[0]!)),
  ),
  pt: track(
    'MeV/c',
    'momentum of track and π⁰ across the nominal beam; NaN without a π⁰',
    PI0_TABLES,
    (b, event, row, { masses }) => acrossBeam(withPi0(b, event, row, masses[0]!)),
  ),
  mass: track('MeV/c²', 'of track and π⁰; NaN without a π⁰', PI0_TABLES, (b, event, row, { masses }) =>
    massOfTotal(withPi0(b, event, row, masses[0]!)),
  ),
  m2miss_pi0: track(
    'MeV²/c⁴',
    'squared mass that track and π⁰ leave of a kaon of the mean beam; NaN without a π⁰',
    PI0_TABLES,
    (b, event, row, { masses }) => missingMass2(BEAM_KAON, withPi0(b, event, row, masses[0]!)),
  ),
};
