import type { Command } from 'commander';
import { ExitCode, InputError } from '../core/errors.js';
import { alignColumns, formatBytes, formatCount, formatCounted } from '../report/terminal.js';
import type { ExportOptions, ExportResult } from '../verbs/types.js';
import { given } from './options.js';
import type { OutputFlags, Session } from './session.js';

interface ExportFlags extends OutputFlags {
  readonly parquet?: string;
  readonly csv?: string;
  readonly tables?: readonly string[];
  readonly replace?: true;
}

/** Declares `export`. */
export function addExportVerb(
  verb: (name: string, description: string) => Command,
  open: (flags: OutputFlags) => Promise<Session>,
): void {
  verb('export', 'write the tables of a spill, a run or a selection as Parquet or CSV')
    .argument('<folder>', 'a spill, a run, or RUN/selections/NAME')
    .option('--parquet <dir>', 'writes DIR/TABLE/burst-NNNN-part-NNNN.parquet: a data set a table, hits nested')
    .option('--csv <dir>', 'writes DIR/TABLE.csv, a line a row or hit; for small tables, with --tables')
    .option('--tables <names>', 'only these, with commas between', (text: string) =>
      text.split(',').map((name) => name.trim()),
    )
    .option('--replace', 'remove the export that stands there, once the new one is whole')
    .action(async (folder: string, flags: ExportFlags) => {
      const target = targetOf(flags);
      const { verbs, context, print } = await open(flags);
      const options = { folder, ...target, replace: flags.replace === true, ...given({ tables: flags.tables }) };
      print(await verbs.exportTables(options, context), printExport);
    });
}

function targetOf({ parquet, csv }: ExportFlags): Pick<ExportOptions, 'format' | 'out'> {
  if (parquet !== undefined && csv === undefined) return { format: 'parquet', out: parquet };
  if (csv !== undefined && parquet === undefined) return { format: 'csv', out: csv };
  throw new InputError(ExitCode.usage, {
    what: 'one format at a time',
    where: 'spillway export',
    found: parquet === undefined ? 'neither --parquet nor --csv' : '--parquet and --csv',
    expected: '--parquet <dir> or --csv <dir>',
  });
}

/** What `export` wrote, and what opens it. */
export function printExport(r: ExportResult): string {
  const name = { parquet: 'Parquet', csv: 'CSV' }[r.format];
  const head =
    `${r.kind} ${r.folder}: ${formatCounted(r.events, 'event')} in ${formatCounted(r.parts, 'part')}, ` +
    `${formatCounted(r.tables.length, 'table')} as ${name}, ${formatBytes(r.bytes)}\n`;
  const nested = r.tables.some((t) => t.hits !== undefined);
  const table = alignColumns(
    ['table', 'rows', ...(nested ? ['hits in them'] : []), 'files', 'size', 'open as'],
    r.tables.map((t) => [
      t.name,
      formatCount(t.rows),
      ...(nested ? [t.hits === undefined ? '' : formatCount(t.hits)] : []),
      formatCount(t.files),
      formatBytes(t.bytes),
      t.path,
    ]),
  );
  const first = r.format === 'parquet' ? `in DuckDB, for example: FROM '${r.tables[0]!.path}' LIMIT 5\n` : '';
  return `${head}\n${table}\n${first}other tools: docs/reading.md; units and meanings of the columns: docs/tables.md\n`;
}
