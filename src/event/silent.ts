import type { EventBatch, Has } from './batch.js';
import { TableBuilder } from './builder.js';
import { type Stage, stage } from './stage.js';
import type { Rows, Table } from './table.js';

/** The stage of a detector that is off: writes its tables without rows. */
export const silent = <const R extends readonly Table[], const W extends readonly Table[]>({
  stageName,
  reads,
  writes,
}: Stage<R, W>): Stage<R, W> => stage(stageName, { reads, writes }, () => {});

/** The batch with tables of no rows for detectors that are off: they are read like any other, and are not on disk. */
export function withSilent<B extends EventBatch, T extends Table>(batch: B, tables: readonly T[]): B & Has<T> {
  const rows: Record<string, Rows<Table>> = {};
  for (const table of tables) {
    const builder = new TableBuilder<Table>(table, batch.size);
    for (let row = 0; row < batch.size; row++) builder.endEvent();
    rows[table.name] = builder.finish();
  }
  return { ...batch, ...rows } as B & Has<T>;
}
