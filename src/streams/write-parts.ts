import { concatMap, map } from 'rxjs';
import type { JsonObject, Manifest, PartWriter } from '../arrow/index.js';
import type { EventBatch, Has } from '../event/batch.js';
import type { Table } from '../event/table.js';
import { windowed } from './windowed.js';

/** A batch of a part; without a batch, the part's end. */
export interface PartItem<P, B> {
  readonly part: P;
  readonly batch?: B;
}

/** What moves from a source of batches through a chain into parts on disk. */
export interface PartsJob<P, I extends EventBatch, T extends Table> {
  /** Part after part, each with its batches in order and its end. */
  readonly source: AsyncIterable<PartItem<P, I>> | Iterable<PartItem<P, I>>;
  /** The chain for one batch, here or in a worker. */
  readonly run: (batch: I) => (EventBatch & Has<T>) | Promise<EventBatch & Has<T>>;
  readonly open: (part: P) => Promise<PartWriter<T>>;
  /** Batches alive between the source and the sink. */
  readonly window: number;
  readonly signal: AbortSignal;
  /** Called with each batch, in order, before it is written; may throw to stop. */
  readonly onBatch: (batch: EventBatch & Has<T>, part: P) => void;
  /** What joins the provenance of a part when it is complete. */
  readonly more?: (part: P) => JsonObject;
  /** Called when a part stands in its place. */
  readonly onPart?: (manifest: Manifest, part: P) => void;
}

/**
 * Writes parts from one stream of batches, so that no worker waits for a part to be closed. Batches are started in order, may end in
 * any, and are written in order. Whatever ends it early, a failure or the signal, leaves whole parts only.
 */
export async function writeParts<P, I extends EventBatch, T extends Table>(
  job: PartsJob<P, I, T>,
): Promise<Manifest[]> {
  const { source, run, open, window, signal, onBatch, more, onPart } = job;
  type Output = EventBatch & Has<T>;
  const manifests: Manifest[] = [];
  let writer: PartWriter<T> | undefined;

  const write = async (part: P, batch: Output | undefined): Promise<void> => {
    writer ??= await open(part);
    if (batch !== undefined) {
      onBatch(batch, part);
      await writer.write(batch);
      return;
    }
    const manifest = await writer.close(more?.(part));
    writer = undefined;
    manifests.push(manifest);
    onPart?.(manifest, part);
  };
  let writing: Promise<void> = Promise.resolve();
  const sink = ({ part, batch }: PartItem<P, Output>): Promise<void> => {
    writing = write(part, batch);
    return writing;
  };

  try {
    await windowed(
      source,
      window,
      (items) =>
        items.pipe(
          map((item) => started(item, run)),
          concatMap((result) => result),
          concatMap(sink),
        ),
      { signal },
    ).forEach(() => {});
    signal.throwIfAborted();
    return manifests;
  } catch (error) {
    // a file that is being opened or written must be known before it can be removed
    await writing.catch(() => {});
    await writer?.abort();
    throw error;
  }
}

/** The work on one item, begun; a failure is met when its turn comes. */
function started<P, I, O>({ part, batch }: PartItem<P, I>, run: (batch: I) => O | Promise<O>): Promise<PartItem<P, O>> {
  if (batch === undefined) return Promise.resolve({ part });
  const result = Promise.resolve(run(batch)).then((out) => ({ part, batch: out }));
  result.catch(() => {});
  return result;
}
