import { C_LIGHT, CLOCK_PERIOD, FINE_TIME_LSB } from '../../core/constants.js';
import { NO_EDGE, STRAW_WINDOW_COUNTS } from '../../event/raw.js';
import { SLOTS_BEFORE_TRIGGER, TDC_LSB, TRIGGER_REFERENCE_Z } from './description.js';

/**
 * The time convention of the STRAW, used by emulator and reconstruction alike. Counts run from the start of the readout
 * window, which opens a whole number of clock periods before the period of the trigger. A particle that moves with c
 * along the axis and is in time with the trigger has, at every plane,
 *
 *     countsToTime(leading) = drift time + T0
 *
 * because the time of flight from the plane to the trigger's reference plane is calibrated out channel by channel: it is
 * added to the raw times. What is left of it in data belongs to T0.
 */

/** Time of flight from `z` to the reference plane for a particle of velocity c [ns]. */
export const flightCompensation = (z: number): number => (TRIGGER_REFERENCE_Z - z) / C_LIGHT;

const WINDOW_LEAD = SLOTS_BEFORE_TRIGGER * CLOCK_PERIOD;

/** Start of the readout window of a trigger in clock period `timestamp` [ns from start of burst]. */
export const windowStart = (timestamp: number): number => timestamp * CLOCK_PERIOD - WINDOW_LEAD;

/**
 * TDC counts of an edge at `time` [ns from start of burst, compensated] for a trigger in clock period `timestamp`;
 * NO_EDGE outside the window. The TDC rounds down.
 */
export function edgeCounts(time: number, timestamp: number): number {
  const counts = Math.floor((time - windowStart(timestamp)) / TDC_LSB);
  return counts >= 0 && counts < STRAW_WINDOW_COUNTS ? counts : NO_EDGE;
}

/** Time of an edge relative to the trigger [ns], from the middle of its count: σ 0.23 ns, no bias. */
export function countsToTime(counts: number, fineTime: number): number {
  return (counts + 0.5) * TDC_LSB - WINDOW_LEAD - fineTime * FINE_TIME_LSB;
}
