import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import pl from 'nodejs-polars';
import { Table as RustTable } from 'parquet-wasm';
import { describe, expect, it } from 'vitest';
import { createPart, type PartOptions } from '../../src/arrow/index.js';
import type { Column, Rows, Table } from '../../src/event/table.js';
import { RUN_TABLES } from '../../src/event/tables.js';
import { strawConditions } from '../../src/event/truth.js';
import { RAW_TABLES, TRUTH_TABLES } from '../tables.js';
import { type Batch, scratch, smallPart, TABLES } from './support.js';

const folder = scratch();
const options: PartOptions = { kind: 'spill', code: '9.9.9', provenance: {} };

/** Sum of a column over all batches, row by row in order as any reader would add. */
function sumOf(batches: readonly Batch[], t: Table, name: string, { size = 1 }: Column): number {
  let sum = 0;
  for (const b of batches) {
    const rows = (b as unknown as Record<string, Rows<Table>>)[t.name]!;
    const values = rows.columns[name] as ArrayLike<number>;
    for (let i = 0; i < rows.length * size; i++) sum += values[i]!;
  }
  return sum;
}

const lengths = (batches: readonly Batch[], t: Table): number[] =>
  batches.flatMap((b) => {
    const { offsets } = (b as unknown as Record<string, Rows<Table>>)[t.name]!;
    return Array.from({ length: b.size }, (_, i) => offsets[i + 1]! - offsets[i]!);
  });

const scalars = (t: Table): [string, Column][] =>
  Object.entries(t.columns).filter(([, c]) => c.type !== 'utf8' && c.size === undefined);
const lists = (t: Table): [string, Column][] => Object.entries(t.columns).filter(([, c]) => c.size !== undefined);

// every declared table, and those of the tests, which have the types and shapes that no declared one has yet
const all: readonly Table[] = [...RAW_TABLES, ...TRUTH_TABLES, ...RUN_TABLES, ...TABLES];
const batches = smallPart(1, 11, all);
const writer = await createPart(folder('all'), 1, 0, all, options);
for (const b of batches) await writer.write(b as never);
const channels = { t0: new Float64Array([1, 2.5]), wire_offset: new Float64Array(2), dead: new Uint8Array([0, 1]) };
await writer.writeChannels(strawConditions, { length: 2, offsets: new Int32Array(1), columns: channels });
await writer.close();
const bytesOf = (t: Table): Buffer =>
  readFileSync(join(writer.dir, t.side === 'truth' ? 'truth' : '', `${t.name}.arrow`));

describe.each(all.map((t) => [t.name, t] as const))('file of %s', (_, t) => {
  const events = batches.reduce((n, b) => n + b.size, 0);
  const entries = lengths(batches, t).reduce((a, b) => a + b, 0);

  it('opens in Polars with the same rows, lengths and sums', () => {
    const frame = pl.readIPC(bytesOf(t));
    expect(frame.height).toBe(t.shape === 'objects' ? entries : events);
    let flat = frame;
    if (t.shape === 'hits') {
      expect(frame.columns).toEqual(['burst', 'event', 'hits']);
      expect([...frame.getColumn('hits').lst.lengths()]).toEqual(lengths(batches, t));
      flat = frame.select('hits').explode('hits').unnest('hits').dropNulls();
      expect(flat.columns).toEqual(Object.keys(t.columns));
      expect(flat.height).toBe(entries);
    } else {
      expect(frame.columns).toEqual(['burst', 'event', ...Object.keys(t.columns)]);
      expect(frame.getColumn('event').sum()).toBe(
        t.shape === 'event'
          ? batches.flatMap((b) => [...b.event]).reduce((a, b) => a + b)
          : batches.flatMap((b) => [...b.event]).reduce((a, e, i) => a + e * lengths(batches, t)[i]!, 0),
      );
    }
    for (const [name, column] of scalars(t)) {
      const expected = sumOf(batches, t, name, column);
      // small integer columns are added in wider ones by taking their values out
      const found = [...(flat.getColumn(name) as Iterable<number>)].reduce((a, b) => a + b, 0);
      expect(found, name).toBeCloseTo(expected, 6);
    }
    for (const [name, column] of lists(t)) {
      const found = ([...flat.getColumn(name)] as Iterable<number>[]).flatMap((v) => [...v]);
      expect(found.length).toBe(entries * column.size!);
      expect(
        found.reduce((a, b) => a + b, 0),
        name,
      ).toBeCloseTo(sumOf(batches, t, name, column), 6);
    }
  });

  it('is a stream from byte 8 on for arrow-rs, with its metadata', () => {
    const rust = RustTable.fromIPCStream(bytesOf(t).subarray(8));
    expect(rust.numBatches).toBe(batches.length);
    expect(rust.schema.metadata()).toEqual(
      new Map([
        ['spillway.table', t.name],
        ['spillway.version', String(t.version)],
        ['spillway.side', t.side],
        ['spillway.code', '9.9.9'],
        ['doc', t.doc],
      ]),
    );
    expect(batches.map((_b, k) => rust.recordBatch(k)!.numRows)).toEqual(
      t.shape === 'objects'
        ? batches.map((b) => (b as unknown as Record<string, Rows<Table>>)[t.name]!.length)
        : batches.map((b) => b.size),
    );
    // what arrow-rs read, written by it again: units in place, values the same to the bit
    const again = tableFromIPC(rust.intoIPCStream());
    const fields = t.shape === 'hits' ? again.schema.fields[2]!.type.children[0].type.children : again.schema.fields;
    for (const [name, column] of Object.entries(t.columns)) {
      const field = (fields as typeof again.schema.fields).find((f) => f.name === name)!;
      expect([field.metadata.get('unit'), field.metadata.get('doc'), field.nullable]).toEqual([
        column.unit,
        column.doc,
        false,
      ]);
    }
    const ours = tableFromIPC(bytesOf(t));
    expect(again.toArray().map((r) => JSON.stringify(r))).toEqual(ours.toArray().map((r) => JSON.stringify(r)));
  });
});

it('channels open in Polars', () => {
  const frame = pl.readIPC(bytesOf(strawConditions));
  expect(frame.columns).toEqual(['t0', 'wire_offset', 'dead']);
  expect([...frame.getColumn('t0')]).toEqual([1, 2.5]);
});

it('a file without rows keeps its columns in both', async () => {
  const empty = await createPart(folder('empty'), 1, 0, all, options);
  await empty.close();
  for (const t of all) {
    const bytes = readFileSync(join(empty.dir, t.side === 'truth' ? 'truth' : '', `${t.name}.arrow`));
    const names = ['burst', 'event', ...(t.shape === 'hits' ? ['hits'] : Object.keys(t.columns))];
    expect(pl.readIPC(bytes).columns).toEqual(names);
    expect(RustTable.fromIPCStream(bytes.subarray(8)).schema.indexOf(names.at(-1)!)).toBe(names.length - 1);
  }
});
