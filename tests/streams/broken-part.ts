import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeBatch } from '../../src/arrow/encode.js';
import { listParts } from '../../src/arrow/index.js';
import { MANIFEST, type Manifest, readManifest, signed, tablePath } from '../../src/arrow/manifest.js';
import { openFragments } from '../../src/arrow/read.js';
import { schemaOf } from '../../src/arrow/schema.js';
import { ArrowSink, type OutputHandle } from '../../src/arrow/sink.js';
import type { EventBatch } from '../../src/event/batch.js';
import { type ColumnArray, newColumn, type Rows, type Table } from '../../src/event/table.js';
import { RAW_TABLES } from '../tables.js';

/** A fragment as it will be written: whatever is put here. */
export interface RawFragment {
  burst: number;
  event: number;
  /** Rows of the fragment, column by column; all columns equally long. */
  columns: Record<string, number[]>;
  /** Written as the list offset after this fragment instead of the true one. */
  end?: number;
}

export type Edit = (fragments: RawFragment[]) => RawFragment[];

export interface Breakage {
  /** What becomes of the fragments of a raw table, by its name; called for each part. Tables not named stay as they are. */
  readonly tables: Readonly<Record<string, Edit>>;
  /** Rows of a record batch of the raw tables. One record batch with all when absent. */
  readonly cut?: number;
  /** What becomes of the manifest. */
  readonly manifest?: (manifest: Manifest) => Manifest;
}

const plainRow = (table: Table, rows: Rows<Table>, row: number): RawFragment['columns'] => {
  const [start, end] = [rows.offsets[row]!, rows.offsets[row + 1]!];
  const cut = (name: string, size = 1): number[] =>
    Array.from((rows.columns[name] as Float64Array).subarray(start * size, end * size));
  return Object.fromEntries(Object.entries(table.columns).map(([name, c]) => [name, cut(name, c.size)]));
};

/** The fragments of a table of a part, in the order of its file. */
export async function readFragments(dir: string, table: Table): Promise<RawFragment[]> {
  const part = await openFragments(dir, [table]);
  const all: RawFragment[] = [];
  try {
    for await (const { burst, event, rows } of part.streams[0]!) {
      for (let i = 0; i < event.length; i++) {
        all.push({ burst: burst[i]!, event: event[i]!, columns: plainRow(table, rows, i) });
      }
    }
  } finally {
    await part.close();
  }
  return all;
}

/** One record batch with exactly these fragments. */
function recordBatchOf(table: Table, fragments: readonly RawFragment[]) {
  const size = fragments.length;
  const lengths = fragments.map((f) => {
    const [name, { size: width = 1 }] = Object.entries(table.columns)[0]!;
    return f.columns[name]!.length / width;
  });
  const offsets = new Int32Array(size + 1);
  lengths.forEach((n, i) => {
    offsets[i + 1] = offsets[i]! + n;
  });
  const columns = Object.entries(table.columns).map(([name, { type, size: width = 1 }]) => {
    const to = newColumn(type, offsets[size]! * width) as Float64Array;
    for (const [i, f] of fragments.entries()) to.set(f.columns[name]!, offsets[i]! * width);
    return [name, to as ColumnArray];
  });
  const rows = { length: offsets[size]!, offsets, columns: Object.fromEntries(columns) } as Rows<Table>;
  const keys = {
    sequence: 0,
    size,
    burst: Uint32Array.from(fragments, (f) => f.burst),
    event: Uint32Array.from(fragments, (f) => f.event),
    flaws: [],
    faults: [],
  } satisfies EventBatch;
  const batch = encodeBatch(schemaOf(table, 'test'), table, keys, rows);
  // the record batch is on the same buffer: now that the offsets have passed the writer's check, they may be broken
  fragments.forEach((f, i) => {
    if (f.end !== undefined) offsets[i + 1] = f.end;
  });
  return { batch, entries: rows.length };
}

/** The file of a table with exactly these fragments, and what a manifest says of it. */
export async function encodeTable(table: Table, fragments: readonly RawFragment[], cut: number) {
  const buffers: Uint8Array[] = [];
  const memory: OutputHandle = {
    writev: (more) => {
      buffers.push(...more);
      return Promise.resolve({ bytesWritten: more.reduce((n, b) => n + b.byteLength, 0) });
    },
    sync: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
  const path = tablePath(table);
  const sink = await ArrowSink.create(path, schemaOf(table, 'test'), () => Promise.resolve(memory));
  let entries = 0;
  for (let i = 0; i < fragments.length; i += cut) {
    const made = recordBatchOf(table, fragments.slice(i, i + cut));
    await sink.write(made.batch);
    entries += made.entries;
  }
  const { bytes, sha256 } = await sink.close();
  const entry = { table: table.name, version: table.version, path, rows: fragments.length, entries, bytes, sha256 };
  return { entry, file: Buffer.concat(buffers) };
}

/**
 * Copies a sound spill and edits the fragments of its raw tables on the way: any order, any keys, any values, any offsets, with
 * right sizes and checksums, that of the manifest too. It keeps its own count of events unless it is edited too. An existing `to` is replaced.
 */
export async function breakSpill(
  from: string,
  to: string,
  { tables, cut = Infinity, manifest }: Breakage,
): Promise<void> {
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true });
  cpSync(from, to, { recursive: true });
  for (const { dir } of await listParts(from)) {
    const place = join(to, dir.slice(from.length));
    let m = await readManifest(place);
    for (const table of RAW_TABLES) {
      const edit = tables[table.name];
      if (edit === undefined && cut === Infinity) continue;
      const fragments = await readFragments(place, table);
      const { entry, file } = await encodeTable(table, edit?.(fragments) ?? fragments, cut);
      writeFileSync(join(place, tablePath(table)), file);
      m = { ...m, files: m.files.map((f) => (f.table === table.name ? entry : f)) };
    }
    if (cut !== Infinity) m = { ...m, batches: Math.ceil(m.events / cut) };
    writeFileSync(join(place, MANIFEST), JSON.stringify(signed(manifest?.(m) ?? m)));
  }
}
