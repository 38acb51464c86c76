import { particle } from '../../core/particles.js';
import { m, ns } from '../../core/units.js';
import { LKR_FRONT_Z } from '../../detectors/lkr/description.js';
import type { EventBatch, Has } from '../../event/batch.js';
import type { tracks } from '../../event/run.js';
import { trackAxis, trackTimes } from '../../event/run-beam.js';
import { lkrClusters } from '../../event/run-downstream.js';
import { neutralPairs } from '../../event/run-vetoes.js';
import { type FourMomentum, fourMomentum } from './kinematics.js';
import { behindMagnet } from './track.js';

/** Where a π⁰ decays, and how near the time of the track. Source: KAON §4, §6.3 (FW19). */
const PI0_Z = [105 * m, 180 * m] as const;
const PI0_TIME = 2 * ns;
const MASS = particle(111).mass;

export const PI0_TABLES = [neutralPairs, lkrClusters, trackTimes, trackAxis] as const;
type Needed = EventBatch & Has<typeof tracks | (typeof PI0_TABLES)[number]>;

/** Rows of the pairs that may be the π⁰ of a track: vertex as π⁰ in the decay region, in time with the track. */
function pairsOf({ neutral_pairs: { offsets, columns }, track_times }: Needed, event: number, track: number): number[] {
  const time = track_times.columns.time[track]!;
  const rows: number[] = [];
  for (let k = offsets[event]!; k < offsets[event + 1]!; k++) {
    const z = columns.z_pi0[k]!;
    if (z > PI0_Z[0] && z < PI0_Z[1] && Math.abs(columns.time[k]! - time) < PI0_TIME) rows.push(k);
  }
  return rows;
}

export const countPi0 = (batch: Needed, event: number, track: number): number => pairsOf(batch, event, track).length;

/** Row of the π⁰ of a track, the one nearest in time; −1 without. */
export function pi0Of(batch: Needed, event: number, track: number): number {
  const time = batch.track_times.columns.time[track]!;
  const at = batch.neutral_pairs.columns.time;
  const far = (k: number): number => Math.abs(at[k]! - time);
  return pairsOf(batch, event, track).reduce((best, k) => (best < 0 || far(k) < far(best) ? k : best), -1);
}

/** Rows in `lkr_clusters` of the two photons of a pair. */
export function photonsOf(
  { neutral_pairs: { columns }, lkr_clusters }: Needed,
  event: number,
  pair: number,
): readonly [number, number] {
  const first = lkr_clusters.offsets[event]!;
  return [first + columns.cluster_1[pair]!, first + columns.cluster_2[pair]!];
}

/**
 * The π⁰ of a track: the sum of its photons' momenta, each from the point where the track meets the axis of the beam, with the mass of
 * the π⁰. NaN without one.
 */
export function pi0Momentum(batch: Needed, event: number, track: number): FourMomentum {
  const pair = pi0Of(batch, event, track);
  if (pair < 0) return { px: Number.NaN, py: Number.NaN, pz: Number.NaN, e: Number.NaN };
  const axis = batch.track_axis.columns;
  const { x, y, energy } = batch.lkr_clusters.columns;
  let [px, py, pz] = [0, 0, 0];
  for (const k of photonsOf(batch, event, pair)) {
    const dx = x[k]! - axis.x[track]!;
    const dy = y[k]! - axis.y[track]!;
    const dz = LKR_FRONT_Z - axis.z[track]!;
    const scale = energy[k]! / Math.sqrt(dx * dx + dy * dy + dz * dz);
    px += scale * dx;
    py += scale * dy;
    pz += scale * dz;
  }
  return fourMomentum(MASS, px, py, pz);
}

/** Distance [mm] of a cluster from the impact of a track at the front of the LKr. */
export function fromTrack(batch: Has<typeof tracks | typeof lkrClusters>, cluster: number, track: number): number {
  const [x, y] = behindMagnet(batch.tracks, track, LKR_FRONT_Z);
  const dx = batch.lkr_clusters.columns.x[cluster]! - x;
  const dy = batch.lkr_clusters.columns.y[cluster]! - y;
  return Math.sqrt(dx * dx + dy * dy);
}
