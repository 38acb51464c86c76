import { setImmediate } from 'node:timers/promises';

/**
 * Runs batches in this thread, one after the other and each in a turn of the event loop of its own: between them signals are heard and files read
 * and written. A batch of 512 events at full intensity takes a second to simulate.
 * @param signal once aborted, batches that wait are refused with its reason
 */
export function inTurn<I, O>(run: (batch: I) => O, signal: AbortSignal): (batch: I) => Promise<O> {
  let last: Promise<unknown> = Promise.resolve();
  return (batch) => {
    const result = last.then(async () => {
      await setImmediate();
      signal.throwIfAborted();
      return run(batch);
    });
    last = result.catch(() => {});
    return result;
  };
}
