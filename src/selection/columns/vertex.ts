import { LKR_FRONT_Z } from '../../detectors/lkr/description.js';
import type { EventBatch, Has } from '../../event/batch.js';
import { tracks, type vertices } from '../../event/run.js';
import { ktagCandidates, trackTimes } from '../../event/run-beam.js';
import { trackIdentity } from '../../event/run-vetoes.js';
import { RINGS, UPSTREAM_Z } from '../acceptance.js';
import { type CutColumn, columnOf } from './column.js';
import {
  acrossBeam,
  BEAM_KAON,
  BEAM_MOMENTUM,
  type FourMomentum,
  fourMomentum,
  massOfTotal,
  missingMass2,
  momentumOf,
  total,
} from './kinematics.js';
import { type Members, massOf } from './members.js';
import { nearestKaon } from './time.js';
import { behindMagnet, TRACK_QUANTITIES, type TrackQuantity } from './track.js';

const vertex = columnOf<typeof vertices>();

type Vertices = Has<typeof vertices>;

const sumOf = ({ vertices: { columns } }: Vertices, row: number) => ({
  px: columns.px[row]!,
  py: columns.py[row]!,
  pz: columns.pz[row]!,
});

/** Rows in `tracks` of the tracks of a vertex, of an event whose tracks begin with `first`. */
function trackRows({ vertices: { columns } }: Vertices, first: number, row: number): number[] {
  const rows: number[] = [];
  for (let k = 0; k < columns.n_tracks[row]!; k++) rows.push(first + columns.tracks[3 * row + k]!);
  return rows;
}

/** Row in `tracks` of a member of the vertex; −1 without. */
function memberRow(
  batch: EventBatch & Has<typeof vertices | typeof tracks>,
  event: number,
  row: number,
  members: Members,
  k: number,
): number {
  const place = members.place(batch, event, row, k);
  return place < 0 ? -1 : batch.tracks.offsets[event]! + batch.vertices.columns.tracks[3 * row + place]!;
}

/** Refitted four-momentum of a member that is taken to have this mass. */
function memberMomentum(
  batch: EventBatch & Vertices,
  event: number,
  row: number,
  members: Members,
  k: number,
  mass: number,
): FourMomentum {
  const place = members.place(batch, event, row, k);
  if (place < 0) return { px: Number.NaN, py: Number.NaN, pz: Number.NaN, e: Number.NaN };
  const at = 9 * row + 3 * place;
  const m = batch.vertices.columns.momenta;
  return fourMomentum(mass, m[at]!, m[at + 1]!, m[at + 2]!);
}

const MEMBER_TABLES = [tracks, trackIdentity] as const;

/** Mass of some of the members, each with the mass of its species unless another is given. */
const massColumn = (members: readonly number[], doc: string, species?: 'e'): CutColumn =>
  vertex('MeV/c²', `${doc}; NaN unless three tracks of charge ±1`, MEMBER_TABLES, (batch, event, row, who) =>
    massOfTotal(
      total(
        members.map((k) =>
          memberMomentum(batch, event, row, who, k, species === undefined ? who.masses[k]! : massOf(species)),
        ),
      ),
    ),
  );

/** The smallest distance of two tracks of the vertex, their places given by `at`. */
function smallest(rows: readonly number[], at: (track: number) => readonly [number, number]): number {
  let least = Number.POSITIVE_INFINITY;
  const points = rows.map(at);
  for (const [i, [xa, ya]] of points.entries()) {
    for (const [xb, yb] of points.slice(i + 1)) {
      least = Math.min(least, Math.sqrt((xa - xb) * (xa - xb) + (ya - yb) * (ya - yb)));
    }
  }
  return least;
}

/** Place of a track in a STRAW chamber, as `RINGS` says: straight lines from the states of both sides of the magnet. */
function inChamber(t: Has<typeof tracks>['tracks'], track: number, chamber: number): readonly [number, number] {
  const ring = RINGS[chamber]!;
  if (ring.from === 'downstream') return behindMagnet(t, track, ring.z);
  const dz = ring.z - UPSTREAM_Z;
  const c = t.columns;
  return [c.x[track]! + c.tx[track]! * dz, c.y[track]! + c.ty[track]! * dz];
}

const CHAMBERS = [0, 1, 2, 3];

const distanceIn = (chambers: readonly number[], doc: string): CutColumn =>
  vertex('mm', doc, [tracks], (batch, event, row) => {
    const rows = trackRows(batch, batch.tracks.offsets[event]!, row);
    return Math.min(...chambers.map((c) => smallest(rows, (k) => inChamber(batch.tracks, k, c))));
  });

/** Mean of the track times that `timeOf` gives; NaN when it gives none. */
function meanTime(rows: readonly number[], timeOf: (track: number) => number): number {
  const times = rows.map(timeOf).filter((t) => !Number.isNaN(t));
  return times.reduce((sum, t) => sum + t, 0) / times.length;
}

/** The columns of every member of the vertex, and over all its tracks. */
function perTrack(): Record<string, CutColumn> {
  const columns: Record<string, CutColumn> = {};
  const names = ['like1', 'like2', 'odd'];
  const words = ['first track of like sign', 'second track of like sign', 'track of the odd sign'];
  for (const [name, q] of Object.entries(TRACK_QUANTITIES)) {
    for (const [k, member] of names.entries()) columns[`${member}_${name}`] = ofMember(q, k, words[k]!);
    for (const [word, join] of Object.entries(JOINS)) columns[`${word}_${name}`] = overTracks(q, word, join);
  }
  return columns;
}

const JOINS: Readonly<Record<string, (values: readonly number[]) => number>> = {
  min: (values) => Math.min(...values),
  max: (values) => Math.max(...values),
  sum: (values) => values.reduce((a, b) => a + b, 0),
};

const ofMember = ({ unit, doc, reads, value }: TrackQuantity, k: number, who: string): CutColumn =>
  vertex(
    unit,
    `${who}: ${doc}; NaN unless three tracks of charge ±1`,
    [...MEMBER_TABLES, ...reads],
    (batch, event, row, members) => {
      const track = memberRow(batch as EventBatch & Has<typeof vertices | typeof tracks>, event, row, members, k);
      return track < 0 ? Number.NaN : value(batch, track);
    },
  );

const overTracks = (
  { unit, doc, reads, value }: TrackQuantity,
  word: string,
  join: (values: readonly number[]) => number,
): CutColumn =>
  vertex(unit, `${word} over the tracks: ${doc}; NaN when one is`, [tracks, ...reads], (batch, event, row) => {
    const b = batch as EventBatch & Has<typeof vertices | typeof tracks>;
    return join(trackRows(b, b.tracks.offsets[event]!, row).map((k) => value(b, k)));
  });

/** What may be asked of a vertex besides its own columns. */
export const VERTEX_COLUMNS: Readonly<Record<string, CutColumn>> = {
  p_total: vertex('MeV/c', 'momentum of the vertex, |Σp|', [], (batch, _, row) => momentumOf(sumOf(batch, row))),
  p_beam_difference: vertex(
    'MeV/c',
    'momentum of the vertex less 75 GeV/c',
    [],
    (batch, _, row) => momentumOf(sumOf(batch, row)) - BEAM_MOMENTUM,
  ),
  pt: vertex('MeV/c', 'momentum of the vertex across the nominal beam', [], (batch, _, row) =>
    acrossBeam(sumOf(batch, row)),
  ),
  mass: massColumn([0, 1, 2], 'invariant mass, the tracks with the masses of their species'),
  mass_12: massColumn([0, 1], 'of the tracks of like sign, with the masses of their species'),
  mass_13: massColumn([0, 2], 'of the first track of like sign and the odd one, with the masses of their species'),
  mass_23: massColumn([1, 2], 'of the second track of like sign and the odd one, with the masses of their species'),
  mass_13_ee: massColumn([0, 2], 'of the first track of like sign and the odd one, both an e', 'e'),
  mass_23_ee: massColumn([1, 2], 'of the second track of like sign and the odd one, both an e', 'e'),
  m2miss: vertex(
    'MeV²/c⁴',
    'squared mass that the tracks leave of a kaon of the mean beam; NaN unless three tracks of charge ±1',
    MEMBER_TABLES,
    (batch, event, row, who) =>
      missingMass2(BEAM_KAON, total([0, 1, 2].map((k) => memberMomentum(batch, event, row, who, k, who.masses[k]!)))),
  ),
  straw1_distance: distanceIn([0], 'smallest distance between two tracks of the vertex at STRAW1'),
  straw_distance: distanceIn(CHAMBERS, 'smallest distance between two tracks of the vertex at any STRAW chamber'),
  lkr_distance: vertex(
    'mm',
    'smallest distance between two tracks of the vertex at the front of the LKr',
    [tracks],
    (batch, event, row) =>
      smallest(trackRows(batch, batch.tracks.offsets[event]!, row), (k) => behindMagnet(batch.tracks, k, LKR_FRONT_Z)),
  ),
  mean_chod_time: vertex(
    'ns',
    'mean CHOD time of the tracks of the vertex that have one, relative to the trigger; NaN when none has',
    [trackTimes],
    (batch, event, row) => {
      const { chod, chod_time } = batch.track_times.columns;
      return meanTime(trackRows(batch, batch.track_times.offsets[event]!, row), (k) =>
        chod[k]! < 0 ? Number.NaN : chod_time[k]!,
      );
    },
  ),
  mean_track_time: vertex(
    'ns',
    'mean time of the tracks of the vertex, relative to the trigger',
    [trackTimes],
    (batch, event, row) => trackTime(batch, event, row),
  ),
  time_spread: vertex(
    'ns',
    'largest distance of the time of a track of the vertex from their mean',
    [trackTimes],
    (batch, event, row) => {
      const mean = trackTime(batch, event, row);
      const { time } = batch.track_times.columns;
      return Math.max(
        ...trackRows(batch, batch.track_times.offsets[event]!, row).map((k) => Math.abs(time[k]! - mean)),
      );
    },
  ),
  dt_ktag: vertex(
    'ns',
    'kaon in the KTAG nearest in time less the mean track time; NaN without a kaon',
    [trackTimes, ktagCandidates],
    (batch, event, row) => nearestKaon(batch, event, trackTime(batch, event, row)),
  ),
  ...perTrack(),
};

function trackTime(batch: EventBatch & Has<typeof vertices | typeof trackTimes>, event: number, row: number): number {
  const { time } = batch.track_times.columns;
  return meanTime(trackRows(batch, batch.track_times.offsets[event]!, row), (k) => time[k]!);
}
