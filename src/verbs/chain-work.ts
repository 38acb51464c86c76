import type { EventBatch, Has } from '../event/batch.js';
import { BATCH_EVENTS } from '../event/keys.js';
import type { Table } from '../event/table.js';
import { RAW_TABLES, RUN_TABLES, TRUTH_TABLES } from '../event/tables.js';
import { type RawBatch, type Reconstruction, reconstruction, type Simulation, simulation } from '../pipeline.js';
import { drive } from '../streams/drive.js';
import { tuneHeaps } from '../streams/heaps.js';
import { inTurn } from '../streams/in-turn.js';
import { processors, workerPool } from '../streams/worker-pool.js';
import type { VerbContext } from './types.js';

/** A chain as data: what a worker is told. */
export type ChainWork =
  | { readonly chain: 'simulation'; readonly options: Simulation }
  | { readonly chain: 'reconstruction'; readonly options: Reconstruction };

const SPILL_TABLES = [...RAW_TABLES, ...TRUTH_TABLES] as const;

/** Tables of the batches that go into a chain and come out. */
export const CHAIN_TABLES = {
  simulation: { reads: [], writes: SPILL_TABLES },
  reconstruction: { reads: RAW_TABLES, writes: RUN_TABLES },
} as const;

/** A batch that a chain made. */
type Written<C extends ChainWork['chain']> = EventBatch & Has<(typeof CHAIN_TABLES)[C]['writes'][number]>;

/** The chain for one batch, built once. */
export function chainOf<W extends ChainWork>(work: W): (batch: EventBatch) => Written<W['chain']> {
  const through =
    work.chain === 'simulation'
      ? simulation(work.options)
      : (reconstruction(work.options) as unknown as ReturnType<typeof simulation>);
  return (batch) => {
    let out: EventBatch | undefined;
    drive([batch as RawBatch], through, (b) => {
      out = b;
    });
    return out as Written<W['chain']>;
  };
}

/** Batches alive for each worker: one in work, one waiting for it, and room for those that wait to be written. */
const WINDOW_PER_WORKER = 3;

/** A chain ready to run, here or in workers. */
export interface RunningChain<C extends ChainWork['chain']> {
  readonly run: (batch: EventBatch) => Promise<Written<C>>;
  /** Batches alive at most. */
  readonly window: number;
  /** Ends the workers; batches that they have are refused. */
  close(): Promise<void>;
}

/** Events that pay for the start of one more worker: half a second, until its code is compiled. */
const EVENTS_PER_WORKER = 2048;

/** How many threads: as many as asked for, but no more than batches; by itself, a processor each if it pays. */
function workersFor(asked: number | 'auto' | undefined, events: number): number {
  if (asked === 'auto') return Math.min(processors(), Math.floor(events / EVENTS_PER_WORKER));
  return Math.min(asked ?? 1, Math.ceil(events / BATCH_EVENTS));
}

/**
 * Starts a chain: in this thread, or in as many as asked for. Results are the same to the bit.
 * @param events how many are to come
 * @throws InputError for what the chain refuses; with one thread, `run` rejects with it
 */
export function startChain<W extends ChainWork>(
  work: W,
  asked: number | 'auto' | undefined,
  events: number,
  { logger, signal }: Pick<VerbContext, 'logger' | 'signal'>,
): RunningChain<W['chain']> {
  const workers = workersFor(asked, events);
  tuneHeaps();
  if (workers <= 1) {
    // built with the first batch: a spill that is refused does not pay for it
    let chain: ReturnType<typeof chainOf<W>> | undefined;
    const run = inTurn((batch: EventBatch) => {
      chain ??= chainOf(work);
      return chain(batch);
    }, signal);
    return { run, window: WINDOW_PER_WORKER + 1, close: async () => {} };
  }
  // changed settings may be refused, and that is to be told as with one thread: 0.15 s that a setup as it is need not pay
  if (Object.keys(work.options.settings ?? {}).length > 0) chainOf(work);
  const { reads, writes } = CHAIN_TABLES[work.chain];
  const pool = workerPool<Table, Table>({
    reads,
    writes,
    worker: new URL('./worker.js', import.meta.url),
    data: work,
    workers,
    onFault: (fault) =>
      logger.warn(
        { ...fault },
        fault.burst === undefined ? 'a worker died without a batch' : 'a worker failed on a batch',
      ),
  });
  const run = (batch: EventBatch) => pool.run(batch as EventBatch & Has<Table>) as Promise<Written<W['chain']>>;
  return { run, window: WINDOW_PER_WORKER * workers, close: pool.close };
}
