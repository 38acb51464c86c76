import type { EventBatch } from '../event/batch.js';
import type { ColumnArray, Rows, Table } from '../event/table.js';

/** RFC 4180. */
const LINE_END = '\r\n';

/** The shortest text that reads back as the same double; a 32-bit number is written as the double it is. */
const numberText = (value: number): string => (Object.is(value, -0) ? '-0' : String(value));

/** A text in quotes when it needs them; an empty one too, since nothing between commas reads as missing. */
const quoted = (text: string): string =>
  text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

/** Names of the columns of a CSV file; element k of a fixed-size list is `name_k`. */
export function csvHeader(table: Table): string {
  const names = Object.entries(table.columns).flatMap(([name, { size }]) =>
    size === undefined ? [name] : Array.from({ length: size }, (_, k) => `${name}_${k}`),
  );
  return (table.shape === 'channels' ? names : ['burst', 'event', ...names]).join(',') + LINE_END;
}

interface Values {
  readonly values: ColumnArray;
  readonly size: number;
}

const valuesOf = (table: Table, rows: Rows<Table>): Values[] =>
  Object.entries(table.columns).map(([name, { size = 1 }]) => ({ values: rows.columns[name]!, size }));

function rowText(before: string, columns: readonly Values[], row: number): string {
  let text = before;
  for (const { values, size } of columns) {
    for (let k = row * size; k < (row + 1) * size; k++) {
      const value = values[k]!;
      text += text === '' ? '' : ',';
      text += typeof value === 'string' ? quoted(value) : numberText(value);
    }
  }
  return text + LINE_END;
}

/** The rows of a batch, a line each: hits too, under the keys of their event. An event without rows has no line. */
export function csvBatch(table: Table, batch: EventBatch, rows: Rows<Table>): string {
  const columns = valuesOf(table, rows);
  const lines: string[] = [];
  for (let i = 0; i < batch.size; i++) {
    const keys = `${batch.burst[i]},${batch.event[i]}`;
    for (let row = rows.offsets[i]!; row < rows.offsets[i + 1]!; row++) lines.push(rowText(keys, columns, row));
  }
  return lines.join('');
}

/** The rows of a table of shape `channels`, a line each. */
export function csvChannels(table: Table, rows: Rows<Table>): string {
  const columns = valuesOf(table, rows);
  return Array.from({ length: rows.length }, (_, row) => rowText('', columns, row)).join('');
}
