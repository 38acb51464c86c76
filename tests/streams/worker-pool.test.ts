import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { eventKeys } from '../../src/event/keys.js';
import { type WorkerFault, workerPool } from '../../src/streams/worker-pool.js';

const folder = mkdtempSync(join(tmpdir(), 'spillway-workers-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let marks = 0;

/** Workers that misbehave on the batches that begin with some events, each once or always. */
function misbehaving(how: string, events: readonly number[], lasting: boolean) {
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
  return { pool, faults };
}

/** Runs 12 batches of 4 events through such workers, once `begin` is over, and says what came out and what was reported. */
async function runThrough(
  how: string,
  events: readonly number[],
  lasting = false,
  begin: (faults: readonly WorkerFault[]) => unknown = () => {},
) {
  const { pool, faults } = misbehaving(how, events, lasting);
  try {
    await begin(faults);
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
      const own = faults.find((f) => f.events![0] === first)!;
      expect(own).toMatchObject({ burst: 1, events: [first, first + 3], attempt: 1 });
      expect(own.reason).toMatch(reason);
    }
  });

  it('give a batch up after three of them failed on it, and no other', async () => {
    const { came, faults } = await runThrough('exit', [20], true);
    expect(came.filter((c) => typeof c === 'number')).toEqual(ALL.filter((e) => e !== 20));
    expect(came[5]).toMatch(/burst 1, events 20 to 23: 3 workers failed, the last with: worker exited with code: 7/);
    expect(faults.filter((f) => f.events![0] === 20).map((f) => f.attempt)).toEqual([1, 2, 3]);
  });

  it('that cannot be loaded are replaced, and told without a batch', async () => {
    const died = (faults: readonly WorkerFault[]) => vi.waitFor(() => expect(faults).toHaveLength(1), 5000);
    const { came, faults } = await runThrough('load', [], false, died);
    expect(came).toEqual(ALL);
    expect(faults).toEqual([{ reason: 'a module that cannot be loaded' }]);
  });

  it.each([
    ['before a batch is there', 3, (faults: readonly WorkerFault[]) => vi.waitFor(() => faults[2]!.reason, 5000)],
    ['with batches waiting', 1, () => {}],
  ])('of which none can be loaded refuse every batch at once, %s', async (_, told, begin) => {
    const { came, faults } = await runThrough('load', [], true, begin);
    expect(new Set(came)).toEqual(new Set(['Error: no worker starts: a module that cannot be loaded']));
    expect(faults.length).toBeGreaterThanOrEqual(told);
  });

  it('build their chain with the first batch: one that cannot be built is told as a failure on it', async () => {
    const pool = workerPool({
      worker: new URL('../../dist/src/verbs/worker.js', import.meta.url),
      data: { chain: 'simulation', options: { setup: 'no-such-setup', decay: 'k3pi', seed: 1 } },
      workers: 1,
      reads: [],
      writes: [],
      onFault: () => {},
    });
    const [batch] = eventKeys(1, 0, 4);
    await expect(pool.run(batch!)).rejects.toThrow(/burst 1, events 0 to 3: 3 workers failed, .*setup/);
    await pool.close();
  });

  it('that are stopped refuse what they have, and that is no fault', async () => {
    const { pool, faults } = misbehaving('hang', ALL, true);
    const results = [...eventKeys(1, 0, 48, 4)].map((batch) => pool.run(batch));
    const settled = Promise.allSettled(results);
    await setTimeout(200);
    await pool.close();
    expect(new Set((await settled).map((s) => String((s as PromiseRejectedResult).reason)))).toEqual(
      new Set(['Error: the workers were stopped']),
    );
    expect(faults).toEqual([]);
  });
});
