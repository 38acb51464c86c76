import type { EventBatch, Fault } from './batch.js';
import type { Column, ColumnArray, Rows, Table } from './table.js';

type Numbers = Exclude<ColumnArray, string[]>;

const STAGE = 'input';

/** Values a column may hold; undefined when its type allows no other. */
function allowed({ type, range }: Column): readonly [number, number] | undefined {
  if (range !== undefined) return range;
  return type === 'f32' || type === 'f64' ? [-Number.MAX_VALUE, Number.MAX_VALUE] : undefined;
}

/** Index of the first value outside [low, high] (NaN is outside) among elements start … end − 1, or −1. */
function firstOutside(values: Numbers, start: number, end: number, low: number, high: number): number {
  for (let i = start; i < end; i++) {
    const v = values[i]!;
    if (!(v >= low && v <= high)) return i;
  }
  return -1;
}

/** Rows that every column really has. */
function rowsPresent(table: Table, rows: Rows<Table>): number {
  let n = rows.length;
  for (const [name, { size = 1 }] of Object.entries(table.columns)) {
    n = Math.min(n, Math.floor(rows.columns[name]!.length / size));
  }
  return n;
}

const ordered = (offsets: Int32Array, size: number, n: number): boolean => {
  if (offsets.length <= size || offsets[0]! < 0 || offsets[size]! > n) return false;
  for (let i = 0; i < size; i++) if (offsets[i]! > offsets[i + 1]!) return false;
  return true;
};

/** A boundary between events that lies in the data and in order with those of its neighbours that do. */
function isSound(offsets: Int32Array, k: number, size: number, n: number): boolean {
  const o = offsets[k];
  if (o === undefined || o < 0 || o > n) return false;
  const before = k > 0 ? offsets[k - 1]! : o;
  const after = k < size ? offsets[k + 1]! : o;
  return !(before > o && before <= n) && !(after < o && after >= 0);
}

/**
 * Rows without those of events whose offsets cannot be trusted: either boundary out of order or outside the data, or rows that an
 * earlier event has already. Such events get an empty range, so the others' rows are copied together.
 */
function withoutBroken(
  table: Table,
  rows: Rows<Table>,
  size: number,
  broken: (row: number, why: string) => void,
): Rows<Table> {
  const n = rowsPresent(table, rows);
  const from = rows.offsets;
  const kept: [number, number][] = [];
  const offsets = new Int32Array(size + 1);
  let taken = 0;
  for (let i = 0; i < size; i++) {
    const start = from[i]!;
    const end = from[i + 1]!;
    offsets[i + 1] = offsets[i]!;
    if (isSound(from, i, size, n) && isSound(from, i + 1, size, n) && start >= taken) {
      kept.push([start, end]);
      offsets[i + 1]! += end - start;
      taken = end;
    } else {
      broken(i, `${table.name}: found offsets ${start} … ${end}, expected growing offsets inside 0 … ${n}`);
    }
  }
  const columns = Object.entries(table.columns).map(([name, { size: width = 1 }]) => {
    const column = rows.columns[name]! as Numbers;
    const out = column.slice(0, offsets[size]! * width);
    let at = 0;
    for (const [start, end] of kept) for (let j = start * width; j < end * width; j++) out[at++] = column[j]!;
    return [name, out];
  });
  return { length: offsets[size]!, offsets, columns: Object.fromEntries(columns) as Rows<Table>['columns'] };
}

/** Names the first value of each event that the column does not allow. */
function findValues(
  name: string,
  column: Column,
  rows: Rows<Table>,
  values: Numbers,
  size: number,
  found: (row: number, why: string) => void,
): void {
  const [low, high] = allowed(column)!;
  const width = column.size ?? 1;
  // one pass over the column; events are walked only when a value is off
  if (firstOutside(values, 0, rows.length * width, low, high) < 0) return;
  const expected = column.range === undefined ? 'a finite number' : `${low} … ${high}`;
  for (let i = 0; i < size; i++) {
    const at = firstOutside(values, rows.offsets[i]! * width, rows.offsets[i + 1]! * width, low, high);
    if (at >= 0) found(i, `${name}: found ${values[at]}, expected ${expected}`);
  }
}

/**
 * Checks the values that were read for a batch, table by table, and records a fault of stage `input` for each event with NaN or ∞
 * in a floating-point column, a value outside a column's range, or offsets that decrease or leave the data (the first reason
 * found). A table with such offsets is replaced in the batch by a copy in which the events concerned have no rows.
 *
 * Costs one comparison a value; nothing else when all is well. Never throws. Meant for raw tables: some run tables fill with NaN.
 */
export function checkValues(batch: EventBatch, tables: readonly Table[]): void {
  const size = batch.size;
  const faulty = new Map<number, Fault>();
  const record = (row: number, reason: string): void => {
    if (!faulty.has(row)) faulty.set(row, { row, stage: STAGE, reason });
  };
  const content = batch as unknown as Record<string, Rows<Table>>;
  for (const table of tables) {
    if (table.shape === 'channels') continue;
    if (!ordered(content[table.name]!.offsets, size, rowsPresent(table, content[table.name]!))) {
      content[table.name] = withoutBroken(table, content[table.name]!, size, record);
    }
    const rows = content[table.name]!;
    for (const [name, column] of Object.entries(table.columns)) {
      if (allowed(column) === undefined) continue;
      findValues(`${table.name}.${name}`, column, rows, rows.columns[name]! as Numbers, size, record);
    }
  }
  batch.faults.push(...[...faulty.values()].sort((a, b) => a.row - b.row));
}
