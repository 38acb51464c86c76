import { concatMap, type Observable } from 'rxjs';
import type { JsonObject, Manifest, PartWriter } from '../arrow/index.js';
import type { EventBatch, Has } from '../event/batch.js';
import type { Table } from '../event/table.js';
import { windowed } from './windowed.js';

/** Batches alive between a source and its sink: one in work, one being written, the others ready. */
const WINDOW = 4;

/** What moves from a source of batches through a chain into a part on disk. */
export interface PartJob<I, T extends Table> {
  readonly source: AsyncIterable<I> | Iterable<I>;
  readonly chain: (batches: Observable<I>) => Observable<EventBatch & Has<T>>;
  readonly part: PartWriter<T>;
  readonly signal: AbortSignal;
  /** Called with each batch before it is written; may throw to stop. */
  readonly onBatch: (batch: EventBatch & Has<T>) => void;
  /** What to add to the part's provenance when it is complete. */
  readonly more?: () => JsonObject;
}

/** Writes a part, a few batches at a time. Whatever ends it early, a failure or the signal, leaves no part. */
export async function writePart<I, T extends Table>(job: PartJob<I, T>): Promise<Manifest> {
  const { source, chain, part, signal, onBatch, more } = job;
  const write = async (batch: EventBatch & Has<T>): Promise<void> => {
    onBatch(batch);
    await part.write(batch);
  };
  try {
    await windowed(source, WINDOW, (batches) => chain(batches).pipe(concatMap(write)), { signal }).forEach(() => {});
    signal.throwIfAborted();
    return await part.close(more?.());
  } catch (error) {
    await part.abort();
    throw error;
  }
}
