import { type JsonObject, type Manifest, readManifests, readPart } from '../arrow/index.js';
import { ExitCode, InputError } from '../core/errors.js';
import { SELECTION_TABLES } from '../event/selection.js';
import { fraction } from '../monitoring/efficiency.js';
import { CutCounts } from '../selection/counts.js';
import { filesOf, selectionFolder } from './selection-folder.js';
import type { CutflowOptions, CutflowResult, CutflowRow, VerbContext } from './types.js';

type Parts = Awaited<ReturnType<typeof readManifests>>;

/**
 * Counts what a selection left, cut by cut, and what each cut takes when all the others are made.
 * @throws InputError when the run has no such selection, it is not whole, or the run is not the one it was made of any more
 */
export async function cutflow(options: CutflowOptions, context: VerbContext): Promise<CutflowResult> {
  const folder = selectionFolder(options.run, options.selection);
  const run = await readManifests(options.run);
  const parts = await readManifests(folder);
  checkBelong(parts, run, folder);
  const { doc, cuts } = recorded(parts[0]!.manifest, folder);

  const counts = new CutCounts(cuts.length);
  const total = parts.reduce((n, p) => n + p.manifest.events, 0);
  let events = 0;
  for (const { dir } of parts) {
    for await (const batch of readPart(dir, SELECTION_TABLES, { signal: context.signal })) {
      for (let i = 0; i < batch.size; i++) {
        counts.addEvent(batch.candidates.columns.mask, batch.candidates.offsets[i]!, batch.candidates.offsets[i + 1]!);
      }
      events += batch.size;
      context.onProgress({ task: 'cutflow', unit: 'events', done: events, total });
    }
  }
  const { candidates: all, candidateEvents: eventsWith } = counts;
  const ratio = (k: number, n: number) => (n === 0 ? null : fraction(k, n));
  const rows = cuts.map((cut, i): CutflowRow => {
    const left = counts.after[i]!;
    const before = i === 0 ? all : counts.after[i - 1]!;
    const others = counts.withoutCut[i]!;
    return {
      ...cut,
      candidates: left,
      events: counts.eventsAfter[i]!,
      ofPrevious: ratio(left, before),
      cumulative: ratio(left, all),
      others,
      ofOthers: ratio(counts.passed, others),
    };
  });
  return {
    folder,
    selection: options.selection,
    doc,
    events,
    candidates: all,
    candidateEvents: eventsWith,
    passed: counts.passed,
    cuts: rows,
  };
}

/** Refuses a selection whose parts are not those of the run, made of other files than stand there now, or made in two ways. */
function checkBelong(parts: Parts, run: Parts, folder: string): void {
  const refuse = (what: string, where: string, found: string, expected: string): InputError =>
    new InputError(ExitCode.data, { what, where, found, expected });
  const hash = parts[0]!.manifest.provenance['configHash'];
  for (const { dir, manifest } of parts) {
    if (manifest.kind !== 'selection') throw refuse('not a selection', dir, manifest.kind, 'selection');
    if (manifest.provenance['configHash'] !== hash) {
      throw refuse('parts with different cuts', dir, String(manifest.provenance['configHash']), String(hash));
    }
  }
  for (const { burst, part, manifest } of run) {
    const own = parts.find((p) => p.burst === burst && p.part === part);
    const place = `burst ${burst}, part ${part}`;
    if (own === undefined) {
      throw refuse(
        'the selection is not complete',
        folder,
        `nothing of ${place}`,
        'every part of the run; select again',
      );
    }
    const made = own.manifest.provenance['run'] as readonly JsonObject[] | undefined;
    const now = filesOf(manifest, made?.map((f) => String(f['table'])) ?? []);
    if (made === undefined || JSON.stringify(made) !== JSON.stringify(now)) {
      throw refuse('the selection is stale', own.dir, `made of other files than ${place} has`, 'select again');
    }
  }
  if (parts.length !== run.length) {
    throw refuse('the selection is stale', folder, `${parts.length} parts`, `${run.length}, as the run; select again`);
  }
}

interface Recorded {
  readonly doc: string;
  readonly cuts: readonly Pick<CutflowRow, 'name' | 'text' | 'source'>[];
}

/** What the manifest says of the cuts. */
function recorded({ provenance }: Manifest, folder: string): Recorded {
  const { doc, cuts } = (provenance['selection'] ?? {}) as JsonObject;
  const list = Array.isArray(cuts) ? (cuts as readonly JsonObject[]) : [];
  if (list.length === 0 || !list.every((c) => typeof c['name'] === 'string' && typeof c['text'] === 'string')) {
    throw new InputError(ExitCode.data, {
      what: 'the manifest names no cuts',
      where: `${folder}, provenance.selection.cuts`,
      found: JSON.stringify(cuts ?? null),
      expected: 'a list of cuts with name and text',
    });
  }
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  return {
    doc: text(doc),
    cuts: list.map((c) => ({ name: text(c['name']), text: text(c['text']), source: text(c['source']) })),
  };
}
