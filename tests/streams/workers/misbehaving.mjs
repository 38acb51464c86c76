import { existsSync, writeFileSync } from 'node:fs';
import { batchServer, workerData } from '../../../dist/src/streams/worker-pool.js';

const { how, once, events } = workerData();

/** With `load`, cannot be loaded: by any worker, or, with a file `once`, by the first one. */
if (how === 'load') {
  try {
    if (once) writeFileSync(once, '', { flag: 'wx' });
    throw new Error('a module that cannot be loaded');
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
}

/** Misbehaves on the batches that begin with one of `events`: always, or, with a file `once`, only the first time. */
export const run = batchServer([], [], (batch) => {
  const first = batch.event[0];
  const mark = `${once}-${first}`;
  if (events.includes(first) && !(once && existsSync(mark))) {
    if (once) writeFileSync(mark, '');
    if (how === 'throw') throw new Error('a worker that throws');
    if (how === 'exit') process.exit(7);
    if (how === 'hang') for (;;);
  }
  return batch;
});
