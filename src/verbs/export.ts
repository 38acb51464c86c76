import { ExportFolder, exportCsv, exportParquet, sourcesOf } from '../arrow/export.js';
import { checkPart, type KnownPart, readManifests } from '../arrow/index.js';
import { ExitCode, InputError } from '../core/errors.js';
import { nearestName } from '../core/nearest.js';
import type { Table } from '../event/table.js';
import { knownTables } from './known-tables.js';
import type { ExportedTable, ExportOptions, ExportResult, VerbContext } from './types.js';

/** Most rows of a CSV file: what a spreadsheet opens, less the header. */
const CSV_ROWS = 1_048_575;

/**
 * Writes tables of a spill, run or selection as Parquet or CSV into a folder of their own; each is whole or absent, and an export that
 * is replaced stays until the new one is whole.
 * @param open opens the files; replaced in tests of write errors
 * @throws InputError when the folder is not whole and sound, a table is not in it or too large for CSV, the output is occupied,
 * inside a spill or run, or cannot be written; nothing is written then
 */
export async function exportTables(
  options: ExportOptions,
  context: VerbContext,
  open?: Parameters<typeof ExportFolder.create>[1]['open'],
): Promise<ExportResult> {
  const { folder, format } = options;
  const { signal, logger, onProgress } = context;
  const parts = await readManifests(folder);
  const all = knownTables(parts[0]!.manifest);
  const tables = chosen(options, parts, all);
  const unknown = parts[0]!.manifest.files.map((f) => f.table).filter((name) => !all.some((t) => t.name === name));
  if (unknown.length > 0)
    logger.warn({ folder, tables: unknown }, 'tables that this version does not know are left out');
  const rowsOf = (t: Table): number => sourcesOf(parts, t).reduce((n, p) => n + entryOf(p, t).entries, 0);
  if (format === 'csv') for (const t of tables) checkCsv(t, rowsOf(t), options);
  for (const [i, { dir }] of parts.entries()) {
    await checkPart(dir, tables, { signal });
    onProgress({ task: 'check', unit: 'parts', done: i + 1, total: parts.length });
  }

  const names = new Set(all.map((t) => t.name));
  const out = await ExportFolder.create(options.out, { replace: options.replace, tables: names, open });
  const total = tables.reduce((n, t) => n + rowsOf(t), 0);
  let done = 0;
  const onRows = (rows: number): void => {
    done += rows;
    onProgress({ task: 'export', unit: 'rows', done, total });
  };
  const written: ExportedTable[] = [];
  try {
    for (const table of tables) {
      const { path, ...counts } = await (format === 'csv'
        ? exportCsv(out, table, parts, all, { signal, onRows })
        : exportParquet(out, table, parts, { signal, onRows }));
      const inLists = format === 'parquet' && table.shape === 'hits' ? { hits: rowsOf(table) } : {};
      written.push({ name: table.name, ...counts, ...inLists, path: `${options.out}/${path}` });
      logger.info({ table: table.name, rows: counts.rows, bytes: counts.bytes }, 'table exported');
    }
    signal.throwIfAborted();
    await out.commit();
  } catch (error) {
    await out.abort();
    throw error;
  }
  return {
    folder,
    kind: parts[0]!.manifest.kind,
    out: options.out,
    format,
    parts: parts.length,
    events: parts.reduce((n, p) => n + p.manifest.events, 0),
    tables: written,
    bytes: written.reduce((sum, t) => sum + t.bytes, 0),
  };
}

/** The tables asked for, in the order of the manifest; all that there are when none is named. */
function chosen(
  { folder, format, tables }: ExportOptions,
  parts: readonly KnownPart[],
  all: readonly Table[],
): readonly Table[] {
  const { files } = parts[0]!.manifest;
  const known = files.flatMap((f) => all.filter((t) => t.name === f.table));
  const refuse = (what: string, found: string, expected: string): InputError =>
    new InputError(ExitCode.usage, { what, where: `--tables, ${folder}`, found, expected });
  if (tables === undefined) {
    if (format === 'parquet') return known;
    const sizes = known.map((t) => `${t.name} (${parts.reduce((n, p) => n + entryOf(p, t).entries, 0)})`);
    throw refuse('CSV is for tables that are named', 'no --tables', `some of these (rows): ${sizes.join(', ')}`);
  }
  const names = known.map((t) => t.name);
  for (const name of tables) {
    if (names.includes(name)) continue;
    const near = nearestName(name, names);
    const question = near === undefined ? '' : `; did you mean ${near}?`;
    throw refuse(`no such table here${question}`, name, names.join(', '));
  }
  return known.filter((t) => tables.includes(t.name));
}

/** The manifest's entry of a table; one that a part lacks is refused by the check of that part. */
const entryOf = ({ manifest }: KnownPart, table: Table): { readonly entries: number } =>
  manifest.files.find((f) => f.table === table.name) ?? { entries: 0 };

function checkCsv(table: Table, rows: number, { folder }: ExportOptions): void {
  if (rows <= CSV_ROWS) return;
  throw new InputError(ExitCode.usage, {
    what: `${table.name} is too large for CSV`,
    where: folder,
    found: `${rows} rows`,
    expected: `at most ${CSV_ROWS}, as in a spreadsheet; --parquet takes any number`,
  });
}
