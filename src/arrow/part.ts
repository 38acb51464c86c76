import { mkdtemp, open, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Schema } from 'apache-arrow';
import { ExitCode, InputError } from '../core/errors.js';
import type { EventBatch, Has } from '../event/batch.js';
import type { Rows, Table } from '../event/table.js';
import { outputError } from './complain.js';
import { encodeBatch, encodeChannels } from './encode.js';
import { makeFolder, partName, syncFolder } from './folder.js';
import { type FileEntry, type JsonObject, MANIFEST, type Manifest, newManifest, tablePath } from './manifest.js';
import { schemaOf } from './schema.js';
import { ArrowSink, type OpenOutput } from './sink.js';

export interface PartOptions {
  readonly kind: Manifest['kind'];
  /** Version of the program that writes. */
  readonly code: string;
  /** How the part is made: config, its hash, seed, conditions. */
  readonly provenance: JsonObject;
  /** Opens the files of the tables; replaced in tests of write errors. */
  readonly open?: OpenOutput;
  /** Puts the finished folder in its place; replaced in tests of write errors. */
  readonly rename?: (from: string, to: string) => Promise<void>;
}

interface OpenTable {
  readonly table: Table;
  readonly schema: Schema;
  readonly sink: ArrowSink;
  entries: number;
}

/**
 * Writes one part: a file per table and, last, the manifest, all in a temporary folder beside the part's place, which is then
 * renamed: a part is complete or absent. Whatever fails in `write` or `close` also aborts.
 */
export class PartWriter<T extends Table> {
  readonly dir: string;
  private readonly temporary: string;
  private readonly burst: number;
  private readonly part: number;
  private readonly options: PartOptions;
  private readonly open: OpenTable[] = [];
  private readonly channels: FileEntry[] = [];
  private batches = 0;
  private events = 0;
  private firstEvent: number | null = null;
  private lastEvent: number | null = null;
  private state: 'open' | 'busy' | 'done' = 'open';

  /** Use `createPart`. */
  constructor(dir: string, temporary: string, burst: number, part: number, options: PartOptions) {
    this.dir = dir;
    this.temporary = temporary;
    this.burst = burst;
    this.part = part;
    this.options = options;
  }

  /** @internal */
  async begin(tables: readonly Table[]): Promise<void> {
    await this.guarded(async () => {
      await makeFolder(join(this.temporary, 'truth'));
      for (const table of tables) this.open.push(await this.openTable(table));
    });
  }

  /** Writes a batch as one record batch of each table; its arrays may be used again once this resolves. */
  async write(batch: EventBatch & Has<T>): Promise<void> {
    await this.guarded(async () => {
      this.take(batch);
      for (const open of this.open) {
        const rows = (batch as unknown as Record<string, Rows<Table> | undefined>)[open.table.name];
        await open.sink.write(encodeBatch(open.schema, open.table, batch, rows));
        open.entries += rows!.length;
      }
    });
  }

  /** Writes a table of shape `channels`, whole. */
  async writeChannels<C extends Table>(table: C, rows: Rows<C>): Promise<void> {
    await this.guarded(async () => {
      const open = await this.openTable(table);
      this.open.push(open);
      await open.sink.write(encodeChannels(open.schema, table, rows));
      open.entries = rows.length;
      this.channels.push(await this.closeTable(open));
      this.open.pop();
    });
  }

  /** Completes the part. `more` joins the provenance given at the beginning. */
  async close(more: JsonObject = {}): Promise<Manifest> {
    let manifest: Manifest | undefined;
    await this.guarded(async () => {
      const files: FileEntry[] = [];
      for (const open of this.open) files.push(await this.closeTable(open));
      const { kind, code, provenance } = this.options;
      const { burst, part, events, firstEvent, lastEvent, batches } = this;
      manifest = newManifest({
        code,
        kind,
        burst,
        part,
        events,
        firstEvent,
        lastEvent,
        batches,
        files: [...files, ...this.channels],
        provenance: { ...provenance, ...more },
      });
      await this.finish(manifest);
    });
    this.state = 'done';
    return manifest!;
  }

  /** Leaves no trace of the part. Never fails; nothing after `close`. */
  async abort(): Promise<void> {
    if (this.state === 'done') return;
    this.state = 'done';
    for (const { sink } of this.open) await sink.abort();
    await rm(this.temporary, { recursive: true, force: true }).catch(() => {});
    // the burst's folder goes too when this was its only part
    await rmdir(dirname(this.dir)).catch(() => {});
  }

  private async openTable(table: Table): Promise<OpenTable> {
    const schema = schemaOf(table, this.options.code);
    const path = join(this.temporary, tablePath(table));
    return { table, schema, sink: await ArrowSink.create(path, schema, this.options.open), entries: 0 };
  }

  private async closeTable({ table, sink, entries }: OpenTable): Promise<FileEntry> {
    const { rows, batches, bytes, sha256 } = await sink.close();
    const keyed = table.shape === 'event' || table.shape === 'hits';
    const expected = keyed ? this.events : entries;
    if (rows !== expected || (table.shape !== 'channels' && batches !== this.batches)) {
      throw new Error(`${sink.path}: ${rows} rows in ${batches} batches, expected ${expected} in ${this.batches}`);
    }
    return { table: table.name, version: table.version, path: tablePath(table), rows, entries, bytes, sha256 };
  }

  /** Counts a batch; one that is out of order is a defect of the stream that brought it. */
  private take({ sequence, size, burst, event }: EventBatch): void {
    if (sequence !== this.batches) throw new Error(`batch ${sequence} came where batch ${this.batches} was due`);
    for (let i = 0; i < size; i++) {
      if (burst[i] !== this.burst)
        throw new Error(`batch ${sequence} holds burst ${burst[i]}, the part is of burst ${this.burst}`);
      const e = event[i]!;
      if (this.lastEvent !== null && e <= this.lastEvent)
        throw new Error(`event ${e} came after event ${this.lastEvent}`);
      this.firstEvent ??= e;
      this.lastEvent = e;
    }
    this.events += size;
    this.batches++;
  }

  private async finish(manifest: Manifest): Promise<void> {
    const truth = join(this.temporary, 'truth');
    if (manifest.files.some((f) => f.path.startsWith('truth/'))) await syncFolder(truth);
    else await rmdir(truth);
    const handle = await open(join(this.temporary, MANIFEST), 'wx');
    try {
      await handle.writeFile(`${JSON.stringify(manifest, null, 2)}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await syncFolder(this.temporary);
    await (this.options.rename ?? rename)(this.temporary, this.dir).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
      throw rival(this.dir, 'its part stands there already');
    });
    await syncFolder(dirname(this.dir));
  }

  private async guarded(action: () => Promise<void>): Promise<void> {
    if (this.state !== 'open')
      throw new Error(`part ${this.dir}: used while ${this.state === 'busy' ? 'a write is under way' : 'done'}`);
    this.state = 'busy';
    try {
      await action();
      // an abort may have come between
      if (this.state === 'busy') this.state = 'open';
    } catch (error) {
      const told = outputError(error, this.dir);
      const gone = this.state === 'busy' && (await stat(this.temporary).catch(() => undefined)) === undefined;
      await this.abort();
      throw gone && told instanceof InputError ? rival(this.dir, 'it removed the temporary folder of this one') : told;
    }
  }
}

const rival = (dir: string, found: string): InputError =>
  new InputError(ExitCode.output, {
    what: 'another process writes the same part',
    where: dir,
    found,
    expected: 'one process at a part',
  });

/**
 * A new folder beside the part's place, with a name of its own: two processes that write one part never write into one folder. Others
 * of this part go: dead processes left them. One that lives cannot be told from a dead one; it fails, and the last to begin writes.
 */
async function temporaryFolder(dir: string): Promise<string> {
  const prefix = `.${basename(dir)}-`;
  const burst = dirname(dir);
  await makeFolder(burst);
  for (const name of await readdir(burst)) {
    if (name.startsWith(prefix)) await rm(join(burst, name), { recursive: true, force: true });
  }
  return mkdtemp(join(burst, prefix));
}

/**
 * Begins a part of a spill or run: `ROOT/burst-0001/part-0000/`. Temporary folders of this part, left by processes that died, go.
 * @throws InputError (output) when the part exists or the folder cannot be written
 */
export async function createPart<const T extends readonly Table[]>(
  root: string,
  burst: number,
  part: number,
  tables: T,
  options: PartOptions,
): Promise<PartWriter<T[number]>> {
  const dir = join(root, partName(burst, part));
  const taken = await stat(dir).catch(() => undefined);
  if (taken !== undefined) {
    throw new InputError(ExitCode.output, {
      what: 'the part exists already',
      where: dir,
      found: taken.isDirectory() ? 'a folder' : 'a file',
      expected: 'nothing',
    });
  }
  let temporary: string;
  try {
    temporary = await temporaryFolder(dir);
  } catch (error) {
    throw outputError(error, dir);
  }
  const writer = new PartWriter<T[number]>(dir, temporary, burst, part, options);
  await writer.begin(tables);
  return writer;
}
