import type { EventBatch, Has } from '../event/batch.js';
import type { Table } from '../event/table.js';
import { batchServer, workerData } from '../streams/worker-pool.js';
import { CHAIN_TABLES, type ChainWork, chainOf } from './chain-work.js';

/** What runs in a worker thread: the chain it was told, on one packed batch after the other. */
const work = workerData() as ChainWork;
const { reads, writes } = CHAIN_TABLES[work.chain];

let chain: ReturnType<typeof chainOf<ChainWork>>;
try {
  chain = chainOf(work);
} catch (error) {
  // told as a failure on the first batch: what a module throws while it is loaded reaches nobody who asked
  chain = () => {
    throw error;
  };
}

export const run = batchServer<Table, Table>(
  reads,
  writes,
  (batch) => chain(batch) as unknown as EventBatch & Has<Table>,
);
