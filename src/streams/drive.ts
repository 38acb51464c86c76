import { from, type Observable } from 'rxjs';

/** Runs batches that are already in memory through a synchronous chain and hands each result on, in order. */
export function drive<I, O>(
  batches: Iterable<I>,
  chain: (batches: Observable<I>) => Observable<O>,
  each: (batch: O) => void,
): void {
  let failure: { readonly error: unknown } | undefined;
  chain(from(batches)).subscribe({
    next: each,
    error: (error: unknown) => {
      failure = { error };
    },
  });
  if (failure !== undefined) throw failure.error;
}
