import { C_LIGHT, CLOCK_PERIOD, FINE_TIME_LSB } from '../../core/constants.js';
import { mm } from '../../core/units.js';
import { NO_EDGE } from '../../event/raw.js';
import { FINE_WINDOW_COUNTS } from '../../event/raw-beam.js';

/**
 * The time convention of all detectors, used by emulators and reconstruction alike. Counts run from the start of a detector's readout
 * window, which opens a whole number of clock periods before the period of the trigger. A particle that moves with c along the axis
 * and is in time with the trigger has, in every detector,
 *
 *     countsToTime(leading) = response of the channel + T0
 *
 * because the time of flight from the detector to the trigger's reference plane is calibrated out channel by channel: it is added to
 * the raw times (subtracted behind the plane). What is left of it in data belongs to T0.
 */
export interface TdcWindow {
  /** One count [ns]. */
  readonly lsb: number;
  /** Length of the window in counts. */
  readonly counts: number;
  /** Clock periods of the window before the trigger's own. */
  readonly periodsBefore: number;
}

/**
 * Window of the small detectors with fine TDCs: 5 clock periods (KAON §1, UCL), of which two before the trigger's own (not found: a
 * choice).
 */
export const FINE_WINDOW: TdcWindow = { lsb: FINE_TIME_LSB, counts: FINE_WINDOW_COUNTS, periodsBefore: 2 };

/** Reference plane of the trigger time: the V plane of the NA48-CHOD. Source: DET §0.2. */
export const TRIGGER_REFERENCE_Z = 239009 * mm;

/** Time of flight from `z` to the reference plane for a particle of velocity c [ns]. */
export const flightCompensation = (z: number): number => (TRIGGER_REFERENCE_Z - z) / C_LIGHT;

/** Start of the readout window of a trigger in clock period `timestamp` [ns from start of burst]. */
export const windowStart = (window: TdcWindow, timestamp: number): number =>
  (timestamp - window.periodsBefore) * CLOCK_PERIOD;

/**
 * TDC counts of an edge at `time` [ns from start of burst, compensated] for a trigger in clock period `timestamp`;
 * NO_EDGE outside the window. The TDC rounds down.
 */
export function edgeCounts(window: TdcWindow, time: number, timestamp: number): number {
  const counts = Math.floor((time - windowStart(window, timestamp)) / window.lsb);
  return counts >= 0 && counts < window.counts ? counts : NO_EDGE;
}

/** Time of an edge relative to the trigger [ns], from the middle of its count: no bias. */
export function countsToTime(window: TdcWindow, counts: number, fineTime: number): number {
  return (counts + 0.5) * window.lsb - window.periodsBefore * CLOCK_PERIOD - fineTime * FINE_TIME_LSB;
}
