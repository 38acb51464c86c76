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
  /** Told of every worker that threw, exited or gave no answer: the batch is done again by another. */
  readonly onFault: (fault: WorkerFault) => void;
  /** Longest time for one batch, waiting included [ms]. */
  readonly patience?: number;
}

export interface WorkerFault {
  readonly burst: number;
  /** First and last event of the batch. */
  readonly events: readonly [number, number];
  readonly attempt: number;
  readonly reason: string;
}

/** Threads that run one chain on the batches they are given. */
export interface WorkerPool<I extends Table, O extends Table> {
  /** @throws Error when three workers failed on the batch */
  run(batch: EventBatch & Has<I>): Promise<EventBatch & Has<O>>;
  close(): Promise<void>;
}

/** Starts the workers; they load their module when the first batch comes. */
export function workerPool<I extends Table, O extends Table>(options: PoolOptions<I, O>): WorkerPool<I, O> {
  const { worker, data, workers, reads, writes, onFault, patience = PATIENCE } = options;
  const pool = new Piscina<Packed, Packed>({
    filename: worker.href,
    name: 'run',
    workerData: data,
    minThreads: workers,
    maxThreads: workers,
  });
  return {
    async run(batch) {
      for (let attempt = 1; ; attempt++) {
        const packed = pack(batch, reads);
        const signal = AbortSignal.timeout(patience);
        try {
          return unpack(await pool.run(packed, { transferList: [packed.buffer], signal }), writes);
        } catch (error) {
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
    close: () => pool.destroy(),
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
