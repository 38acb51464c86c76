import { type Settings, type Values, withDefaults } from '../core/settings.js';
import type { ChodConditions } from '../detectors/chod/conditions.js';
import {
  CHANNEL_SIGMA,
  CHOD_WINDOW,
  FALL_TIME,
  isHorizontal,
  MIP_ENERGY,
  quadrantOf,
  RISE_TIME,
  SLABS,
  slabCentre,
  slabHalfWidth,
  slabLength,
  slabsCross,
  THRESHOLD,
} from '../detectors/chod/description.js';
import { countsToTime } from '../detectors/common/timing.js';
import { NO_EDGE, triggers } from '../event/raw.js';
import { chod } from '../event/raw-beam.js';
import { chodCandidates } from '../event/run-beam.js';
import { type Stage, stage } from '../event/stage.js';

/** Settings of the NA48-CHOD reconstruction: `--set chod-candidates.<name>=<value>`. */
export const chodCandidateSettings = {
  pairTime: {
    default: 2.5,
    unit: 'ns',
    doc: 'largest difference of the corrected times of a V and an H slab',
    source: 'none: 5 σ of the difference, and the light path inside a crossing of two 99 mm slabs',
  },
  channelSigma: {
    default: CHANNEL_SIGMA,
    unit: 'ns',
    doc: 'standard deviation of the time of one slab',
    source: 'DET §4.8: from 200 ps of a corrected pair',
  },
  riseTime: {
    default: RISE_TIME,
    unit: 'ns',
    doc: 'delay of a pulse just at threshold; the slewing correction is this · exp(−width/fallTime)',
    source: 'not found; shape only',
  },
  fallTime: { default: FALL_TIME, unit: 'ns', doc: 'exponential fall of a pulse', source: 'not found; shape only' },
  maxHits: {
    default: 256,
    unit: '',
    doc: 'events with more hits are refused',
    source: 'none: 80 times the hits of 13 MHz (DET §4.7) in the readout window',
  },
} satisfies Settings;

/** What the NA48-CHOD reconstruction assumes. */
export interface ChodReconstruction {
  readonly conditions: ChodConditions;
  readonly settings?: Partial<Values<typeof chodCandidateSettings>>;
}

/** Slewing of a pulse without trailing edge, as a fraction of the rise time. */
const MEAN_SLEWING = THRESHOLD / MIP_ENERGY;

/** A pulse, calibrated and corrected for slewing. */
interface Pulse {
  readonly slab: number;
  /** [ns] relative to the trigger, light path not yet taken off. */
  readonly time: number;
}

/** Time of light from a point at coordinate `along` of a slab to its PMT [ns]. */
const lightTime = (conditions: ChodConditions, slab: number, along: number): number =>
  conditions.lightPath[slab]! * (slabLength(slab) - Math.abs(along));

/**
 * What a candidate's time gains when the crossing point is known [ns]: its light paths were taken from the middle of the crossing.
 * @param x where the particle crosses the H slab [mm]
 * @param y where it crosses the V slab [mm]
 */
export const timeAtPoint = (conditions: ChodConditions, v: number, h: number, x: number, y: number): number =>
  0.5 *
  (conditions.lightPath[v]! * (Math.abs(y) - Math.abs(slabCentre(h))) +
    conditions.lightPath[h]! * (Math.abs(x) - Math.abs(slabCentre(v))));

/** Variance of a candidate's time from the light path inside its crossing [ns²]. */
export const crossingVariance = (conditions: ChodConditions, v: number, h: number): number =>
  ((conditions.lightPath[v]! * slabHalfWidth(h)) ** 2 + (conditions.lightPath[h]! * slabHalfWidth(v)) ** 2) / 12;

/** NA48-CHOD candidates from raw hits: every V–H pair of a quadrant that agrees in time. Independent of the order of the hits. */
export function findChodCandidates(
  assumed: ChodReconstruction,
): Stage<readonly [typeof triggers, typeof chod], readonly [typeof chodCandidates]> {
  const { conditions } = assumed;
  const { pairTime, channelSigma, riseTime, fallTime, maxHits } = withDefaults(chodCandidateSettings, assumed.settings);
  const countVariance = CHOD_WINDOW.lsb ** 2 / 12;
  return stage(
    'chod.candidates',
    { reads: [triggers, chod], writes: [chodCandidates] },
    (batch, row, { chod_candidates: out }) => {
      const { channel, leading, trailing } = batch.chod.columns;
      const fineTime = batch.triggers.columns.fine_time[row]!;
      const vertical: Pulse[] = [];
      const horizontal: Pulse[] = [];
      const start = batch.chod.offsets[row]!;
      const end = batch.chod.offsets[row + 1]!;
      if (end - start > maxHits) throw new RangeError(`${end - start} CHOD hits, more than ${maxHits}`);
      for (let i = start; i < end; i++) {
        const slab = channel[i]!;
        if (slab >= SLABS) throw new RangeError(`CHOD channel ${slab} is none`);
        if (leading[i] === NO_EDGE || conditions.efficiency[slab] === 0) continue;
        const width = (trailing[i]! - leading[i]!) * CHOD_WINDOW.lsb;
        const slewing = riseTime * (trailing[i] === NO_EDGE ? MEAN_SLEWING : Math.exp(-width / fallTime));
        const time = countsToTime(CHOD_WINDOW, leading[i]!, fineTime) - conditions.t0[slab]! - slewing;
        (isHorizontal(slab) ? horizontal : vertical).push({ slab, time });
      }
      const byTime = (a: Pulse, b: Pulse) => a.time - b.time || a.slab - b.slab;
      horizontal.sort(byTime);
      for (const { slab: v, time: tv } of vertical.sort(byTime)) {
        for (const { slab: h, time: th } of horizontal) {
          if (quadrantOf(v) !== quadrantOf(h) || !slabsCross(v, h)) continue;
          const x = slabCentre(v);
          const y = slabCentre(h);
          const a = tv - lightTime(conditions, v, y);
          const b = th - lightTime(conditions, h, x);
          if (!(Math.abs(a - b) <= pairTime)) continue;
          const k = out.next();
          const c = out.columns;
          c.time[k] = 0.5 * (a + b);
          c.time_sigma[k] = Math.sqrt(
            0.5 * (channelSigma * channelSigma + countVariance) + crossingVariance(conditions, v, h),
          );
          c.x[k] = x;
          c.y[k] = y;
          c.v[k] = v;
          c.h[k] = h;
        }
      }
    },
  );
}
