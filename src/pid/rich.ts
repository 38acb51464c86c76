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
import { CIRCLE_SIZE, CircleAt, fitCircle } from './circle-fit.js';
import { type FreeRing, FreeRings } from './free-rings.js';
import { RichHits } from './rich-hits.js';
import { LIGHT, NEON_MIDDLE, type NeonRay, ringMass2 } from './rich-light.js';
import { TrackRing } from './rich-ring.js';
import { richRingSettings } from './rich-settings.js';

/** Of a circle whose centre is not known. */
const FREE_PARAMETERS = 3;
const circle = new Float64Array(CIRCLE_SIZE);

/** What the RICH reconstruction assumes. */
export interface RichReconstruction {
  readonly conditions: RichConditions;
  readonly settings?: Partial<Values<typeof richRingSettings>>;
}

/**
 * The ring of every STRAW track through the neon: centre from the track, seeded by the time of the STRAW alone. A track whose way misses the
 * neon has no row. Light where rings of tracks meet in time is shared: a hit counts for each ring by the light expected of it there over
 * that of all rings, because taking it out would take most from the rings that lie on one another. Then rings of the hits that are left, which
 * no track points at: `track` −1, after those of the tracks.
 */
export function findRichRings(
  assumed: RichReconstruction,
): Stage<readonly [typeof triggers, typeof rich, typeof tracks], readonly [typeof richRings]> {
  const settings = withDefaults(richRingSettings, assumed.settings);
  const hits = new RichHits(assumed.conditions, settings.responseMean);
  const rings: TrackRing[] = [];
  const free = new FreeRings(settings);
  const trackOf: number[] = [];
  const claimed = new Float64Array(settings.maxHits);
  const points = { x: new Float64Array(settings.maxHits), y: new Float64Array(settings.maxHits) };

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
      write(out.rich_rings, rings[j]!, hits, i - start, t.p[i]!, settings, points);
    }
    free.clear();
    claimed.fill(0, 0, hits.n);
    for (let j = 0; j < count; j++) rings[j]!.claim(claimed);
    for (let k = 0; k < hits.n; k++) if (claimed[k]! < 0.5) free.add(hits.u[k]!, hits.v[k]!, hits.time[k]!);
    const found = free.find();
    for (let k = 0; k < found; k++) writeFree(out.rich_rings, free.rings[k]!, settings);
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
  points: { readonly x: Float64Array; readonly y: Float64Array },
): void {
  const i = out.next();
  const c = out.columns;
  const { first, last } = ring;
  const lit = ring.radius > 0;
  let n = 0;
  let chi2 = 0;
  const end = lit ? last : first;
  for (let k = first; k < end; k++) {
    const w = ring.weight[k]!;
    if (w > 0.5) {
      points.x[n] = hits.u[ring.hit[k]!]!;
      points.y[n++] = hits.v[ring.hit[k]!]!;
    }
    chi2 += w * ((ring.distance[k]! - ring.radius) / ring.sigma) ** 2;
  }
  const fitted = n >= settings.minHits;
  const free = fitted && fitCircle(points.x, points.y, 0, n, circle);
  c.track[i] = track;
  c.n_hits[i] = Math.min(255, n);
  c.x[i] = ring.u;
  c.y[i] = ring.v;
  c.radius[i] = fitted ? ring.radius : Number.NaN;
  c.radius_sigma[i] = fitted ? ring.sigma / Math.sqrt(ring.hits) : Number.NaN;
  c.chi2[i] = fitted ? chi2 : Number.NaN;
  c.free_x[i] = free ? circle[CircleAt.x]! : Number.NaN;
  c.free_y[i] = free ? circle[CircleAt.y]! : Number.NaN;
  c.free_radius[i] = free ? circle[CircleAt.radius]! : Number.NaN;
  c.time[i] = n > 0 ? ring.meanTime : Number.NaN;
  c.time_sigma[i] = n > 0 ? settings.timeSigma / Math.sqrt(ring.hits) : Number.NaN;
  c.mass2[i] = fitted ? ringMass2(ring.radius, p, settings.betaOneRadius) : Number.NaN;
  c.expected_hits[i] = ring.expected[0]!;
  const size5 = RICH_HYPOTHESES.length;
  const known = p >= settings.minMomentum && p <= settings.maxMomentum && ring.expected[0]! >= settings.minHits;
  let best = 0;
  for (let h = 0; h < LIGHT; h++) best = Math.max(best, ring.logLikelihood[h]!);
  for (let h = 0; h < size5; h++) {
    // of background alone it is 0
    const value = h < LIGHT ? ring.logLikelihood[h]! : 0;
    c.log_likelihood[i * size5 + h] = known ? value - best : Number.NaN;
  }
}

/** A ring no track points at: who made it cannot be said. */
function writeFree(
  out: TableBuilder<typeof richRings>,
  ring: FreeRing,
  settings: Values<typeof richRingSettings>,
): void {
  const i = out.next();
  const c = out.columns;
  const n = ring.hits;
  c.track[i] = -1;
  c.n_hits[i] = Math.min(255, n);
  c.x[i] = c.free_x[i] = ring.circle[CircleAt.x]!;
  c.y[i] = c.free_y[i] = ring.circle[CircleAt.y]!;
  c.radius[i] = c.free_radius[i] = ring.circle[CircleAt.radius]!;
  c.radius_sigma[i] = settings.hitSigma / Math.sqrt(n - FREE_PARAMETERS);
  c.chi2[i] = ring.residuals / settings.hitSigma ** 2;
  c.time[i] = ring.time;
  c.time_sigma[i] = settings.timeSigma / Math.sqrt(n);
  c.mass2[i] = Number.NaN;
  c.expected_hits[i] = Number.NaN;
  c.log_likelihood.fill(Number.NaN, i * RICH_HYPOTHESES.length, (i + 1) * RICH_HYPOTHESES.length);
}
