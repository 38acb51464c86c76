import type { Decoded } from '../arrow/index.js';
import { TableBuilder } from '../event/builder.js';
import { readableRows } from '../event/check.js';
import type { Rows, Table } from '../event/table.js';

/** What became of the fragments of one table in a part: read = merged + repeated + tooLate + foreign. */
export interface FragmentCounts {
  read: number;
  /** Events that left without a fragment of this table. */
  missing: number;
  /** Fragments of an event for which one waited already; the first is kept. */
  repeated: number;
  /** Fragments that came after one of a later event and were put in their place. */
  late: number;
  /** Fragments that came when their event had left, whether or not it had one of this table. */
  tooLate: number;
  /** Fragments of another burst or of no event of the part. */
  foreign: number;
}

/** The keys a part may hold, from its manifest. */
export interface KeyRange {
  readonly burst: number;
  readonly first: number;
  readonly last: number;
}

/** A fragment that waits for its event. */
export interface Fragment {
  readonly event: number;
  rows: Rows<Table>;
  /** Its row among those of `rows`. */
  row: number;
  /** The later event that was before it in the stream; none when it came in order. */
  readonly after: number | undefined;
  /** How often it came. */
  copies: number;
  /** Why it cannot be read; its rows are taken out then. */
  readonly corrupt: string | undefined;
}

export interface StreamOptions {
  readonly table: Table;
  /** Counted here. */
  readonly counts: FragmentCounts;
  readonly source: AsyncIterator<Decoded, void>;
  readonly range: KeyRange;
  readonly lookAhead: number;
}

/**
 * The fragments of one table, sorted by event within a look-ahead. In memory are at most `lookAhead` fragments and the record batch that
 * is being read: a fragment that waits longer than its record batch is copied out of it.
 */
export class FragmentStream {
  readonly table: Table;
  /** Fragments that wait, in order of event. */
  private readonly waiting: Fragment[] = [];
  private readonly of: StreamOptions;
  private batch: Decoded | undefined;
  private next = 0;
  private unreadable: ReadonlyMap<number, string> = new Map();
  private ended = false;
  /**
   * Number of the last event that was taken; events leave in ascending order. Those that left before the first one was taken had at least
   * a look-ahead of later fragments behind them, so what comes again of them comes after it.
   */
  private left = -1;

  constructor(options: StreamOptions) {
    this.of = options;
    this.table = options.table;
  }

  /** The waiting fragment of the earliest event. */
  get head(): Fragment | undefined {
    return this.waiting[0];
  }

  /** Fragments in memory: those that wait and those still to be read of the record batch. */
  get held(): number {
    return this.waiting.length + (this.batch === undefined ? 0 : this.batch.event.length - this.next);
  }

  /** The fragment of an event that leaves, when it is the earliest that waits; else the event has none and that is counted. */
  take(event: number): Fragment | undefined {
    this.left = event;
    if (this.waiting[0]?.event === event) return this.waiting.shift();
    this.of.counts.missing++;
    return undefined;
  }

  /** Looks ahead as far as the record batch goes; false when another one is needed. */
  fill(): boolean {
    while (this.waiting.length < this.of.lookAhead) {
      if (this.batch === undefined) return this.ended;
      if (this.next === this.batch.event.length) this.leave();
      else this.sort(this.batch, this.next++);
    }
    return true;
  }

  /** Reads the next record batch. */
  async load(): Promise<void> {
    const { done, value } = await this.of.source.next();
    if (done) {
      this.ended = true;
      return;
    }
    const bad = new Map<number, string>();
    const rows = readableRows(this.table, value.rows, value.event.length, bad);
    this.batch = { ...value, rows };
    this.unreadable = bad;
    this.next = 0;
  }

  /** Lets the record batch go. */
  private leave(): void {
    for (const fragment of this.waiting) {
      if (fragment.rows !== this.batch!.rows) continue;
      const { offsets } = fragment.rows;
      const start = offsets[fragment.row]!;
      const end = offsets[fragment.row + 1]!;
      const own = new TableBuilder(this.table, 1, Math.max(1, end - start));
      own.append(fragment.rows, start, end);
      own.endEvent();
      fragment.rows = own.finish();
      fragment.row = 0;
    }
    this.batch = undefined;
  }

  /** Puts a fragment in its place, or counts why it has none. */
  private sort({ burst, event: events, rows }: Decoded, row: number): void {
    const { waiting } = this;
    const { counts, range } = this.of;
    const event = events[row]!;
    counts.read++;
    if (burst[row] !== range.burst || event < range.first || event > range.last) {
      counts.foreign++;
      return;
    }
    if (event <= this.left) {
      counts.tooLate++;
      return;
    }
    let at = waiting.length;
    while (at > 0 && waiting[at - 1]!.event > event) at--;
    const twin = waiting[at - 1];
    if (twin?.event === event) {
      twin.copies++;
      counts.repeated++;
      return;
    }
    const after = at < waiting.length ? waiting[waiting.length - 1]!.event : undefined;
    if (after !== undefined) counts.late++;
    waiting.splice(at, 0, { event, rows, row, after, copies: 1, corrupt: this.unreadable.get(row) });
  }
}
