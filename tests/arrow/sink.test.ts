import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import {
  Field,
  Float32,
  Float64,
  makeData,
  RecordBatch,
  RecordBatchFileWriter,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  tableFromIPC,
} from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { ArrowSink, type OpenOutput } from '../../src/arrow/sink.js';
import { ExitCode } from '../../src/core/errors.js';
import { refusal, scratch } from './support.js';

const folder = scratch();
const schema = new Schema([new Field('x', new Float64(), false)]);
const batchOf = (s: Schema, data: Float64Array | Float32Array): RecordBatch =>
  new RecordBatch(
    s,
    makeData({
      type: new Struct(s.fields),
      length: data.length,
      nullCount: 0,
      children: [makeData({ type: s.fields[0]!.type, length: data.length, nullCount: 0, data } as never)],
    }),
  );
const batch = (...values: number[]): RecordBatch => batchOf(schema, Float64Array.from(values));

interface Seen {
  calls: number;
  synced: boolean;
  closed: boolean;
}

/** A file that takes at most `chunk` bytes a call, and fails with `code` after `space` bytes. */
function meanFile(chunk: number, space = Infinity, code = 'ENOSPC'): { openFile: OpenOutput; seen: Seen } {
  const seen: Seen = { calls: 0, synced: false, closed: false };
  const openFile: OpenOutput = async (path) => {
    const handle = await open(path, 'wx');
    let left = space;
    return {
      writev: async (buffers) => {
        seen.calls++;
        if (left <= 0) throw Object.assign(new Error(`${code}: write`), { code, errno: -28, syscall: 'write' });
        const bytes = Buffer.concat(buffers).subarray(0, Math.min(chunk, left));
        left -= bytes.length;
        await handle.write(bytes);
        return { bytesWritten: bytes.length };
      },
      sync: async () => {
        seen.synced = true;
        await handle.sync();
      },
      close: async () => {
        seen.closed = true;
        await handle.close();
      },
    };
  };
  return { openFile, seen };
}

describe('the file sink', () => {
  it('puts the schema message at the start of the file, which the library leaves out', async () => {
    const path = folder('schema.arrow');
    const sink = await ArrowSink.create(path, schema);
    await sink.write(batch(1, 2));
    await sink.close();
    const bytes = readFileSync(path);
    expect(tableFromIPC(bytes.subarray(8)).getChild('x')!.toArray()).toEqual(Float64Array.of(1, 2));
    // the gap itself: without the message the same is no stream
    const theirs = RecordBatchFileWriter.writeAll([batch(1, 2)]).toUint8Array(true);
    expect(() => tableFromIPC(theirs.subarray(8)).numRows).toThrow();
  });

  it('refuses a batch of another schema, which the library drops in silence', async () => {
    const other = new Schema([new Field('x', new Float32(), false)]);
    const theirs = new RecordBatchStreamWriter();
    theirs.write(batch(1));
    theirs.write(batchOf(other, Float32Array.of(2)));
    expect(tableFromIPC(theirs.toUint8Array(true)).numRows).toBe(1);

    const sink = await ArrowSink.create(folder('mismatch.arrow'), schema);
    await sink.write(batch(1));
    await expect(sink.write(batchOf(other, Float32Array.of(2)))).rejects.toThrow(/another schema/);
    await expect(sink.close()).rejects.toThrow(/failed/);
    await sink.abort();
  });

  it('compares the rows handed in with the rows written when it closes', async () => {
    const sink = await ArrowSink.create(folder('dropped.arrow'), schema);
    await sink.write(batch(1));
    // the library's writer, once closed, drops what it gets
    const writer = (sink as unknown as { writer: { _writeRecordBatch: unknown } }).writer;
    writer._writeRecordBatch = () => writer;
    await sink.write(batch(2, 3));
    await expect(sink.close()).rejects.toThrow(/1 rows in 1 batches.* of 3 rows in 2 batches/);
    await sink.abort();
  });

  it('has taken the bytes when write resolves: the arrays may be used again', async () => {
    const path = folder('recycled.arrow');
    const sink = await ArrowSink.create(path, schema);
    const values = new Float64Array(4);
    for (const v of [1, 2, 3]) {
      values.fill(v);
      await sink.write(batchOf(schema, values));
    }
    await sink.close();
    expect(tableFromIPC(readFileSync(path)).batches.map((b) => b.getChild('x')!.get(0))).toEqual([1, 2, 3]);
  });

  it('writes the schema of a file without batches, and batches without rows', async () => {
    const none = await ArrowSink.create(folder('none.arrow'), schema);
    expect(await none.close()).toMatchObject({ rows: 0, batches: 0 });
    expect(tableFromIPC(readFileSync(none.path)).schema.fields.map((f) => f.name)).toEqual(['x']);
    const empty = await ArrowSink.create(folder('empty.arrow'), schema);
    for (const b of [batch(1), batch(), batch(2)]) await empty.write(b);
    await empty.close();
    expect(tableFromIPC(readFileSync(empty.path)).batches.map((b) => b.numRows)).toEqual([1, 0, 1]);
  });

  it('tells size and checksum of the bytes that went out', async () => {
    const sink = await ArrowSink.create(folder('sums.arrow'), schema);
    await sink.write(batch(1, 2, 3));
    const { bytes, sha256, rows } = await sink.close();
    const file = readFileSync(sink.path);
    expect([bytes, sha256, rows]).toEqual([file.length, createHash('sha256').update(file).digest('hex'), 3]);
  });

  it('goes on after short writes, to the same bytes', async () => {
    const whole = await ArrowSink.create(folder('whole.arrow'), schema);
    const { openFile, seen } = meanFile(7);
    const short = await ArrowSink.create(folder('short.arrow'), schema, openFile);
    for (const b of [batch(1, 2, 3), batch(4)]) {
      await whole.write(b);
      await short.write(b);
    }
    expect(await short.close()).toEqual(await whole.close());
    expect(readFileSync(short.path).equals(readFileSync(whole.path))).toBe(true);
    expect(seen.calls).toBeGreaterThan(50);
    expect([seen.synced, seen.closed]).toEqual([true, true]);
  });

  it('waits for the file before it takes more', async () => {
    let release = (): void => {};
    let pending = 0;
    const openFile: OpenOutput = async () => ({
      writev: async (buffers) => {
        pending++;
        await new Promise<void>((r) => {
          release = r;
        });
        pending--;
        return { bytesWritten: buffers.reduce((n, b) => n + b.byteLength, 0) };
      },
      sync: async () => {},
      close: async () => {},
    });
    const sink = await ArrowSink.create(folder('slow.arrow'), schema, openFile);
    let done = false;
    const writing = sink.write(batch(1)).then(() => {
      done = true;
    });
    await new Promise((r) => setTimeout(r, 5));
    expect([pending, done]).toEqual([1, false]);
    await expect(sink.write(batch(2))).rejects.toThrow(/busy/);
    release();
    await writing;
    expect(done).toBe(true);
  });

  it('says where and why the system refused, and leaves nothing after abort', async () => {
    const { openFile, seen } = meanFile(1000, 400);
    const sink = await ArrowSink.create(folder('full.arrow'), schema, openFile);
    const error = await refusal(async () => {
      for (let i = 0; i < 100; i++) await sink.write(batch(i));
    });
    expect(error.code).toBe(ExitCode.output);
    expect(error.complaint).toMatchObject({ where: sink.path, found: 'no space left on the device (ENOSPC)' });
    await expect(sink.write(batch(1))).rejects.toThrow(/failed/);
    await sink.abort();
    await sink.abort();
    expect([seen.closed, existsSync(sink.path)]).toEqual([true, false]);
  });

  it('does not write over a file', async () => {
    const path = folder('there.arrow');
    await (await ArrowSink.create(path, schema)).close();
    expect((await refusal(() => ArrowSink.create(path, schema))).code).toBe(ExitCode.output);
  });
});
