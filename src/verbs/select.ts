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
import type { EventBatch, Has } from '../event/batch.js';
import type { events, vertices } from '../event/run.js';
import { beamMatches } from '../event/run-beam.js';
import { SELECTION_TABLES } from '../event/selection.js';
import type { Table } from '../event/table.js';
import { bindSelection } from '../selection/bind.js';
import { cutText, type Selection } from '../selection/cut.js';
import { selectionOf } from '../selection/index.js';
import { selectCandidates, tablesToRead } from '../selection/stage.js';
import { type PartItem, writeParts } from '../streams/write-parts.js';
import { filesOf, selectionFolder } from './selection-folder.js';
import type { SelectOptions, SelectResult, VerbContext } from './types.js';
import { written } from './written.js';

/** What is read of a run at least. */
type RunBatch = EventBatch & Has<typeof events | typeof vertices>;
type RunParts = Awaited<ReturnType<typeof readManifests>>;

/** A part of the selection, the part of the run it is made of, and how many candidates pass. */
interface SelectionPart extends PartPlan {
  readonly dir: string;
  readonly count: { passed: number };
}

/** Batches alive: one in work, one being written, the others ready. */
const WINDOW = 4;

/**
 * Asks every vertex of a run the cuts of a selection and writes what came out to `RUN/selections/NAME/`, part by part as the run;
 * the run's own files are only read. Parts of the selection that stand there already are kept.
 * @throws InputError for an unknown selection, an unsound cut, a run that is empty or lacks a table the cuts need, a folder that is
 * occupied; nothing is written then
 */
export async function select(options: SelectOptions, context: VerbContext): Promise<SelectResult> {
  const bound = bindSelection(selectionOf(options.selection, options.changes));
  const { selection } = bound;
  const parts = await readManifests(options.run);
  checkRun(parts, options.run);
  const has = (table: string): boolean => parts.every((p) => p.manifest.files.some((f) => f.table === table));
  const withMatches = has(beamMatches.name);
  const tables = tablesToRead(bound, withMatches);
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
  const asked = asJson(selection);
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
        configHash: configHash({ selection: asked }),
        run: filesOf(manifest, names),
      },
    }),
  );
  await checkOutput(folder);
  const { kept, missing } = await resume(folder, plans);
  if (kept.length > 0) context.logger.info({ parts: kept.length }, 'parts are there already');

  const total = parts.reduce((n, p) => n + p.manifest.events, 0);
  let done = kept.reduce((n, m) => n + m.events, 0);
  const selected = selectCandidates(bound, withMatches);
  const made = await writeParts({
    source: batchesOf(missing, tables, context.signal),
    run: (batch) => selected(batch as RunBatch),
    window: WINDOW,
    signal: context.signal,
    open: (plan) => createPart(folder, plan.burst, plan.part, SELECTION_TABLES, plan),
    onBatch: (batch, { count }) => {
      // a cut that fails on an event is a defect: no event may be missing from a selection
      const fault = batch.faults[0];
      if (fault !== undefined) throw new Error(`event ${batch.event[fault.row]}: ${fault.stage}: ${fault.reason}`);
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
  return { ...result, selection: selection.name, candidates: result.rows['candidates']!, passed };
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

/** The selection as the manifest keeps it, with each cut in words. */
const asJson = ({ name, doc, table, cuts }: Selection): JsonObject => ({
  name,
  doc,
  table,
  cuts: cuts.map((cut) => ({ ...cut, text: cutText(cut) })),
});

const setupOf = ({ provenance: { setup } }: Manifest): JsonObject => (setup === undefined ? {} : { setup });
