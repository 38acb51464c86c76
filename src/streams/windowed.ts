import { Observable, Subject } from 'rxjs';

export interface WindowOptions {
  /** Aborting errors the stream with the signal's reason and closes the source. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs batches from a pulled source through ordinary RxJS stages with at most `window` of them alive at once.
 *
 * RxJS 7 has no back-pressure: `from(generator).pipe(mergeMap(f, 2))` reads the whole source into memory. Here the source is asked
 * for a batch only against a credit, and a batch leaving `stages` gives its credit back. So every batch that enters `stages` must
 * leave it exactly once: stages filter rows, never batches. A slow sink belongs inside `stages`, as `concatMap(write)`.
 *
 * The source is closed (its `return` is called) as soon as the stream completes, fails, is unsubscribed or aborted; a `next` that is
 * pending then is not waited for. Costs about a microsecond a batch.
 */
export function windowed<I, O>(
  source: AsyncIterable<I> | Iterable<I>,
  window: number,
  stages: (batches: Observable<I>) => Observable<O>,
  { signal }: WindowOptions = {},
): Observable<O> {
  if (!(window >= 1)) throw new RangeError(`a window of ${window} batches lets none through`);
  return new Observable<O>((subscriber) => {
    if (signal?.aborted) {
      subscriber.error(signal.reason);
      return undefined;
    }
    const iterator = iterate(source);
    const input = new Subject<I>();
    let credits = window;
    let pulling = false;
    /** The source said that it has ended, or was closed. */
    let ended = false;

    const pull = async (): Promise<void> => {
      if (pulling) return;
      pulling = true;
      try {
        while (credits > 0 && !ended) {
          credits--;
          const { done, value } = await iterator.next();
          if (ended) return;
          if (done) {
            ended = true;
            input.complete();
          } else {
            input.next(value);
          }
        }
      } catch (error) {
        ended = true;
        input.error(error);
      } finally {
        pulling = false;
      }
    };

    const left = (batch: O): void => {
      if (credits === window) {
        subscriber.error(new Error('a stage emitted more batches than it was given'));
        return;
      }
      subscriber.next(batch);
      credits++;
      void pull();
    };

    const subscription = stages(input).subscribe({
      next: left,
      error: (error) => subscriber.error(error),
      complete: () => subscriber.complete(),
    });
    const onAbort = (): void => subscriber.error(signal?.reason);
    signal?.addEventListener('abort', onAbort, { once: true });
    if (!subscriber.closed) void pull();

    return () => {
      signal?.removeEventListener('abort', onAbort);
      subscription.unsubscribe();
      if (ended) return;
      ended = true;
      // the stream is over: a failure to close cannot be told to anyone any more
      (async () => iterator.return?.())().catch(() => {});
    };
  });
}

function iterate<I>(source: AsyncIterable<I> | Iterable<I>): AsyncIterator<I> | Iterator<I> {
  return Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
}
