/** What was written: folder, parts, events, rows of every table, bytes. */
export interface WrittenResult {
  readonly folder: string;
  readonly parts: number;
  readonly events: number;
  readonly rows: Readonly<Record<string, number>>;
  readonly bytes: number;
  readonly bytesByTable: Readonly<Record<string, number>>;
}

/** A fraction with its 68.3 % interval. */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}
