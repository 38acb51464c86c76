import { CLOCK_PERIOD, FINE_TIME_LSB } from '../core/constants.js';
import type { LkrConditions } from '../detectors/lkr/conditions.js';
import { COUNT_ENERGY, FULL_SCALE, pulse, SAMPLE_TIMES } from '../detectors/lkr/description.js';
import type { lkr } from '../event/raw-downstream.js';
import { LKR_SAMPLES } from '../event/raw-downstream.js';
import type { Rows } from '../event/table.js';
import { clearPlaces, PLACES_IN_GRID, placeOf } from './lkr-gather.js';

/** Phases of the peak that the table covers, about the largest sample [ns], and its step. */
const PHASE = 0.9 * CLOCK_PERIOD;
const PHASES = 512;
const RATIOS = 1024;

/** (after − before)/(before + largest + after) for a peak `phase` ns after the largest sample. */
function ratioOf(phase: number): number {
  const before = pulse(-CLOCK_PERIOD - phase);
  const at = pulse(-phase);
  const after = pulse(CLOCK_PERIOD - phase);
  return (after - before) / (before + at + after);
}

/** Ratio grows with the phase: its inverse, at even steps of the ratio. */
const LOWEST = ratioOf(-PHASE);
const HIGHEST = ratioOf(PHASE);
const PHASE_OF_RATIO = ((): Float64Array => {
  const table = new Float64Array(RATIOS + 1);
  let i = 0;
  let left = LOWEST;
  for (let k = 0; k <= RATIOS; k++) {
    const ratio = LOWEST + ((HIGHEST - LOWEST) * k) / RATIOS;
    for (; i < PHASES - 1; i++) {
      const right = ratioOf(-PHASE + (2 * PHASE * (i + 1)) / PHASES);
      if (right >= ratio) break;
      left = right;
    }
    const right = ratioOf(-PHASE + (2 * PHASE * (i + 1)) / PHASES);
    table[k] = -PHASE + (2 * PHASE * (i + Math.min(1, Math.max(0, (ratio - left) / (right - left))))) / PHASES;
  }
  return table;
})();

/** This module's own: what comes from another is looked up at every use. */
const SAMPLES = LKR_SAMPLES;
const PERIOD = CLOCK_PERIOD;

/** Error of a peak's time [ns] times its height over the noise of a sample, mean over the phases; by simulation. */
export const TIME_SLOPE = 39.5;

/** Peak of a pulse: its height in counts, its time relative to the start of the trigger's clock period [ns], whether it is cut at full scale. */
export interface Peak {
  counts: number;
  time: number;
  saturated: boolean;
}

/**
 * The pulse in one cell's samples: time from the largest sample and its neighbours, height from the same three by least squares with the
 * pulse's shape. False when the largest sample is the first or the last: the peak is outside the window.
 */
export function findPeak(samples: ArrayLike<number>, at: number, pedestal: number, out: Peak): boolean {
  let k = 0;
  let most = samples[at]!;
  for (let i = 1; i < SAMPLES; i++) {
    const sample = samples[at + i]!;
    if (!(sample > most)) continue;
    most = sample;
    k = i;
  }
  if (k === 0 || k === SAMPLES - 1) return false;
  const before = samples[at + k - 1]! - pedestal;
  const largest = most - pedestal;
  const after = samples[at + k + 1]! - pedestal;
  const sum = before + largest + after;
  if (!(sum > 0)) return false;
  const place = ((after - before) / sum - LOWEST) * (RATIOS / (HIGHEST - LOWEST));
  const i = place <= 0 ? 0 : place >= RATIOS - 1 ? RATIOS - 1 : place | 0;
  const f = Math.min(1, Math.max(0, place - i));
  const phase = PHASE_OF_RATIO[i]! + f * (PHASE_OF_RATIO[i + 1]! - PHASE_OF_RATIO[i]!);
  const p0 = pulse(-PERIOD - phase);
  const p1 = pulse(-phase);
  const p2 = pulse(PERIOD - phase);
  out.counts = (before * p0 + largest * p1 + after * p2) / (p0 * p0 + p1 * p1 + p2 * p2);
  out.time = SAMPLE_TIMES[k]! + phase;
  out.saturated = most >= FULL_SCALE;
  return out.counts > 0;
}

/** Energies and times of the cells of one event. Reused from event to event. */
export class LkrCells {
  length = 0;
  place = new Int32Array(256);
  /** By place of the grid with margins [MeV]; 0: not read, dead, or out of time. */
  readonly energyAt = new Float64Array(PLACES_IN_GRID);
  /** Relative to the trigger [ns]; means something where there is energy, as the next does. */
  readonly timeAt = new Float64Array(PLACES_IN_GRID);
  readonly saturatedAt = new Uint8Array(PLACES_IN_GRID);
  /** Saturated cells of the event. */
  saturated = 0;
  private readonly peak: Peak = { counts: 0, time: 0, saturated: false };

  /** Reads the rows `start` … `end` − 1; a cell that comes twice counts once. */
  read({ columns }: Rows<typeof lkr>, start: number, end: number, fineTime: number, conditions: LkrConditions): void {
    const { energyAt, timeAt, saturatedAt, peak } = this;
    clearPlaces(this.place, this.length, energyAt);
    if (end - start > this.place.length) this.place = new Int32Array(2 * (end - start));
    const { place } = this;
    const { channel, samples } = columns;
    const { t0, gain, pedestal } = conditions;
    const trigger = fineTime * FINE_TIME_LSB;
    let n = 0;
    let saturated = 0;
    for (let i = start; i < end; i++) {
      const c = channel[i]!;
      const at = placeOf(c);
      if (!(gain[c]! > 0) || energyAt[at] !== 0) continue;
      if (!findPeak(samples, i * SAMPLES, pedestal[c]!, peak)) continue;
      place[n++] = at;
      energyAt[at] = (peak.counts * COUNT_ENERGY) / gain[c]!;
      timeAt[at] = peak.time - trigger - t0[c]!;
      saturatedAt[at] = peak.saturated ? 1 : 0;
      if (peak.saturated) saturated++;
    }
    this.length = n;
    this.saturated = saturated;
  }
}
