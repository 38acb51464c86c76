import { join } from 'node:path';
import type { EventBatch, Has } from '../event/batch.js';
import { events } from '../event/run.js';
import type { Rows, Table } from '../event/table.js';
import { dataError } from './complain.js';
import { type Decoded, decodeBatch, decodeChannels, objectOffsets } from './decode.js';
import { type ReadOptions, TableFile } from './file.js';
import { listParts, type PartFolder } from './folder.js';
import { type FileEntry, MANIFEST, type Manifest, readManifest, tablePath } from './manifest.js';
import { checkVersion } from './schema.js';

const isKeyed = (t: Table): boolean => t.shape === 'event' || t.shape === 'hits';

function entryOf(manifest: Manifest, dir: string, table: Table): FileEntry {
  const where = join(dir, MANIFEST);
  const entry = manifest.files.find((f) => f.table === table.name);
  if (entry === undefined) {
    throw dataError('missing table', where, manifest.files.map((f) => f.table).join(', ') || 'no tables', table.name);
  }
  checkVersion(entry.version, table, where);
  if (isKeyed(table) && entry.rows !== manifest.events) {
    throw dataError(
      'row counts disagree',
      `${where}, ${table.name}`,
      `${entry.rows} rows`,
      `${manifest.events} events`,
    );
  }
  return entry;
}

interface OpenPart {
  readonly manifest: Manifest;
  readonly files: readonly TableFile[];
  close(): Promise<void>;
}

/** Opens the files of a part, all checked, or none. */
async function openPart(dir: string, tables: readonly Table[], options: ReadOptions): Promise<OpenPart> {
  const manifest = await readManifest(dir);
  const files: TableFile[] = [];
  const close = async (): Promise<void> => {
    for (const file of files) await file.close();
  };
  try {
    const entries = tables.map((t) => entryOf(manifest, dir, t));
    for (const [i, table] of tables.entries()) {
      options.signal?.throwIfAborted();
      const file = await TableFile.open(join(dir, tablePath(table)), table, entries[i]!, options);
      files.push(file);
      const expected = table.shape === 'channels' ? 1 : manifest.batches;
      if (file.batches !== expected) {
        throw dataError('record batches disagree', file.where, file.batches, `${expected}, one for each event batch`);
      }
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { manifest, files, close };
}

/**
 * Checks the named tables of a part without reading its events: manifest, sizes, checksums, schemas.
 * @throws InputError that names the file, what was found and what was expected
 */
export async function checkPart(dir: string, tables: readonly Table[], options: ReadOptions = {}): Promise<Manifest> {
  const part = await openPart(dir, tables, options);
  await part.close();
  return part.manifest;
}

/** The events met so far; refuses a key that is not of the part or not in order. */
class KeyOrder {
  events = 0;
  private readonly manifest: Manifest;
  private last: number | null = null;

  constructor(manifest: Manifest) {
    this.manifest = manifest;
  }

  take({ burst, event }: Decoded, where: string): void {
    const { burst: expected, firstEvent } = this.manifest;
    for (let i = 0; i < event.length; i++) {
      const e = event[i]!;
      const ordered = this.last === null ? e === firstEvent : e > this.last;
      if (burst[i] !== expected || !ordered) {
        const due = this.last === null ? `event ${firstEvent}` : `an event above ${this.last}`;
        throw dataError(
          'keys out of order',
          `${where}, row ${i}`,
          `burst ${burst[i]}, event ${e}`,
          `burst ${expected}, ${due}`,
        );
      }
      this.last = e;
    }
    this.events += event.length;
  }

  end(where: string): void {
    const { events: n, lastEvent } = this.manifest;
    if (this.events === n && this.last === lastEvent) return;
    throw dataError(
      'row counts disagree',
      where,
      `${this.events} events up to ${this.last}`,
      `${n} events up to ${lastEvent}`,
    );
  }
}

function checkSameKeys(found: Decoded, keys: Decoded, where: string): void {
  const n = keys.event.length;
  if (found.event.length !== n)
    throw dataError('row counts disagree', where, `${found.event.length} rows`, `${n} rows`);
  for (let i = 0; i < n; i++) {
    if (found.event[i] === keys.event[i] && found.burst[i] === keys.burst[i]) continue;
    throw dataError(
      'keys disagree between tables',
      `${where}, row ${i}`,
      `burst ${found.burst[i]}, event ${found.event[i]}`,
      `burst ${keys.burst[i]}, event ${keys.event[i]}`,
    );
  }
}

/**
 * Reads a part batch by batch, in order. Columns are views of the bytes read: nothing is copied but texts; each batch has buffers of
 * its own. Offsets of object tables are rebuilt from the keys of a table with one row per event, `events` if none is asked for.
 * Only the files of `tables` are opened; they are checked before the first batch (`verify`, on unless switched off, also compares
 * their checksums). Closing the generator closes the files.
 * @throws InputError when a file is not what its manifest and declaration say
 */
export async function* readPart<const T extends readonly Table[]>(
  dir: string,
  tables: T,
  options: ReadOptions = {},
): AsyncGenerator<EventBatch & Has<T[number]>, void, undefined> {
  const keyTable = tables.find(isKeyed) ?? events;
  const others = tables.filter((t) => t !== keyTable);
  const part = await openPart(dir, [keyTable, ...others], options);
  try {
    const order = new KeyOrder(part.manifest);
    const [keyFile, ...files] = part.files;
    for (let k = 0; k < part.manifest.batches; k++) {
      options.signal?.throwIfAborted();
      const read = async (file: TableFile): Promise<[Decoded, string]> => {
        const where = `${file.where}, record batch ${k}`;
        return [decodeBatch(await file.read(k), file.table, where), where];
      };
      const [keys, keyWhere] = await read(keyFile!);
      order.take(keys, keyWhere);
      const { burst, event } = keys;
      const rows: Record<string, Rows<Table>> = {};
      if (tables.includes(keyTable)) rows[keyTable.name] = keys.rows;
      for (const file of files) {
        const [found, where] = await read(file);
        if (isKeyed(file.table)) checkSameKeys(found, keys, where);
        rows[file.table.name] = isKeyed(file.table)
          ? found.rows
          : { ...found.rows, offsets: objectOffsets(found, burst, event, where) };
      }
      yield { sequence: k, size: event.length, burst, event, faults: [], ...rows } as EventBatch & Has<T[number]>;
    }
    order.end(keyFile!.where);
  } finally {
    await part.close();
  }
}

/**
 * Reads a table of shape `channels` of a part, whole.
 * @throws InputError as `readPart`
 */
export async function readChannelTable<C extends Table>(
  dir: string,
  table: C,
  options: ReadOptions = {},
): Promise<Rows<C>> {
  const part = await openPart(dir, [table], options);
  try {
    const file = part.files[0]!;
    return decodeChannels(await file.read(0), table, file.where) as Rows<C>;
  } finally {
    await part.close();
  }
}

/**
 * The parts of a spill or run with their manifests, in order.
 * @throws InputError when a part is incomplete, of another kind than the first, or holds events of another part
 */
export async function readManifests(root: string): Promise<(PartFolder & { readonly manifest: Manifest })[]> {
  const parts: (PartFolder & { readonly manifest: Manifest })[] = [];
  for (const folder of await listParts(root)) parts.push({ ...folder, manifest: await readManifest(folder.dir) });
  const kind = parts[0]!.manifest.kind;
  for (const { dir, manifest: m } of parts) {
    if (m.kind !== kind) throw dataError('parts of different kinds', dir, m.kind, kind);
    const twin = parts.find((p) => p.dir < dir && p.burst === m.burst && overlaps(p.manifest, m));
    if (twin !== undefined) {
      const range = (o: Manifest): string => `events ${o.firstEvent} to ${o.lastEvent}`;
      throw dataError('duplicate part', dir, range(m), `no event of ${twin.dir} (${range(twin.manifest)})`);
    }
  }
  return parts;
}

function overlaps(a: Manifest, b: Manifest): boolean {
  if (a.firstEvent === null || a.lastEvent === null || b.firstEvent === null || b.lastEvent === null) return false;
  return a.firstEvent <= b.lastEvent && b.firstEvent <= a.lastEvent;
}
