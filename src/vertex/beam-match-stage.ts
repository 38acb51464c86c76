import { type Values, withDefaults } from '../core/settings.js';
import type { TableBuilder } from '../event/builder.js';
import { tracks, vertices } from '../event/run.js';
import { beamMatches as beamMatchTable, gtkTracks, ktagCandidates, trackTimes } from '../event/run-beam.js';
import { type Stage, stage } from '../event/stage.js';
import type { Rows } from '../event/table.js';
import type { Field } from '../transport/field.js';
import {
  type BeamMatch,
  beamTracksInTime,
  type InTime,
  isAccepted,
  isAmbiguous,
  type Meeting,
  ranked,
  scored,
  type Timed,
} from './beam-match.js';
import { BEAM_PLANE, beamCda, beamDistance, swumTracks } from './beam-match-paths.js';
import { beamMatchSettings } from './beam-match-settings.js';

type Match = Values<typeof beamMatchSettings>;

/** What the match of kaon, beam track and decay assumes. */
export interface BeamMatching {
  readonly field: Field;
  readonly settings?: Partial<Match>;
}

type Reads = readonly [typeof tracks, typeof trackTimes, typeof vertices, typeof ktagCandidates, typeof gtkTracks];

/**
 * Kaon (KTAG) ↔ beam track (GTK) ↔ decay: for every STRAW track and every vertex the beam tracks in time with it and with a
 * kaon, ranked, with discriminants from closest approach and times. Nothing is decided here but what the columns say.
 * 40 µs for an event of 5 beam tracks, 3 tracks and 3 vertices.
 */
export function beamMatches({ field, settings }: BeamMatching): Stage<Reads, readonly [typeof beamMatchTable]> {
  const values = withDefaults(beamMatchSettings, settings);
  const beamPaths = swumTracks(field, 1);
  const decayPaths = swumTracks(field, -1);
  const meet = new Float64Array(3);
  const reads = [tracks, trackTimes, vertices, ktagCandidates, gtkTracks] as const;

  return stage('vertex.beam-match', { reads, writes: [beamMatchTable] }, (batch, row, out) => {
    const firstTrack = batch.tracks.offsets[row]!;
    const nTracks = batch.tracks.offsets[row + 1]! - firstTrack;
    const firstTime = batch.track_times.offsets[row]!;
    const nTimes = batch.track_times.offsets[row + 1]! - firstTime;
    if (nTimes !== nTracks) throw new RangeError(`${nTimes} track times for ${nTracks} tracks`);
    if (nTracks === 0) return;
    const beam = beamTracks(batch.gtk_tracks, row, values);
    if (beam.length === 0) return;
    const kaons = kaonsOf(batch.ktag_candidates, row, values);

    const { x, y, tx, ty, p } = batch.gtk_tracks.columns;
    const firstGtk = batch.gtk_tracks.offsets[row]!;
    beamPaths.begin(batch.gtk_tracks.offsets[row + 1]! - firstGtk);
    for (const { index } of beam) {
      const k = firstGtk + index;
      beamPaths.set(index, x[k]!, y[k]!, tx[k]!, ty[k]!, 1 / p[k]!);
    }

    /** Matches of one decay, written. */
    const match = (track: number, vertex: number, decay: Timed, meeting: (gtk: number) => Meeting) => {
      const inTime = beamTracksInTime(decay, kaons, beam, values);
      const best = matchesOf(inTime, meeting, values);
      const ambiguous = isAmbiguous(best, inTime.length, values) ? 1 : 0;
      for (let rank = 0; rank < best.length; rank++) {
        const i = write(out.beam_matches, best[rank]!, values);
        out.beam_matches.columns.track[i] = track;
        out.beam_matches.columns.vertex[i] = vertex;
        out.beam_matches.columns.rank[i] = rank;
        out.beam_matches.columns.ambiguous[i] = ambiguous;
      }
    };

    const t = batch.tracks.columns;
    const { time, time_sigma } = batch.track_times.columns;
    decayPaths.begin(nTracks);
    for (let k = 0; k < nTracks; k++) {
      const i = firstTrack + k;
      decayPaths.set(k, t.x[i]!, t.y[i]!, t.tx[i]!, t.ty[i]!, t.qp[i]!);
      const decay = { index: k, time: time[firstTime + k]!, sigma: time_sigma[firstTime + k]! };
      if (!isTimed(decay)) continue;
      match(k, -1, decay, (gtk) => {
        const cda = beamCda(beamPaths, gtk, decayPaths, k, middle, meet);
        return { cda, x: meet[0]!, y: meet[1]!, z: meet[2]! };
      });
    }

    const v = batch.vertices.columns;
    const firstVertex = batch.vertices.offsets[row]!;
    const endVertex = batch.vertices.offsets[row + 1]!;
    for (let i = firstVertex; i < endVertex; i++) {
      const decay = vertexTime(batch.vertices, i, batch.track_times, firstTime, i - firstVertex);
      if (!isTimed(decay)) continue;
      const x = v.x[i]!;
      const y = v.y[i]!;
      const z = v.z[i]!;
      match(-1, decay.index, decay, (gtk) => ({ cda: beamDistance(beamPaths, gtk, x, y, z), x, y, z }));
    }
  });
}

/** Where the search for a closest approach begins: early, where most decays are, so that few planes are swum in vain. */
const middle = BEAM_PLANE + 30e3;

const isTimed = ({ time, sigma }: Timed): boolean => Number.isFinite(time) && sigma > 0 && sigma < Infinity;

/** Scored, ranked matches of the beam tracks nearest in time. */
function matchesOf(inTime: readonly InTime[], meeting: (gtk: number) => Meeting, settings: Match): BeamMatch[] {
  const found: BeamMatch[] = [];
  for (const candidate of inTime.slice(0, settings.maxInTime)) {
    const at = meeting(candidate.gtk.index);
    if (!(at.cda < settings.maxCda && at.z > settings.zMin && at.z < settings.zMax)) continue;
    found.push(scored(candidate, at, settings));
  }
  return ranked(found, settings);
}

/** Beam tracks that look like beam kaons: χ² of the track, momentum and slopes. */
function beamTracks(rows: Rows<typeof gtkTracks>, row: number, settings: Match): Timed[] {
  const { p, tx, ty, chi2, time, time_sigma } = rows.columns;
  const start = rows.offsets[row]!;
  const end = rows.offsets[row + 1]!;
  const list: Timed[] = [];
  for (let i = start; i < end; i++) {
    const a = (p[i]! - settings.beamMomentum) / settings.beamMomentumSpread;
    const b = (tx[i]! - settings.beamSlopeX) / settings.beamSlopeXSpread;
    const c = (ty[i]! - settings.beamSlopeY) / settings.beamSlopeYSpread;
    if (!(chi2[i]! < settings.maxGtkChi2 && a * a + b * b + c * c < settings.maxBeamChi2)) continue;
    list.push({ index: i - start, time: time[i]!, sigma: time_sigma[i]! });
  }
  return list;
}

function kaonsOf(rows: Rows<typeof ktagCandidates>, row: number, settings: Match): Timed[] {
  const { time, time_sigma, n_sectors } = rows.columns;
  const start = rows.offsets[row]!;
  const end = rows.offsets[row + 1]!;
  const list: Timed[] = [];
  for (let i = start; i < end; i++) {
    if (n_sectors[i]! >= settings.kaonSectors) {
      list.push({ index: i - start, time: time[i]!, sigma: time_sigma[i]! });
    }
  }
  return list;
}

/** Weighted mean of the times of a vertex's tracks. */
function vertexTime(
  rows: Rows<typeof vertices>,
  i: number,
  times: Rows<typeof trackTimes>,
  firstTime: number,
  index: number,
): Timed {
  const { tracks: members, n_tracks } = rows.columns;
  const { time, time_sigma } = times.columns;
  let weight = 0;
  let sum = 0;
  for (let k = 0; k < n_tracks[i]!; k++) {
    const at = firstTime + members[3 * i + k]!;
    const w = 1 / time_sigma[at]! ** 2;
    weight += w;
    sum += w * time[at]!;
  }
  return { index, time: sum / weight, sigma: 1 / Math.sqrt(weight) };
}

function write(out: TableBuilder<typeof beamMatchTable>, match: BeamMatch, settings: Match): number {
  const i = out.next();
  const c = out.columns;
  const { candidate, meeting } = match;
  c.ktag[i] = candidate.ktag;
  c.gtk[i] = candidate.gtk.index;
  c.dt_ktag[i] = candidate.dtKtag;
  c.dt_decay[i] = candidate.dtDecay;
  c.cda[i] = meeting.cda;
  c.x[i] = meeting.x;
  c.y[i] = meeting.y;
  c.z[i] = meeting.z;
  c.d_ktag[i] = match.dKtag;
  c.d_decay[i] = match.dDecay;
  c.accepted[i] = isAccepted(match, settings) ? 1 : 0;
  return i;
}
