import { GeV } from '../core/units.js';
import type { EventBatch, Has } from '../event/batch.js';
import { events, tracks, type vertices } from '../event/run.js';
import { beamMatches, trackTimes } from '../event/run-beam.js';
import type { Table } from '../event/table.js';
import { DOWNSTREAM_Z, isInside, RINGS, UPSTREAM_Z } from './acceptance.js';

/** A column that cuts may name: one number of a candidate. */
export interface CutColumn {
  readonly unit: string;
  readonly doc: string;
  /** Tables that must be read besides the candidates' own. */
  readonly reads: readonly Table[];
  /** `event` is the row of the event in the batch, `row` that of the vertex in `vertices`. */
  readonly value: (batch: EventBatch, event: number, row: number) => number;
}

/** Declares a derived column, a pure function of the tables it reads; the batch is typed to what it reads, and to the candidates. */
function derived<const R extends readonly Table[]>(
  unit: string,
  doc: string,
  reads: R,
  value: (batch: EventBatch & Has<R[number] | typeof vertices>, event: number, row: number) => number,
): CutColumn {
  return { unit, doc, reads, value: value as CutColumn['value'] };
}

/** Momentum of the beam that `p_beam_difference` is counted from. Source: KAON §6.1 (FW19). */
const BEAM_MOMENTUM = 75 * GeV;
/** Bit of `events.l0_mask`. */
const CONTROL_LINE = 1;

type Vertices = Has<typeof vertices>;

function totalMomentum({ vertices: { columns } }: Vertices, row: number): number {
  const px = columns.px[row]!;
  const py = columns.py[row]!;
  const pz = columns.pz[row]!;
  return Math.sqrt(px * px + py * py + pz * pz);
}

/** Rows in `tracks` of the tracks of a vertex. */
function trackRows(batch: Vertices, firstTrack: number, row: number): number[] {
  const { n_tracks, tracks: members } = batch.vertices.columns;
  const rows: number[] = [];
  for (let k = 0; k < n_tracks[row]!; k++) rows.push(firstTrack + members[3 * row + k]!);
  return rows;
}

function inAcceptance({ columns: c }: Has<typeof tracks>['tracks'], row: number): boolean {
  return RINGS.every((ring) => {
    if (ring.from === 'upstream') {
      const dz = ring.z - UPSTREAM_Z;
      return isInside(ring, c.x[row]! + c.tx[row]! * dz, c.y[row]! + c.ty[row]! * dz);
    }
    const dz = ring.z - DOWNSTREAM_Z;
    return isInside(ring, c.x_down[row]! + c.tx_down[row]! * dz, c.y_down[row]! + c.ty_down[row]! * dz);
  });
}

function smallestDistance(batch: Has<typeof tracks | typeof vertices>, event: number, row: number, z: number): number {
  const { x, y, tx, ty } = batch.tracks.columns;
  const rows = trackRows(batch, batch.tracks.offsets[event]!, row);
  const dz = z - UPSTREAM_Z;
  let least = Number.POSITIVE_INFINITY;
  for (const [i, a] of rows.entries()) {
    for (const b of rows.slice(i + 1)) {
      const dx = x[a]! - x[b]! + (tx[a]! - tx[b]!) * dz;
      const dy = y[a]! - y[b]! + (ty[a]! - ty[b]!) * dz;
      least = Math.min(least, Math.sqrt(dx * dx + dy * dy));
    }
  }
  return least;
}

/** Row in `beam_matches` of the best match of a vertex; −1 when nothing matches. */
function bestMatch(batch: Has<typeof vertices | typeof beamMatches>, event: number, row: number): number {
  const index = row - batch.vertices.offsets[event]!;
  const { offsets, columns } = batch.beam_matches;
  const end = offsets[event + 1]!;
  for (let k = offsets[event]!; k < end; k++) if (columns.vertex[k] === index && columns.rank[k] === 0) return k;
  return -1;
}

/** A column of `beam_matches` at the best match, or `none`. */
const ofBestMatch = (
  column: 'gtk' | 'ktag' | 'cda' | 'dt_ktag' | 'dt_decay' | 'd_ktag' | 'd_decay' | 'accepted' | 'ambiguous',
  unit: string,
  doc: string,
  none: number,
): CutColumn =>
  derived(unit, `${doc}; ${Number.isNaN(none) ? 'NaN' : none} without a match`, [beamMatches], (batch, event, row) => {
    const k = bestMatch(batch, event, row);
    return k < 0 ? none : batch.beam_matches.columns[column][k]!;
  });

/** The derived columns, by name: numbers of a candidate that stand in no table. */
export const DERIVED = {
  p_total: derived('MeV/c', 'momentum of the vertex, |Σp|', [], (batch, _, row) => totalMomentum(batch, row)),

  p_beam_difference: derived(
    'MeV/c',
    'momentum of the vertex less 75 GeV/c',
    [],
    (batch, _, row) => totalMomentum(batch, row) - BEAM_MOMENTUM,
  ),

  control_line: derived(
    '',
    '1: the event was taken by the control line',
    [events],
    (batch, event) => batch.events.columns.l0_mask[event]! & CONTROL_LINE,
  ),

  n_three_track_vertices: derived('', 'three-track vertices of the event', [], ({ vertices: v }, event) => {
    let n = 0;
    for (let k = v.offsets[event]!; k < v.offsets[event + 1]!; k++) if (v.columns.n_tracks[k] === 3) n++;
    return n;
  }),

  tracks_in_acceptance: derived(
    '',
    'tracks of the vertex inside STRAW1–4 and NewCHOD, as straight lines from their states at 180 m and 219.445 m',
    [tracks],
    (batch, event, row) => {
      let n = 0;
      for (const k of trackRows(batch, batch.tracks.offsets[event]!, row)) if (inAcceptance(batch.tracks, k)) n++;
      return n;
    },
  ),

  min_track_distance: derived(
    'mm',
    'smallest distance between two tracks of the vertex at STRAW1',
    [tracks],
    (batch, event, row) => smallestDistance(batch, event, row, RINGS[0]!.z),
  ),

  mean_chod_time: derived(
    'ns',
    'mean CHOD time of the tracks of the vertex that have one, relative to the trigger; NaN when none has',
    [trackTimes],
    (batch, event, row) => {
      const { chod, chod_time } = batch.track_times.columns;
      let n = 0;
      let sum = 0;
      for (const k of trackRows(batch, batch.track_times.offsets[event]!, row)) {
        if (chod[k]! < 0) continue;
        n++;
        sum += chod_time[k]!;
      }
      return sum / n;
    },
  ),

  matched: ofBestMatch('accepted', '', '1: the best beam match passes the thresholds of the discriminants', 0),
  match_gtk: ofBestMatch('gtk', '', 'index in the event of the GTK track of the best beam match', -1),
  match_ktag: ofBestMatch('ktag', '', 'index in the event of the KTAG candidate of the best beam match, −1 none', -1),
  match_cda: ofBestMatch('cda', 'mm', 'closest approach of the best beam match', Number.NaN),
  match_dt_ktag: ofBestMatch('dt_ktag', 'ns', 'GTK − KTAG of the best beam match', Number.NaN),
  match_dt_decay: ofBestMatch('dt_decay', 'ns', 'GTK − vertex time of the best beam match', Number.NaN),
  match_d_ktag: ofBestMatch('d_ktag', '', 'discriminant of the best beam match with the KTAG time', Number.NaN),
  match_d_decay: ofBestMatch('d_decay', '', 'discriminant of the best beam match with the vertex time', Number.NaN),
  match_ambiguous: ofBestMatch('ambiguous', '', '1: another beam track is nearly as good as the best', 0),
} as const satisfies Readonly<Record<string, CutColumn>>;
