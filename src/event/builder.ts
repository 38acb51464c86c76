import { type ColumnArray, newColumn, type Rows, type Table } from './table.js';

/**
 * Grows the rows of one table, event by event. `next()` reserves a row and returns its index; the caller then fills
 * `builder.columns.<name>[row]` (or `[row * size + k]`). `endEvent()` closes an event; `rollback()` drops the rows of the
 * event that is open.
 *
 * `next()` may replace the column arrays: read `builder.columns` after it, not before.
 */
export class TableBuilder<T extends Table> {
  readonly table: T;
  columns: Rows<T>['columns'];
  length = 0;
  private capacity: number;
  private offsets: Int32Array;
  private events = 0;

  constructor(table: T, eventCapacity: number, rowCapacity = Math.max(16, eventCapacity)) {
    this.table = table;
    this.capacity = rowCapacity;
    this.offsets = new Int32Array(eventCapacity + 1);
    this.columns = this.allocate(rowCapacity);
  }

  /** Reserves one row, zero-filled, and returns its index. */
  next(): number {
    if (this.length === this.capacity) this.grow();
    return this.length++;
  }

  /** Copies rows `start` … `end` − 1 of others of the same table into the open event. */
  append(rows: Rows<Table>, start: number, end: number): void {
    const at = this.length;
    while (at + end - start > this.capacity) this.grow();
    this.length = at + end - start;
    for (const [name, { size = 1 }] of Object.entries(this.table.columns)) {
      const to = (this.columns as Record<string, ColumnArray>)[name]!;
      const from = rows.columns[name]!;
      if (Array.isArray(to)) for (let i = start; i < end; i++) to[at + i - start] = (from as string[])[i]!;
      else (to as Float64Array).set((from as Float64Array).subarray(start * size, end * size), at * size);
    }
  }

  /** Rows of the open event begin here. */
  get eventStart(): number {
    return this.offsets[this.events]!;
  }

  endEvent(): void {
    this.events++;
    this.offsets[this.events] = this.length;
  }

  rollback(): void {
    const start = this.eventStart;
    for (const [name, column] of Object.entries(this.table.columns)) {
      const array = (this.columns as Record<string, ColumnArray>)[name]!;
      if (column.type !== 'utf8') {
        const size = column.size ?? 1;
        (array as Float64Array).fill(0, start * size, this.length * size);
      }
    }
    this.length = start;
  }

  /** The rows so far; columns are views that end with the last row. */
  finish(): Rows<T> {
    const entries = Object.entries(this.table.columns).map(([name, { size = 1 }]) => {
      const column = (this.columns as Record<string, ColumnArray>)[name]!;
      const end = this.length * size;
      return [name, Array.isArray(column) ? column.slice(0, end) : column.subarray(0, end)];
    });
    const columns = Object.fromEntries(entries) as Rows<T>['columns'];
    return { length: this.length, offsets: this.offsets.subarray(0, this.events + 1), columns };
  }

  private allocate(rows: number): Rows<T>['columns'] {
    const entries = Object.entries(this.table.columns).map(([name, c]) => [
      name,
      newColumn(c.type, rows * (c.size ?? 1)),
    ]);
    return Object.fromEntries(entries) as Rows<T>['columns'];
  }

  private grow(): void {
    const old = this.columns as Record<string, ColumnArray>;
    this.capacity *= 2;
    this.columns = this.allocate(this.capacity);
    for (const [name, array] of Object.entries(this.columns as Record<string, ColumnArray>)) {
      const from = old[name]!;
      if (Array.isArray(array)) for (let i = 0; i < from.length; i++) array[i] = (from as string[])[i]!;
      else (array as Float64Array).set(from as Float64Array);
    }
  }
}
