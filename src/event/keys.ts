import type { EventBatch } from './batch.js';

/**
 * Events in a batch: enough that what a batch costs, whatever is in it, is below a hundredth (half as many take 3 % longer with two
 * workers), few enough that one at full intensity is simulated in a second.
 */
export const BATCH_EVENTS = 512;

/** Batches of keys for events `first` … `first + count − 1` of a burst, without any table. */
export function* eventKeys(
  burst: number,
  first: number,
  count: number,
  batchEvents = BATCH_EVENTS,
): Generator<EventBatch> {
  for (let done = 0, sequence = 0; done < count; sequence++) {
    const size = Math.min(batchEvents, count - done);
    const event = new Uint32Array(size);
    for (let i = 0; i < size; i++) event[i] = first + done + i;
    yield { sequence, size, burst: new Uint32Array(size).fill(burst), event, flaws: [], faults: [] };
    done += size;
  }
}
