import {
  checkOutput,
  configHash,
  createPart,
  type JsonObject,
  type Manifest,
  readManifests,
  readPart,
} from '../arrow/index.js';
import { ExitCode, InputError } from '../core/errors.js';
import { VERSION } from '../core/version.js';
import type { EventBatch, Has } from '../event/batch.js';
import type { events, vertices } from '../event/run.js';
import { beamMatches } from '../event/run-beam.js';
import { SELECTION_TABLES } from '../event/selection.js';
import { on } from '../pipeline.js';
import { bindSelection } from '../selection/bind.js';
import { cutText, type Selection } from '../selection/cut.js';
import { selectionOf } from '../selection/index.js';
import { selectCandidates, tablesToRead } from '../selection/stage.js';
import { writePart } from '../streams/write-part.js';
import { filesOf, selectionFolder } from './selection-folder.js';
import type { SelectOptions, SelectResult, VerbContext } from './types.js';
import { written } from './written.js';

/** What is read of a run at least. */
type RunBatch = EventBatch & Has<typeof events | typeof vertices>;
type RunParts = Awaited<ReturnType<typeof readManifests>>;

/**
 * Asks every vertex of a run the cuts of a selection and writes what came out to `RUN/selections/NAME/`, part by part as the run;
 * the run's own files are only read.
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
  const missing = tables.find((t) => !has(t.name));
  if (missing !== undefined) {
    throw new InputError(ExitCode.data, {
      what: `the run lacks a table that selection ${selection.name} needs`,
      where: options.run,
      found: parts[0]!.manifest.files.map((f) => f.table).join(', '),
      expected: missing.name,
    });
  }
  const folder = selectionFolder(options.run, selection.name);
  await checkOutput(folder);

  const names = tables.map((t) => t.name);
  const total = parts.reduce((n, p) => n + p.manifest.events, 0);
  const made = asJson(selection);
  let done = 0;
  let passed = 0;
  const manifests: Manifest[] = [];
  for (const { dir, burst, part, manifest } of parts) {
    const provenance: JsonObject = {
      ...setupOf(manifest),
      selection: made,
      configHash: configHash({ selection: made }),
      run: filesOf(manifest, names),
    };
    const writer = await createPart(folder, burst, part, SELECTION_TABLES, {
      kind: 'selection',
      code: VERSION,
      provenance,
    });
    const source = readPart(dir, tables, { signal: context.signal }) as unknown as AsyncIterable<RunBatch>;
    manifests.push(
      await writePart({
        source,
        chain: on(selectCandidates(bound, withMatches)),
        part: writer,
        signal: context.signal,
        onBatch: (batch) => {
          // a cut that fails on an event is a defect: no event may be missing from a selection
          const fault = batch.faults[0];
          if (fault !== undefined) throw new Error(`event ${batch.event[fault.row]}: ${fault.stage}: ${fault.reason}`);
          done += batch.size;
          for (let i = 0; i < batch.size; i++) passed += batch.candidate_events.columns.n_passed[i]!;
          context.onProgress({ task: 'select', unit: 'events', done, total });
        },
      }),
    );
    context.logger.info({ part: dir, events: manifest.events }, 'part selected');
  }
  const result = written(folder, manifests);
  return { ...result, selection: selection.name, candidates: result.rows['candidates']!, passed };
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
