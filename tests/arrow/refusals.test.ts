import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  Field,
  Float64,
  makeData,
  RecordBatch,
  RecordBatchFileWriter,
  Schema,
  Struct,
  tableFromIPC,
  Uint32,
} from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import {
  checkPart,
  createPart,
  readBurstEnd,
  readManifest,
  readManifests,
  readPart,
  writeBurstEnd,
} from '../../src/arrow/index.js';
import { signed } from '../../src/arrow/manifest.js';
import { ExitCode, type InputError } from '../../src/core/errors.js';
import { RandomStream } from '../../src/core/random.js';
import type { Table } from '../../src/event/table.js';
import { collect, flags, notes, plain, pulses, refusal, scratch, smallPart, TABLES } from './support.js';

const folder = scratch();
const writer = await createPart(folder('good'), 1, 0, TABLES, { kind: 'spill', code: '1', provenance: {} });
for (const b of smallPart()) await writer.write(b);
await writer.close();

let copies = 0;
/** A fresh copy of the good part, to be spoilt. */
function copy(): string {
  const dir = join(folder(`copy-${copies++}`), 'burst-0001', 'part-0000');
  cpSync(writer.dir, dir, { recursive: true });
  return dir;
}

/** A manifest that may be spoilt. */
interface Loose {
  [field: string]: unknown;
  files: Record<string, unknown>[];
  firstEvent: number;
  lastEvent: number | null;
}

/** Changes a manifest and signs it again, as a writer with a defect would. */
function editManifest(dir: string, edit: (m: Loose) => void): void {
  const path = join(dir, 'manifest.json');
  const m = JSON.parse(readFileSync(path, 'utf8')) as Loose;
  edit(m);
  writeFileSync(path, JSON.stringify(signed(m)));
}

/** Puts other bytes in place of a file and makes the manifest agree, as a writer with a defect would. */
function replace(dir: string, table: string, bytes: Uint8Array): void {
  writeFileSync(join(dir, `${table}.arrow`), bytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  editManifest(dir, (m) => {
    Object.assign(m.files.find((f) => f.table === table)!, { bytes: bytes.length, sha256 });
  });
}

/** The file of `flags`, made again by the library with other fields. */
function rewritten(dir: string, change: (fields: Field[]) => Field[], metadata?: Map<string, string>): Uint8Array {
  const old = tableFromIPC(readFileSync(join(dir, 'flags.arrow')));
  const fields = change(old.schema.fields);
  const schema = new Schema(fields, metadata ?? old.schema.metadata);
  const batches = old.batches.map((b) => {
    const children = fields.map(
      (f) =>
        b.getChild(f.name)?.data[0] ??
        makeData({ type: f.type, length: b.numRows, nullCount: 0, data: new Float64Array(b.numRows) } as never),
    );
    return new RecordBatch(schema, makeData({ type: new Struct(fields), length: b.numRows, nullCount: 0, children }));
  });
  const w = new RecordBatchFileWriter();
  for (const b of batches) w.write(b);
  w.finish();
  return w.toUint8Array(true);
}

const readAll = (dir: string, tables: readonly Table[] = TABLES): Promise<InputError> =>
  refusal(async () => {
    await collect(readPart(dir, tables));
  });

async function expectRefusal(dir: string, what: RegExp, where: string, found?: RegExp): Promise<void> {
  const error = await readAll(dir);
  expect(error.code).toBe(ExitCode.data);
  expect(error.complaint.what).toMatch(what);
  expect(error.complaint.where).toContain(where);
  if (found !== undefined) expect(error.complaint.found).toMatch(found);
  expect(error.complaint.expected).not.toBe('');
}

describe('manifest', () => {
  const cases: [string, (m: Loose) => void, RegExp, RegExp?][] = [
    [
      'of another format',
      (m) => {
        m.format = 'other';
      },
      /not the manifest of a part/,
    ],
    [
      'newer',
      (m) => {
        m.schema = 3;
      },
      /newer than this program/,
      /3/,
    ],
    [
      'older',
      (m) => {
        m.schema = 1;
      },
      /older than this program reads/,
      /1/,
    ],
    [
      'of unknown version',
      (m) => {
        m.schema = 'one';
      },
      /unknown/,
    ],
    [
      'without version',
      (m) => {
        delete m.schema;
      },
      /unknown/,
    ],
    [
      'with a misspelt field',
      (m) => {
        m.burts = 1;
      },
      /not right/,
      /burts/,
    ],
    [
      'without a field',
      (m) => {
        delete m.code;
      },
      /not right/,
    ],
    [
      'with a wrong type',
      (m) => {
        m.files[0].rows = '12';
      },
      /not right/,
    ],
    [
      'with a count below zero',
      (m) => {
        m.events = -1;
      },
      /not right/,
    ],
    [
      'of another burst',
      (m) => {
        m.burst = 2;
      },
      /not where it belongs/,
    ],
    [
      'of another part',
      (m) => {
        m.part = 1;
      },
      /not where it belongs/,
    ],
    [
      'with more events than numbers',
      (m) => {
        m.lastEvent = m.firstEvent;
      },
      /event counts disagree/,
    ],
    [
      'with no last event',
      (m) => {
        m.lastEvent = null;
      },
      /event counts disagree/,
    ],
    [
      'with a table twice',
      (m) => {
        m.files.push(m.files[0]);
      },
      /twice/,
    ],
    [
      'without a table',
      (m) => {
        m.files = m.files.filter((f) => f.table !== 'pulses');
      },
      /missing table/,
    ],
    [
      'with a newer table',
      (m) => {
        m.files[0].version = 99;
      },
      /schema version of flags is newer/,
    ],
    [
      'with an older table',
      (m) => {
        m.files[0].version = 1;
      },
      /schema version of flags is older/,
    ],
    [
      'with other rows',
      (m) => {
        m.files[0].rows = 11;
      },
      /row counts disagree/,
    ],
    [
      'with other events',
      (m) => {
        m.events = 11;
      },
      /row counts disagree/,
    ],
    [
      'with other batches',
      (m) => {
        m.batches = 2;
      },
      /record batches disagree/,
    ],
    [
      'with another last event',
      (m) => {
        m.lastEvent = m.lastEvent! + 1;
      },
      /row counts disagree/,
    ],
    [
      'with another first event',
      (m) => {
        m.firstEvent--;
      },
      /keys out of order/,
    ],
  ];
  it.each(cases)('%s', async (_, edit, what, found) => {
    const dir = copy();
    editManifest(dir, edit);
    await expectRefusal(dir, what, dir, found);
  });

  it('has the checksum of its own content, wherever its spaces are', async () => {
    const dir = copy();
    const path = join(dir, 'manifest.json');
    const text = readFileSync(path, 'utf8');
    const { sha256, ...content } = JSON.parse(text) as Record<string, unknown>;
    expect(Object.keys(JSON.parse(text) as object).at(-1)).toBe('sha256');
    const own = createHash('sha256').update(JSON.stringify(content)).digest('hex');
    expect(sha256).toBe(own);
    writeFileSync(path, JSON.stringify(JSON.parse(text), null, '\t').replaceAll('\n', '\r\n'));
    expect(await readManifest(dir)).toEqual(JSON.parse(text));
  });

  const unsigned: [string, (m: Loose) => void][] = [
    ['with another program', (m) => Object.assign(m, { code: '2' })],
    ['with something more of how it was made', (m) => Object.assign(m, { provenance: { seed: 1 } })],
    ['with another checksum of a file', (m) => Object.assign(m.files[2]!, { sha256: '0'.repeat(64) })],
    ['with its fields in another order', (m) => Object.assign(m.files, [...m.files].reverse())],
    ['with a misspelt field', (m) => Object.assign(m, { burts: 1 })],
    [
      'with a field that every object has',
      (m) => Object.defineProperty(m, '__proto__', { value: 1, enumerable: true }),
    ],
    ['with another checksum', (m) => Object.assign(m, { sha256: 'f'.repeat(64) })],
    ['with its checksum in capitals', (m) => Object.assign(m, { sha256: String(m['sha256']).toUpperCase() })],
    ['with a checksum that is none', (m) => Object.assign(m, { sha256: [] })],
    ['without checksum', (m) => delete m['sha256']],
  ];
  it.each(unsigned)('changed by hand: %s', async (_, edit) => {
    const dir = copy();
    const path = join(dir, 'manifest.json');
    const m = JSON.parse(readFileSync(path, 'utf8')) as Loose;
    edit(m);
    const { sha256: named, ...content } = m;
    writeFileSync(path, JSON.stringify(m));
    const { complaint, code } = await refusal(() => readManifest(dir));
    expect(code).toBe(ExitCode.data);
    const own = createHash('sha256').update(JSON.stringify(content)).digest('hex');
    expect(complaint).toEqual({
      what: 'wrong checksum of the manifest',
      where: path,
      found: `sha256 ${own}`,
      expected: typeof named === 'string' ? `sha256 ${named}, as it says` : 'a field sha256',
    });
  });

  it('absent, empty, cut or no object', async () => {
    const dir = copy();
    const path = join(dir, 'manifest.json');
    truncateSync(path, 100);
    await expectRefusal(dir, /not JSON/, path);
    truncateSync(path, 0);
    await expectRefusal(dir, /not JSON/, path);
    writeFileSync(path, 'null');
    await expectRefusal(dir, /not the manifest/, path);
    rmSync(path);
    await expectRefusal(dir, /missing file/, path);
    expect((await refusal(() => readManifest(join(dir, 'nowhere')))).code).toBe(ExitCode.data);
  });
});

describe('bytes', () => {
  it('a file is missing', async () => {
    const dir = copy();
    rmSync(join(dir, 'pulses.arrow'));
    await expectRefusal(dir, /missing file/, 'pulses.arrow');
  });

  it('a flipped byte anywhere', async () => {
    const dir = copy();
    const path = join(dir, 'flags.arrow');
    const good = readFileSync(path);
    const rng = new RandomStream().key(1, 0, 0, 0);
    for (let i = 0; i < 40; i++) {
      const bad = Buffer.from(good);
      const at = i === 0 ? 0 : i === 1 ? good.length - 1 : rng.u32() % good.length;
      bad[at]! ^= 1 << (i % 8);
      writeFileSync(path, bad);
      await expectRefusal(dir, /wrong checksum/, path);
    }
    // a part is refused before its first batch is read
    await expect(checkPart(dir, [flags])).rejects.toThrow(/wrong checksum/);
    await checkPart(dir, [pulses]);
  });

  it('a file cut at any place, or longer than it was', async () => {
    const dir = copy();
    const path = join(dir, 'pulses.arrow');
    const good = readFileSync(path);
    for (let n = 0; n < good.length; n += 97) {
      writeFileSync(path, good.subarray(0, n));
      await expectRefusal(dir, /wrong size/, path, new RegExp(`^${n} bytes`));
    }
    writeFileSync(path, Buffer.concat([good, Buffer.alloc(8)]));
    await expectRefusal(dir, /wrong size/, path);
  });

  it('a file cut at any place whose manifest agrees with it', async () => {
    const dir = copy();
    const good = readFileSync(join(dir, 'flags.arrow'));
    for (let n = 0; n < good.length; n += 61) {
      replace(dir, 'flags', good.subarray(0, n));
      await expectRefusal(dir, /not a whole Arrow file/, 'flags.arrow');
    }
    const middle = Buffer.concat([good.subarray(0, 800), good.subarray(1200)]);
    replace(dir, 'flags', middle);
    await expectRefusal(dir, /./, 'flags.arrow');
    replace(dir, 'flags', Buffer.from('time,mask\n1,2\n'.repeat(100)));
    await expectRefusal(dir, /not a whole Arrow file/, 'flags.arrow');
  });

  it('a file that is cut while it is read', async () => {
    const dir = copy();
    const path = join(dir, 'pulses.arrow');
    const good = readFileSync(path);
    const end = good.length - 10 - good.readInt32LE(good.length - 10) - 8;
    for (let n = 800; n < end; n += 101) {
      writeFileSync(path, good);
      const error = await refusal(async () => {
        for await (const _ of readPart(dir, [pulses])) truncateSync(path, n);
      });
      expect(error.complaint.where).toContain('pulses.arrow, record batch');
    }
  });

  it('flipped bytes that no checksum guards end in a refusal or in values, never in another error', async () => {
    const dir = copy();
    const path = join(dir, 'pulses.arrow');
    const good = readFileSync(path);
    const rng = new RandomStream().key(2, 0, 0, 0);
    let refused = 0;
    for (let i = 0; i < 150; i++) {
      const bad = Buffer.from(good);
      bad[rng.u32() % good.length]! ^= 1 << (i % 8);
      writeFileSync(path, bad);
      try {
        await collect(readPart(dir, [flags, pulses], { verify: false }));
      } catch (error) {
        expect((error as Error).name).toBe('InputError');
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(5);
  });
});

describe('columns', () => {
  const rename = (f: Field, name: string): Field => new Field(name, f.type, f.nullable, f.metadata);
  const withUnit = (f: Field, unit: string | undefined): Field =>
    new Field(f.name, f.type, f.nullable, unit === undefined ? new Map() : new Map([['unit', unit]]));
  const at = (name: string, change: (f: Field) => Field) => (fields: Field[]) =>
    fields.map((f) => (f.name === name ? change(f) : f));
  const cases: [string, (fields: Field[]) => Field[], RegExp, string, RegExp][] = [
    [
      'a missing one',
      (f) => f.filter((x) => x.name !== 'mask'),
      /missing column/,
      'column mask',
      /burst, event, time, point/,
    ],
    ['a misspelt one', at('mask', (f) => rename(f, 'masks')), /missing column/, 'column mask', /masks/],
    ['no keys', (f) => f.filter((x) => x.name !== 'event'), /missing column/, 'column event', /burst/],
    ['another unit', at('time', (f) => withUnit(f, 'ns')), /wrong unit/, 'column time', /'ns'/],
    ['no unit', at('time', (f) => withUnit(f, undefined)), /wrong unit/, 'column time', /no unit/],
  ];
  it.each(cases)('%s', async (_, change, what, where, found) => {
    const dir = copy();
    replace(dir, 'flags', rewritten(dir, change));
    await expectRefusal(dir, what, where, found);
  });

  it('of a wrong type', async () => {
    const dir = copy();
    const f64 = new Field('mask', new Float64(), false, new Map([['unit', '']]));
    const drop = rewritten(dir, (f) => f.filter((x) => x.name !== 'mask'));
    replace(dir, 'flags', drop);
    replace(
      dir,
      'flags',
      rewritten(dir, (f) => [...f, f64]),
    );
    await expectRefusal(dir, /wrong type/, 'flags.arrow, column mask', /^f64$/);
  });

  it('of another table or version', async () => {
    const dir = copy();
    const meta = (table: string, version: string): Map<string, string> =>
      new Map([
        ['spillway.table', table],
        ['spillway.version', version],
      ]);
    replace(
      dir,
      'flags',
      rewritten(dir, (f) => f, meta('straw', '3')),
    );
    await expectRefusal(dir, /wrong table/, 'flags.arrow', /^straw$/);
    replace(
      dir,
      'flags',
      rewritten(dir, (f) => f, meta('flags', '4')),
    );
    await expectRefusal(dir, /newer/, 'flags.arrow', /4/);
    replace(
      dir,
      'flags',
      rewritten(dir, (f) => f, new Map()),
    );
    await expectRefusal(dir, /wrong table/, 'flags.arrow', /no table name/);
    // the right bytes of another table under this name
    replace(dir, 'flags', readFileSync(join(dir, 'pulses.arrow')));
    await expectRefusal(dir, /wrong table/, 'flags.arrow', /^pulses$/);
  });

  it('with nulls', async () => {
    const dir = copy();
    const old = tableFromIPC(readFileSync(join(dir, 'flags.arrow')));
    const batches = old.batches.map((b, k) => {
      const data = b.data.children.map((c, i) =>
        k === 1 && i === 2
          ? makeData({
              type: new Uint32(),
              length: b.numRows,
              data: c.values as Uint32Array,
              nullBitmap: Uint8Array.of(0b101),
            })
          : c,
      );
      const fields = b.schema.fields.map((f) => new Field(f.name, f.type, true, f.metadata));
      const schema = new Schema(fields, b.schema.metadata);
      return new RecordBatch(
        schema,
        makeData({ type: new Struct(fields), length: b.numRows, nullCount: 0, children: data }),
      );
    });
    const w = new RecordBatchFileWriter();
    for (const b of batches) w.write(b);
    w.finish();
    replace(dir, 'flags', w.toUint8Array(true));
    await expectRefusal(dir, /null values/, 'record batch 1, column time', /1 nulls/);
  });

  it('in another order, nullable and with others between them are read all the same', async () => {
    const dir = copy();
    const extra = new Field('surplus', new Float64(), true);
    const change = (f: Field[]): Field[] =>
      [extra, ...[...f].reverse()].map((x) => new Field(x.name, x.type, true, x.metadata));
    replace(dir, 'flags', rewritten(dir, change));
    const back = await collect(readPart(dir, [flags, notes]));
    expect(back.map((b) => [plain(flags, b.flags, b.size), plain(notes, b.notes, b.size)])).toEqual(
      smallPart().map((b) => [plain(flags, b.flags, b.size), plain(notes, b.notes, b.size)]),
    );
    expect(Object.keys(back[0]!.flags.columns)).toEqual(Object.keys(flags.columns));
  });
});

describe('keys', () => {
  /** The file of a table as another part has it. */
  async function from(table: string, edit: (b: ReturnType<typeof smallPart>) => void): Promise<Buffer> {
    const other = smallPart();
    edit(other);
    const w = await createPart(folder(`other-${copies++}`), 1, 0, TABLES, { kind: 'spill', code: '1', provenance: {} });
    for (const b of other) await w.write(b);
    await w.close();
    return readFileSync(join(w.dir, `${table}.arrow`));
  }

  it('of one table are not those of the others', async () => {
    const dir = copy();
    replace(
      dir,
      'pulses',
      await from('pulses', (b) => {
        b[1]!.event[1]! += 1;
      }),
    );
    await expectRefusal(dir, /keys disagree/, 'pulses.arrow, record batch 1, row 1', /burst 1, event/);
  });

  it('of objects belong to no event', async () => {
    const dir = copy();
    replace(
      dir,
      'notes',
      await from('notes', (b) => {
        b[0]!.event[3]! += 1;
      }),
    );
    await expectRefusal(dir, /keys disagree/, 'notes.arrow, record batch 0, row 1');
  });

  it('do not grow', async () => {
    const dir = copy();
    const bytes = Buffer.from(readFileSync(join(dir, 'flags.arrow')));
    // the second batch begins with the number of an event of the first
    const second = smallPart()[1]!.event;
    const at = bytes.indexOf(Buffer.from(second.buffer, second.byteOffset, 12));
    bytes.writeUInt32LE(11, at);
    replace(dir, 'flags', bytes);
    await expectRefusal(dir, /keys out of order/, 'flags.arrow, record batch 1, row 0', /event 11/);
  });
});

describe('a spill', () => {
  it('does not have a part twice', async () => {
    const dir = copy();
    const root = join(dir, '..', '..');
    const twin = join(root, 'burst-0001', 'part-0001');
    cpSync(dir, twin, { recursive: true });
    expect((await refusal(() => readManifests(root))).complaint.what).toMatch(/not where it belongs/);
    editManifest(twin, (m) => {
      m.part = 1;
    });
    const error = await refusal(() => readManifests(root));
    expect(error.complaint).toMatchObject({ what: 'duplicate part', where: twin });
    renameSync(twin, join(root, 'burst-0001', 'part-1'));
    expect((await refusal(() => readManifests(root))).complaint.found).toBe('part-1');
    rmSync(join(root, 'burst-0001', 'part-1'), { recursive: true });
    expect((await readManifests(root)).map((p) => p.manifest.events)).toEqual([12]);
  });

  it('has an end-of-burst marker with a checksum of its own', async () => {
    const root = join(copy(), '..', '..');
    await writeBurstEnd(root, 1, { parts: 1, events: 12 });
    expect(await readBurstEnd(root, 1)).toEqual({ parts: 1, events: 12 });
    const path = join(root, 'burst-0001', 'end-of-burst.json');
    const text = readFileSync(path, 'utf8');
    const good = JSON.parse(text) as Record<string, unknown>;
    const sha256 = createHash('sha256')
      .update('{"format":"spillway burst","burst":1,"parts":1,"events":12}')
      .digest('hex');
    expect(good['sha256']).toBe(sha256);
    for (const edit of [
      { parts: 2 },
      { events: 11 },
      { burst: 2 },
      { more: 0 },
      { sha256: undefined },
      { sha256: 0 },
    ]) {
      writeFileSync(path, JSON.stringify({ ...good, ...edit }));
      const { what, where } = (await refusal(() => readManifests(root))).complaint;
      expect([what, where]).toEqual(['wrong checksum of the end-of-burst marker', path]);
    }
    for (const deep of [1, 200_000]) {
      const nested = '['.repeat(deep) + ']'.repeat(deep);
      writeFileSync(path, text.replace('"events"', `"deep": ${nested}, "events"`));
      const what = deep === 1 ? /wrong checksum/ : /marker is not right/;
      expect((await refusal(() => readManifests(root))).complaint.what).toMatch(what);
    }
  });

  it('does not mix with a run', async () => {
    const dir = copy();
    const root = join(dir, '..', '..');
    await (await createPart(root, 2, 0, TABLES, { kind: 'run', code: '1', provenance: {} })).close();
    expect((await refusal(() => readManifests(root))).complaint.what).toBe('parts of different kinds');
  });

  it('is a folder with parts', async () => {
    mkdirSync(folder('nothing'));
    expect((await refusal(() => readManifests(folder('nothing')))).complaint.what).toBe('no parts');
    expect((await refusal(() => readManifests(folder('absent')))).code).toBe(ExitCode.data);
    mkdirSync(join(folder('bare'), 'burst-0001', 'part-0000'), { recursive: true });
    expect((await refusal(() => readManifests(folder('bare')))).complaint.where).toContain('manifest.json');
  });
});
