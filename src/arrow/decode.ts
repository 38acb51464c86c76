import { type Data, DataType, type RecordBatch } from 'apache-arrow';
import type { Column, ColumnArray, Rows, Table } from '../event/table.js';
import { dataError } from './complain.js';
import { HITS } from './schema.js';

/** Keys and rows of one table in one record batch; `objects` have offsets of their own only once their events are known. */
export interface Decoded {
  readonly burst: Uint32Array;
  readonly event: Uint32Array;
  readonly rows: Rows<Table>;
}

function noNulls(data: Data, where: string): void {
  if (data.nullCount > 0) throw dataError('null values', where, `${data.nullCount} nulls`, 'no nulls');
}

function strings(data: Data, where: string): string[] {
  const bytes = data.values as Uint8Array;
  const offsets = data.valueOffsets as Int32Array;
  const decoder = new TextDecoder();
  return Array.from({ length: data.length }, (_, i) => {
    const start = offsets[i]!;
    const end = offsets[i + 1]!;
    if (!(start >= 0 && end >= start && end <= bytes.length)) {
      throw dataError(
        'text offsets out of order',
        `${where}, row ${i}`,
        `${start} … ${end}`,
        `inside 0 … ${bytes.length}`,
      );
    }
    return decoder.decode(bytes.subarray(start, end));
  });
}

/** A column as a view of the file's bytes, from row `base` on. */
function columnOf(
  data: Data | undefined,
  { type, size = 1 }: Column,
  base: number,
  length: number,
  where: string,
): ColumnArray {
  if (data === undefined) throw dataError('missing column data', where, 'none', type);
  if (data.length !== length) {
    throw dataError('a column is not as long as its table', where, `${data.length} rows`, `${length} rows`);
  }
  noNulls(data, where);
  if (type === 'utf8') return strings(data, where);
  const items = DataType.isFixedSizeList(data.type) ? data.children[0]! : data;
  noNulls(items, where);
  const values = items.values as Exclude<ColumnArray, string[]>;
  if (values.length < data.length * size) {
    throw dataError('column shorter than its table', where, `${values.length} values`, `${data.length * size} values`);
  }
  return base === 0 ? values : values.subarray(base * size);
}

interface Container {
  readonly names: readonly string[];
  readonly children: readonly Data[];
}

const topLevel = (batch: RecordBatch): Container => ({
  names: batch.schema.fields.map((f) => f.name),
  children: batch.data.children,
});

function columnsOf(
  container: Container,
  table: Table,
  base: number,
  length: number,
  where: string,
): Rows<Table>['columns'] {
  const entries = Object.entries(table.columns).map(([name, column]) => {
    const data = container.children[container.names.indexOf(name)];
    return [name, columnOf(data, column, base, length, `${where}, column ${name}`)];
  });
  return Object.fromEntries(entries) as Rows<Table>['columns'];
}

const KEY: Column = { type: 'u32', unit: '', doc: '' };

function keyOf(container: Container, name: string, length: number, where: string): Uint32Array {
  const data = container.children[container.names.indexOf(name)];
  return (columnOf(data, KEY, 0, length, `${where}, column ${name}`) as Uint32Array).subarray(0, length);
}

function counting(n: number): Int32Array {
  const offsets = new Int32Array(n + 1);
  for (let i = 0; i <= n; i++) offsets[i] = i;
  return offsets;
}

/** Offsets that begin at 0 and the row they began at. Offsets that are no offsets are left as they are. */
function rebased(list: Data, rows: number, where: string): { offsets: Int32Array; base: number } {
  const n = list.length;
  // the buffer may be longer than n + 1 (padding), and empty when there is no row
  const offsets = n === 0 ? new Int32Array(1) : (list.valueOffsets as Int32Array).subarray(0, n + 1);
  if (offsets.length !== n + 1) throw dataError('too few list offsets', where, offsets.length, n + 1);
  const base = offsets[0]!;
  if (base <= 0 || base > rows) return { offsets, base: 0 };
  return { offsets: offsets.map((o) => o - base), base };
}

/**
 * Keys and rows of a record batch, as views of its bytes. Structure is checked here; values and list offsets are left to
 * `checkValues`, which takes out single events.
 * @throws InputError when the batch is not built as its schema says
 */
export function decodeBatch(batch: RecordBatch, table: Table, where: string): Decoded {
  const top = topLevel(batch);
  const n = batch.numRows;
  const burst = keyOf(top, 'burst', n, where);
  const event = keyOf(top, 'event', n, where);
  if (table.shape !== 'hits') {
    return { burst, event, rows: { length: n, offsets: counting(n), columns: columnsOf(top, table, 0, n, where) } };
  }
  const place = `${where}, column ${HITS}`;
  const list = top.children[top.names.indexOf(HITS)]!;
  const struct = list.children[0]!;
  noNulls(list, place);
  noNulls(struct, place);
  const { offsets, base } = rebased(list, struct.length, place);
  const inner = { names: struct.type.children.map((f) => f.name), children: struct.children };
  return {
    burst,
    event,
    rows: { length: struct.length - base, offsets, columns: columnsOf(inner, table, base, struct.length, where) },
  };
}

/** Rows of a table of shape `channels`. */
export function decodeChannels(batch: RecordBatch, table: Table, where: string): Rows<Table> {
  const n = batch.numRows;
  return { length: n, offsets: counting(n), columns: columnsOf(topLevel(batch), table, 0, n, where) };
}

/**
 * Offsets of flat object rows in a batch of events, by walking the keys of both.
 * @throws InputError when a row belongs to no event of the batch or stands out of order
 */
export function objectOffsets(
  found: Pick<Decoded, 'burst' | 'event'>,
  burst: Uint32Array,
  event: Uint32Array,
  where: string,
): Int32Array {
  const size = event.length;
  const offsets = new Int32Array(size + 1);
  let r = 0;
  for (let i = 0; i < size; i++) {
    while (r < found.event.length && found.event[r] === event[i] && found.burst[r] === burst[i]) r++;
    offsets[i + 1] = r;
  }
  if (r !== found.event.length) {
    throw dataError(
      'keys disagree between tables',
      `${where}, row ${r}`,
      `burst ${found.burst[r]}, event ${found.event[r]}`,
      'an event of the same record batch of the key table, in the same order',
    );
  }
  return offsets;
}
