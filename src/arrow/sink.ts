import { createHash } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { type RecordBatch, RecordBatchFileWriter, RecordBatchStreamWriter, type Schema, util } from 'apache-arrow';
import { outputError } from './complain.js';

/** The part of a file handle the sink uses. */
export interface OutputHandle {
  writev(buffers: Uint8Array[]): Promise<{ bytesWritten: number }>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** Creates a file that must not exist yet. */
export type OpenOutput = (path: string) => Promise<OutputHandle>;

/** What is known of a closed file. */
export interface WrittenFile {
  readonly rows: number;
  readonly batches: number;
  readonly bytes: number;
  readonly sha256: string;
}

/** Buffers handed to one writev; the system's own limit is 1024. */
const MAX_BUFFERS = 1000;

/**
 * The file writer of apache-arrow with two gaps closed: the schema message that the format puts at the start of a file is written
 * (readers that stream a file need it), and an empty file has its schema. Bytes are queued as views and taken by the sink.
 */
class IpcWriter extends RecordBatchFileWriter {
  queue: Uint8Array[] = [];
  /** Rows of the record batches that were really put into messages. */
  rows = 0;

  constructor(schema: Schema) {
    super();
    this._sink.write = (bytes: unknown) => {
      this.queue.push(bytes as Uint8Array);
    };
    this.reset(undefined, schema);
  }

  get batches(): number {
    return this._recordBatchBlocks.length;
  }

  get position(): number {
    return this._position;
  }

  finishFile(schema: Schema): void {
    this._writeFooter(schema);
  }

  protected override _writeSchema(schema: Schema): this {
    this._writeMagic()._writePadding(2);
    const base = RecordBatchStreamWriter.prototype as unknown as { _writeSchema(schema: Schema): unknown };
    base._writeSchema.call(this, schema);
    return this;
  }

  protected override _writeRecordBatch(batch: RecordBatch): this {
    this.rows += batch.numRows;
    return super._writeRecordBatch(batch);
  }
}

/**
 * Writes one Arrow IPC file. `await write(batch)` resolves when the system has taken the bytes: then, and not earlier, the batch's
 * arrays may be used again. One write at a time. After an error only `abort` is allowed.
 * @throws InputError (output) when the file system refuses
 */
export class ArrowSink {
  readonly path: string;
  private readonly schema: Schema;
  private readonly handle: OutputHandle;
  private readonly writer: IpcWriter;
  private readonly hash = createHash('sha256');
  private rows = 0;
  private batches = 0;
  private bytes = 0;
  private state: 'open' | 'busy' | 'failed' | 'closed' = 'open';

  private constructor(path: string, schema: Schema, handle: OutputHandle) {
    this.path = path;
    this.schema = schema;
    this.handle = handle;
    this.writer = new IpcWriter(schema);
  }

  /** @param openOutput opens the file; replaced in tests of write errors */
  static async create(path: string, schema: Schema, openOutput: OpenOutput = (p) => open(p, 'wx')): Promise<ArrowSink> {
    try {
      return new ArrowSink(path, schema, await openOutput(path));
    } catch (error) {
      throw outputError(error, path);
    }
  }

  async write(batch: RecordBatch): Promise<void> {
    await this.exclusively(async () => {
      // the library's writer would drop this batch in silence and close the file
      if (!util.compareSchemas(batch.schema, this.schema))
        throw new Error(`${this.path}: the batch has another schema than the file`);
      this.writer.write(batch);
      this.rows += batch.numRows;
      this.batches++;
      await this.drain();
    });
    this.state = 'open';
  }

  /** Writes the footer, flushes to the disk and closes. */
  async close(): Promise<WrittenFile> {
    await this.exclusively(async () => {
      this.writer.finishFile(this.schema);
      await this.drain();
      const { rows, batches, position } = this.writer;
      if (rows !== this.rows || batches !== this.batches || position !== this.bytes) {
        throw new Error(
          `${this.path}: ${rows} rows in ${batches} batches, ${position} bytes were made of ${this.rows} rows in ${this.batches} batches, ${this.bytes} bytes were written`,
        );
      }
      await this.handle.sync();
      await this.handle.close();
    });
    this.state = 'closed';
    return { rows: this.rows, batches: this.batches, bytes: this.bytes, sha256: this.hash.digest('hex') };
  }

  /** Closes and removes the file; never fails. */
  async abort(): Promise<void> {
    if (this.state !== 'closed') await this.handle.close().catch(() => {});
    this.state = 'closed';
    await rm(this.path, { force: true }).catch(() => {});
  }

  private async exclusively(action: () => Promise<void>): Promise<void> {
    if (this.state !== 'open') throw new Error(`${this.path}: write or close while the file is ${this.state}`);
    this.state = 'busy';
    try {
      await action();
    } catch (error) {
      this.state = 'failed';
      throw outputError(error, this.path);
    }
  }

  private async drain(): Promise<void> {
    const queue = this.writer.queue;
    this.writer.queue = [];
    for (const buffer of queue) this.hash.update(buffer);
    for (let i = 0; i < queue.length; ) {
      let { bytesWritten } = await this.handle.writev(queue.slice(i, i + MAX_BUFFERS));
      if (bytesWritten <= 0) throw new Error(`${this.path}: the system took no bytes`);
      this.bytes += bytesWritten;
      // the system may take fewer bytes than it was given, down to the middle of a buffer
      while (i < queue.length && bytesWritten >= queue[i]!.byteLength) bytesWritten -= queue[i++]!.byteLength;
      if (bytesWritten > 0) queue[i] = queue[i]!.subarray(bytesWritten);
    }
  }
}
