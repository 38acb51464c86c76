/** Tables of parts in formats for others: the door to what stands in `export-*.ts`. */
import { join } from 'node:path';
import type { EventBatch } from '../event/batch.js';
import type { Rows, Table } from '../event/table.js';
import { dataError } from './complain.js';
import { csvBatch, csvChannels, csvHeader } from './export-csv.js';
import { type ExportFolder, parquetName } from './export-folder.js';
import { parquetOf } from './export-parquet.js';
import { type FileEntry, type Manifest, tablePath } from './manifest.js';
import { type KnownPart, readChannelTable, readPart } from './read.js';

export { ExportFolder } from './export-folder.js';

/** What was written of a table. */
export interface Exported {
  /** Rows as the files count them: of a list column one an event in Parquet, one a hit in CSV. */
  readonly rows: number;
  readonly files: number;
  readonly bytes: number;
  /** What opens the table, in the export's folder: a pattern or a file. */
  readonly path: string;
}

export interface ExportOptions {
  readonly signal: AbortSignal;
  /** Called with the number of table rows each time some were taken. */
  readonly onRows: (rows: number) => void;
}

const entryOf = ({ manifest }: KnownPart, table: Table): FileEntry =>
  manifest.files.find((f) => f.table === table.name)!;

/**
 * The parts a table is taken from. Conditions stand in every part and have no key: a file that says the same as one before is left
 * out, or a join would find every channel as often as there are parts.
 */
export function sourcesOf(parts: readonly KnownPart[], table: Table): readonly KnownPart[] {
  if (table.shape !== 'channels') return parts;
  const sums = parts.map((p) => entryOf(p, table).sha256);
  return parts.filter((_, i) => sums.indexOf(sums[i]!) === i);
}

/** Writes a table as a data set of Parquet files, `TABLE/burst-NNNN-part-NNNN.parquet`. */
export async function exportParquet(
  out: ExportFolder,
  table: Table,
  parts: readonly KnownPart[],
  { signal, onRows }: ExportOptions,
): Promise<Exported> {
  let [rows, bytes, files] = [0, 0, 0];
  for (const part of sourcesOf(parts, table)) {
    signal.throwIfAborted();
    const parquet = await parquetOf(join(part.dir, tablePath(table)), table);
    const file = await out.file(`${table.name}/${parquetName(part.burst, part.part)}`);
    await file.write(parquet);
    bytes += await file.close();
    files++;
    const entry = entryOf(part, table);
    rows += entry.rows;
    onRows(entry.entries);
  }
  return { rows, files, bytes, path: `${table.name}/*.parquet` };
}

/** Writes a table as one CSV file, `TABLE.csv`, a batch of events in memory at a time. */
export async function exportCsv(
  out: ExportFolder,
  table: Table,
  parts: readonly KnownPart[],
  keys: readonly Table[],
  { signal, onRows }: ExportOptions,
): Promise<Exported> {
  const path = `${table.name}.csv`;
  const file = await out.file(path);
  await file.write(Buffer.from(csvHeader(table)));
  let rows = 0;
  const take = async (n: number, text: string): Promise<void> => {
    await file.write(Buffer.from(text));
    rows += n;
    onRows(n);
  };
  for (const { dir, manifest } of sourcesOf(parts, table)) {
    signal.throwIfAborted();
    if (table.shape === 'channels') {
      const channels = await readChannelTable(dir, table, { signal });
      await take(channels.length, csvChannels(table, channels));
      continue;
    }
    for await (const batch of readPart(dir, withKeys(table, keys, manifest), { signal })) {
      const own = (batch as unknown as Record<string, Rows<Table>>)[table.name]!;
      checkOffsets(own, batch.size, `${join(dir, tablePath(table))}, record batch ${batch.sequence}`);
      await take(own.length, csvBatch(table, batch as EventBatch, own));
    }
  }
  return { rows, files: 1, bytes: await file.close(), path };
}

/** The reader leaves list offsets to the check of single events; here they say which lines are written. */
function checkOffsets({ offsets, length }: Rows<Table>, size: number, where: string): void {
  for (let i = 0; i < size; i++) {
    const [start, end] = [offsets[i]!, offsets[i + 1]!];
    if (start >= 0 && start <= end && end <= length) continue;
    throw dataError('list offsets out of order', `${where}, row ${i}`, `${start} … ${end}`, `inside 0 … ${length}`);
  }
}

/** Flat objects are read beside a table that has a row for each event: `events` in a run, another one in a selection. */
function withKeys(table: Table, known: readonly Table[], manifest: Manifest): readonly Table[] {
  if (table.shape !== 'objects') return [table];
  const has = (t: Table): boolean => t.shape === 'event' && manifest.files.some((f) => f.table === t.name);
  const key = known.find(has);
  return key === undefined ? [table] : [key, table];
}
