import type { EventBatch } from './batch.js';
import { TableBuilder } from './builder.js';
import { sortFlaws } from './quality.js';
import type { Column, ColumnArray, Rows, Table } from './table.js';

type Numbers = Exclude<ColumnArray, string[]>;

/**
 * Rows a fragment may have. More than straws in the STRAW (7808), which makes the largest fragments: 204 rows on average at the full
 * intensity of the beam, 596 at most in 8192 events. A hundred times as much as usual is beyond it for KTAG, GTK and STRAW; for the hodoscopes
 * the limit of their reconstruction comes first.
 */
export const MAX_FRAGMENT_ROWS = 8192;

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

/** Whether every event's rows lie in the data, in order and no more than a fragment may have. */
export const ordered = (offsets: Int32Array, size: number, n: number): boolean => {
  if (offsets.length <= size || offsets[0]! < 0 || offsets[size]! > n) return false;
  for (let i = 0; i < size; i++) {
    const length = offsets[i + 1]! - offsets[i]!;
    if (!(length >= 0 && length <= MAX_FRAGMENT_ROWS)) return false;
  }
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

/** A copy of rows without those of some events; a table with one row per event gets a row of zeros for them. */
function without(table: Table, rows: Rows<Table>, size: number, bad: ReadonlyMap<number, string>): Rows<Table> {
  const kept = new TableBuilder(table, size, Math.max(1, rowsPresent(table, rows)));
  for (let i = 0; i < size; i++) {
    if (!bad.has(i)) kept.append(rows, rows.offsets[i]!, rows.offsets[i + 1]!);
    else if (table.shape === 'event') kept.next();
    kept.endEvent();
  }
  return kept.finish();
}

/**
 * Rows of a table in which every event's rows can be read: as they are when all is well, else a copy without those of events whose
 * offsets cannot be trusted (either boundary out of order or outside the data, or rows that an earlier event has already) or that have
 * more than `MAX_FRAGMENT_ROWS`. Those are put into `bad` with the reason.
 */
export function readableRows(table: Table, rows: Rows<Table>, size: number, bad: Map<number, string>): Rows<Table> {
  const n = rowsPresent(table, rows);
  const { offsets } = rows;
  if (ordered(offsets, size, n)) return rows;
  let taken = 0;
  for (let i = 0; i < size; i++) {
    const start = offsets[i]!;
    const end = offsets[i + 1]!;
    const sound = isSound(offsets, i, size, n) && isSound(offsets, i + 1, size, n) && start >= taken;
    if (!sound) {
      bad.set(i, `${table.name}: found offsets ${start} … ${end}, expected growing offsets inside 0 … ${n}`);
    } else if (end - start > MAX_FRAGMENT_ROWS) {
      bad.set(i, `${table.name}: found ${end - start} rows, expected ${MAX_FRAGMENT_ROWS} at most`);
    }
    if (sound) taken = end;
  }
  return without(table, rows, size, bad);
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
 * Checks the values that were read for a batch, table by table. A fragment with NaN or ∞ in a floating-point column, a value outside a
 * column's range, offsets that decrease or leave the data, or an absurd number of rows gets a flaw `corrupt` (the first reason found) and
 * its rows are taken out: the table is replaced in the batch by a copy in which the fragment is empty, for `triggers` zero.
 *
 * Costs one comparison a value; nothing else when all is well. Never throws. Meant for raw tables: some run tables fill with NaN.
 */
export function checkValues(batch: EventBatch, tables: readonly Table[]): void {
  const size = batch.size;
  const content = batch as unknown as Record<string, Rows<Table>>;
  let found = 0;
  for (const table of tables) {
    if (table.shape === 'channels') continue;
    const bad = new Map<number, string>();
    const rows = readableRows(table, content[table.name]!, size, bad);
    const broken = bad.size;
    const record = (row: number, reason: string): void => {
      if (!bad.has(row)) bad.set(row, reason);
    };
    for (const [name, column] of Object.entries(table.columns)) {
      if (allowed(column) === undefined) continue;
      findValues(`${table.name}.${name}`, column, rows, rows.columns[name]! as Numbers, size, record);
    }
    if (bad.size > 0) content[table.name] = bad.size > broken ? without(table, rows, size, bad) : rows;
    for (const [row, reason] of bad) batch.flaws.push({ row, table: table.name, kind: 'corrupt', reason });
    found += bad.size;
  }
  if (found > 0) sortFlaws(batch.flaws);
}
