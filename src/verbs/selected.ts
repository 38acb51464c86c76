import { type JsonObject, type KnownPart, type Manifest, readManifests, readPart } from '../arrow/index.js';
import { ExitCode, InputError } from '../core/errors.js';
import type { EventBatch, Has } from '../event/batch.js';
import type { candidateEvents, candidates, candidateValues } from '../event/selection.js';
import { type BoundSelection, bindSelection } from '../selection/bind.js';
import { conditionText, type Selection } from '../selection/cut.js';
import { namedColumns, tablesOfSelection } from '../selection/stage.js';
import { filesOf, selectionFolder } from './selection-folder.js';
import type { VerbContext } from './types.js';

/** A selection that was made of a run and still belongs to it. */
export interface Selected {
  readonly run: string;
  readonly folder: string;
  readonly bound: BoundSelection;
  /** Why it was unblinded, if it was. */
  readonly unblinded: string | null;
  readonly parts: readonly KnownPart[];
  readonly events: number;
  /** Parts of the run, in the order of `parts`. */
  readonly of: readonly KnownPart[];
}

export type SelectedBatch = EventBatch &
  Has<typeof candidateEvents | typeof candidates | ReturnType<typeof candidateValues>>;

const refuse = (what: string, where: string, found: string, expected: string): InputError =>
  new InputError(ExitCode.data, { what, where, found, expected });

/** A selection as the manifest keeps it, with each condition in words. */
export const selectionAsJson = (bound: BoundSelection): JsonObject => {
  const { selection } = bound;
  return {
    ...selection,
    weight: selection.weight ?? null,
    cuts: selection.cuts.map((cut) => ({ ...cut, text: conditionText(cut) })),
    regions: selection.regions.map((region) => ({
      ...region,
      conditions: region.conditions.map((c) => ({ ...c })),
      text: region.conditions.map(conditionText).join(' and '),
    })),
    columns: namedColumns(bound).map((c) => ({ ...c })),
  };
};

/**
 * Opens the selection of this name that was made of a run.
 * @throws InputError when the run has no such selection, it is not whole, it was made of other files than the run has, or in two ways
 */
export async function openSelected(run: string, name: string): Promise<Selected> {
  const folder = selectionFolder(run, name);
  const of = await readManifests(run);
  const parts = await readManifests(folder);
  checkBelong(parts, of, folder);
  const { provenance } = parts[0]!.manifest;
  const unblinded = provenance['unblinded'];
  return {
    run,
    folder,
    bound: recorded(provenance, folder),
    unblinded: typeof unblinded === 'string' ? unblinded : null,
    parts,
    events: parts.reduce((n, p) => n + p.manifest.events, 0),
    of,
  };
}

/**
 * Opens the same selection of several runs, to be counted together.
 * @throws InputError when its cuts are not the same in all, or a run has events of another
 */
export async function openAll(runs: readonly string[], name: string): Promise<readonly Selected[]> {
  const all: Selected[] = [];
  for (const run of runs) all.push(await openSelected(run, name));
  const hash = (s: Selected): string => String(s.parts[0]!.manifest.provenance['configHash']);
  for (const s of all.slice(1)) {
    if (hash(s) !== hash(all[0]!))
      throw refuse('a selection with other cuts', s.folder, hash(s), `${hash(all[0]!)}, as ${all[0]!.folder}`);
  }
  checkDistinct(all);
  return all;
}

/** Refuses events that stand in two of the runs: of the same raw hits, burst and number. */
function checkDistinct(all: readonly Selected[]): void {
  const seen: { readonly raw: string; readonly manifest: Manifest; readonly dir: string }[] = [];
  for (const { dir, manifest } of all.flatMap((s) => s.of)) {
    const raw = JSON.stringify(manifest.provenance['spill'] ?? dir);
    const { burst, firstEvent: from, lastEvent: to } = manifest;
    const twice = seen.find(
      (s) =>
        s.raw === raw &&
        s.manifest.burst === burst &&
        from !== null &&
        from <= s.manifest.lastEvent! &&
        to! >= s.manifest.firstEvent!,
    );
    if (twice !== undefined) {
      throw refuse(
        'the same events twice in one sum',
        dir,
        `burst ${burst}, events ${from} to ${to}`,
        `none of ${twice.dir}`,
      );
    }
    if (from !== null) seen.push({ raw, manifest, dir });
  }
}

/** The batches of a selection, part by part. */
export async function* selectedBatches(
  { parts, bound, events }: Selected,
  task: string,
  context: VerbContext,
): AsyncGenerator<{ readonly batch: SelectedBatch; readonly part: KnownPart }, void, undefined> {
  const tables = tablesOfSelection(bound);
  let done = 0;
  for (const part of parts) {
    for await (const batch of readPart(part.dir, tables, { signal: context.signal })) {
      yield { batch: batch as SelectedBatch, part };
      done += batch.size;
      context.onProgress({ task, unit: 'events', done, total: events });
    }
  }
}

/** Refuses a selection whose parts are not those of the run, made of other files than stand there now, or made in two ways. */
function checkBelong(parts: readonly KnownPart[], run: readonly KnownPart[], folder: string): void {
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

/** What the manifest says of the selection, checked as when it was made. */
function recorded(provenance: JsonObject, folder: string): BoundSelection {
  const kept = (provenance['selection'] ?? {}) as JsonObject;
  const where = `${folder}, provenance.selection`;
  for (const key of ['cuts', 'regions', 'keep', 'species', 'columns']) {
    if (!Array.isArray(kept[key]))
      throw refuse('the manifest names no selection', `${where}.${key}`, JSON.stringify(kept[key] ?? null), 'a list');
  }
  const { weight, ...rest } = kept;
  const selection = { ...rest, ...(typeof weight === 'string' ? { weight } : {}) } as unknown as Selection;
  const bound = bindSelection(selection);
  const now = JSON.stringify(namedColumns(bound));
  if (JSON.stringify(kept['columns']) === now) return bound;
  throw refuse(
    'the columns of the selection are of another version',
    `${where}.columns`,
    JSON.stringify(kept['columns']),
    `${now}; select again`,
  );
}
