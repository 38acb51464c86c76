import { type FileHandle, mkdtemp, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { newColumn, type Rows, type Table } from '../event/table.js';
import { outputError } from './complain.js';
import { encodeChannels } from './encode.js';
import { syncFolder } from './folder.js';
import { schemaOf } from './schema.js';
import { ArrowSink } from './sink.js';

/** One row of a result, by column. */
export type ResultRow<T extends Table> = { readonly [K in keyof T['columns']]: number | string };

/**
 * Writes a table of shape `channels` to an Arrow file; one that is there is replaced once the new one is whole. It grows in a
 * temporary folder beside its place.
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
  const schema = schemaOf(table, code);
  let temporary: string | undefined;
  let handle: FileHandle | undefined;
  try {
    temporary = await mkdtemp(join(dirname(path), `.${basename(path)}-`));
    const place = join(temporary, basename(path));
    // the sink complains of the path the user knows; its `abort`, which would remove what stands there, is never called
    const sink = await ArrowSink.create(path, schema, async () => {
      handle = await open(place, 'wx');
      return handle;
    });
    await sink.write(encodeChannels(schema, table, written));
    await sink.close();
    await rename(place, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await handle?.close().catch(() => {});
    throw outputError(error, path);
  } finally {
    if (temporary !== undefined) await rm(temporary, { recursive: true, force: true }).catch(() => {});
  }
}
