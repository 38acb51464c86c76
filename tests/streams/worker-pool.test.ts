import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { eventKeys } from '../../src/event/keys.js';
import { type WorkerFault, workerPool } from '../../src/streams/worker-pool.js';

const folder = mkdtempSync(join(tmpdir(), 'spillway-workers-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let marks = 0;

/** Runs 12 batches of 4 events through workers that misbehave on some, and says what came out and what was reported. */
async function runThrough(how: string, events: readonly number[], lasting = false) {
  const faults: WorkerFault[] = [];
  const pool = workerPool({
    worker: new URL('./workers/misbehaving.mjs', import.meta.url),
    data: { how, events, once: lasting ? undefined : join(folder, `mark-${marks++}`) },
    workers: 2,
    reads: [],
    writes: [],
    onFault: (fault) => faults.push(fault),
    patience: 1500,
  });
  try {
    const results = [...eventKeys(1, 0, 48, 4)].map((batch) => pool.run(batch));
    const settled = await Promise.allSettled(results);
    const came = settled.map((s) => (s.status === 'fulfilled' ? s.value.event[0] : String(s.reason)));
    return { came, faults };
  } finally {
    await pool.close();
  }
}

const ALL = Array.from({ length: 12 }, (_, i) => 4 * i);

describe('workers', () => {
  it('give every batch back, unchanged, under its own promise', async () => {
    expect(await runThrough('nothing', [])).toEqual({ came: ALL, faults: [] });
  });

  it.each([
    ['throw', /a worker that throws/],
    ['exit', /exited with code: 7/],
    ['hang', /no answer in 1.5 s/],
  ])('that %s are replaced, their batch is done again and the fault is told', async (how, reason) => {
    const { came, faults } = await runThrough(how, [8, 32]);
    expect(came).toEqual(ALL);
    for (const first of [8, 32]) {
      const own = faults.find((f) => f.events[0] === first)!;
      expect(own).toMatchObject({ burst: 1, events: [first, first + 3], attempt: 1 });
      expect(own.reason).toMatch(reason);
    }
  });

  it('give a batch up after three of them failed on it, and no other', async () => {
    const { came, faults } = await runThrough('exit', [20], true);
    expect(came.filter((c) => typeof c === 'number')).toEqual(ALL.filter((e) => e !== 20));
    expect(came[5]).toMatch(/burst 1, events 20 to 23: 3 workers failed, the last with: worker exited with code: 7/);
    expect(faults.filter((f) => f.events[0] === 20).map((f) => f.attempt)).toEqual([1, 2, 3]);
  });
});
