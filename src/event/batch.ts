import type { Rows, Table } from './table.js';

/** An event that a stage could not process: the event's row in the batch, the stage and why. */
export interface Fault {
  readonly row: number;
  readonly stage: string;
  readonly reason: string;
}

/** What can be wrong with the fragment, the rows of one detector, of an event. */
export type FlawKind = 'missing' | 'repeated' | 'late' | 'corrupt';

/** Something wrong with a fragment; its event goes on or not, as `judge` says. */
export interface Flaw {
  readonly row: number;
  readonly table: string;
  readonly kind: FlawKind;
  /** What was found and, where it helps, what was expected; names the table. */
  readonly reason: string;
}

/** What every batch carries: its place in the part, the keys of its events, the flaws and the faults met so far. */
export interface EventBatch {
  /** Number of the batch in its part, from 0. */
  readonly sequence: number;
  /** Number of events. */
  readonly size: number;
  readonly burst: Uint32Array;
  readonly event: Uint32Array;
  /** What the event builder and the check of values found wrong with the fragments. */
  readonly flaws: Flaw[];
  /** Events to leave alone: their raw data are refused or a stage failed on them. */
  readonly faults: Fault[];
}

/** A batch that has the rows of every table of the union `T`. */
export type Has<T extends Table> = { readonly [K in T as K['name']]: Rows<K> };

/** Rows for which a fault was recorded. */
export function faultyRows(batch: EventBatch): ReadonlySet<number> {
  return new Set(batch.faults.map((f) => f.row));
}
