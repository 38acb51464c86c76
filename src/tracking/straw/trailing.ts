import { gammaQ } from '../../core/chi2.js';
import type { Values } from '../../core/settings.js';
import { MIN_WIDTH } from '../../detectors/straw/description.js';
import type { StrawHits } from './hits.js';
import type { strawTrackSettings } from './settings.js';

/** Trailing edges further than this many σ from their mean come from merged or cut pulses. */
const OUTLIER = 3.5;

/** Mean of max(X, l) − mean(X), in units of the spread, for a normal X and a bound `a` spreads above its mean. */
function boundShift(a: number): number {
  const tail = 0.5 * gammaQ(0.5, 0.5 * a * a);
  const below = a < 0 ? tail : 1 - tail;
  return Math.exp(-0.5 * a * a) / Math.sqrt(2 * Math.PI) + a * below;
}

/** Jitter of the trigger and what the shortest pulse adds to trailing edges [ns]: 1.2 ns over a straw lit evenly. */
const TRIGGER_SLACK = 5;

/**
 * Whether `n` trailing edges with this sum [ns] can be those of a particle in time with the trigger. Hits out of time have wrong radii; in
 * the crowd they are most hits, so clusters, points and candidates are asked as soon as they are made.
 */
export function trailingInTime(
  sum: number,
  n: number,
  { trailingMean, trailingSigma, maxTimePull }: Values<typeof strawTrackSettings>,
): boolean {
  return n === 0 || Math.abs(sum / n - trailingMean) < TRIGGER_SLACK + (maxTimePull * trailingSigma) / Math.sqrt(n);
}

/**
 * Time of a track from the trailing edges of its hits [ns, relative to the trigger]. They come a fixed time after the crossing whatever the
 * radius, but never before the leading edge has had its width: the mean moves late by what that bound adds, up to 15 ns at the wall.
 * @returns mean and its standard deviation; 0 and the largest number when no hit has a usable trailing edge
 */
export function trailingTime(
  used: readonly number[],
  hits: StrawHits,
  settings: Values<typeof strawTrackSettings>,
): { readonly mean: number; readonly sigma: number } {
  const { trailingMean, trailingSigma } = settings;
  let n = 0;
  let sum = 0;
  for (const h of used) {
    const t = hits.trailing[h]! - trailingMean;
    if (!(Math.abs(t) < OUTLIER * trailingSigma)) continue;
    n++;
    sum += t - trailingSigma * boundShift((hits.time[h]! + MIN_WIDTH - trailingMean) / trailingSigma);
  }
  return n === 0 ? { mean: 0, sigma: Number.MAX_VALUE } : { mean: sum / n, sigma: trailingSigma / Math.sqrt(n) };
}
