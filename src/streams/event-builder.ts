import { type Decoded, type FragmentPart, openFragments, type ReadOptions } from '../arrow/index.js';
import type { EventBatch, Has } from '../event/batch.js';
import { BATCH_EVENTS } from '../event/keys.js';
import type { Rows, Table } from '../event/table.js';
import { EventAssembly } from './event-builder-assembly.js';
import { type FragmentCounts, FragmentStream, type KeyRange } from './fragments.js';

/** What an event builder met in a part; whole when its batches have ended. */
export interface EventCounts {
  readonly tables: Readonly<Record<string, FragmentCounts>>;
  /** Events of the manifest less those that came out. */
  lost: number;
}

export interface BuildOptions extends ReadOptions {
  /** Fragments of a table that may wait for their event. */
  readonly lookAhead?: number;
}

/** Batches of built events, and what was met on the way. */
export type BuiltEvents<T extends Table> = AsyncGenerator<EventBatch & Has<T>, void, undefined> & {
  readonly counts: EventCounts;
};

/** Fragments are a few events out of order, if at all; an eighth of a batch bounds the memory and catches them. */
const LOOK_AHEAD = 64;

/**
 * Builds the events of a part from the fragments of its raw tables, joined on burst and event. The next event is the earliest that any table
 * has within the look-ahead. Bad fragments become flaws of the batch or, when their event has left or never was, counts; nothing
 * is dropped unseen. What comes out depends on the order of the fragments in each table alone, not on how they are cut into record batches.
 *
 * While the keys of all tables agree, batches are those of `readPart`: views of the bytes read. From the first record batch that differs,
 * rows are copied into batches of the nominal size.
 * @throws InputError when a file is not what its manifest and declaration say
 */
export function buildEvents<const T extends readonly Table[]>(
  dir: string,
  tables: T,
  options: BuildOptions = {},
): BuiltEvents<T[number]> {
  const { lookAhead = LOOK_AHEAD } = options;
  if (!(lookAhead >= 1)) throw new RangeError(`a look-ahead of ${lookAhead} fragments sees none`);
  const builder = new EventBuilder(tables, lookAhead);
  const batches = builder.build(dir, options) as AsyncGenerator<EventBatch & Has<T[number]>, void, undefined>;
  return Object.assign(batches, { counts: builder.counts });
}

/** One record batch of each table, in their order; none of a table that has ended. */
type Slice = readonly (Decoded | undefined)[];

class EventBuilder {
  readonly counts: EventCounts;
  private readonly tables: readonly Table[];
  private readonly lookAhead: number;
  private sequence = 0;

  constructor(tables: readonly Table[], lookAhead: number) {
    this.tables = tables;
    this.lookAhead = lookAhead;
    const none = (): FragmentCounts => ({ read: 0, missing: 0, repeated: 0, late: 0, tooLate: 0, foreign: 0 });
    this.counts = { tables: Object.fromEntries(tables.map((t) => [t.name, none()])), lost: 0 };
  }

  async *build(dir: string, options: ReadOptions): AsyncGenerator<EventBatch, void, undefined> {
    const part = await openFragments(dir, this.tables, options);
    try {
      const { burst, firstEvent, lastEvent, events } = part.manifest;
      this.counts.lost = events;
      // in a part without events every fragment is foreign
      const range = { burst, first: firstEvent ?? 1, last: lastEvent ?? 0 };
      const rest = yield* this.whileEqual(part.streams, range);
      if (rest !== undefined) yield* this.merged(rest, part.streams, range);
    } finally {
      await part.close();
    }
  }

  /** Fast path; ends with the record batches from which on the keys of the tables differ. */
  private async *whileEqual(
    sources: FragmentPart['streams'],
    range: KeyRange,
  ): AsyncGenerator<EventBatch, Slice[] | undefined, undefined> {
    const held: Decoded[][] = [];
    let ahead = 0;
    let last = -1;
    for (;;) {
      const slice: (Decoded | undefined)[] = [];
      for (const source of sources) slice.push((await source.next()).value ?? undefined);
      const over = slice.every((s) => s === undefined);
      if (!over) {
        if (!agree(slice, range, last)) return [...held, slice];
        const { event } = slice[0];
        if (event.length === 0) continue;
        last = event[event.length - 1]!;
        if (held.length > 0) ahead += event.length;
        held.push(slice);
      }
      // a batch leaves when no fragment within the look-ahead can still be of its events
      while (held.length > 0 && (over || ahead >= this.lookAhead)) {
        const batch = this.asRead(held.shift()!);
        if (held.length > 0) ahead -= held[0]![0]!.event.length;
        yield batch;
      }
      if (over) return undefined;
    }
  }

  /** A batch of tables whose keys agree, without a copy. */
  private asRead(slice: readonly Decoded[]): EventBatch {
    const { burst, event } = slice[0]!;
    const rows: Record<string, Rows<Table>> = {};
    this.tables.forEach((t, i) => {
      rows[t.name] = slice[i]!.rows;
      this.counts.tables[t.name]!.read += event.length;
    });
    return this.leave({ size: event.length, burst, event, flaws: [], ...rows });
  }

  /** Slow path: merge-join of the sorted streams. */
  private async *merged(
    begun: Slice[],
    sources: FragmentPart['streams'],
    range: KeyRange,
  ): AsyncGenerator<EventBatch, void, undefined> {
    const { lookAhead } = this;
    const streams = this.tables.map((table, index) => {
      const first = begun.flatMap((slice) => slice[index] ?? []);
      const source = continued(first, sources[index]!);
      const counts = this.counts.tables[table.name]!;
      return new FragmentStream({ table, counts, source, range, lookAhead });
    });
    // each stream lets go of its own; this frame stays
    begun.length = 0;
    const assembly = new EventAssembly(range.burst, streams);
    for (;;) {
      for (const stream of streams) while (!stream.fill()) await stream.load();
      const more = assembly.add();
      if (assembly.size === BATCH_EVENTS || (!more && assembly.size > 0)) yield this.leave(assembly.finish());
      if (!more) return;
    }
  }

  private leave(batch: Omit<EventBatch, 'sequence' | 'faults'>): EventBatch {
    this.counts.lost -= batch.size;
    return { sequence: this.sequence++, faults: [], ...batch };
  }
}

/** Whether all tables have the same keys, increasing, of the part, after event `last`. */
function agree(slice: Slice, { burst, first, last: end }: KeyRange, last: number): slice is Decoded[] {
  const keys = slice[0];
  if (keys === undefined) return false;
  const n = keys.event.length;
  let after = Math.max(last, first - 1);
  for (let i = 0; i < n; i++) {
    const event = keys.event[i]!;
    if (event <= after || event > end || keys.burst[i] !== burst) return false;
    after = event;
  }
  return slice.every((other) => {
    if (other?.event.length !== n) return false;
    for (let i = 0; i < n; i++) if (other.event[i] !== keys.event[i] || other.burst[i] !== burst) return false;
    return true;
  });
}

/** Record batches read already, then those still to be read. Lets go of each when it has been handed on. */
async function* continued(
  begun: Decoded[],
  source: AsyncGenerator<Decoded, void, undefined>,
): AsyncGenerator<Decoded, void, undefined> {
  while (begun.length > 0) yield begun.shift()!;
  yield* source;
}
