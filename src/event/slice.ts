import type { EventBatch, Has } from './batch.js';
import type { ColumnArray, Rows, Table } from './table.js';

/**
 * The events from … to − 1 of a batch, by their numbers; views of the same arrays, and the batch itself when all are among them.
 * @returns undefined when none is
 */
export function sliceEvents<T extends Table>(
  batch: EventBatch & Has<T>,
  tables: readonly T[],
  from: number,
  to: number,
): (EventBatch & Has<T>) | undefined {
  let first = 0;
  while (first < batch.size && batch.event[first]! < from) first++;
  let end = batch.size;
  while (end > first && batch.event[end - 1]! >= to) end--;
  if (first === end) return undefined;
  if (first === 0 && end === batch.size) return batch;
  const inside = <F extends { readonly row: number }>(list: readonly F[]): F[] =>
    list.filter(({ row }) => row >= first && row < end).map((f) => ({ ...f, row: f.row - first }));
  const content = batch as unknown as Record<string, Rows<Table>>;
  const sliced = tables.map((table) => [table.name, sliceRows(table, content[table.name]!, first, end)]);
  return {
    ...batch,
    size: end - first,
    burst: batch.burst.subarray(first, end),
    event: batch.event.subarray(first, end),
    faults: inside(batch.faults),
    flaws: inside(batch.flaws),
    ...Object.fromEntries(sliced),
  };
}

/** Rows of events first … end − 1. Offsets that are out of order stay so: the check of values is to find them. */
function sliceRows(table: Table, rows: Rows<Table>, first: number, end: number): Rows<Table> {
  const base = Math.min(Math.max(0, rows.offsets[first]!), rows.length);
  const columns = Object.entries(table.columns).map(([name, { size = 1 }]): [string, ColumnArray] => {
    const column = rows.columns[name]!;
    return [name, Array.isArray(column) ? column.slice(base) : column.subarray(base * size)];
  });
  const offsets = rows.offsets.slice(first, end + 1).map((o) => o - base);
  return { length: rows.length - base, offsets, columns: Object.fromEntries(columns) as Rows<Table>['columns'] };
}
