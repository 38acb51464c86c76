import { type Settings, type Values, withDefaults } from '../core/settings.js';
import { GeV, mm, ns } from '../core/units.js';
import type { ChodConditions } from '../detectors/chod/conditions.js';
import { CHOD_H_Z, CHOD_V_Z, slabHalfWidth } from '../detectors/chod/description.js';
import { NEWCHOD_Z, tileDistance } from '../detectors/newchod/description.js';
import { tracks } from '../event/run.js';
import { chodCandidates, newchodCandidates, trackTimes } from '../event/run-beam.js';
import { richRings } from '../event/run-downstream.js';
import { type Stage, stage } from '../event/stage.js';
import type { Rows } from '../event/table.js';
import { DOWNSTREAM_PLANE } from '../tracking/straw/stage.js';
import { crossingVariance, timeAtPoint } from './chod.js';

/** Settings of the association of tracks and hodoscopes: `--set track-times.<name>=<value>`. */
export const trackTimeSettings = {
  chodDistance: {
    default: 20 * mm,
    unit: 'mm',
    doc: 'largest distance of the track from the crossing of a V and an H slab',
    source: 'DET §7.4 (FW19)',
  },
  chodTimeScale: {
    default: 5.1 * ns,
    unit: 'ns',
    doc: 'scale of the time in the CHOD discriminant dt²/2s² + d²/D²',
    source: 'DET §4.8 (AN16)',
  },
  chodDistanceScale: {
    default: 80 * mm,
    unit: 'mm',
    doc: 'scale of the distance in the CHOD discriminant',
    source: 'DET §4.8 (AN16)',
  },
  strawTime: {
    default: 25 * ns,
    unit: 'ns',
    doc: 'largest difference of a candidate from the time of the STRAW',
    source: 'none: 5 σ of the STRAW time',
  },
  newchodTime: {
    default: 5 * ns,
    unit: 'ns',
    doc: 'largest difference of a NewCHOD candidate from the CHOD candidate of the track',
    source: 'none: 4.5 σ of the NewCHOD time',
  },
  richHits: {
    default: 4,
    unit: '',
    doc: 'fewest hits of a ring that gives a time',
    source: 'DET §4.6 (AN16): fewest hits of a ring',
  },
  richTime: {
    default: 2 * ns,
    unit: 'ns',
    doc: 'largest difference of a ring from the CHOD candidate of the track',
    source: 'none: 10 σ of the CHOD time',
  },
  newchodSigmas: {
    default: 6,
    unit: '',
    doc: 'largest distance of the track from a tile, in σ of the extrapolation',
    source: 'DET §7.4 (FW19)',
  },
  newchodSigma: {
    default: 0.07 * mm,
    unit: 'mm',
    doc: 'σ of the extrapolation at infinite momentum',
    source: 'DET §7.4 (FW19)',
  },
  newchodScattering: {
    default: 47.3 * mm,
    unit: 'mm',
    doc: 'part of σ from scattering, at 1 GeV/c',
    source: 'DET §7.4 (FW19)',
  },
} satisfies Settings;

/** What the track times assume. */
export interface TrackTiming {
  /** Conditions of the NA48-CHOD, for its light paths. */
  readonly chod: ChodConditions;
  readonly settings?: Partial<Values<typeof trackTimeSettings>>;
}

/**
 * One time per STRAW track: straight on to the hodoscopes, the best CHOD candidate, the nearest NewCHOD candidate, the ring of the track, and
 * the mean of all with the STRAW time, weighted by inverse variance. The CHOD time is taken at the track's place in the crossing.
 *
 * Times are those of a particle of velocity c along the axis. What slope and velocity add is not taken off: below
 * 20 ps above 15 GeV/c.
 */
export function timeTracks(
  assumed: TrackTiming,
): Stage<
  readonly [typeof tracks, typeof chodCandidates, typeof newchodCandidates, typeof richRings],
  readonly [typeof trackTimes]
> {
  const conditions = assumed.chod;
  const values = withDefaults(trackTimeSettings, assumed.settings);
  return stage(
    'track.times',
    { reads: [tracks, chodCandidates, newchodCandidates, richRings], writes: [trackTimes] },
    (batch, row, { track_times: out }) => {
      const t = batch.tracks.columns;
      const chods = batch.chod_candidates;
      const newchods = batch.newchod_candidates;
      const chodStart = chods.offsets[row]!;
      const newchodStart = newchods.offsets[row]!;
      const first = batch.tracks.offsets[row]!;
      const end = batch.tracks.offsets[row + 1]!;
      const rings = batch.rich_rings.columns;
      const ringEnd = batch.rich_rings.offsets[row + 1]!;
      // rings stand in the order of their tracks
      let ring = batch.rich_rings.offsets[row]!;
      for (let i = first; i < end; i++) {
        const ray = { x: t.x_down[i]!, y: t.y_down[i]!, tx: t.tx_down[i]!, ty: t.ty_down[i]! };
        const strawTime = t.time[i]!;
        const chod = bestChod(conditions, values, ray, strawTime, chods, row);
        const reach = values.newchodSigmas * (values.newchodSigma + (values.newchodScattering * GeV) / t.p[i]!);
        const newchod =
          chod.row < 0
            ? nearestTile(ray, reach, strawTime, values.strawTime, newchods, row)
            : nearestTile(ray, reach, chod.time, values.newchodTime, newchods, row);

        // 1/x² and 1/√x, not powers of −2 and −½: those differ between versions of the runtime in the last bit
        let weight = 1 / t.time_sigma[i]! ** 2;
        let sum = weight * strawTime;
        if (chod.row >= 0) {
          const { v, h, time_sigma } = chods.columns;
          // the track knows where in the crossing it is
          const variance = time_sigma[chod.row]! ** 2 - crossingVariance(conditions, v[chod.row]!, h[chod.row]!);
          weight += 1 / variance;
          sum += chod.time / variance;
        }
        const newchodTime = newchod < 0 ? Number.NaN : newchods.columns.time[newchod]!;
        if (newchod >= 0) {
          const w = 1 / newchods.columns.time_sigma[newchod]! ** 2;
          weight += w;
          sum += w * newchodTime;
        }
        while (ring < ringEnd && rings.track[ring]! < i - first) ring++;
        const lit = ring < ringEnd && rings.track[ring] === i - first && rings.n_hits[ring]! >= values.richHits;
        // without a CHOD candidate there is nothing to disagree with
        const agrees = lit && !(Math.abs(rings.time[ring]! - chod.time) > values.richTime);
        const richTime = agrees ? rings.time[ring]! : Number.NaN;
        if (agrees) {
          const w = 1 / rings.time_sigma[ring]! ** 2;
          weight += w;
          sum += w * richTime;
        }
        const k = out.next();
        const c = out.columns;
        // a track without any trailing edge nor hodoscope keeps what the STRAW says: no time
        c.time[k] = weight > 0 ? sum / weight : strawTime;
        c.time_sigma[k] = weight > 0 ? 1 / Math.sqrt(weight) : t.time_sigma[i]!;
        c.chod[k] = chod.row < 0 ? -1 : chod.row - chodStart;
        c.newchod[k] = newchod < 0 ? -1 : newchod - newchodStart;
        c.chod_time[k] = chod.time;
        c.newchod_time[k] = newchodTime;
        c.rich_time[k] = richTime;
      }
    },
  );
}

/** A straight line from the downstream plane. */
interface Ray {
  readonly x: number;
  readonly y: number;
  readonly tx: number;
  readonly ty: number;
}

/** The CHOD candidate with the smallest discriminant, and its time where the ray crosses it; row −1 and NaN for none. */
function bestChod(
  conditions: ChodConditions,
  values: Values<typeof trackTimeSettings>,
  ray: Ray,
  strawTime: number,
  candidates: Rows<typeof chodCandidates>,
  row: number,
): { readonly row: number; readonly time: number } {
  const { x, y, v, h, time } = candidates.columns;
  const toV = CHOD_V_Z - DOWNSTREAM_PLANE;
  const toH = CHOD_H_Z - DOWNSTREAM_PLANE;
  let best = { row: -1, time: Number.NaN };
  let smallest = Infinity;
  const end = candidates.offsets[row + 1]!;
  for (let i = candidates.offsets[row]!; i < end; i++) {
    const dx = Math.max(0, Math.abs(ray.x + toV * ray.tx - x[i]!) - slabHalfWidth(v[i]!));
    const dy = Math.max(0, Math.abs(ray.y + toH * ray.ty - y[i]!) - slabHalfWidth(h[i]!));
    const d2 = dx * dx + dy * dy;
    if (d2 > values.chodDistance ** 2) continue;
    const atTrack = time[i]! + timeAtPoint(conditions, v[i]!, h[i]!, ray.x + toH * ray.tx, ray.y + toV * ray.ty);
    const dt = atTrack - strawTime;
    if (Math.abs(dt) > values.strawTime) continue;
    const discriminant = (dt * dt) / (2 * values.chodTimeScale ** 2) + d2 / values.chodDistanceScale ** 2;
    if (discriminant < smallest) {
      smallest = discriminant;
      best = { row: i, time: atTrack };
    }
  }
  return best;
}

/** Row of the NewCHOD candidate nearest in time to `reference` among those within `reach` [mm] of the ray; −1 for none. */
function nearestTile(
  ray: Ray,
  reach: number,
  reference: number,
  window: number,
  candidates: Rows<typeof newchodCandidates>,
  row: number,
): number {
  const { tile, time } = candidates.columns;
  const x = ray.x + (NEWCHOD_Z - DOWNSTREAM_PLANE) * ray.tx;
  const y = ray.y + (NEWCHOD_Z - DOWNSTREAM_PLANE) * ray.ty;
  let best = -1;
  let smallest = window;
  const end = candidates.offsets[row + 1]!;
  for (let i = candidates.offsets[row]!; i < end; i++) {
    const dt = Math.abs(time[i]! - reference);
    if (!(dt <= smallest) || tileDistance(tile[i]!, x, y) > reach) continue;
    best = i;
    smallest = dt;
  }
  return best;
}
