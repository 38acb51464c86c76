import { mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { InputError } from '../../src/core/errors.js';
import { RandomStream } from '../../src/core/random.js';
import type { EventBatch, Has } from '../../src/event/batch.js';
import { TableBuilder } from '../../src/event/builder.js';
import { type ColumnArray, type Rows, type Table, table } from '../../src/event/table.js';

/** One table of each shape; together they have every column type, fixed-size lists and texts. */
export const flags = table('flags', {
  version: 3,
  shape: 'event',
  side: 'raw',
  doc: 'a row per event',
  columns: {
    time: { type: 'u32', unit: '25 ns', doc: 'time' },
    mask: { type: 'u8', unit: '', doc: 'bits' },
    point: { type: 'f32', unit: 'mm', doc: 'a point', size: 3 },
  },
});
export const pulses = table('pulses', {
  version: 1,
  shape: 'hits',
  side: 'raw',
  doc: 'hits',
  columns: {
    channel: { type: 'u16', unit: '', doc: 'channel', range: [0, 60000] },
    leading: { type: 'i16', unit: '0.78 ns', doc: 'edge' },
    charge: { type: 'f64', unit: 'pC', doc: 'charge' },
    samples: { type: 'i32', unit: '', doc: 'samples', size: 2 },
  },
});
export const origins = table('origins', {
  version: 1,
  shape: 'hits',
  side: 'truth',
  doc: 'truth of hits',
  columns: { particle: { type: 'i8', unit: '', doc: 'index' } },
});
export const notes = table('notes', {
  version: 2,
  shape: 'objects',
  side: 'run',
  doc: 'objects',
  columns: {
    stage: { type: 'utf8', unit: '', doc: 'stage' },
    x: { type: 'f64', unit: 'mm', doc: 'position' },
    cov: { type: 'f64', unit: 'mm²', doc: 'matrix', size: 6 },
  },
});
export const constants = table('constants', {
  version: 1,
  shape: 'channels',
  side: 'truth',
  doc: 'a row per channel',
  columns: {
    t0: { type: 'f64', unit: 'ns', doc: 'offset' },
    dead: { type: 'u8', unit: '', doc: 'flag' },
  },
});
export const TABLES = [flags, pulses, origins, notes] as const;
export type Batch = EventBatch & Has<(typeof TABLES)[number]>;

/** What is asked of one event: step of its number from the one before, hits and objects. */
export interface Plan {
  readonly step: number;
  readonly hits: number;
  readonly objects: readonly string[];
}

function fillRow(columns: Record<string, ColumnArray>, t: Table, row: number, text: string, rng: RandomStream): void {
  for (const [name, { type, size = 1 }] of Object.entries(t.columns)) {
    const array = columns[name]!;
    if (Array.isArray(array)) array[row] = text;
    else
      for (let k = row * size; k < (row + 1) * size; k++)
        array[k] = type.startsWith('f') ? rng.gauss() * 1e3 : rng.u32();
  }
}

/** A batch as planned, with values from the seed and columns longer than their rows. */
export function makeBatch(
  sequence: number,
  burst: number,
  after: number,
  plan: readonly Plan[],
  seed: number,
  tables: readonly Table[] = TABLES,
): Batch {
  const rng = new RandomStream().key(seed, 0, burst, sequence);
  const event = new Uint32Array(plan.length);
  let last = after;
  const built = tables.map((t) => new TableBuilder<Table>(t, plan.length, 2));
  for (const [i, p] of plan.entries()) {
    last += p.step;
    event[i] = last;
    for (const b of built) {
      const n = b.table.shape === 'event' ? 1 : b.table.shape === 'hits' ? p.hits : p.objects.length;
      for (let k = 0; k < n; k++) {
        const row = b.next();
        fillRow(b.columns as Record<string, ColumnArray>, b.table, row, p.objects[k] ?? '', rng);
      }
      b.endEvent();
    }
  }
  const rows = Object.fromEntries(built.map((b) => [b.table.name, b.finish()]));
  return {
    sequence,
    size: plan.length,
    burst: new Uint32Array(plan.length).fill(burst),
    event,
    flaws: [],
    faults: [],
    ...rows,
  } as unknown as Batch;
}

/** Batches of a small part: five, three and four events, some of them empty. */
export function smallPart(burst = 1, seed = 7, tables: readonly Table[] = TABLES): Batch[] {
  const plan = (n: number): Plan[] =>
    Array.from({ length: n }, (_, i) => ({
      step: 1 + (i % 3),
      hits: (i * 5) % 7,
      objects: i % 2 === 0 ? [] : ['straw', 'π⁺ → 𝜇⁺ν', ''].slice(0, i),
    }));
  const batches: Batch[] = [];
  let last = 10;
  for (const [k, n] of [5, 3, 4].entries()) {
    batches.push(makeBatch(k, burst, last, plan(n), seed, tables));
    last = batches[k]!.event[n - 1]!;
  }
  return batches;
}

/** Rows as plain arrays, cut to their length. */
export function plain(t: Table, rows: Rows<Table>, size: number): unknown {
  const columns = Object.entries(t.columns).map(([name, c]) => [
    name,
    Array.from(rows.columns[name] as ArrayLike<unknown>).slice(0, rows.length * (c.size ?? 1)),
  ]);
  return {
    length: rows.length,
    offsets: Array.from(rows.offsets.subarray(0, size + 1)),
    columns: Object.fromEntries(columns),
  };
}

export function plainBatch(batch: EventBatch, tables: readonly Table[]): unknown {
  const rows = batch as unknown as Record<string, Rows<Table>>;
  return {
    sequence: batch.sequence,
    size: batch.size,
    burst: Array.from(batch.burst),
    event: Array.from(batch.event),
    tables: tables.map((t) => plain(t, rows[t.name]!, batch.size)),
  };
}

export async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of source) all.push(item);
  return all;
}

/** Begins a new folder in memory where the system has room for one, otherwise on disk. */
function newFolder(): string {
  try {
    const { bavail, bsize } = statfsSync('/dev/shm');
    if (bavail * bsize > 2 ** 28) return mkdtempSync('/dev/shm/spillway-');
  } catch {
    // no such file system, or not for us
  }
  return mkdtempSync(join(tmpdir(), 'spillway-'));
}

/** A folder that goes away after the tests of the file. */
export function scratch(): (name: string) => string {
  const root = newFolder();
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  return (name) => join(root, name);
}

/** The InputError an action ends with. */
export async function refusal(action: () => Promise<unknown>): Promise<InputError> {
  try {
    await action();
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}
