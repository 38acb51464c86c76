import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MHz } from '../../src/core/units.js';
import type { EventBatch } from '../../src/event/batch.js';
import { eventKeys } from '../../src/event/keys.js';
import type { Rows, Table } from '../../src/event/table.js';
import { RUN_TABLES } from '../../src/event/tables.js';
import { readManifests, readPart, reconstruction, replay, simulation } from '../../src/index.js';
import { drive } from '../../src/streams/drive.js';
import type { VerbContext } from '../../src/verbs/types.js';
import { RAW_TABLES, TRUTH_TABLES } from '../tables.js';

const MAIN = resolve('dist/src/cli/main.js');
const context: VerbContext = {
  signal: new AbortController().signal,
  logger: { info() {}, warn() {} },
  onProgress() {},
};
/** Three batches of 512; at a sixth of the nominal beam 2.5 beam tracks in an event, enough to mix up. */
const EVENTS = 1040;
const INTENSITY = 75;
let folder: string;
let whole: { spill: string; run: string };

/** Simulates and replays in a process of its own: workers need the built program. */
function made(name: string, events: string, workers: number): { spill: string; run: string } {
  const out = join(folder, name);
  const what = `run --setup kaon-2018 --decay k3pi --events ${events} --seed 5 --intensity ${INTENSITY}MHz`;
  const line = `${what} --quiet --out ${out} --workers ${workers}`;
  const { status, stderr } = spawnSync(process.execPath, [MAIN, ...line.split(' ')], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
  return { spill: join(out, 'spill'), run: join(out, 'run') };
}

/** Every event's rows of every table, as a checksum, by event number. */
function eventSums(tables: readonly Table[], batch: EventBatch, sums: Map<number, string> = new Map()) {
  const content = batch as unknown as Record<string, Rows<Table>>;
  for (let i = 0; i < batch.size; i++) {
    const hash = createHash('sha256');
    for (const table of tables) {
      const { offsets, columns } = content[table.name]!;
      const [from, to] = [offsets[i]!, offsets[i + 1]!];
      for (const [name, { size = 1 }] of Object.entries(table.columns)) {
        const values = columns[name]!.slice(from * size, to * size);
        hash.update(`${table.name}.${name}`);
        hash.update(Array.isArray(values) ? values.join('|') : new Uint8Array(values.buffer));
      }
    }
    const e = batch.event[i]!;
    expect(sums.has(e)).toBe(false);
    sums.set(e, hash.digest('hex'));
  }
  return sums;
}

async function sumsOf(root: string, tables: readonly Table[]): Promise<Map<number, string>> {
  const sums = new Map<number, string>();
  for (const { dir } of await readManifests(root)) {
    for await (const batch of readPart(dir, tables)) eventSums(tables, batch, sums);
  }
  return sums;
}

/** Checksum of every file that the manifests list, by path. */
async function files(root: string): Promise<Record<string, string>> {
  const parts = await readManifests(root);
  const list = parts.flatMap(({ burst, part, manifest }) =>
    manifest.files.map((f) => [`${burst}/${part}/${f.path}`, f.sha256] as const),
  );
  return Object.fromEntries(list);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spillway-identical-'));
  whole = made('whole', `${EVENTS}`, 1);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const SPILL_TABLES = [...RAW_TABLES, ...TRUTH_TABLES];

describe('the same events give the same bytes', () => {
  it.each([1, 2, 4])('with %i workers, spill and run', async (workers) => {
    const { spill, run } = made(`workers-${workers}`, `${EVENTS}`, workers);
    expect(await files(spill)).toEqual(await files(whole.spill));
    expect(await files(run)).toEqual(await files(whole.run));
    // the manifests too: nothing of how it was made in parallel stays
    const manifest = (root: string) => readFile(join(root, 'burst-0001/part-0000/manifest.json'), 'utf8');
    expect(await manifest(run)).toBe(await manifest(whole.run));
  });

  it.each([64, 256, 1000])('and the same columns in batches of %i', async (size) => {
    const forward = simulation({ setup: 'kaon-2018', decay: 'k3pi', seed: 5, intensity: INTENSITY * MHz });
    const backward = reconstruction({ setup: 'kaon-2018' });
    const raw = new Map<number, string>();
    const found = new Map<number, string>();
    drive(eventKeys(1, 0, EVENTS, size), forward, (batch) => {
      eventSums(SPILL_TABLES, batch, raw);
      drive([batch], backward, (out) => void eventSums(RUN_TABLES, out, found));
    });
    expect(raw).toEqual(await sumsOf(whole.spill, SPILL_TABLES));
    expect(found).toEqual(await sumsOf(whole.run, RUN_TABLES));
  });

  it('when a range is simulated or replayed alone', async () => {
    const all = { spill: await sumsOf(whole.spill, SPILL_TABLES), run: await sumsOf(whole.run, RUN_TABLES) };
    const inRange = (sums: Map<number, string>) => new Map([...sums].filter(([e]) => e >= 130 && e < 431));

    const alone = made('range', '130:431', 2);
    expect(await sumsOf(alone.spill, SPILL_TABLES)).toEqual(inRange(all.spill));
    expect(await sumsOf(alone.run, RUN_TABLES)).toEqual(inRange(all.run));

    const out = join(folder, 'replayed-range');
    const options = { spill: whole.spill, out, settings: {}, onBad: 'quarantine', events: [130, 431] } as const;
    expect((await replay(options, context)).events).toBe(301);
    expect(await sumsOf(out, RUN_TABLES)).toEqual(inRange(all.run));
  });
});
