import type { EventBatch, Has } from '../../event/batch.js';
import { tracks } from '../../event/run.js';
import { trackTimes } from '../../event/run-beam.js';
import { trackClusters, trackMuons } from '../../event/run-downstream.js';
import { IDENTITIES, trackIdentity } from '../../event/run-vetoes.js';
import type { Table } from '../../event/table.js';
import { DOWNSTREAM_Z, isInside, MUV3, RINGS, UPSTREAM_Z } from '../acceptance.js';

/** One number of a track: `track` is its row in `tracks` and in every table beside it. */
export interface TrackQuantity {
  readonly unit: string;
  readonly doc: string;
  readonly reads: readonly Table[];
  readonly value: (batch: EventBatch, track: number) => number;
}

function quantity<const R extends readonly Table[]>(
  unit: string,
  doc: string,
  reads: R,
  value: (batch: EventBatch & Has<R[number]>, track: number) => number,
): TrackQuantity {
  return { unit, doc, reads, value: value as TrackQuantity['value'] };
}

type Tracks = Has<typeof tracks>['tracks'];

/** x and y [mm] of a track as a straight line from its state behind the magnet. */
export function behindMagnet({ columns: c }: Tracks, track: number, z: number): readonly [number, number] {
  const dz = z - DOWNSTREAM_Z;
  return [c.x_down[track]! + c.tx_down[track]! * dz, c.y_down[track]! + c.ty_down[track]! * dz];
}

function inAcceptance(t: Tracks, track: number): boolean {
  const c = t.columns;
  return RINGS.every((ring) => {
    if (ring.from === 'downstream') return isInside(ring, ...behindMagnet(t, track, ring.z));
    const dz = ring.z - UPSTREAM_Z;
    return isInside(ring, c.x[track]! + c.tx[track]! * dz, c.y[track]! + c.ty[track]! * dz);
  });
}

/** Place of the pion among the identities. */
const PI = IDENTITIES.indexOf('pi');

const isInMuv3 = (x: number, y: number): boolean =>
  x * x + y * y > MUV3.inner ** 2 && Math.abs(x) < MUV3.half && Math.abs(y) < MUV3.half;

function bitsOf(mask: number): number {
  let n = 0;
  for (let left = mask; left !== 0; left &= left - 1) n++;
  return n;
}

const probability = (column: 'rich' | 'calorimeters' | 'probability', from: string): Record<string, TrackQuantity> =>
  Object.fromEntries(
    IDENTITIES.map((name, i) => [
      `${column}_${name}`,
      quantity(
        '',
        `probability of ${name} from ${from}; NaN without`,
        [trackIdentity],
        (batch, track) => batch.track_identity.columns[column][IDENTITIES.length * track + i]!,
      ),
    ]),
  );

/** What may be asked of a single track, by name. */
export const TRACK_QUANTITIES: Readonly<Record<string, TrackQuantity>> = {
  p: quantity('MeV/c', 'momentum', [tracks], ({ tracks: t }, k) => t.columns.p[k]!),
  chi2: quantity('', 'χ² of the Kalman fit', [tracks], ({ tracks: t }, k) => t.columns.chi2[k]!),
  chi2_per_ndf: quantity('', 'χ² of the Kalman fit over its degrees of freedom', [tracks], ({ tracks: t }, k) => {
    return t.columns.chi2[k]! / t.columns.ndf[k]!;
  }),
  chambers: quantity('', 'chambers with hits', [tracks], ({ tracks: t }, k) => bitsOf(t.columns.chambers[k]!)),
  p_pattern_difference: quantity(
    'MeV/c',
    'momentum of the fit less that of the pattern recognition',
    [tracks],
    ({ tracks: t }, k) => t.columns.p[k]! - t.columns.p_pattern[k]!,
  ),
  in_acceptance: quantity(
    '',
    '1: inside STRAW1–4 and NewCHOD, as straight lines from the states at 180 m and 219.445 m',
    [tracks],
    ({ tracks: t }, k) => (inAcceptance(t, k) ? 1 : 0),
  ),
  in_muv3: quantity(
    '',
    '1: points at MUV3, as a straight line from the state at 219.445 m',
    [tracks],
    ({ tracks: t }, k) => (isInMuv3(...behindMagnet(t, k, MUV3.z)) ? 1 : 0),
  ),
  in_lkr: quantity(
    '',
    '1: points into the octagon of the LKr',
    [trackClusters],
    ({ track_clusters: t }, k) => t.columns.in_acceptance[k]!,
  ),
  track_time: quantity(
    'ns',
    'STRAW, CHOD, NewCHOD and RICH together, relative to the trigger',
    [trackTimes],
    (b, k) => b.track_times.columns.time[k]!,
  ),
  chod_time: quantity(
    'ns',
    'CHOD time, relative to the trigger; NaN without',
    [trackTimes],
    (b, k) => b.track_times.columns.chod_time[k]!,
  ),
  newchod_time: quantity(
    'ns',
    'NewCHOD time, relative to the trigger; NaN without',
    [trackTimes],
    (b, k) => b.track_times.columns.newchod_time[k]!,
  ),
  eop: quantity(
    '',
    'LKr energy over momentum; 0 in acceptance without a cluster, NaN outside',
    [trackIdentity],
    (b, k) => b.track_identity.columns.eop[k]!,
  ),
  eop0: quantity(
    '',
    'LKr energy over momentum; 0 without a cluster, outside the acceptance too',
    [trackIdentity],
    (b, k) => b.track_identity.columns.eop[k]! || 0,
  ),
  lkr: quantity('', '1: has an LKr cluster', [trackIdentity], (b, k) =>
    b.track_identity.columns.cluster[k]! >= 0 ? 1 : 0,
  ),
  muv3: quantity('', '1: has a MUV3 candidate in its road and in time', [trackIdentity], (b, k) =>
    b.track_identity.columns.muv3[k]! >= 0 ? 1 : 0,
  ),
  muv3_dt: quantity(
    'ns',
    'MUV3 − track time of the candidate in its road nearest in time; NaN without',
    [trackMuons],
    (b, k) => b.track_muons.columns.dt[k]!,
  ),
  identity: quantity(
    '',
    'likeliest of 0 e, 1 mu, 2 pi; −1 undecided',
    [trackIdentity],
    (b, k) => b.track_identity.columns.identity[k]!,
  ),
  rich_says_pi: quantity(
    '',
    '1: the RICH alone says pi, with a probability above 0.5; 0 otherwise, without a likelihood too',
    [trackIdentity],
    (b, k) => (b.track_identity.columns.rich[IDENTITIES.length * k + PI]! > 0.5 ? 1 : 0),
  ),
  ...probability('rich', 'the RICH alone'),
  ...probability('calorimeters', 'LKr, MUV1 and MUV2'),
  ...probability('probability', 'all detectors'),
};
