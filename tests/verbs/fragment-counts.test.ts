import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { EventBatch } from '../../src/event/batch.js';
import { buildEvents } from '../../src/streams/event-builder.js';
import { FragmentCounts } from '../../src/verbs/fragment-counts.js';
import { replay } from '../../src/verbs/replay.js';
import { scratch } from '../arrow/support.js';
import { breakSpill, type Edit } from '../streams/broken-part.js';
import { RAW_TABLES } from '../tables.js';

const FIXTURE = 'fixtures/k3pi';
const folder = scratch();

/** What the manifest of a run says of the fixture with these fragments. */
async function said(tables: Readonly<Record<string, Edit>>, order: 'behind' | 'ahead' = 'behind') {
  const to = folder('broken');
  await breakSpill(FIXTURE, to, { tables });
  const built = buildEvents(join(to, 'burst-0001/part-0000'), RAW_TABLES);
  const batches: EventBatch[] = [];
  for await (const batch of built) batches.push(batch);
  const counts = new FragmentCounts();
  // the builder runs ahead of the chain: it may be through before the first batch is counted
  if (order === 'ahead') counts.builder(built.counts);
  for (const batch of batches) counts.take(batch);
  if (order === 'behind') counts.builder(built.counts);
  return { ...counts.asJson(), events: batches.reduce((n, b) => n + b.size, 0) };
}

/** Copies the fragment of an event to a place in the file. */
const copied =
  (event: number, place: number): Edit =>
  (all) => [...all.slice(0, place), all[event]!, ...all.slice(place)];
const nothing = { quarantined: 0, lost: 0, events: 100 };

it('a sound part has nothing to say', async () => {
  expect(await said({})).toEqual({ ...nothing, fragments: {} });
});

it('a copy is counted, whether its event waits or has left', async () => {
  expect(await said({ ktag: copied(5, 20) })).toEqual({ ...nothing, fragments: { ktag: { repeated: 1 } } });
  // the look-ahead of 64 fragments is past event 5
  expect(await said({ ktag: copied(5, 90) })).toEqual({ ...nothing, fragments: { ktag: { tooLate: 1 } } });
});

it('each copy is counted, in whichever order the batches and the builder come', async () => {
  const thrice: Edit = (all) => all.flatMap((f) => (f.event === 7 ? [f, f, f, f] : [f]));
  const moved: Edit = (all) => [...all.slice(0, 3), ...all.slice(4, 9), all[3]!, ...all.slice(10)];
  const tables = {
    ktag: thrice,
    gtk: moved,
    chod: ((all) => all.map((f) => ({ ...f, burst: f.event === 8 ? 2 : f.burst }))) as Edit,
  };
  for (const order of ['behind', 'ahead'] as const) {
    expect(await said(tables, order)).toEqual({
      ...nothing,
      fragments: { ktag: { repeated: 3 }, gtk: { missing: 1, late: 1 }, chod: { missing: 1, foreign: 1 } },
    });
  }
});

it('a part of which not all was built counts its flaws', () => {
  const counts = new FragmentCounts();
  const flaw = { row: 0, table: 'ktag', reason: '' };
  const flaws = [
    { ...flaw, kind: 'repeated' as const },
    { ...flaw, kind: 'corrupt' as const },
  ];
  counts.take({ sequence: 0, size: 1, burst: Uint32Array.of(1), event: Uint32Array.of(4), flaws, faults: [] });
  expect(counts.asJson()).toEqual({ quarantined: 0, lost: 0, fragments: { ktag: { repeated: 1, corrupt: 1 } } });
});

it('`stop` refuses a part for a fragment that came too late, or for an event of which nothing came', async () => {
  const context = { signal: new AbortController().signal, logger: { info() {}, warn() {} }, onProgress() {} };
  const replayed = async (name: string, tables: Readonly<Record<string, Edit>>) => {
    const spill = folder(name);
    await breakSpill(FIXTURE, spill, { tables });
    return replay({ spill, out: folder(`run of ${name}`), settings: {}, onBad: 'stop' }, context);
  };
  expect(await replayed('sound', {})).toMatchObject({ events: 100, fragments: {} });
  await expect(replayed('late', { ktag: copied(5, 90) })).rejects.toThrow(/bad fragments[\s\S]*ktag: 1 too late/);
  const without: Edit = (all) => all.filter((f) => f.event !== 8);
  const nowhere = Object.fromEntries(RAW_TABLES.map(({ name }) => [name, without]));
  await expect(replayed('nowhere', nowhere)).rejects.toThrow(/bad fragments[\s\S]*1 events without any/);
});
