import { describe, expect, it } from 'vitest';
import { inTurn } from '../../src/streams/in-turn.js';

const never = new AbortController().signal;

describe('batches in this thread', () => {
  it('are run in order, and the event loop turns between them', async () => {
    const heard: string[] = [];
    const run = inTurn((batch: number) => {
      heard.push(`batch ${batch}`);
      setImmediate(() => heard.push(`after ${batch}`));
      return 10 * batch;
    }, never);
    expect(await Promise.all([1, 2, 3].map(run))).toEqual([10, 20, 30]);
    expect(heard).toEqual(['batch 1', 'after 1', 'batch 2', 'after 2', 'batch 3']);
  });

  it('do not begin once the signal is aborted', async () => {
    const stop = new AbortController();
    const begun: number[] = [];
    const run = inTurn((batch: number) => {
      begun.push(batch);
      setImmediate(() => stop.abort(new Error('stopped')));
      return batch;
    }, stop.signal);
    const outcomes = await Promise.allSettled([1, 2, 3].map(run));
    expect(begun).toEqual([1]);
    expect(outcomes.map((o) => (o.status === 'fulfilled' ? o.value : String(o.reason)))).toEqual([
      1,
      'Error: stopped',
      'Error: stopped',
    ]);
  });

  it('that fail leave the next ones to run', async () => {
    const run = inTurn((batch: number) => {
      if (batch === 1) throw new Error('bad batch');
      return batch;
    }, never);
    const [first, second] = await Promise.allSettled([1, 2].map(run));
    expect(first).toMatchObject({ status: 'rejected', reason: new Error('bad batch') });
    expect(second).toMatchObject({ status: 'fulfilled', value: 2 });
  });
});
