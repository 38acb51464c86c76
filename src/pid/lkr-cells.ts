import { CLOCK_PERIOD, FINE_TIME_LSB } from '../core/constants.js';
import type { LkrConditions } from '../detectors/lkr/conditions.js';
import { COUNT_ENERGY, FULL_SCALE, pulse, SAMPLE_TIMES } from '../detectors/lkr/description.js';
import type { lkr } from '../event/raw-downstream.js';
import { LKR_SAMPLES } from '../event/raw-downstream.js';
import type { Rows } from '../event/table.js';
import { PLACES_IN_GRID, placeOf } from './lkr-gather.js';

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
  for (let i = 1; i < LKR_SAMPLES; i++) if (samples[at + i]! > samples[at + k]!) k = i;
  if (k === 0 || k === LKR_SAMPLES - 1) return false;
  const before = samples[at + k - 1]! - pedestal;
  const largest = samples[at + k]! - pedestal;
  const after = samples[at + k + 1]! - pedestal;
  const sum = before + largest + after;
  if (!(sum > 0)) return false;
  const place = ((after - before) / sum - LOWEST) * (RATIOS / (HIGHEST - LOWEST));
  const i = place <= 0 ? 0 : place >= RATIOS - 1 ? RATIOS - 1 : place | 0;
  const f = Math.min(1, Math.max(0, place - i));
  const phase = PHASE_OF_RATIO[i]! + f * (PHASE_OF_RATIO[i + 1]! - PHASE_OF_RATIO[i]!);
  const p0 = pulse(-CLOCK_PERIOD - phase);
  const p1 = pulse(-phase);
  const p2 = pulse(CLOCK_PERIOD - phase);
  out.counts = (before * p0 + largest * p1 + after * p2) / (p0 * p0 + p1 * p1 + p2 * p2);
  out.time = SAMPLE_TIMES[k]! + phase;
  out.saturated = samples[at + k]! >= FULL_SCALE;
  return out.counts > 0;
}

/** Energies and times of the cells of one event. Reused from event to event. */
export class LkrCells {
  length = 0;
  channel = new Uint16Array(256);
  /** [MeV] */
  energy = new Float64Array(256);
  /** Relative to the trigger [ns]. */
  time = new Float64Array(256);
  saturated = new Uint8Array(256);
  /** Row of the cell at a place of the grid with margins; −1: not read, dead, or out of time. */
  readonly rowOf = new Int32Array(PLACES_IN_GRID).fill(-1);
  /** Energies and times by place; energy 0 where there is no cell. */
  readonly energyAt = new Float64Array(PLACES_IN_GRID);
  readonly timeAt = new Float64Array(PLACES_IN_GRID);
  private readonly peak: Peak = { counts: 0, time: 0, saturated: false };

  /** Reads the rows `start` … `end` − 1; a cell that comes twice counts once. */
  read({ columns }: Rows<typeof lkr>, start: number, end: number, fineTime: number, conditions: LkrConditions): void {
    for (let i = 0; i < this.length; i++) {
      const place = placeOf(this.channel[i]!);
      this.rowOf[place] = -1;
      this.energyAt[place] = 0;
    }
    this.length = 0;
    if (end - start > this.channel.length) this.grow(end - start);
    const { channel, samples } = columns;
    const { t0, gain, pedestal } = conditions;
    const { peak } = this;
    const trigger = fineTime * FINE_TIME_LSB;
    for (let i = start; i < end; i++) {
      const c = channel[i]!;
      const place = placeOf(c);
      if (!(gain[c]! > 0) || this.rowOf[place]! >= 0) continue;
      if (!findPeak(samples, i * LKR_SAMPLES, pedestal[c]!, peak)) continue;
      const k = this.length++;
      this.rowOf[place] = k;
      this.channel[k] = c;
      this.energy[k] = (peak.counts * COUNT_ENERGY) / gain[c]!;
      this.time[k] = peak.time - trigger - t0[c]!;
      this.energyAt[place] = this.energy[k]!;
      this.timeAt[place] = this.time[k]!;
      this.saturated[k] = peak.saturated ? 1 : 0;
    }
  }

  private grow(n: number): void {
    this.channel = new Uint16Array(2 * n);
    this.energy = new Float64Array(2 * n);
    this.time = new Float64Array(2 * n);
    this.saturated = new Uint8Array(2 * n);
  }
}
