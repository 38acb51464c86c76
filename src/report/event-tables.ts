import type { Column, Rows, Table } from '../event/table.js';
import { number } from './svg.js';
import { alignColumns, formatCounted } from './terminal.js';

/** Longest list of a column that is printed whole. */
const LONGEST = 9;

/** The tables a batch has, by name. */
type Tables = Readonly<Record<string, Rows<Table> | undefined>>;

/** How many rows each of some tables has of an event, in one line; tables that are not there are left out. */
export function countRows(batch: object, row: number, tables: readonly Table[]): string {
  return tables
    .flatMap(({ name }) => {
      const rows = (batch as Tables)[name];
      return rows === undefined ? [] : [`${name} ${rows.offsets[row + 1]! - rows.offsets[row]!}`];
    })
    .join(', ');
}

/**
 * The rows of an event in some tables, as their declarations say: a line a row, numbers with their units, codes by name. Tables that are not
 * there or have no rows are left out.
 * @param beside by name of a table, another of the same rows whose columns go on the same lines: the truth of hits
 */
export function listRows(
  batch: object,
  row: number,
  tables: readonly Table[],
  beside: ReadonlyMap<string, { readonly table: Table; readonly rows: Rows<Table> }> = new Map(),
): string {
  return tables
    .flatMap((table) => {
      const rows = (batch as Tables)[table.name];
      const from = rows?.offsets[row] ?? 0;
      const n = (rows?.offsets[row + 1] ?? 0) - from;
      if (rows === undefined || n === 0) return [];
      const own = columnsOf(table, rows, from, n);
      const other = beside.get(table.name);
      const start = other?.rows.offsets[row] ?? 0;
      // a fragment that was repeated or lost has other rows than its truth
      const fits = other !== undefined && other.rows.offsets[row + 1]! - start === n;
      const all = [...own, ...(fits ? columnsOf(other.table, other.rows, start, n) : [])];
      const lines = Array.from({ length: n }, (_, k) => [String(k), ...all.map(({ cells }) => cells[k]!)]);
      const head = `${table.name}: ${formatCounted(n, 'row')}; ${table.doc}`;
      return [`${head}\n${alignColumns(['#', ...all.map(({ title }) => title)], lines)}`];
    })
    .join('\n');
}

/** Columns of `n` rows as text. */
function columnsOf(table: Table, rows: Rows<Table>, from: number, n: number) {
  return Object.entries(table.columns).flatMap(([name, column]) => {
    const { size = 1, unit } = column;
    // a covariance is nothing to read
    if (size > LONGEST && column.type === 'f64') return [];
    const values = rows.columns[name]!;
    const text = textOf(column);
    const cells = Array.from({ length: n }, (_, k) => {
      const list = Array.from({ length: size }, (_, j) => values[(from + k) * size + j]!);
      // what fills a list up says nothing
      while (size > 1 && list.length > 0 && list[list.length - 1] === -1) list.pop();
      return list.map(text).join(' ');
    });
    return [{ title: unit === '' ? name : `${name} [${unit}]`, cells }];
  });
}

/** How to write a value of a column. */
function textOf({ doc, type, unit }: Column): (value: number | string) => string {
  const codes = type.startsWith('f') ? undefined : codesOf(doc);
  return (value) => {
    if (typeof value === 'string') return value;
    if (codes !== undefined) return codes(value);
    // a time since the start of burst has ten digits before those that matter
    return type.startsWith('f') ? digits(value, unit === 'ns' ? 3 : 0) : number(value);
  };
}

/** Five digits and at least so many decimals, or an exponent; a dash for what is not a number. */
function digits(value: number, least: number): string {
  if (!(Math.abs(value) < Infinity)) return Number.isNaN(value) ? '–' : value > 0 ? '∞' : '−∞';
  const size = Math.abs(value);
  if (size > 0 && (size < 1e-4 || (least === 0 && size >= 1e9)))
    return number(Number(value.toPrecision(4))).replace('e-', 'e−');
  const decimals = size === 0 ? 0 : Math.max(least, 4 - Math.max(-3, Math.floor(Math.log10(size))));
  return number(Number(value.toFixed(decimals)));
}

/** The names of codes that the meaning of a column lists, `0 this, 1 that`; of bits where each is a power of two. */
function codesOf(doc: string): ((value: number) => string) | undefined {
  const pieces = doc.slice(doc.lastIndexOf(':') + 1).trim();
  const names = new Map<number, string>();
  for (const piece of pieces.split(/[,;] /)) {
    const match = /^([−-]?\d+) ([^\d].*)$/.exec(piece);
    if (match === null) return undefined;
    names.set(Number(match[1]!.replace('−', '-')), match[2]!);
  }
  if (names.size < 2) return undefined;
  const bits = names.size > 2 && [...names.keys()].every((code, k) => code === 2 ** k);
  if (!bits) return (value) => names.get(value) ?? number(value);
  return (value) =>
    [...names]
      .filter(([bit]) => (value & bit) !== 0)
      .map(([, name]) => name)
      .join(' + ') || '0';
}
