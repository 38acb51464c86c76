import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { type AsyncRecordBatchFileReader, type RecordBatch, RecordBatchReader } from 'apache-arrow';
import type { Table } from '../event/table.js';
import { dataError, readError } from './complain.js';
import { type Block, checkFooter, checkRecordBatch } from './flatbuffer.js';
import type { FileEntry } from './manifest.js';
import { checkSchema } from './schema.js';

const CHUNK = 1 << 20;
const MAGIC = 'ARROW1';

/** Fills `bytes` from `position` on; a file that ends before is an error, not an endless loop. */
async function readFully(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let n = 0; n < bytes.length; ) {
    const { bytesRead } = await handle.read(bytes, n, bytes.length - n, position + n);
    if (bytesRead === 0) throw new Error(`the file ends at byte ${position + n}`);
    n += bytesRead;
  }
}

/** Bytes of a file that were read already. */
interface Ahead {
  at: number;
  bytes: Uint8Array;
}

/**
 * What apache-arrow asks of a file handle, with reads that are whole or fail. What was read ahead is copied: of its three reads a record
 * batch, 60 µs each, only the body's goes to the system.
 */
function wholeReads(handle: FileHandle, ahead: Ahead): FileHandle {
  const shim = {
    fd: handle.fd,
    stat: () => handle.stat(),
    close: () => Promise.resolve(),
    read: async (buffer: Uint8Array, offset: number, length: number, position: number) => {
      const from = position - ahead.at;
      if (from >= 0 && from + length <= ahead.bytes.length) {
        buffer.set(ahead.bytes.subarray(from, from + length), offset);
        return { bytesRead: length, buffer };
      }
      await readFully(handle, buffer.subarray(offset, offset + length), position);
      return { bytesRead: length, buffer };
    },
  };
  return shim as unknown as FileHandle;
}

async function sha256(handle: FileHandle, size: number, signal: AbortSignal | undefined): Promise<string> {
  const hash = createHash('sha256');
  const chunk = new Uint8Array(Math.min(CHUNK, size));
  for (let at = 0; at < size; at += chunk.length) {
    signal?.throwIfAborted();
    const part = chunk.subarray(0, Math.min(chunk.length, size - at));
    await readFully(handle, part, at);
    hash.update(part);
  }
  return hash.digest('hex');
}

/** The record batches of a file: marks, footer and everything the footer says are checked. */
async function readBlocks(handle: FileHandle, size: number, where: string): Promise<Block[]> {
  const ends = new Uint8Array(20);
  if (size >= ends.length) {
    await readFully(handle, ends.subarray(0, 6), 0);
    await readFully(handle, ends.subarray(6, 16), size - 10);
  }
  const footer = new DataView(ends.buffer).getInt32(6, true);
  const text = Buffer.from(ends).toString('latin1');
  if (!text.startsWith(MAGIC) || text.slice(10, 16) !== MAGIC || footer <= 0 || footer > size - 20) {
    throw dataError(
      'not a whole Arrow file',
      where,
      `${size} bytes without its first and last mark or its footer`,
      'Arrow IPC file',
    );
  }
  const bytes = new Uint8Array(footer);
  await readFully(handle, bytes, size - 10 - footer);
  return checkFooter(bytes);
}

export interface ReadOptions {
  readonly signal?: AbortSignal | undefined;
  /** Compare the checksum before anything else; reads the file once more. */
  readonly verify?: boolean | undefined;
}

/** One table's file, open for reading record batch by record batch: one batch in memory, whatever the file's size. */
export class TableFile {
  readonly table: Table;
  readonly where: string;
  readonly batches: number;
  private readonly handle: FileHandle;
  private readonly reader: AsyncRecordBatchFileReader;
  private readonly blocks: readonly Block[];
  private readonly bytes: number;
  private readonly ahead: Ahead;

  private constructor(
    table: Table,
    where: string,
    handle: FileHandle,
    reader: AsyncRecordBatchFileReader,
    blocks: readonly Block[],
    bytes: number,
    ahead: Ahead,
  ) {
    this.table = table;
    this.where = where;
    this.handle = handle;
    this.reader = reader;
    this.blocks = blocks;
    this.bytes = bytes;
    this.ahead = ahead;
    this.batches = blocks.length;
  }

  /**
   * Opens a file and checks it against its manifest entry and its declaration.
   * @throws InputError when it is missing, cut, changed or not what was declared
   */
  static async open(path: string, table: Table, entry: FileEntry, options: ReadOptions): Promise<TableFile> {
    const expected = `the file of table ${table.name}`;
    let handle: FileHandle;
    try {
      handle = await open(path, 'r');
    } catch (error) {
      throw readError(error, path, expected);
    }
    try {
      const { size } = await handle.stat();
      if (size !== entry.bytes) throw dataError('wrong size', path, `${size} bytes`, `${entry.bytes} bytes (manifest)`);
      if (options.verify !== false) {
        const found = await sha256(handle, size, options.signal);
        if (found !== entry.sha256)
          throw dataError('wrong checksum', path, `sha256 ${found}`, `sha256 ${entry.sha256} (manifest)`);
      }
      const blocks = await readBlocks(handle, size, path);
      const ahead: Ahead = { at: 0, bytes: new Uint8Array(0) };
      const reader = (await RecordBatchReader.from(wholeReads(handle, ahead))) as AsyncRecordBatchFileReader;
      await reader.open();
      checkSchema(reader.schema, table, path);
      return new TableFile(table, path, handle, reader, blocks, size, ahead);
    } catch (error) {
      await handle.close();
      if (options.signal?.aborted) throw error;
      throw readError(error, path, expected);
    }
  }

  /** Record batch `k`, on a buffer of its own. */
  async read(k: number): Promise<RecordBatch> {
    const where = `${this.where}, record batch ${k}`;
    try {
      const { offset, length } = this.blocks[k]!;
      if (!(offset >= 8 && length >= 8 && offset + length <= this.bytes)) {
        throw new Error(`${length} bytes at ${offset} of ${this.bytes}`);
      }
      const metadata = new Uint8Array(length);
      await readFully(this.handle, metadata, offset);
      checkRecordBatch(metadata, this.bytes);
      this.ahead.at = offset;
      this.ahead.bytes = metadata;
      const batch = await this.reader.readRecordBatch(k);
      if (batch === null) throw new Error('no record batch where the footer says one is');
      return batch;
    } catch (error) {
      throw readError(error, where, 'an uncompressed record batch');
    }
  }

  async close(): Promise<void> {
    await this.handle.close();
  }
}
