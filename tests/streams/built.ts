import { join } from 'node:path';
import { expect } from 'vitest';
import { checkValues } from '../../src/event/check.js';
import { sortFlaws } from '../../src/event/quality.js';
import type { Rows, Table } from '../../src/event/table.js';
import { buildEvents, type EventCounts } from '../../src/streams/event-builder.js';
import type { FragmentCounts } from '../../src/streams/fragments.js';
import { scratch } from '../arrow/support.js';
import { RAW_TABLES } from '../tables.js';
import { breakSpill, type Edit } from './broken-part.js';

export const FIXTURE = 'fixtures/k3pi';
export const PART = 'burst-0001/part-0000';
export const NAMES = RAW_TABLES.map((t) => t.name);
export const EVENTS = 100;

let folder: ReturnType<typeof scratch>;
/** The folders of the file of tests that calls this, and of `broken`: files that run in one process share this module. */
export const folders = (): typeof folder => {
  folder = scratch();
  return folder;
};

export interface Built {
  /** Numbers of the events that came out, in order. */
  readonly events: number[];
  /** Rows of each event and table as text. */
  readonly hits: Map<number, Record<string, string>>;
  /** Flaws as "event table kind". */
  readonly flaws: string[];
  readonly sizes: number[];
  readonly counts: EventCounts;
}

const rowsText = (table: Table, rows: Rows<Table>, i: number): string =>
  JSON.stringify(
    Object.entries(table.columns).map(([name, { size = 1 }]) =>
      Array.from((rows.columns[name] as Float64Array).subarray(rows.offsets[i]! * size, rows.offsets[i + 1]! * size)),
    ),
  );

/** Builds the part of a spill and checks its values, as a replay does. */
export async function build(spill: string, lookAhead?: number): Promise<Built> {
  const stream = buildEvents(join(spill, PART), RAW_TABLES, lookAhead === undefined ? {} : { lookAhead });
  const hits = new Map<number, Record<string, string>>();
  const [events, flaws, sizes]: [number[], string[], number[]] = [[], [], []];
  for await (const batch of stream) {
    expect(batch.sequence).toBe(sizes.length);
    expect(batch.burst.every((b) => b === 1)).toBe(true);
    checkValues(batch, RAW_TABLES);
    sizes.push(batch.size);
    batch.event.forEach((e, i) => {
      const rows = batch as unknown as Record<string, Rows<Table>>;
      events.push(e);
      hits.set(e, Object.fromEntries(RAW_TABLES.map((t) => [t.name, rowsText(t, rows[t.name]!, i)])));
    });
    for (const f of sortFlaws(batch.flaws)) flaws.push(`${batch.event[f.row]} ${f.table} ${f.kind}`);
  }
  return { events, hits, flaws, sizes, counts: stream.counts };
}

export const sound = await build(FIXTURE);
/** Rows of an event without this table's fragment, as text. */
export const empty = (table: string): string => {
  const { shape, columns } = RAW_TABLES.find((t) => t.name === table)!;
  return JSON.stringify(Object.keys(columns).map(() => (shape === 'event' ? [0] : [])));
};

/** Builds a spill of which tables were edited. */
export async function broken(
  tables: Record<string, Edit>,
  options: { from?: string; cut?: number; lookAhead?: number } = {},
): Promise<Built> {
  const to = folder('broken');
  await breakSpill(options.from ?? FIXTURE, to, { tables, ...(options.cut === undefined ? {} : { cut: options.cut }) });
  return build(to, options.lookAhead);
}

export const numbers = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);
export const countsOf = (some: Partial<FragmentCounts>): FragmentCounts => ({
  read: EVENTS,
  missing: 0,
  repeated: 0,
  late: 0,
  tooLate: 0,
  foreign: 0,
  ...some,
});
