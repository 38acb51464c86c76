import type { EventBatch, Flaw } from '../event/batch.js';
import { TableBuilder } from '../event/builder.js';
import { BATCH_EVENTS } from '../event/keys.js';
import type { Rows, Table } from '../event/table.js';
import type { Fragment, FragmentStream } from './fragments.js';

/** Batches of events put together from the earliest fragments of several streams. */
export class EventAssembly {
  /** Events in the batch that is open. */
  size = 0;
  private readonly burst: number;
  private readonly streams: readonly FragmentStream[];
  private event = new Uint32Array(BATCH_EVENTS);
  private flaws: Flaw[] = [];
  private tables: TableBuilder<Table>[];

  constructor(burst: number, streams: readonly FragmentStream[]) {
    this.burst = burst;
    this.streams = streams;
    this.tables = streams.map(({ table }) => new TableBuilder(table, BATCH_EVENTS));
  }

  /** Adds the earliest event; false when there is none. The streams must have looked ahead. */
  add(): boolean {
    let event = Infinity;
    for (const { head } of this.streams) if (head !== undefined && head.event < event) event = head.event;
    if (event === Infinity) return false;
    this.streams.forEach((stream, i) => {
      this.append(this.tables[i]!, stream.take(event));
    });
    this.event[this.size++] = event;
    return true;
  }

  /** The batch so far; the next one is begun. */
  finish(): Omit<EventBatch, 'sequence' | 'faults'> {
    const { size, flaws } = this;
    const rows: Record<string, Rows<Table>> = {};
    for (const built of this.tables) rows[built.table.name] = built.finish();
    const batch = { size, burst: new Uint32Array(size).fill(this.burst), event: this.event.subarray(0, size), flaws };
    // as much room as this batch took
    this.tables = this.tables.map(({ table, length }) => new TableBuilder(table, BATCH_EVENTS, Math.max(1, length)));
    this.event = new Uint32Array(BATCH_EVENTS);
    this.flaws = [];
    this.size = 0;
    return { ...batch, ...rows };
  }

  private append(built: TableBuilder<Table>, fragment: Fragment | undefined): void {
    const { name, shape } = built.table;
    if (fragment === undefined) {
      // zeros, where every event has a row
      if (shape === 'event') built.next();
      this.flaw(name, 'missing', `${name}: found no fragment`);
    } else {
      const { rows, row, after, copies, corrupt } = fragment;
      built.append(rows, rows.offsets[row]!, rows.offsets[row + 1]!);
      if (copies > 1) this.flaw(name, 'repeated', `${name}: found ${copies} fragments, expected 1`);
      if (after !== undefined) this.flaw(name, 'late', `${name}: found after event ${after}`);
      if (corrupt !== undefined) this.flaw(name, 'corrupt', corrupt);
    }
    built.endEvent();
  }

  private flaw(table: string, kind: Flaw['kind'], reason: string): void {
    this.flaws.push({ row: this.size, table, kind, reason });
  }
}
