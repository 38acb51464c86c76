import { type Data, type List, makeData, RecordBatch, type Schema, Struct } from 'apache-arrow';
import type { EventBatch } from '../event/batch.js';
import type { Column, ColumnArray, Rows, Table } from '../event/table.js';

/** UTF-8 bytes and offsets of strings. Copies; such columns hold few and short rows. */
function utf8Data(type: Data['type'], strings: readonly string[], length: number): Data {
  const encoded = strings.slice(0, length).map((s) => Buffer.from(s, 'utf8'));
  const valueOffsets = new Int32Array(length + 1);
  for (let i = 0; i < length; i++) valueOffsets[i + 1] = valueOffsets[i]! + encoded[i]!.length;
  return makeData({ type, length, nullCount: 0, valueOffsets, data: Buffer.concat(encoded) } as never) as Data;
}

/** One column as Arrow data on the same buffer. */
function columnData(type: Data['type'], column: Column, array: ColumnArray, length: number): Data {
  if (Array.isArray(array)) return utf8Data(type, array, length);
  if (column.size === undefined) {
    return makeData({ type, length, nullCount: 0, data: array.subarray(0, length) } as never) as Data;
  }
  const n = length * column.size;
  const item = type.children[0]!.type;
  const child = makeData({ type: item, length: n, nullCount: 0, data: array.subarray(0, n) } as never);
  return makeData({ type, length, nullCount: 0, child } as never) as Data;
}

const children = (types: readonly { readonly type: Data['type'] }[], table: Table, rows: Rows<Table>): Data[] =>
  Object.entries(table.columns).map(([name, column], i) =>
    columnData(types[i]!.type, column, rows.columns[name]!, rows.length),
  );

const recordBatch = (schema: Schema, length: number, data: Data[]): RecordBatch =>
  new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length, nullCount: 0, children: data }));

/** Each event's key as often as the event has rows. */
function repeated(keys: Uint32Array, offsets: Int32Array, size: number, length: number): Uint32Array {
  const out = new Uint32Array(length);
  for (let i = 0; i < size; i++) {
    const end = offsets[i + 1]!;
    const key = keys[i]!;
    for (let r = offsets[i]!; r < end; r++) out[r] = key;
  }
  return out;
}

/** Rows that do not fit their batch are a defect of the stage that made them; writing them would make a bad file. */
function checkRows(table: Table, batch: EventBatch, rows: Rows<Table> | undefined): asserts rows is Rows<Table> {
  if (rows === undefined) throw new Error(`batch ${batch.sequence} has no table ${table.name}`);
  const { offsets, length } = rows;
  const n = batch.size;
  let ok = offsets.length > n && offsets[0] === 0 && offsets[n] === length;
  for (let i = 0; i < n; i++) ok &&= offsets[i]! <= offsets[i + 1]!;
  if (table.shape === 'event') ok &&= length === n;
  if (!ok) throw new Error(`the offsets of ${table.name} do not fit batch ${batch.sequence} of ${n} events`);
  for (const [name, column] of Object.entries(table.columns)) {
    if (rows.columns[name]!.length < length * (column.size ?? 1)) {
      throw new Error(`column ${table.name}.${name} of batch ${batch.sequence} is shorter than its table`);
    }
  }
}

/** A table of a batch as an Arrow record batch on the same buffers; costs a few µs, whatever the number of rows. */
export function encodeBatch(
  schema: Schema,
  table: Table,
  batch: EventBatch,
  rows: Rows<Table> | undefined,
): RecordBatch {
  checkRows(table, batch, rows);
  const { size, burst, event } = batch;
  const [burstField, eventField, list] = schema.fields;
  const key = (type: Data['type'], data: Uint32Array): Data =>
    makeData({ type, length: data.length, nullCount: 0, data } as never) as Data;
  if (table.shape === 'objects') {
    return recordBatch(schema, rows.length, [
      key(burstField!.type, repeated(burst, rows.offsets, size, rows.length)),
      key(eventField!.type, repeated(event, rows.offsets, size, rows.length)),
      ...children(schema.fields.slice(2), table, rows),
    ]);
  }
  const keys = [key(burstField!.type, burst.subarray(0, size)), key(eventField!.type, event.subarray(0, size))];
  if (table.shape === 'event') {
    return recordBatch(schema, size, [...keys, ...children(schema.fields.slice(2), table, rows)]);
  }
  const type = list!.type as List<Struct>;
  const item = type.children[0]!.type;
  const child = makeData({
    type: item,
    length: rows.length,
    nullCount: 0,
    children: children(item.children, table, rows),
  });
  const valueOffsets = rows.offsets.subarray(0, size + 1);
  return recordBatch(schema, size, [...keys, makeData({ type, length: size, nullCount: 0, valueOffsets, child })]);
}

/** A table of shape `channels` as an Arrow record batch. */
export function encodeChannels(schema: Schema, table: Table, rows: Rows<Table>): RecordBatch {
  return recordBatch(schema, rows.length, children(schema.fields, table, rows));
}
