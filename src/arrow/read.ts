import { join } from 'node:path';
import type { EventBatch, Has } from '../event/batch.js';
import { ordered } from '../event/check.js';
import { events } from '../event/run.js';
import type { Rows, Table } from '../event/table.js';
import { type BurstEnd, readBurstEnds } from './burst-end.js';
import { dataError } from './complain.js';
import { type Decoded, decodeBatch, decodeChannels, objectOffsets } from './decode.js';
import { type ReadOptions, TableFile } from './file.js';
import { listParts, type PartFolder } from './folder.js';
import { type FileEntry, MANIFEST, type Manifest, readManifest, tablePath } from './manifest.js';
import { checkVersion } from './schema.js';

const isKeyed = (t: Table): boolean => t.shape === 'event' || t.shape === 'hits';

function entryOf(manifest: Manifest, dir: string, table: Table, aligned: boolean): FileEntry {
  const where = join(dir, MANIFEST);
  const entry = manifest.files.find((f) => f.table === table.name);
  if (entry === undefined) {
    throw dataError('missing table', where, manifest.files.map((f) => f.table).join(', ') || 'no tables', table.name);
  }
  checkVersion(entry.version, table, where);
  if (aligned && isKeyed(table) && entry.rows !== manifest.events) {
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
  readonly entries: readonly FileEntry[];
  readonly files: readonly TableFile[];
  close(): Promise<void>;
}

/** Opens the files of a part, all checked, or none. `aligned`: tables with keys have the rows of the manifest's events, batch by batch. */
async function openPart(
  dir: string,
  tables: readonly Table[],
  options: ReadOptions,
  aligned = true,
): Promise<OpenPart> {
  const manifest = await readManifest(dir);
  const files: TableFile[] = [];
  let entries: FileEntry[] = [];
  const close = async (): Promise<void> => {
    for (const file of files) await file.close();
  };
  try {
    entries = tables.map((t) => entryOf(manifest, dir, t, aligned));
    options.signal?.throwIfAborted();
    // all at once: one is checked while another waits for the disk; of several that are bad the first is told
    const opened = await Promise.allSettled(
      tables.map((table, i) => TableFile.open(join(dir, tablePath(table)), table, entries[i]!, options)),
    );
    for (const one of opened) if (one.status === 'fulfilled') files.push(one.value);
    for (const file of opened.map(fulfilled)) {
      if (!aligned) continue;
      const expected = file.table.shape === 'channels' ? 1 : manifest.batches;
      if (file.batches !== expected) {
        throw dataError('record batches disagree', file.where, file.batches, `${expected}, one for each event batch`);
      }
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { manifest, entries, files, close };
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
      // as when they were opened
      const [keyRead, ...reads] = await Promise.allSettled([keyFile!, ...files].map(read));
      const [keys, keyWhere] = fulfilled(keyRead!);
      order.take(keys, keyWhere);
      const { burst, event } = keys;
      const rows: Record<string, Rows<Table>> = {};
      if (tables.includes(keyTable)) rows[keyTable.name] = keys.rows;
      for (const [i, file] of files.entries()) {
        const [found, where] = fulfilled(reads[i]!);
        if (isKeyed(file.table)) checkSameKeys(found, keys, where);
        rows[file.table.name] = isKeyed(file.table)
          ? found.rows
          : { ...found.rows, offsets: objectOffsets(found, burst, event, where) };
      }
      yield { sequence: k, size: event.length, burst, event, flaws: [], faults: [], ...rows } as EventBatch &
        Has<T[number]>;
    }
    order.end(keyFile!.where);
  } finally {
    await part.close();
  }
}

function fulfilled<T>(settled: PromiseSettledResult<T>): T {
  if (settled.status === 'rejected') throw settled.reason;
  return settled.value;
}

/** A part open for reading table by table: one stream of record batches for each table asked for. */
export interface FragmentPart {
  readonly manifest: Manifest;
  readonly streams: readonly AsyncGenerator<Decoded, void, undefined>[];
  close(): Promise<void>;
}

/**
 * Opens tables with one row per event so that each is read on its own, one record batch at a time: their keys, their number of rows
 * and how they are cut may differ. All files are checked before the first row, as by `readPart`.
 * @throws InputError when a file is not what its manifest and declaration say
 */
export async function openFragments(
  dir: string,
  tables: readonly Table[],
  options: ReadOptions = {},
): Promise<FragmentPart> {
  const wrong = tables.find((t) => !isKeyed(t));
  if (wrong !== undefined) throw new RangeError(`${wrong.name} has no row per event`);
  const { manifest, entries, files, close } = await openPart(dir, tables, options, false);
  const streams = files.map((file, i) => fragmentsOf(file, entries[i]!, options.signal));
  return { manifest, streams, close };
}

async function* fragmentsOf(file: TableFile, entry: FileEntry, signal: AbortSignal | undefined) {
  let rows = 0;
  let owned = 0;
  let sound = true;
  for (let k = 0; k < file.batches; k++) {
    signal?.throwIfAborted();
    const found = decodeBatch(await file.read(k), file.table, `${file.where}, record batch ${k}`);
    const size = found.event.length;
    rows += size;
    sound &&= ordered(found.rows.offsets, size, found.rows.length);
    owned += found.rows.offsets[size]!;
    yield found;
  }
  if (rows !== entry.rows)
    throw dataError('row counts disagree', file.where, `${rows} rows`, `${entry.rows} rows (manifest)`);
  // hits before the first event or after the last; where offsets are bad their events say so
  if (sound && owned !== entry.entries) {
    throw dataError(
      'row counts disagree',
      file.where,
      `${owned} rows in its events`,
      `${entry.entries} entries (manifest)`,
    );
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

/** A part with what it says of itself. */
export interface KnownPart extends PartFolder {
  readonly manifest: Manifest;
}

/**
 * Reads the manifest of one more part of a spill or run.
 * @throws InputError when it is incomplete, of another kind than those known, or holds events of one of them
 */
export async function acceptPart(known: readonly KnownPart[], folder: PartFolder): Promise<KnownPart> {
  const { dir } = folder;
  const m = await readManifest(dir);
  const kind = known[0]?.manifest.kind ?? m.kind;
  if (m.kind !== kind) throw dataError('parts of different kinds', dir, m.kind, kind);
  const twin = known.find((p) => p.manifest.burst === m.burst && overlaps(p.manifest, m));
  if (twin !== undefined) {
    const range = (o: Manifest): string => `events ${o.firstEvent} to ${o.lastEvent}`;
    throw dataError('duplicate part', dir, range(m), `no event of ${twin.dir} (${range(twin.manifest)})`);
  }
  return { ...folder, manifest: m };
}

/**
 * The parts of a spill or run with their manifests, in order.
 * @throws InputError when a part is incomplete, of another kind than the first, or holds events of another part, and when a burst
 * that is over lacks a part
 */
export async function readManifests(root: string): Promise<KnownPart[]> {
  const ends = await readBurstEnds(root);
  const parts: KnownPart[] = [];
  for (const folder of await listParts(root)) parts.push(await acceptPart(parts, folder));
  for (const [burst, end] of ends) if (end !== undefined) checkBurst(root, burst, end, parts);
  return parts;
}

/** @throws InputError when a burst that is over has not the parts and the events that its marker says */
export function checkBurst(root: string, burst: number, end: BurstEnd, parts: readonly KnownPart[]): void {
  const where = `${root}, burst ${burst}`;
  const own = parts.filter((p) => p.burst === burst);
  if (own.length !== end.parts) {
    throw dataError(
      own.length < end.parts ? 'parts are missing' : 'parts after the end of the burst',
      where,
      `${own.length} parts`,
      `${end.parts} parts (end-of-burst marker)`,
    );
  }
  const events = own.reduce((n, p) => n + p.manifest.events, 0);
  if (events === end.events) return;
  throw dataError(
    'event counts disagree',
    where,
    `${events} events in the manifests of its parts`,
    `${end.events} events (end-of-burst marker)`,
  );
}

function overlaps(a: Manifest, b: Manifest): boolean {
  if (a.firstEvent === null || a.lastEvent === null || b.firstEvent === null || b.lastEvent === null) return false;
  return a.firstEvent <= b.lastEvent && b.firstEvent <= a.lastEvent;
}
