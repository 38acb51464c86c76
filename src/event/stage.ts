import { type EventBatch, faultyRows, type Has } from './batch.js';
import { TableBuilder } from './builder.js';
import type { Rows, Table } from './table.js';

type Tables = readonly Table[];

/** A stage of the chain: adds the tables it writes to a batch that has the tables it reads. */
export interface Stage<R extends Tables, W extends Tables> {
  <B extends EventBatch & Has<R[number]>>(batch: B): B & Has<W[number]>;
  readonly stageName: string;
  readonly reads: R;
  readonly writes: W;
}

/** Room made for rows, over what the last batch needed. */
const ROOM = 1.25;

/** Builders of the tables a stage writes, by table name. */
export type Builders<W extends Table> = { readonly [K in W as K['name']]: TableBuilder<K> };

/**
 * A stage that works event by event. `run` gets the batch (typed to what it reads), the event's row and the builders of what it
 * writes; it must not call `endEvent`. An exception costs that event alone: its rows are dropped and a fault is recorded.
 *
 * A wrong order of stages or an undeclared read does not compile.
 */
export function stage<const R extends Tables, const W extends Tables>(
  stageName: string,
  io: { readonly reads: R; readonly writes: W },
  run: (input: EventBatch & Has<R[number]>, row: number, out: Builders<W[number]>) => void,
): Stage<R, W> {
  // room for as many rows an event as the last batch had: growing a table copies it
  const rowsPerEvent = io.writes.map(() => 1);
  const apply = <B extends EventBatch & Has<R[number]>>(batch: B): B & Has<W[number]> => {
    const builders: Record<string, TableBuilder<Table>> = {};
    io.writes.forEach((t, k) => {
      builders[t.name] = new TableBuilder(t, batch.size, Math.ceil(rowsPerEvent[k]! * batch.size));
    });
    const list = Object.values(builders);
    const skip = faultyRows(batch);
    for (let row = 0; row < batch.size; row++) {
      if (!skip.has(row)) {
        try {
          run(batch, row, builders as unknown as Builders<W[number]>);
        } catch (error) {
          for (const b of list) b.rollback();
          batch.faults.push({ row, stage: stageName, reason: (error as Error).message });
        }
      }
      for (const b of list) b.endEvent();
    }
    const written: Record<string, Rows<Table>> = {};
    io.writes.forEach((t, k) => {
      const rows = builders[t.name]!.finish();
      written[t.name] = rows;
      rowsPerEvent[k] = Math.max(1, (ROOM * rows.length) / Math.max(1, batch.size));
    });
    return { ...batch, ...written } as B & Has<W[number]>;
  };
  return Object.assign(apply, { stageName, reads: io.reads, writes: io.writes });
}
