import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import type { EventBatch, Has } from '../event/batch.js';
import type { Table } from '../event/table.js';
import { type Packed, pack, unpack } from './pack.js';

/** Times a batch is handed to a worker before the work is given up. */
const ATTEMPTS = 3;
/** How long a worker may take for one batch [ms]; 512 events at full intensity take a second. */
const PATIENCE = 60_000;

export interface PoolOptions<I extends Table, O extends Table> {
  /** The module whose `run` takes a packed batch and returns one (`batchServer`). */
  readonly worker: URL;
  /** What every worker is given when it starts, as `workerData` of piscina. */
  readonly data: unknown;
  readonly workers: number;
  /** Tables of the batches that go in and come out. */
  readonly reads: readonly I[];
  readonly writes: readonly O[];
  /** Told of every worker that threw, exited or gave no answer: another does its batch again. */
  readonly onFault: (fault: WorkerFault) => void;
  /** Longest time for one batch, waiting included [ms]. */
  readonly patience?: number;
}

export interface WorkerFault {
  readonly reason: string;
  /** The batch it had and how often that was tried; absent when it died without one. */
  readonly burst?: number;
  /** First and last event of the batch. */
  readonly events?: readonly [number, number];
  readonly attempt?: number;
}

/** Threads that run one chain on the batches they are given. */
export interface WorkerPool<I extends Table, O extends Table> {
  /** @throws Error when three workers failed on the batch, when none starts, and for what is in work when the pool is closed */
  run(batch: EventBatch & Has<I>): Promise<EventBatch & Has<O>>;
  close(): Promise<void>;
}

/** Starts the workers, which load their module at once, before a batch comes. */
export function workerPool<I extends Table, O extends Table>(options: PoolOptions<I, O>): WorkerPool<I, O> {
  const { worker, data, workers, reads, writes, onFault, patience = PATIENCE } = options;
  const pool = new Piscina<Packed, Packed>({
    filename: worker.href,
    name: 'run',
    workerData: data,
    minThreads: workers,
    maxThreads: workers,
  });
  /** Why no batch is run any more. */
  let over: Error | undefined;
  const end = (why: Error): Promise<void> => {
    over ??= why;
    return pool.destroy();
  };
  // a worker that dies without a batch, as when its module cannot be loaded: one that dies with a batch is told by the batch
  pool.on('error', (error: Error) => {
    if (over !== undefined) return;
    onFault({ reason: error.message });
    // piscina replaces the first ones but starts no more when those die too: what waits would wait for ever
    if (pool.threads.length === 0) void end(new Error(`no worker starts: ${error.message}`, { cause: error }));
  });
  return {
    async run(batch) {
      for (let attempt = 1; ; attempt++) {
        if (over !== undefined) throw over;
        const packed = pack(batch, reads);
        const signal = AbortSignal.timeout(patience);
        try {
          return unpack(await pool.run(packed, { transferList: [packed.buffer], signal }), writes);
        } catch (error) {
          // ending the workers rejects what they have in work: no fault of theirs
          if (over !== undefined) throw over;
          const reason = signal.aborted ? `no answer in ${patience / 1000} s` : (error as Error).message;
          const events: [number, number] = [batch.event[0]!, batch.event[batch.size - 1]!];
          onFault({ burst: batch.burst[0]!, events, attempt, reason });
          if (attempt === ATTEMPTS) {
            const where = `burst ${batch.burst[0]}, events ${events.join(' to ')}`;
            throw new Error(`${where}: ${ATTEMPTS} workers failed, the last with: ${reason}`, { cause: error });
          }
        }
      }
    },
    close: () => end(new Error('the workers were stopped')),
  };
}

/** What the workers were given when they started. For the worker's module. */
export const workerData = (): unknown => Piscina.workerData;

/** The `run` of a worker's module: runs a chain on a packed batch. */
export function batchServer<I extends Table, O extends Table>(
  reads: readonly I[],
  writes: readonly O[],
  run: (batch: EventBatch & Has<I>) => EventBatch & Has<O>,
): (packed: Packed) => unknown {
  return (packed) => {
    const value = pack(run(unpack(packed, reads)), writes);
    return Piscina.move({ [Piscina.transferableSymbol]: [value.buffer], [Piscina.valueSymbol]: value } as never);
  };
}

/** Threads that this machine runs at once. */
export const processors = (): number => availableParallelism();
