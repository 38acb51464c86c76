import type { Rows, Table } from '../event/table.js';

/** One hit of a veto detector, as the reconstruction sees it: a row of `veto_hits`. */
export interface VetoHit {
  /** Channel without its threshold. */
  readonly channel: number;
  /** After T0 and slewing, relative to the trigger [ns]. */
  readonly time: number;
  /** Its standard deviation [ns]. */
  readonly timeSigma: number;
  /** Edges there are: sum of `EDGE` bits. */
  readonly edges: number;
  /** From the time over threshold [MeV]; NaN where there is no calibration. */
  readonly energy: number;
}

/** Bits of `edges`. A detector with one threshold has the low one. */
export const EDGE = { lowLeading: 1, lowTrailing: 2, highTrailing: 4, highLeading: 8 } as const;

/**
 * Hits of event `row` of a detector. `fineTime` is the trigger's, for `countsToTime`; `rows.offsets[row]` and the next bound the raw
 * rows of the event. A row without any leading edge gives no hit, nor does a dead channel; a channel that the detector has not throws a
 * RangeError, which costs the event. Any order of the raw rows gives the same hits.
 */
export type VetoFinder<T extends Table, C, V> = (
  rows: Rows<T>,
  row: number,
  fineTime: number,
  conditions: C,
  values: V,
) => readonly VetoHit[];

/** A veto detector with what is assumed of it. */
export interface VetoSource<T extends Table = Table> {
  readonly table: T;
  find(rows: Rows<T>, row: number, fineTime: number): readonly VetoHit[];
}

/** Binds a finder to the conditions and the values of settings it assumes. */
export function vetoSource<T extends Table, C, V>(
  table: T,
  finder: VetoFinder<T, C, V>,
  conditions: C,
  values: V,
): VetoSource<T> {
  return { table, find: (rows, row, fineTime) => finder(rows, row, fineTime, conditions, values) };
}
