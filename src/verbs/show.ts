import type { JsonObject } from '../arrow/index.js';
import { withDefaults } from '../core/settings.js';
import { strawConditions } from '../detectors/straw/conditions.js';
import { badFragments, events, quarantine, tracks, vertices } from '../event/run.js';
import { beamMatches, gtkTracks, ktagCandidates, trackTimes } from '../event/run-beam.js';
import type { Rows, Table } from '../event/table.js';
import { RAW_TABLES, RUN_TABLES } from '../event/tables.js';
import { particles } from '../event/truth.js';
import { reconstruction } from '../pipeline.js';
import { drawEvent } from '../report/event-display.js';
import type { DisplayedEvent } from '../report/event-display-paths.js';
import { readRawEvent, readRunEvent, readTruthEvent } from '../report/event-display-read.js';
import { describeEvent } from '../report/event-display-words.js';
import { countRows, listRows } from '../report/event-tables.js';
import { writeOutputFile } from '../report/output-file.js';
import { gtkStationsOf } from '../setups/gtk-stations.js';
import { setupByName } from '../setups/index.js';
import { apparatusSettings, type Setup } from '../setups/setup.js';
import { tablesOf } from '../setups/tables.js';
import { drive } from '../streams/drive.js';
import { na62Field } from '../transport/na62-field.js';
import { setupOf } from './spill.js';
import type { ShowOptions, ShowResult, VerbContext } from './types.js';

/**
 * Says what is in one event and, with `out`, draws it. Tracks and vertices are those of the run; without a run the event is
 * reconstructed on the spot with what the spill's setup assumes.
 * @throws InputError when there is no such event, or spill and run are not sound or do not belong together
 */
export async function show(options: ShowOptions, context: VerbContext): Promise<ShowResult> {
  const { manifest, dir, raw, truth } = await readRawEvent(options.spill, options, context.signal);
  const setup = setupByName(setupOf(manifest, dir));
  const { timestamp, fine_time } = raw.triggers.columns;

  let found: Pick<DisplayedEvent, 'reconstruction' | 'batch' | 'field' | 'conditions' | 'gtk'>;
  if (options.run === undefined) {
    const batches: DisplayedEvent['batch'][] = [];
    drive([raw], reconstruction({ setup: setup.name }), (batch) => batches.push(batch));
    const words = `reconstructed on the spot, conditions ${setup.conditions}`;
    found = { reconstruction: words, batch: batches[0]!, ...assumed(setup, {}, setup.conditions) };
  } else {
    const run = await readRunEvent(options.run, options, [timestamp[0]!, fine_time[0]!], context.signal);
    const made = asObject(run.manifest.provenance['reconstruction']);
    const conditions = typeof made['conditions'] === 'string' ? made['conditions'] : setup.conditions;
    const words = `from run ${options.run}, conditions ${conditions}`;
    found = { reconstruction: words, batch: { ...raw, ...run.found }, ...assumed(setup, made, conditions) };
  }

  const event: DisplayedEvent = { setup: setup.name, row: 0, ...found, ...(truth === undefined ? {} : { truth }) };
  const text = `${describeEvent(event)}\n${await rest(setup, event.batch, options, context.signal)}`;
  if (options.out === undefined) return { text };
  await writeOutputFile(options.out, drawEvent(event));
  return { text, file: options.out };
}

/** Tables that `describeEvent` puts in words, or that hold what the event's own row says. */
const DESCRIBED: readonly Table[] = [
  events,
  ktagCandidates,
  gtkTracks,
  tracks,
  trackTimes,
  vertices,
  beamMatches,
  quarantine,
  badFragments,
];

/** How many hits each detector has, what the other tables of the reconstruction hold and, when asked, hits and truth row by row. */
async function rest(
  setup: Setup,
  batch: DisplayedEvent['batch'],
  { spill, burst, event, hits = false, truth = false }: ShowOptions,
  signal: AbortSignal,
): Promise<string> {
  const detectors = tablesOf(setup, RAW_TABLES).filter((t) => t.shape === 'hits');
  const made = RUN_TABLES.filter((t) => !DESCRIBED.includes(t));
  const parts = [`hits: ${countRows(batch, 0, detectors)}\n`, listRows(batch, 0, made)];
  const known = truth ? await readTruthEvent(spill, { burst, event }, signal) : undefined;
  const beside = new Map(
    known?.tables.map((table) => {
      const rows = (known.found as unknown as Readonly<Record<string, Rows<Table>>>)[table.name]!;
      return [table.name.replace(/_truth$/, ''), { table, rows }];
    }),
  );
  if (hits) parts.push(listRows(batch, 0, detectors, beside));
  if (known !== undefined) {
    parts.push(`truth: ${countRows(known.found, 0, known.tables)}\n`, listRows(known.found, 0, [particles]));
  }
  return parts.filter(Boolean).join('\n');
}

/** Field, conditions and places of the GTK stations as the reconstruction assumed them. */
function assumed(
  setup: Setup,
  made: JsonObject,
  conditions: string,
): Pick<DisplayedEvent, 'field' | 'conditions' | 'gtk'> {
  const changes = asObject(asObject(made['settings'])['apparatus']) as Readonly<Record<string, number>>;
  const { mnp33Scale, blueTube } = withDefaults(apparatusSettings, changes);
  return {
    field: na62Field({ mnp33Scale, blueTube: blueTube !== 0 }),
    conditions: strawConditions(conditions),
    gtk: gtkStationsOf(setup, changes),
  };
}

const asObject = (value: unknown): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
