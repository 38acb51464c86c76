import type { JsonObject } from '../arrow/index.js';
import type { EventBatch } from '../event/batch.js';
import type { EventCounts } from '../streams/event-builder.js';

/** Bad fragments by detector and kind. */
export type FragmentTable = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Kinds that only the event builder sees: fragments of no event that comes out. */
const DROPPED = ['tooLate', 'foreign'] as const;

/** What was wrong with the fragments of a part, counted as its batches go by. */
export class FragmentCounts {
  private readonly fragments: Record<string, Record<string, number>> = {};
  private quarantined = 0;
  private lost = 0;

  take({ faults, flaws }: EventBatch): void {
    for (const { table, kind } of flaws) this.add(table, kind, 1);
    this.quarantined += new Set(faults.map((f) => f.row)).size;
  }

  /** What the event builder counted, once it is through with the part. */
  builder({ tables, lost }: EventCounts): void {
    for (const [table, counts] of Object.entries(tables)) {
      for (const kind of DROPPED) if (counts[kind] > 0) this.add(table, kind, counts[kind]);
    }
    this.lost = lost;
  }

  /** For the manifest of the part. */
  asJson(): JsonObject {
    const { quarantined, fragments, lost } = this;
    return { quarantined, fragments, lost };
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
