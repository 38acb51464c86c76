import { readFile } from 'node:fs/promises';
import { DataType, type Field, RecordBatchReader, type Schema } from 'apache-arrow';
import type { Table } from '../event/table.js';
import { readError } from './complain.js';

/** A file of ours is a stream of Arrow messages from here on: mark and padding stand before. */
const STREAM_START = 8;

/** The columns as they are asked for: those of the hits stand inside a list. */
const columnsOf = (field: Field): readonly Field[] =>
  DataType.isList(field.type) ? field.type.children[0]!.type.children : [field];

/**
 * The table's own metadata and, as `spillway.columns`, unit and meaning of every column: the Arrow schema is kept in a Parquet file in
 * a form that DuckDB and Spark do not show.
 */
function plainMetadata(schema: Schema): Map<string, string> {
  const columns = schema.fields
    .flatMap(columnsOf)
    .map(({ name, metadata }) => [name, { unit: metadata.get('unit'), doc: metadata.get('doc') }]);
  return new Map([...schema.metadata, ['spillway.columns', JSON.stringify(Object.fromEntries(columns))]]);
}

/**
 * An Arrow file as Parquet: same columns, hits as a list of structs, one row group, zstd; the Arrow schema with its units goes along.
 * The whole file is in memory, several times: the process peaks at 450 MB for the 72 MB of `particles`, the largest table, in a part of
 * 8,192 events at 450 MHz.
 * @throws InputError when the file cannot be read
 */
export async function parquetOf(path: string, table: Table): Promise<Uint8Array> {
  // 5 MB of WebAssembly: only when something is exported
  const { Compression, Table: WasmTable, WriterPropertiesBuilder, writeParquet } = await import('parquet-wasm');
  try {
    const stream = (await readFile(path)).subarray(STREAM_START);
    const properties = new WriterPropertiesBuilder()
      .setCompression(Compression.ZSTD)
      .setKeyValueMetadata(plainMetadata(RecordBatchReader.from(stream).open().schema))
      .build();
    return writeParquet(WasmTable.fromIPCStream(stream), properties);
  } catch (error) {
    throw readError(error instanceof Error ? error : new Error(String(error)), path, `the file of table ${table.name}`);
  }
}
