import { rm } from 'node:fs/promises';
import { newColumn, type Rows, type Table } from '../event/table.js';
import { encodeChannels } from './encode.js';
import { schemaOf } from './schema.js';
import { ArrowSink } from './sink.js';

/** One row of a result, by column. */
export type ResultRow<T extends Table> = { readonly [K in keyof T['columns']]: number | string };

/**
 * Writes a table of shape `channels` to an Arrow file; one that is there is replaced.
 * @param code version of the program, for the metadata
 * @throws InputError (output) when the file system refuses
 */
export async function writeResult<T extends Table>(
  path: string,
  table: T,
  rows: readonly ResultRow<T>[],
  code: string,
): Promise<void> {
  const columns = Object.fromEntries(
    Object.entries(table.columns).map(([name, { type }]) => {
      const column = newColumn(type, rows.length) as (number | string)[];
      for (const [i, row] of rows.entries()) column[i] = row[name as keyof T['columns']];
      return [name, column];
    }),
  );
  const written = { length: rows.length, offsets: Int32Array.of(0, rows.length), columns } as unknown as Rows<T>;
  await rm(path, { force: true });
  const schema = schemaOf(table, code);
  const sink = await ArrowSink.create(path, schema);
  try {
    await sink.write(encodeChannels(schema, table, written));
    await sink.close();
  } catch (error) {
    await sink.abort();
    throw error;
  }
}
