import type { EventBatch } from './batch.js';

/** Events in a batch: enough that the cost per batch vanishes, few enough that several fit in a processor's cache. */
export const BATCH_EVENTS = 256;

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
