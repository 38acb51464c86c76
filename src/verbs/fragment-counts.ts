import type { JsonObject } from '../arrow/index.js';
import type { EventBatch } from '../event/batch.js';
import type { EventCounts } from '../streams/event-builder.js';

/** Bad fragments by detector and kind. */
export type FragmentTable = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Kinds of which the event builder counts every fragment: copies of one are one flaw, those of no event that comes out are none. */
const BUILDER = ['missing', 'repeated', 'late', 'tooLate', 'foreign'] as const;

/** What was wrong with the fragments of a part, counted as its batches go by. */
export class FragmentCounts {
  private readonly fragments: Record<string, Record<string, number>> = {};
  private quarantined = 0;
  private built: EventCounts = { tables: {}, lost: 0 };

  take({ faults, flaws }: EventBatch): void {
    for (const { table, kind } of flaws) this.add(table, kind, 1);
    this.quarantined += new Set(faults.map((f) => f.row)).size;
  }

  /** What the event builder counted in a part that is read to its end; it may be ahead of the batches. */
  builder(built: EventCounts): void {
    this.built = built;
  }

  /** For the manifest of the part, once all its batches were taken. */
  asJson(): JsonObject {
    const { quarantined, built } = this;
    const fragments = { ...this.fragments };
    for (const [table, counts] of Object.entries(built.tables)) {
      for (const kind of BUILDER) {
        if (counts[kind] > 0) fragments[table] = { ...fragments[table], [kind]: counts[kind] };
      }
    }
    return { quarantined, fragments, lost: built.lost };
  }

  /** Of all parts together, from the provenance of their manifests. */
  static sum(parts: readonly JsonObject[]): FragmentTable {
    const total = new FragmentCounts();
    for (const { fragments } of parts) {
      for (const [table, counts] of Object.entries((fragments ?? {}) as FragmentTable)) {
        for (const [kind, n] of Object.entries(counts)) total.add(table, kind, n);
      }
    }
    return total.fragments;
  }

  private add(table: string, kind: string, n: number): void {
    this.fragments[table] ??= {};
    const counts = this.fragments[table];
    counts[kind] = (counts[kind] ?? 0) + n;
  }
}
