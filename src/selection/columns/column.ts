import type { EventBatch, Has } from '../../event/batch.js';
import type { Table } from '../../event/table.js';
import type { Members } from './members.js';

/** A column that a selection may name: one number of a candidate. */
export interface CutColumn {
  readonly unit: string;
  readonly doc: string;
  /** Tables that must be read besides the candidates' own. */
  readonly reads: readonly Table[];
  /** `event` is the row of the event in the batch, `row` that of the candidate in its table. NaN: there is none. */
  readonly value: (batch: EventBatch, event: number, row: number, members: Members) => number;
}

/** Columns by name. */
export type Columns = ReadonlyMap<string, CutColumn>;

/** Declares a column as a pure function of the tables it reads; `B` is the table of the candidates. */
export const columnOf =
  <B extends Table>() =>
  <const R extends readonly Table[]>(
    unit: string,
    doc: string,
    reads: R,
    value: (batch: EventBatch & Has<R[number] | B>, event: number, row: number, members: Members) => number,
  ): CutColumn => ({ unit, doc, reads, value: value as CutColumn['value'] });
