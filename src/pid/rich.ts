import { type Values, withDefaults } from '../core/settings.js';
import type { RichConditions } from '../detectors/rich/conditions.js';
import { NEON_HALVES, NEON_RADIUS, RICH_PIPE_RADIUS, richAxisX } from '../detectors/rich/description.js';
import type { TableBuilder } from '../event/builder.js';
import { triggers } from '../event/raw.js';
import { rich } from '../event/raw-downstream.js';
import { tracks } from '../event/run.js';
import { RICH_HYPOTHESES, richRings } from '../event/run-downstream.js';
import { type Stage, stage } from '../event/stage.js';
import { DOWNSTREAM_PLANE } from '../tracking/straw/stage.js';
import { fitCircle } from './circle-fit.js';
import { RichHits } from './rich-hits.js';
import { LIGHT, NEON_MIDDLE, type NeonRay, ringMass2 } from './rich-light.js';
import { TrackRing } from './rich-ring.js';
import { richRingSettings } from './rich-settings.js';

/** What the RICH reconstruction assumes. */
export interface RichReconstruction {
  readonly conditions: RichConditions;
  readonly settings?: Partial<Values<typeof richRingSettings>>;
}

/**
 * The ring of every STRAW track through the neon: centre from the track, seeded by the time of the STRAW alone. A track whose way misses the
 * neon has no row. Light where rings of tracks meet in time is shared: a hit counts for each ring by the light expected of it there over
 * that of all rings, because taking it out would take most from the rings that lie on one another.
 */
export function findRichRings(
  assumed: RichReconstruction,
): Stage<readonly [typeof triggers, typeof rich, typeof tracks], readonly [typeof richRings]> {
  const settings = withDefaults(richRingSettings, assumed.settings);
  const hits = new RichHits(assumed.conditions, settings.responseMean);
  const rings: TrackRing[] = [];
  const trackOf: number[] = [];

  return stage('rich.rings', { reads: [triggers, rich, tracks], writes: [richRings] }, (batch, row, out) => {
    const t = batch.tracks.columns;
    const start = batch.tracks.offsets[row]!;
    const end = batch.tracks.offsets[row + 1]!;
    const n = batch.rich.offsets[row + 1]! - batch.rich.offsets[row]!;
    if (n > settings.maxHits) throw new RangeError(`${n} RICH hits, more than ${settings.maxHits}`);
    hits.read(batch.rich, row, batch.triggers.columns.fine_time[row]!);
    let count = 0;
    for (let i = start; i < end; i++) {
      const tx = t.tx_down[i]!;
      const ty = t.ty_down[i]!;
      const dz = NEON_MIDDLE - DOWNSTREAM_PLANE;
      const ray = { x: t.x_down[i]! + tx * dz, y: t.y_down[i]! + ty * dz, tx, ty };
      if (!meetsNeon(ray)) continue;
      if (count === rings.length) rings.push(new TrackRing(settings));
      trackOf[count] = i;
      rings[count++]!.find(hits, ray, t.p[i]!, t.time[i]!, t.time_sigma[i]!);
    }
    if (count > 1) {
      for (let j = 0; j < count; j++) rings[j]!.among(rings, count, hits);
      for (let j = 0; j < count; j++) rings[j]!.fit();
    }
    for (let j = 0; j < count; j++) {
      const i = trackOf[j]!;
      write(out.rich_rings, rings[j]!, hits, i - start, t.p[i]!, settings);
    }
  });
}

/** Whether a track is in the gas in either half. */
function meetsNeon({ x, y, tx, ty }: NeonRay): boolean {
  return NEON_HALVES.some(({ z }) => {
    const px = x + tx * (z - NEON_MIDDLE);
    const py = y + ty * (z - NEON_MIDDLE);
    const fromPipe = px - richAxisX(z);
    return px * px + py * py < NEON_RADIUS ** 2 && fromPipe * fromPipe + py * py > RICH_PIPE_RADIUS ** 2;
  });
}

function write(
  out: TableBuilder<typeof richRings>,
  ring: TrackRing,
  hits: RichHits,
  track: number,
  p: number,
  settings: Values<typeof richRingSettings>,
): void {
  const i = out.next();
  const c = out.columns;
  const { first, last } = ring;
  const lit = ring.radius > 0;
  let n = 0;
  let chi2 = 0;
  const size = lit ? last - first : 0;
  const x = new Float64Array(size);
  const y = new Float64Array(size);
  const used = new Uint8Array(size);
  for (let k = 0; k < size; k++) {
    const w = ring.weight[first + k]!;
    x[k] = hits.u[ring.hit[first + k]!]!;
    y[k] = hits.v[ring.hit[first + k]!]!;
    used[k] = w > 0.5 ? 1 : 0;
    n += used[k]!;
    chi2 += w * ((ring.distance[first + k]! - ring.radius) / ring.sigma) ** 2;
  }
  const fitted = n >= settings.minHits;
  const circle = fitted ? fitCircle(x, y, used) : undefined;
  c.track[i] = track;
  c.n_hits[i] = Math.min(255, n);
  c.x[i] = ring.u;
  c.y[i] = ring.v;
  c.radius[i] = fitted ? ring.radius : Number.NaN;
  c.radius_sigma[i] = fitted ? ring.sigma / Math.sqrt(ring.hits) : Number.NaN;
  c.chi2[i] = fitted ? chi2 : Number.NaN;
  c.free_x[i] = circle?.x ?? Number.NaN;
  c.free_y[i] = circle?.y ?? Number.NaN;
  c.free_radius[i] = circle?.radius ?? Number.NaN;
  c.time[i] = n > 0 ? ring.meanTime : Number.NaN;
  c.time_sigma[i] = n > 0 ? settings.timeSigma / Math.sqrt(ring.hits) : Number.NaN;
  c.mass2[i] = fitted ? ringMass2(ring.radius, p, settings.betaOneRadius) : Number.NaN;
  c.expected_hits[i] = ring.expected[0]!;
  const size5 = RICH_HYPOTHESES.length;
  const known = p >= settings.minMomentum && p <= settings.maxMomentum && ring.expected[0]! >= settings.minHits;
  const best = Math.max(0, ...ring.logLikelihood);
  for (let h = 0; h < size5; h++) {
    // of background alone it is 0
    const value = h < LIGHT ? ring.logLikelihood[h]! : 0;
    c.log_likelihood[i * size5 + h] = known ? value - best : Number.NaN;
  }
}
