import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import {
  cp,
  mkdir,
  open as openFile,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import { tableFromIPC } from 'apache-arrow';
import { readParquet } from 'parquet-wasm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPart, readChannelTable, readManifests, readPart } from '../../src/arrow/index.js';
import { signed } from '../../src/arrow/manifest.js';
import type { OpenOutput } from '../../src/arrow/sink.js';
import { ExitCode } from '../../src/core/errors.js';
import { events, quarantine, tracks } from '../../src/event/run.js';
import type { Rows, Table } from '../../src/event/table.js';
import { RUN_TABLES } from '../../src/event/tables.js';
import { strawConditions } from '../../src/event/truth.js';
import { exportTables } from '../../src/verbs/export.js';
import { replay } from '../../src/verbs/replay.js';
import { select } from '../../src/verbs/select.js';
import type { ExportOptions, VerbContext } from '../../src/verbs/types.js';
import { type Batch, makeBatch, notes, refusal, scratch } from '../arrow/support.js';
import { CONDITION_TABLES, RAW_TABLES, TRUTH_TABLES } from '../tables.js';

const polars = createRequire(import.meta.url)('nodejs-polars') as typeof import('nodejs-polars').default;
const SPILL = fileURLToPath(new URL('../../fixtures/k3pi', import.meta.url));
const PAGE = fileURLToPath(new URL('../../docs/reading.md', import.meta.url));
const folder = scratch();
const context: VerbContext = {
  signal: new AbortController().signal,
  logger: { info() {}, warn() {} },
  onProgress() {},
};
const parquet = (of: string, to: string, more: Partial<ExportOptions> = {}) =>
  exportTables({ folder: of, out: folder(to), format: 'parquet', replace: false, ...more }, context);
const csv = (of: string, to: string, ...tables: string[]) =>
  exportTables({ folder: of, out: folder(to), format: 'csv', replace: false, tables }, context);

type Values = Record<string, unknown[]>;
const duckdb = await DuckDBInstance.create(':memory:', { threads: '1' });
const connection = await duckdb.connect();
afterAll(() => {
  connection.closeSync();
  duckdb.closeSync();
});
const sql = async (query: string): Promise<Values> => (await connection.runAndReadAll(query)).getColumnsObjectJS();

/** Columns of a table by our own reader, one entry a row or hit, with the keys of its event. */
async function own(root: string, table: Table): Promise<Values> {
  const columns: Values = {};
  const add = (rows: Rows<Table>): void => {
    for (const [name, { size }] of Object.entries(table.columns)) {
      const values = Array.from(rows.columns[name] as ArrayLike<unknown>).slice(0, rows.length * (size ?? 1));
      const list = size === undefined ? values : rowsOf(values, size);
      columns[name] = [...(columns[name] ?? []), ...list];
    }
  };
  for (const { dir, manifest } of await readManifests(root)) {
    if (table.shape === 'channels') add(await readChannelTable(dir, table));
    else {
      const key = [...RAW_TABLES, ...RUN_TABLES].find(
        (t) => t.shape === 'event' && manifest.files.some((f) => f.table === t.name),
      )!;
      for await (const batch of readPart(dir, table.shape === 'objects' ? [key, table] : [table])) {
        const rows = (batch as unknown as Record<string, Rows<Table>>)[table.name]!;
        for (const name of ['burst', 'event'] as const) {
          const keys = Array.from(batch[name].subarray(0, batch.size));
          const each = keys.flatMap((k, i) => new Array<number>(rows.offsets[i + 1]! - rows.offsets[i]!).fill(k));
          columns[name] = [...(columns[name] ?? []), ...each];
        }
        add(rows);
      }
    }
  }
  return columns;
}

const rowsOf = (values: unknown[], size: number): unknown[][] =>
  Array.from({ length: values.length / size }, (_, i) => values.slice(i * size, (i + 1) * size));

let run: string;
beforeAll(async () => {
  run = folder('run');
  await replay({ spill: SPILL, out: run, onBad: 'quarantine', settings: {} }, context);
  await select({ run, selection: 'k3pi' }, context);
  await parquet(SPILL, 'parquet/spill');
  await parquet(run, 'parquet/run');
}, 60_000);

const EXPORTS: [string, readonly Table[]][] = [
  ['spill', [...RAW_TABLES, ...TRUTH_TABLES, ...CONDITION_TABLES]],
  ['run', RUN_TABLES],
];

describe.each(EXPORTS)('Parquet of a %s', (kind, tables) => {
  const files = (t: Table): string => `${folder(`parquet/${kind}`)}/${t.name}/*.parquet`;
  const root = (): string => (kind === 'run' ? run : SPILL);

  it.each(tables.map((t) => [t.name, t] as const))('DuckDB reads the values of %s', async (_, t) => {
    const hits = t.shape === 'hits' ? 'burst, event, unnest(hits, recursive := true)' : '*';
    const found = await sql(`SELECT ${hits} FROM '${files(t)}'`);
    const expected = await own(root(), t);
    expect(Object.keys(found).sort()).toEqual(
      [...(t.shape === 'channels' ? [] : ['burst', 'event']), ...Object.keys(t.columns)].sort(),
    );
    for (const [name, values] of Object.entries(found)) expect(values, name).toEqual(expected[name] ?? []);
    if (t.shape === 'hits') {
      const { events: n, hits: sum } = await sql(
        `SELECT count(*)::INT events, sum(len(hits))::INT hits FROM '${files(t)}'`,
      );
      expect([n, sum]).toEqual([[100], [expected['event']!.length]]);
    }
  });

  it('has no column that could be null, and is zstd throughout', async () => {
    const all = `${folder(`parquet/${kind}`)}/*/*.parquet`;
    const { kinds } = await sql(
      `SELECT list(DISTINCT repetition_type ORDER BY repetition_type) AS kinds FROM parquet_schema('${all}') WHERE repetition_type IS NOT NULL`,
    );
    expect((kinds![0] as string[]).filter((k) => k !== 'REPEATED')).toEqual(['REQUIRED']);
    expect(await sql(`SELECT DISTINCT compression FROM parquet_metadata('${all}')`)).toEqual({ compression: ['ZSTD'] });
  });

  it.each(tables.map((t) => [t.name, t] as const))('keeps units and types of %s', async (_, t) => {
    const file = files(t).replace('*', 'burst-0001-part-0000');
    const schema = tableFromIPC(readParquet(readFileSync(file)).intoIPCStream()).schema;
    const { dir } = (await readManifests(root()))[0]!;
    const arrow = tableFromIPC(readFileSync(join(dir, t.side === 'truth' ? 'truth' : '', `${t.name}.arrow`))).schema;
    const columns = (of: typeof schema): [string, string | undefined, string | undefined][] =>
      (t.shape === 'hits' ? (of.fields[2]!.type.children[0].type.children as typeof of.fields) : of.fields).map((f) => [
        f.name,
        f.metadata.get('unit'),
        f.metadata.get('doc'),
      ]);
    expect(schema.fields.map(String)).toEqual(arrow.fields.map(String));
    expect(columns(schema)).toEqual(columns(arrow));
    for (const [name, { unit }] of Object.entries(t.columns)) {
      expect(columns(schema).find(([n]) => n === name)).toEqual([name, unit, expect.any(String)]);
    }
    const { key, value } = await sql(
      `SELECT decode(key) AS key, decode(value) AS value FROM parquet_kv_metadata('${file}')`,
    );
    const plain = Object.fromEntries(key!.map((k, i) => [k, value![i]])) as Record<string, string>;
    expect(plain).toMatchObject({ 'spillway.table': t.name, 'spillway.version': String(t.version), doc: t.doc });
    const named = Object.entries(
      JSON.parse(plain['spillway.columns']!) as Record<string, { unit: string; doc: string }>,
    );
    const keys = t.shape === 'hits' ? ['burst', 'event'] : [];
    expect(named.map(([name]) => name)).toEqual([...keys, ...columns(schema).map(([name]) => name)]);
    expect(named.slice(keys.length).map(([name, { unit, doc }]) => [name, unit, doc])).toEqual(columns(schema));
  });
});

it('a selection is exported too', async () => {
  const from = join(run, 'selections', 'k3pi');
  const result = await parquet(from, 'selection');
  expect(result.tables.map((t) => [t.name, t.files])).toEqual([
    ['candidate_events', 1],
    ['candidates', 1],
    ['candidate_values', 1],
  ]);
  const both = await csv(from, 'selection-csv', 'candidates', 'candidate_values', 'candidate_events');
  expect(both.tables.map((t) => t.rows)).toEqual(result.tables.map((t) => t.rows));
});

describe('the page on reading', () => {
  const page = readFileSync(PAGE, 'utf8');
  const blocks = (language: string): string[] =>
    [...page.matchAll(/```(\w+)\n([^`]*)```/g)].filter((m) => m[1] === language).map((m) => m[2]!);
  const here = (text: string): string =>
    text
      .replaceAll('parquet/', `${folder('parquet')}/`)
      .replaceAll('runs/k3pi', run)
      .replaceAll('spills/k3pi', SPILL);

  it('SQL gives what our reader gives', async () => {
    const [units, hits, tagged, vertices] = await Promise.all(blocks('sql').map((query) => sql(here(query))));
    expect(JSON.parse(units!['columns']![0] as string).p).toEqual({ unit: 'MeV/c', doc: 'momentum' });
    const table = Object.fromEntries([...RAW_TABLES, ...RUN_TABLES].map((t) => [t.name, t])) as Record<string, Table>;
    expect(hits!['leading']).toEqual((await own(SPILL, table['straw']!))['leading']);
    const [t, k, v] = await Promise.all(['tracks', 'ktag_candidates', 'vertices'].map((n) => own(run, table[n]!)));
    const pairs = k!['event']!.flatMap((e, i) =>
      (k!['n_sectors']![i] as number) < 5 ? [] : t!['p']!.filter((_, j) => t!['event']![j] === e),
    );
    const order = (values: unknown[]): number[] => (values as number[]).toSorted((a, b) => a - b);
    expect(pairs.length).toBeGreaterThan(50);
    expect(order(tagged!['p']!)).toEqual(order(pairs));
    const ofVertices = v!['event']!.flatMap((e, i) => {
      const inEvent = t!['p']!.filter((_, j) => t!['event']![j] === e);
      return v!['n_tracks']![i] === 3 ? (v!['tracks']![i] as number[]).map((n) => inEvent[n]) : [];
    });
    expect(ofVertices.length).toBeGreaterThan(20);
    expect(order(vertices!['p']!)).toEqual(order(ofVertices));
  });

  it('Polars lines give what our reader gives', async () => {
    type Frame = import('nodejs-polars').DataFrame;
    const frames = blocks('js').flatMap((block) =>
      here(block)
        .trim()
        .split('\n')
        .map((line) => new Function('pl', 'readFileSync', `return ${line}`)(polars, readFileSync) as Frame),
    );
    const p = (await own(run, tracks))['p'];
    expect(frames.length).toBe(3);
    expect([...frames[0]!.getColumn('p')]).toEqual(p);
    expect([...frames[1]!.getColumn('p')]).toEqual(p);
    expect([...frames[2]!.getColumn('leading')]).toEqual((await own(SPILL, RAW_TABLES[3]))['leading']);
  });

  it('names files and folders as they are', () => {
    const named = [...page.matchAll(/'((?:runs|spills|parquet)\/[^']*)'/g)].map((m) => here(m[1]!));
    expect(named.length).toBeGreaterThan(10);
    const found = (path: string): boolean => {
      const [above, rest] = [path.slice(0, path.indexOf('*')), path.slice(path.indexOf('*') + 1)];
      return path.includes('*')
        ? readdirSync(above.slice(0, above.lastIndexOf('/'))).length > 0 && rest !== ''
        : existsSync(path);
    };
    for (const path of named) expect(found(path), path).toBe(true);
  });
});

/** Two parts, in events 11 … and 101 …, with texts and numbers that are hard to write. */
async function hardRun(name: string, conditions: readonly number[] = [1, 1]): Promise<string> {
  const texts = ['a,b', 'say "no"', 'two\nlines', '', 'one\r\nmore', 'π⁺ → 𝜇⁺ν', ' spaces '];
  const root = folder(name);
  for (const [part, t0] of conditions.entries()) {
    const plan = [
      { step: 1, hits: 0, objects: texts },
      { step: 2, hits: 0, objects: [] },
      { step: 1, hits: 0, objects: texts.slice(3) },
    ];
    const batches: Batch[] = [0, 1].map((k) =>
      makeBatch(k, 1, 10 + 100 * part + 10 * k, plan, 3 + part, [events, tracks, quarantine]),
    );
    const { p, x, covariance } = (batches[1] as unknown as { tracks: Rows<typeof tracks> }).tracks.columns;
    p.set([Number.NaN, Infinity, -Infinity, -0, 5e-324, 0.1 + 0.2]);
    x.set([1e21, 1e-7, -1.7976931348623157e308]);
    covariance.set([Number.NaN, -0], 14);
    const options = { kind: 'run', code: '0', provenance: {} } as const;
    const writer = await createPart(root, 1, part, [events, tracks, quarantine] as readonly Table[], options);
    for (const b of batches) await writer.write(b as never);
    const columns = { t0: new Float64Array([t0, -0]), wire_offset: new Float64Array(2), dead: new Uint8Array([0, 1]) };
    await writer.writeChannels(strawConditions, { length: 2, offsets: new Int32Array(1), columns });
    await writer.close();
  }
  return root;
}

describe('several parts', () => {
  it('are one data set with a file each; conditions stand once where they are the same', async () => {
    const from = await hardRun('two');
    const result = await parquet(from, 'two-parquet');
    expect(result.tables.map((t) => [t.name, t.rows, t.files])).toEqual([
      ['events', 12, 2],
      ['tracks', 44, 2],
      ['quarantine', 44, 2],
      ['straw_conditions', 2, 1],
    ]);
    expect((await readdir(folder('two-parquet/tracks'))).sort()).toEqual([
      'burst-0001-part-0000.parquet',
      'burst-0001-part-0001.parquet',
    ]);
    for (const t of [tracks, quarantine]) {
      const found = await sql(`FROM '${folder('two-parquet')}/${t.name}/*.parquet'`);
      expect(found).toEqual(await own(from, t));
    }
    expect(await sql(`SELECT t0 FROM '${folder('two-parquet')}/straw_conditions/*.parquet'`)).toEqual({ t0: [1, -0] });
    const changed = await parquet(await hardRun('changed', [1, 2, 1]), 'changed-parquet', {
      tables: ['straw_conditions'],
    });
    expect(changed.tables.map((t) => [t.rows, t.files])).toEqual([[4, 2]]);
    expect((await csv(folder('changed'), 'changed-csv', 'straw_conditions')).tables[0]!.rows).toBe(4);
  });

  it('says which tables it does not know', async () => {
    const options = { kind: 'run', code: '0', provenance: {} } as const;
    await (await createPart(folder('newer'), 1, 0, [events, notes] as readonly Table[], options)).close();
    const warned: object[] = [];
    const logger = { info() {}, warn: (facts: object) => warned.push(facts) };
    const to = { folder: folder('newer'), out: folder('newer-parquet'), format: 'parquet', replace: false } as const;
    expect((await exportTables(to, { ...context, logger })).tables.map((t) => t.name)).toEqual(['events']);
    expect(warned).toEqual([{ folder: folder('newer'), tables: ['notes'] }]);
  });

  it('without events keep their columns', async () => {
    const options = { kind: 'run', code: '0', provenance: {} } as const;
    await (await createPart(folder('none'), 1, 0, [events, quarantine] as readonly Table[], options)).close();
    expect((await parquet(folder('none'), 'none-parquet')).tables.map((t) => t.rows)).toEqual([0, 0]);
    const { column_name } = await sql(`DESCRIBE FROM '${folder('none-parquet')}/quarantine/*.parquet'`);
    expect(column_name).toEqual(['burst', 'event', 'stage', 'reason']);
    await csv(folder('none'), 'none-csv', 'quarantine');
    expect(await readFile(folder('none-csv/quarantine.csv'), 'utf8')).toBe('burst,event,stage,reason\r\n');
  });
});

/** RFC 4180, read strictly: records of texts, quoted or not. */
function parseCsv(text: string): string[][] {
  const records: string[][] = [[]];
  const field = /"((?:[^"]|"")*)"|([^",\r\n]*)/y;
  for (let at = 0; at < text.length; ) {
    field.lastIndex = at;
    const m = field.exec(text)!;
    records.at(-1)!.push(m[1]?.replaceAll('""', '"') ?? m[2]!);
    at = field.lastIndex;
    if (text[at] === ',') at++;
    else if (text.startsWith('\r\n', at)) {
      at += 2;
      if (at < text.length) records.push([]);
    } else throw new Error(`no end of field at ${at}`);
  }
  return records;
}

/** A CSV file as columns, lists of fixed size put together again. */
function columnsOf(text: string, table: Table): Values {
  const [header, ...rows] = parseCsv(text);
  const at = (name: string): number => header!.indexOf(name);
  const number = (name: string): number[] => rows.map((r) => Number(r[at(name)]));
  const columns = Object.entries(table.columns).map(([name, { type, size }]) => {
    if (type === 'utf8') return [name, rows.map((r) => r[at(name)])];
    if (size === undefined) return [name, number(name)];
    const elements = Array.from({ length: size }, (_, k) => number(`${name}_${k}`));
    return [name, rows.map((_, i) => elements.map((e) => e[i]))];
  });
  const keys = table.shape === 'channels' ? [] : (['burst', 'event'] as const).map((k) => [k, number(k)]);
  return Object.fromEntries([...keys, ...columns]);
}

describe('CSV', () => {
  it('read back gives the same values, whatever they are', async () => {
    const from = await hardRun('hard');
    const wanted: readonly Table[] = [events, tracks, quarantine, strawConditions];
    await csv(from, 'hard-csv', ...wanted.map((t) => t.name));
    for (const t of wanted) {
      const text = await readFile(folder(`hard-csv/${t.name}.csv`), 'utf8');
      const expected = await own(from, t);
      // conditions of the second part, which are the same, are not repeated
      if (t === strawConditions) for (const name in expected) expected[name] = expected[name]!.slice(0, 2);
      expect(columnsOf(text, t)).toEqual(expected);
    }
    const texts = await sql(
      `SELECT stage FROM read_csv('${folder('hard-csv/quarantine.csv')}', header = true, all_varchar = true, allow_quoted_nulls = false)`,
    );
    expect(texts['stage']).toEqual((await own(from, quarantine))['stage']);
  });

  it('has hits a line each, under the keys of their event', async () => {
    await csv(SPILL, 'spill-csv', 'straw', 'triggers');
    for (const t of [RAW_TABLES[0], RAW_TABLES[3]]) {
      const text = await readFile(folder(`spill-csv/${t.name}.csv`), 'utf8');
      expect(columnsOf(text, t)).toEqual(await own(SPILL, t));
    }
  });

  it('is refused for all tables at once, and for one with too many rows', async () => {
    const options = { folder: SPILL, out: folder('no'), format: 'csv', replace: false } as const;
    const { code, complaint } = await refusal(() => exportTables(options, context));
    expect([code, complaint.expected]).toEqual([ExitCode.usage, expect.stringContaining('triggers (100)')]);
    await cp(SPILL, folder('many'), { recursive: true });
    const manifest = folder('many/burst-0001/part-0000/manifest.json');
    const text = await readFile(manifest, 'utf8');
    const parsed = JSON.parse(text);
    parsed.files.find((f: { table: string }) => f.table === 'straw').entries = 1_048_576;
    await writeFile(manifest, JSON.stringify(signed(parsed)));
    const large = await refusal(() => csv(folder('many'), 'no', 'straw'));
    expect([large.code, large.message]).toEqual([ExitCode.usage, expect.stringContaining('--parquet')]);
    expect(existsSync(folder('no'))).toBe(false);
  });
});

describe('refusals leave everything as it was', () => {
  it.each([
    ['trakcs', 'did you mean tracks?'],
    ['straw', 'no such table here'],
    ['', 'no such table here'],
  ])('table %j', async (name, words) => {
    const { code, message } = await refusal(() => parquet(run, 'no', { tables: ['events', name] }));
    expect([code, message]).toEqual([ExitCode.usage, expect.stringContaining(words)]);
    expect(existsSync(folder('no'))).toBe(false);
  });

  it('an output inside a spill, a run or beside a selection, by whatever path', async () => {
    await symlink(join(run, 'selections'), folder('link'));
    for (const out of ['run', 'run/x', 'run/burst-0001/x', 'run/selections/x', 'link/x/y', 'parquet/../run/x']) {
      const { code, message } = await refusal(() => parquet(SPILL, out, { replace: true }));
      expect([out, code, message]).toEqual([out, ExitCode.output, expect.stringContaining('inside')]);
    }
    expect((await readdir(run)).filter((n) => !n.startsWith('burst-') && n !== 'selections')).toEqual([]);
  });

  it('an occupied folder, and with --replace one that holds anything but an export', async () => {
    expect((await refusal(() => parquet(run, 'parquet/spill'))).code).toBe(ExitCode.output);
    for (const [file, text] of [
      ['thesis.tex', ''],
      ['notes.csv', ''],
      ['tracks/mine.parquet', ''],
    ] as const) {
      await mkdir(join(folder('mine'), file, '..'), { recursive: true });
      await writeFile(join(folder('mine'), file), text);
      const { code } = await refusal(() => parquet(run, 'mine', { replace: true }));
      expect([file, code, await readdir(folder('mine'))]).toEqual([file, ExitCode.output, [file.split('/')[0]]]);
      await rm(folder('mine'), { recursive: true });
    }
  });

  it('a truncated file, before anything is written and with the old export in place', async () => {
    await cp(run, folder('cut'), { recursive: true });
    await parquet(folder('cut'), 'cut-parquet');
    const file = folder('cut/burst-0001/part-0000/vertices.arrow');
    await truncate(file, (await stat(file)).size - 100);
    const { code, complaint } = await refusal(() => parquet(folder('cut'), 'cut-parquet', { replace: true }));
    expect([code, complaint.where]).toEqual([ExitCode.data, file]);
    expect((await readdir(folder('cut-parquet'))).sort()).toEqual(RUN_TABLES.map((t) => t.name).sort());
    expect((await refusal(() => parquet(folder('cut'), 'no'))).code).toBe(ExitCode.data);
    expect(existsSync(folder('no'))).toBe(false);
  });
});

it.each([-7, 2 ** 30, 0])(
  'an offset of %d in a file that is otherwise sound is refused in both formats',
  async (offset) => {
    const from = folder(`offset${offset}`);
    await cp(SPILL, from, { recursive: true });
    const file = join(from, 'burst-0001/part-0000/straw.arrow');
    const bytes = await readFile(file);
    // the reader's offsets are views of the bytes
    const offsets = tableFromIPC(bytes).batches[0]!.data.children[2]!.valueOffsets;
    const sound = createHash('sha256').update(bytes).digest('hex');
    bytes.writeInt32LE(offset, offsets.byteOffset - bytes.byteOffset + 5 * 4);
    await writeFile(file, bytes);
    const manifest = join(from, 'burst-0001/part-0000/manifest.json');
    const text = await readFile(manifest, 'utf8');
    const spoilt = JSON.parse(text.replace(sound, createHash('sha256').update(bytes).digest('hex')));
    await writeFile(manifest, JSON.stringify(signed(spoilt)));
    for (const format of ['parquet', 'csv'] as const) {
      const options = { folder: from, out: folder('hostile'), format, tables: ['straw'], replace: false };
      const { code, complaint } = await refusal(() => exportTables(options, context));
      expect([format, code, complaint.where]).toEqual([format, ExitCode.data, expect.stringContaining(file)]);
      expect(existsSync(folder('hostile'))).toBe(false);
    }
  },
);

describe('whole or absent', () => {
  const names = async (of: string): Promise<string[]> =>
    existsSync(folder(of)) ? (await readdir(folder(of))).sort() : [];
  const failing = (out: string, open: OpenOutput, replace = false) =>
    refusal(() => exportTables({ folder: run, out: folder(out), format: 'parquet', replace }, context, open));

  /** Opens files of which the sixth fails in one of its calls. */
  const mean = (call: 'open' | 'writev' | 'sync' | 'close', code: string): OpenOutput => {
    let count = 0;
    const fail = (): never => {
      throw Object.assign(new Error(`${code}: ${call}`), { code, errno: -28 });
    };
    return async (path) => {
      const bad = ++count === 6;
      if (bad && call === 'open') fail();
      const handle = await openFile(path, 'wx');
      let calls = 0;
      return {
        // a few bytes at a time, as the system may
        writev: async ([bytes]) => {
          if (bad && call === 'writev' && ++calls === 3) fail();
          return handle.writev([bytes!.subarray(0, 1000)]);
        },
        sync: async () => (bad && call === 'sync' ? fail() : handle.sync()),
        close: async () => {
          await handle.close();
          if (bad && call === 'close') fail();
        },
      };
    };
  };

  it.each([
    ['open', 'EACCES'],
    ['writev', 'ENOSPC'],
    ['sync', 'EIO'],
    ['close', 'EDQUOT'],
  ] as const)('an error at %s (%s)', async (call, code) => {
    const error = await failing('bad', mean(call, code));
    expect([error.code, error.complaint.found]).toEqual([ExitCode.output, expect.stringContaining(code)]);
    expect(error.complaint.where).toMatch(/bad\/\w+\/burst-0001-part-0000.parquet$/);
    expect(existsSync(folder('bad'))).toBe(false);
    // an earlier export stays
    await parquet(run, `old-${call}`, { tables: ['events'] });
    await failing(`old-${call}`, mean(call, code), true);
    expect(await names(`old-${call}`)).toEqual(['events']);
  });

  it('an error while it is moved into place', async () => {
    let count = 0;
    const obstacle: OpenOutput = async (path) => {
      if (++count === 6) {
        await mkdir(folder('moved/tracks'), { recursive: true });
        await writeFile(folder('moved/tracks/mine'), '');
      }
      return openFile(path, 'wx');
    };
    expect((await failing('moved', obstacle)).code).toBe(ExitCode.output);
    expect(await names('moved')).toEqual(['tracks']);
    expect(await readdir(folder('moved/tracks'))).toEqual(['mine']);
  });

  it('the signal, at any file', async () => {
    for (let stopAt = 1; stopAt <= RUN_TABLES.length; stopAt++) {
      const abort = new AbortController();
      let n = 0;
      const onProgress = ({ task }: { task: string }): void => {
        if (task === 'export' && ++n === stopAt) abort.abort();
      };
      const options = { folder: run, out: folder('stopped'), format: 'parquet', replace: false } as const;
      const ended = exportTables(options, { ...context, signal: abort.signal, onProgress });
      await expect(ended).rejects.toThrow(/abort/i);
      expect([stopAt, existsSync(folder('stopped'))]).toEqual([stopAt, false]);
    }
  });

  it('what a process that died left behind goes; an empty folder is taken; --replace takes the place of all', async () => {
    await mkdir(folder('again/.export.tmp/tracks'), { recursive: true });
    await writeFile(folder('again/.export.tmp/tracks/burst-0001-part-0000.parquet'), 'PAR1');
    await parquet(run, 'again');
    expect(await names('again')).toEqual(RUN_TABLES.map((t) => t.name).sort());
    await mkdir(folder('again/.export.tmp'));
    await exportTables(
      { folder: run, out: folder('again'), format: 'csv', tables: ['events'], replace: true },
      context,
    );
    expect(await names('again')).toEqual(['events.csv']);
    await parquet(run, 'again', { tables: ['events'], replace: true });
    expect(await names('again')).toEqual(['events']);
  });
});
