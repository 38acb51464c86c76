import type { EventBatch, Has } from '../event/batch.js';
import type { Table } from '../event/table.js';
import { batchServer, workerData } from '../streams/worker-pool.js';
import { CHAIN_TABLES, type ChainWork, chainOf } from './chain-work.js';

/** What runs in a worker thread: the chain it was told, on one packed batch after the other. */
const work = workerData() as ChainWork;
const { reads, writes } = CHAIN_TABLES[work.chain];

export const run = batchServer<Table, Table>(
  reads,
  writes,
  chainOf(work) as unknown as (batch: EventBatch) => EventBatch & Has<Table>,
);
