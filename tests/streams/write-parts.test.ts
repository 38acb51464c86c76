import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createPart, listParts, readPart } from '../../src/arrow/index.js';
import type { OpenOutput } from '../../src/arrow/sink.js';
import { writeParts } from '../../src/streams/write-parts.js';
import { type Batch, smallPart, TABLES } from '../arrow/support.js';

const folder = mkdtempSync(join(tmpdir(), 'spillway-parts-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const tick = (ms: number): Promise<void> => new Promise((r) => setTimeout(r, ms));
const options = { kind: 'spill', code: 'test', provenance: {} } as const;

/** Three parts of three batches, one without any, and how many batches are alive. */
function source(alive = { now: 0, most: 0 }) {
  function* items() {
    for (let part = 0; part < 4; part++) {
      for (const batch of part === 2 ? [] : smallPart(1)) {
        alive.now++;
        alive.most = Math.max(alive.most, alive.now);
        yield { part, batch };
      }
      yield { part };
    }
  }
  return items();
}

const job = (name: string, more: object = {}) => ({
  source: source(),
  run: (batch: Batch): Batch | Promise<Batch> => batch,
  open: (part: number) => createPart(join(folder, name), 1, part, TABLES, options),
  window: 3,
  signal: new AbortController().signal,
  onBatch() {},
  ...more,
});

/** What stands in a folder: whole parts by number, and anything else in the burst. */
async function standing(name: string) {
  const parts = await listParts(join(folder, name)).catch(() => []);
  const burst = join(folder, name, 'burst-0001');
  const others = existsSync(burst) ? readdirSync(burst).filter((n) => !n.startsWith('part-')) : [];
  return { parts: parts.map((p) => p.part), others };
}

describe('parts from one stream', () => {
  it('are written in order, an empty one too, whatever order the work ends in', async () => {
    const seen: string[] = [];
    let started = 0;
    const manifests = await writeParts<number, Batch, (typeof TABLES)[number]>(
      job('order', {
        run: async (batch: Batch) => {
          await tick([8, 1, 4][started++ % 3]!);
          return batch;
        },
        onBatch: (batch: Batch, part: number) => void seen.push(`${part}.${batch.sequence}`),
        onPart: (_: unknown, part: number) => void seen.push(`end ${part}`),
        more: (part: number) => ({ added: part }),
      }),
    );
    const part = (n: number) => [`${n}.0`, `${n}.1`, `${n}.2`, `end ${n}`];
    expect(seen).toEqual([...part(0), ...part(1), 'end 2', ...part(3)]);
    expect(manifests.map((m) => m.provenance['added'])).toEqual([0, 1, 2, 3]);
    expect(manifests[2]!.events).toBe(0);
    expect(await standing('order')).toEqual({ parts: [0, 1, 2, 3], others: [] });
    let batches = 0;
    for await (const _ of readPart(join(folder, 'order', 'burst-0001/part-0003'), TABLES)) batches++;
    expect(batches).toBe(3);
  });

  it('have never more than the window of batches alive, with a sink that takes 100 ms a batch', async () => {
    const alive = { now: 0, most: 0 };
    const slow: OpenOutput = async () => ({
      writev: async (buffers) => {
        await tick(100 / TABLES.length);
        return { bytesWritten: buffers.reduce((n, b) => n + b.byteLength, 0) };
      },
      sync: async () => {},
      close: async () => {},
    });
    const written: number[] = [];
    await writeParts<number, Batch, (typeof TABLES)[number]>(
      job('slow', {
        source: source(alive),
        open: async (part: number) => {
          const writer = await createPart(join(folder, 'slow'), 1, part, TABLES, { ...options, open: slow });
          const write = writer.write.bind(writer);
          writer.write = async (batch) => {
            await write(batch);
            alive.now--;
          };
          return writer;
        },
        onBatch: (batch: Batch) => void written.push(batch.sequence),
      }),
    );
    expect(written.length).toBe(9);
    expect([alive.now, alive.most]).toEqual([0, 3]);
  });

  it('leaves whole parts only when the work, the sink or the user ends it', async () => {
    const abort = new AbortController();
    const failing = (n: number) => {
      let k = 0;
      return (batch: Batch) => {
        if (k++ === n) throw new Error('broken');
        return batch;
      };
    };
    const cases: [string, object, RegExp, number[]][] = [
      ['work', { run: failing(4) }, /broken/, [0]],
      ['promise', { run: async (b: Batch) => failing(0)(b) }, /broken/, []],
      ['judge', { onBatch: failing(7) }, /broken/, [0, 1, 2]],
      ['open', { open: () => Promise.reject(new Error('no place')) }, /no place/, []],
      [
        'abort',
        { signal: abort.signal, onBatch: (_: Batch, part: number) => part === 1 && abort.abort() },
        /aborted/,
        [0],
      ],
    ];
    for (const [name, more, error, parts] of cases) {
      await expect(writeParts<number, Batch, (typeof TABLES)[number]>(job(name, more))).rejects.toThrow(error);
      expect([name, await standing(name)]).toEqual([name, { parts, others: [] }]);
    }
  });
});
