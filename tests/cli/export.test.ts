import { describe, expect, it } from 'vitest';
import { printExport } from '../../src/cli/export-command.js';
import { ExitCode } from '../../src/core/errors.js';
import { exported, type } from './fake.js';

describe('export', () => {
  it('hands the flags to the verb', async () => {
    const { calls } = await type('export a/run --parquet a/parquet');
    expect(calls).toEqual([
      {
        verb: 'exportTables',
        options: { folder: 'a/run', out: 'a/parquet', format: 'parquet', replace: false },
      },
    ]);
    const csv = await type('export a/run --csv a/csv --tables "events, tracks" --replace');
    expect(csv.calls[0]!.options).toEqual({
      folder: 'a/run',
      out: 'a/csv',
      format: 'csv',
      replace: true,
      tables: ['events', 'tracks'],
    });
  });

  it.each(['export a/run', 'export a/run --csv a --parquet b', 'export --csv a', 'export a/run --parquet'])(
    'refuses %j before it loads anything',
    async (line) => {
      const { code, err, loaded } = await type(line);
      expect([code, loaded]).toEqual([ExitCode.usage, false]);
      expect(err).toContain('expected:');
    },
  );

  it('says what it wrote and how to open it', async () => {
    const { out } = await type('export a/run --parquet a/parquet');
    expect(out).toBe(printExport(exported));
    expect(out).toContain('run a/run: 2,000 events in 2 parts, 1 table as Parquet, 999 B');
    expect(out).toContain("FROM 'a/parquet/vertices/*.parquet' LIMIT 5");
    expect(out).not.toContain('hits');
    const hits = { name: 'straw', rows: 100, hits: 20359, files: 1, bytes: 5, path: 'p/straw/*.parquet' };
    expect(printExport({ ...exported, tables: [...exported.tables, hits] })).toMatch(/straw +100 +20,359 +1 /);
    expect(printExport({ ...exported, format: 'csv' })).not.toContain('DuckDB');
  });

  it('prints JSON', async () => {
    const { out } = await type('export a/run --parquet a/parquet --json');
    expect(JSON.parse(out)).toEqual(exported);
  });
});
