import { type KnownPart, readPart } from '../arrow/index.js';
import { ExitCode, InputError } from '../core/errors.js';
import type { EventBatch, Has } from '../event/batch.js';
import { particles, strawTruth } from '../event/truth.js';

const TRUTH = [particles, strawTruth] as const;

/** A batch of the truth that says where tracks come from. */
export type Truth = EventBatch & Has<(typeof TRUTH)[number]>;

/**
 * The truth of a part of a run, to be asked event by event in order.
 * @param spill the parts of the spill in the folder `where`
 * @throws InputError when the run was not made of that spill
 */
export function truthOf(spill: readonly KnownPart[], part: KnownPart, where: string, signal: AbortSignal): TruthCursor {
  return new TruthCursor(readPart(partOf(spill, part, where).dir, TRUTH, { signal }));
}

/** The part of the spill that a part of the run was made of. */
function partOf(spill: readonly KnownPart[], { burst, part, manifest, dir }: KnownPart, where: string): KnownPart {
  const made = (manifest.provenance['spill'] ?? []) as readonly { readonly path: string; readonly sha256: string }[];
  const own = spill.find((p) => p.manifest.kind === 'spill' && p.burst === burst && p.part === part);
  const same = (own?.manifest.files ?? []).filter((f) => made.some((m) => m.path === f.path && m.sha256 === f.sha256));
  if (own !== undefined && made.length > 0 && same.length === made.length) return own;
  throw new InputError(ExitCode.data, {
    what: 'the run was not made from this spill',
    where: `${where}, burst ${burst}, part ${part}`,
    found: own === undefined ? 'no such part of a spill' : `${same.length} of the ${made.length} files of ${dir}`,
    expected: 'the files the run names, with their checksums',
  });
}

/** Finds events in batches that come in order. */
class TruthCursor {
  private readonly batches: AsyncGenerator<Truth, void, undefined>;
  private batch: Truth | undefined;

  constructor(batches: AsyncGenerator<Truth, void, undefined>) {
    this.batches = batches;
  }

  /** The batch and row of an event that follows those asked for before. */
  async find(event: number): Promise<{ readonly batch: Truth; readonly row: number }> {
    for (;;) {
      const row = this.batch?.event.indexOf(event) ?? -1;
      if (row >= 0) return { batch: this.batch!, row };
      const next = await this.batches.next();
      if (next.done) throw new Error(`no truth of event ${event}`);
      this.batch = next.value;
    }
  }

  async close(): Promise<void> {
    await this.batches.return();
  }
}
