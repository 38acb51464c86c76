import { existsSync, readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPart, listParts, readChannelTable, readManifest, readPart } from '../../src/arrow/index.js';
import type { Rows, Table } from '../../src/event/table.js';
import {
  type Batch,
  collect,
  constants,
  makeBatch,
  notes,
  plain,
  plainBatch,
  pulses,
  scratch,
  smallPart,
  TABLES,
} from './support.js';

const folder = scratch();
const options = { kind: 'spill', code: '0.1.0', provenance: { seed: 1, config: { beam: 'K+' } } } as const;

async function writePart(root: string, batches: readonly Batch[], burst = 1, part = 0) {
  const writer = await createPart(root, burst, part, TABLES, options);
  for (const b of batches) await writer.write(b);
  return writer.close({ note: null });
}

const plan = fc.record({
  step: fc.integer({ min: 1, max: 1000 }),
  hits: fc.integer({ min: 0, max: 9 }),
  objects: fc.array(fc.string({ unit: 'grapheme', maxLength: 6 }), { maxLength: 3 }),
});

describe('a part written and read', () => {
  it('is equal for any batches: empty ones, empty events, every shape, texts', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(plan, { maxLength: 6 }), { maxLength: 4 }), fc.nat(), async (plans, seed) => {
        const root = folder(`property-${run++}`);
        const batches: Batch[] = [];
        let last = -1;
        for (const [k, p] of plans.entries()) {
          const b = makeBatch(k, 3, last, p, seed);
          batches.push(b);
          last = b.event[b.size - 1] ?? last;
        }
        const manifest = await writePart(root, batches, 3, 2);
        const [found] = await listParts(root);
        const back = await collect(readPart(found!.dir, TABLES));
        expect(back.map((b) => plainBatch(b, TABLES))).toEqual(batches.map((b) => plainBatch(b, TABLES)));
        expect(manifest.events).toBe(plans.flat().length);
        await rm(root, { recursive: true });
      }),
      {
        seed: 20,
        numRuns: 30,
        examples: [
          [[], 1],
          [[[]], 1],
          [[[], [{ step: 1, hits: 0, objects: [] }], []], 1],
        ],
      },
    );
  });

  it('keeps special numbers to the bit', async () => {
    const [batch] = smallPart();
    const values = batch!.pulses.columns.charge;
    const specials = [Number.NaN, -0, Infinity, -Infinity, 5e-324, Number.MAX_VALUE];
    values.set(specials);
    const { dir } = await partOf('specials', [batch!]);
    const [back] = await collect(readPart(dir, [pulses]));
    expect(Array.from(back!.pulses.columns.charge.subarray(0, 6))).toEqual(specials);
  });

  it('has its folder, its manifest and nothing else', async () => {
    const { root, dir } = await partOf('layout', smallPart());
    expect(readdirSync(root)).toEqual(['burst-0001']);
    expect(readdirSync(join(root, 'burst-0001'))).toEqual(['part-0000']);
    expect(readdirSync(dir).sort()).toEqual(['flags.arrow', 'manifest.json', 'notes.arrow', 'pulses.arrow', 'truth']);
    expect(readdirSync(join(dir, 'truth'))).toEqual(['origins.arrow']);
    const manifest = await readManifest(dir);
    expect(manifest).toMatchObject({ format: 'spillway part', code: '0.1.0', kind: 'spill', burst: 1, part: 0 });
    expect(manifest).toMatchObject({ events: 12, batches: 3, firstEvent: 11 });
    expect(manifest.provenance).toEqual({ seed: 1, config: { beam: 'K+' }, note: null });
    const hits = smallPart().reduce((n, b) => n + b.pulses.length, 0);
    expect(manifest.files.find((f) => f.table === 'pulses')).toMatchObject({ rows: 12, entries: hits, version: 1 });
  });

  it('has the same bytes when written twice', async () => {
    const a = await partOf('twice-a', smallPart());
    const b = await partOf('twice-b', smallPart());
    expect((await readManifest(a.dir)).files).toEqual((await readManifest(b.dir)).files);
  });

  it('opens only the files asked for', async () => {
    const { dir } = await partOf('no-truth', smallPart());
    await rm(join(dir, 'truth'), { recursive: true });
    await rm(join(dir, 'flags.arrow'));
    const back = await collect(readPart(dir, [pulses]));
    expect(back.map((b) => plain(pulses, b.pulses, b.size))).toEqual(
      smallPart().map((b) => plain(pulses, b.pulses, b.size)),
    );
    expect(Object.keys(back[0]!)).not.toContain('flags');
  });

  it('gives views of the bytes read, not copies', async () => {
    const { dir } = await partOf('views', smallPart());
    const [batch] = await collect(readPart(dir, [pulses]));
    const { channel, charge } = batch!.pulses.columns;
    expect(channel.buffer).toBe(charge.buffer);
    expect(batch!.pulses.offsets.buffer).toBe(charge.buffer);
  });

  it('reads a table of channels whole', async () => {
    const root = folder('channels');
    const writer = await createPart(root, 1, 0, TABLES, options);
    const t0 = Float64Array.from({ length: 100 }, (_, i) => i / 3);
    const rows = { length: 90, offsets: new Int32Array(1), columns: { t0, dead: new Uint8Array(90).fill(1) } };
    await writer.writeChannels(constants, rows);
    for (const b of smallPart()) await writer.write(b);
    await writer.close();
    const back = await readChannelTable(writer.dir, constants);
    expect(back.length).toBe(90);
    expect(Array.from(back.columns.t0.subarray(0, 90))).toEqual(Array.from(t0.subarray(0, 90)));
    expect(existsSync(join(writer.dir, 'truth/constants.arrow'))).toBe(true);
    expect((await collect(readPart(writer.dir, TABLES))).length).toBe(3);
  });

  it('reads objects against a table that is not asked for only when there is one', async () => {
    const { dir } = await partOf('objects', smallPart());
    // the small part has no table `events`
    await expect(collect(readPart(dir, [notes]))).rejects.toThrow(/missing table/);
    const back = await collect(readPart(dir, [notes, pulses]));
    expect(back.map((b) => plain(notes, b.notes as Rows<Table>, b.size))).toEqual(
      smallPart().map((b) => plain(notes, b.notes, b.size)),
    );
  });

  it('stops between batches when aborted and closes its files', async () => {
    const { dir } = await partOf('abort', smallPart());
    const abort = new AbortController();
    const seen: number[] = [];
    const open = () => readdirSync('/proc/self/fd').length;
    const before = process.platform === 'linux' ? open() : 0;
    await expect(async () => {
      for await (const b of readPart(dir, TABLES, { signal: abort.signal })) {
        seen.push(b.sequence);
        abort.abort(new Error('enough'));
      }
    }).rejects.toThrow('enough');
    expect(seen).toEqual([0]);
    if (process.platform === 'linux') expect(open()).toBe(before);
  });
});

async function partOf(name: string, batches: readonly Batch[]): Promise<{ root: string; dir: string }> {
  const root = folder(name);
  await writePart(root, batches);
  return { root, dir: join(root, 'burst-0001', 'part-0000') };
}
