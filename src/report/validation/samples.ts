import { s } from '../../core/units.js';
import type { EventBatch } from '../../event/batch.js';
import { eventKeys } from '../../event/keys.js';
import { setupByName } from '../../setups/index.js';
import { drive } from '../../streams/drive.js';
import type { Row } from './row.js';

/** What a group of rows works with. */
export interface Bench {
  /** Fewer events. */
  readonly small: boolean;
  readonly signal: AbortSignal;
  /** Called with the number of events done since the last call. */
  readonly onEvents: (events: number) => void;
}

/** Rows that share their samples. */
export interface Group {
  /** Names of the rows it makes. */
  readonly names: readonly string[];
  /** Events it runs, for the progress. */
  readonly events: (small: boolean) => number;
  readonly rows: (bench: Bench) => Promise<readonly Row[]>;
}

/** The setup that is validated: the table's published figures were measured with it. */
export const SETUP = 'kaon-2018';

/** Its true conditions. */
export const TRUE_CONDITIONS = setupByName(SETUP).conditions;

/** Events between two looks at the signal. */
const SLICE = 2048;

/**
 * Runs events 0 … n − 1 of burst 1 through a chain in memory and shows every batch to `look`.
 * @throws Error when an event is refused or a stage fails: a validation has no bad events
 */
export async function runEvents<B extends EventBatch>(
  bench: Bench,
  n: number,
  chain: Parameters<typeof drive<EventBatch, B>>[1],
  look: (batch: B) => void,
): Promise<void> {
  for (let first = 0; first < n; first += SLICE) {
    bench.signal.throwIfAborted();
    const count = Math.min(SLICE, n - first);
    drive(eventKeys(1, first, count), chain, (batch) => {
      const [fault] = batch.faults;
      if (fault !== undefined) throw new Error(`event ${batch.event[fault.row]}: ${fault.stage}: ${fault.reason}`);
      look(batch);
    });
    bench.onEvents(count);
    // lets a signal of the user arrive
    await new Promise((resolve) => setTimeout(resolve));
  }
}

/** Time of the events of samples without a burst [ns from start of burst]. */
export const SPILL_TIME = 3 * s;
