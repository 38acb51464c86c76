import {
  checkOutput,
  configHash,
  createPart,
  type JsonObject,
  type Manifest,
  type PartPlan,
  readManifests,
  readPart,
  resume,
} from '../arrow/index.js';
import { ExitCode, InputError } from '../core/errors.js';
import { VERSION } from '../core/version.js';
import type { EventBatch } from '../event/batch.js';
import type { Table } from '../event/table.js';
import { bindSelection } from '../selection/bind.js';
import { regionText } from '../selection/cut.js';
import { selectCandidates, tablesOfSelection } from '../selection/stage.js';
import { type PartItem, writeParts } from '../streams/write-parts.js';
import { selectionAsJson } from './selected.js';
import { chooseSelection } from './selection-file.js';
import { filesOf, selectionFolder } from './selection-folder.js';
import type { SelectOptions, SelectResult, VerbContext } from './types.js';
import { written } from './written.js';

type RunParts = Awaited<ReturnType<typeof readManifests>>;

/** A part of the selection, the part of the run it is made of, and how many candidates pass. */
interface SelectionPart extends PartPlan {
  readonly dir: string;
  readonly count: { passed: number };
}

/** Batches alive: one in work, one being written, the others ready. */
const WINDOW = 4;

/**
 * Asks every candidate of a run the cuts of a selection and writes what came out to `RUN/selections/NAME/`, part by part as the run;
 * the run's own files are only read. Parts of the selection that stand there already are kept. Candidates of a masked region are left
 * out unless there is a reason to unblind them, which stands in the provenance.
 * @throws InputError for an unknown selection, an unsound cut, an empty reason, a run that is empty or lacks a table the cuts need, a
 * folder that is occupied; nothing is written then
 */
export async function select(options: SelectOptions, context: VerbContext): Promise<SelectResult> {
  const bound = bindSelection(await chooseSelection(options.selection, options.changes));
  const { selection } = bound;
  const parts = await readManifests(options.run);
  checkRun(parts, options.run);
  const has = (table: string): boolean => parts.every((p) => p.manifest.files.some((f) => f.table === table));
  const tables = bound.reads;
  const lacking = tables.find((t) => !has(t.name));
  if (lacking !== undefined) {
    throw new InputError(ExitCode.data, {
      what: `the run lacks a table that selection ${selection.name} needs`,
      where: options.run,
      found: parts[0]!.manifest.files.map((f) => f.table).join(', '),
      expected: lacking.name,
    });
  }
  const folder = selectionFolder(options.run, selection.name);
  const names = tables.map((t) => t.name);
  const asked = selectionAsJson(bound);
  const unblinded = reasonOf(options.unblind);
  const plans = parts.map(
    ({ burst, part, manifest, dir }): SelectionPart => ({
      dir,
      count: { passed: 0 },
      burst,
      part,
      kind: 'selection',
      code: VERSION,
      provenance: {
        ...setupOf(manifest),
        selection: asked,
        ...unblinded,
        configHash: configHash({ selection: asked, ...unblinded }),
        run: filesOf(manifest, names),
      },
    }),
  );
  await checkOutput(folder);
  const { kept, missing } = await resume(folder, plans);
  if (kept.length > 0) context.logger.info({ parts: kept.length }, 'parts are there already');

  const total = parts.reduce((n, p) => n + p.manifest.events, 0);
  let done = kept.reduce((n, m) => n + m.events, 0);
  const selected = selectCandidates(bound, options.unblind !== undefined);
  const made = await writeParts({
    source: batchesOf(missing, tables, context.signal),
    run: selected,
    window: WINDOW,
    signal: context.signal,
    open: (plan) => createPart(folder, plan.burst, plan.part, tablesOfSelection(bound), plan),
    onBatch: (batch, { count }) => {
      done += batch.size;
      for (let i = 0; i < batch.size; i++) count.passed += batch.candidate_events.columns.n_passed[i]!;
      context.onProgress({ task: 'select', unit: 'events', done, total });
    },
    more: ({ count }) => ({ ...count }),
    onPart: ({ events }, { dir }) => context.logger.info({ part: dir, events }, 'part selected'),
  });
  const manifests = [...kept, ...made];
  const result = written(folder, manifests);
  const passed = manifests.reduce((n, { provenance }) => n + Number(provenance['passed'] ?? 0), 0);
  const masked = selection.regions.filter((r) => r.kind === 'masked').map(regionText);
  const blinding = { masked, unblinded: unblinded.unblinded ?? null };
  return { ...result, ...blinding, selection: selection.name, candidates: result.rows['candidates']!, passed };
}

/** Batches of each part of the run, and its end. */
async function* batchesOf(
  parts: readonly SelectionPart[],
  tables: readonly Table[],
  signal: AbortSignal,
): AsyncGenerator<PartItem<SelectionPart, EventBatch>, void, undefined> {
  for (const part of parts) {
    for await (const batch of readPart(part.dir, tables, { signal })) yield { part, batch };
    yield { part };
  }
}

function checkRun(parts: RunParts, run: string): void {
  const { kind } = parts[0]!.manifest;
  if (kind !== 'run') {
    throw new InputError(ExitCode.data, { what: 'not a run', where: run, found: kind, expected: 'run' });
  }
  if (parts.every((p) => p.manifest.events === 0)) {
    throw new InputError(ExitCode.data, {
      what: 'the run is empty',
      where: run,
      found: `no events in ${parts.length} parts`,
      expected: 'a run with events',
    });
  }
}

/** Why the masked regions are to be read, as provenance keeps it. */
function reasonOf(unblind: string | undefined): { readonly unblinded?: string } {
  if (unblind === undefined) return {};
  if (unblind.trim() !== '') return { unblinded: unblind.trim() };
  throw new InputError(ExitCode.usage, {
    what: 'unblinded without a reason',
    where: '--unblind',
    found: 'nothing',
    expected: 'a reason, which goes into the provenance',
  });
}

const setupOf = ({ provenance: { setup } }: Manifest): JsonObject => (setup === undefined ? {} : { setup });
