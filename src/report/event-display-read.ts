import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { type Manifest, readManifests, readPart } from '../arrow/index.js';
import { ExitCode, InputError } from '../core/errors.js';
import type { EventBatch, Has } from '../event/batch.js';
import { checkValues, readableRows } from '../event/check.js';
import { judge } from '../event/quality.js';
import { withSilent } from '../event/silent.js';
import type { Rows, Table } from '../event/table.js';
import { RAW_TABLES, RUN_TABLES, TRUTH_TABLES } from '../event/tables.js';
import { particles } from '../event/truth.js';
import { setupByName } from '../setups/index.js';
import { tablesOf, tablesOff } from '../setups/tables.js';
import { buildEvents } from '../streams/event-builder.js';

/** An event asked for. */
export interface EventKey {
  readonly burst: number;
  readonly event: number;
}

type Part = Awaited<ReturnType<typeof readManifests>>[number];

const range = ({ manifest: m }: Part): string => `burst ${m.burst} events ${m.firstEvent} to ${m.lastEvent}`;

/** The part of a spill or run that may hold an event. */
async function partWith(folder: string, kind: Manifest['kind'], key: EventKey): Promise<Part> {
  const parts = await readManifests(folder);
  const found = parts[0]!.manifest.kind;
  if (found !== kind)
    throw new InputError(ExitCode.data, { what: `not a ${kind}`, where: folder, found, expected: kind });
  const part = parts.find(({ manifest: m }) => {
    return m.burst === key.burst && m.firstEvent !== null && key.event >= m.firstEvent && key.event <= m.lastEvent!;
  });
  if (part !== undefined) return part;
  const filled = parts.filter((p) => p.manifest.events > 0);
  throw noSuchEvent(folder, key, filled.length > 4 ? [filled[0]!, filled[filled.length - 1]!] : filled);
}

function noSuchEvent(folder: string, { burst, event }: EventKey, parts: readonly Part[]): InputError {
  return new InputError(ExitCode.usage, {
    what: 'no such event',
    where: folder,
    found: `burst ${burst}, event ${event}`,
    expected: parts.map(range).join(', ') || 'a spill with events',
  });
}

/** One event of some tables, as a batch of its own, from batches in order. */
async function cutOut<T extends Table>(
  batches: AsyncIterable<EventBatch & Has<T>>,
  tables: readonly T[],
  { burst, event }: EventKey,
): Promise<(EventBatch & Has<T>) | undefined> {
  for await (const batch of batches) {
    const row = batch.event.indexOf(event);
    if (row < 0) continue;
    const own = <F extends { readonly row: number }>(list: readonly F[]): F[] =>
      list.filter((f) => f.row === row).map((f) => ({ ...f, row: 0 }));
    const all = batch as unknown as Record<string, Rows<Table>>;
    const one = Object.fromEntries(tables.map((t) => [t.name, rowsOfEvent(t, all[t.name]!, row, batch.size)]));
    const keys = { burst: Uint32Array.of(burst), event: Uint32Array.of(event) };
    const notes = { flaws: own(batch.flaws), faults: own(batch.faults) };
    return { sequence: 0, size: 1, ...keys, ...notes, ...one } as unknown as EventBatch & Has<T>;
  }
  return undefined;
}

/** Batches with the flaws and faults of a reconstruction, but with every hit that can be read: this is where one looks for what is wrong. */
async function* judged<T extends Table>(
  batches: AsyncIterable<EventBatch & Has<T>>,
  tables: readonly T[],
): AsyncGenerator<EventBatch & Has<T>, void, undefined> {
  for await (const batch of batches) {
    const checked = { ...batch };
    checkValues(checked, tables);
    judge(checked, 'quarantine');
    yield batch;
  }
}

/** The rows of one event; none when its offsets cannot be trusted. */
function rowsOfEvent(table: Table, rows: Rows<Table>, row: number, size: number): Rows<Table> {
  const { offsets, columns: all } = readableRows(table, rows, size, new Map());
  const start = offsets[row]!;
  const length = offsets[row + 1]! - start;
  const columns = Object.entries(table.columns).map(([name, { size: width = 1 }]) => {
    return [name, all[name]!.slice(start * width, (start + length) * width)];
  });
  return { length, offsets: Int32Array.of(0, length), columns: Object.fromEntries(columns) };
}

/** The raw hits of one event, the manifest of its part, and its truth if that is there. */
export async function readRawEvent(spill: string, key: EventKey, signal: AbortSignal) {
  const part = await partWith(spill, 'spill', key);
  const setup = setupByName(String(part.manifest.provenance['setup']));
  const on = tablesOf(setup, RAW_TABLES);
  const raw = await cutOut(judged(buildEvents(part.dir, on, { signal }), on), on, key);
  if (raw === undefined) throw noSuchEvent(spill, key, [part]);
  const file = part.manifest.files.find((f) => f.table === particles.name);
  const there = file !== undefined && (await exists(join(part.dir, file.path)));
  const truth = there ? await cutOut(readPart(part.dir, [particles], { signal }), [particles], key) : undefined;
  return {
    manifest: part.manifest,
    dir: part.dir,
    raw: withSilent(raw, tablesOff(setup, RAW_TABLES)),
    truth: truth?.particles,
  };
}

/**
 * The truth of one event: those tables of its setup that are there.
 * @throws InputError when there are none
 */
export async function readTruthEvent(spill: string, key: EventKey, signal: AbortSignal) {
  const part = await partWith(spill, 'spill', key);
  const listed = TRUTH_TABLES.filter((t) => part.manifest.files.some((f) => f.table === t.name));
  const there = await Promise.all(
    listed.map((t) => exists(join(part.dir, part.manifest.files.find((f) => f.table === t.name)!.path))),
  );
  const tables: readonly Table[] = listed.filter((_, k) => there[k]);
  if (tables.length === 0) {
    throw new InputError(ExitCode.data, {
      what: 'the spill has no truth',
      where: part.dir,
      found: 'none of its tables',
      expected: TRUTH_TABLES.map(({ name }) => name).join(', '),
    });
  }
  const found = await cutOut(readPart(part.dir, tables, { signal }), tables, key);
  if (found === undefined) throw noSuchEvent(spill, key, [part]);
  return { tables, found };
}

/**
 * What a run says of one event.
 * @throws InputError when the run does not hold the event or was made from another spill: the trigger's time must agree
 */
export async function readRunEvent(
  run: string,
  key: EventKey,
  trigger: readonly [number, number],
  signal: AbortSignal,
) {
  const part = await partWith(run, 'run', key);
  const found = await cutOut(readPart(part.dir, RUN_TABLES, { signal }), RUN_TABLES, key);
  if (found === undefined) throw noSuchEvent(run, key, [part]);
  const { timestamp, fine_time } = found.events.columns;
  const [expected, fine] = trigger;
  if (timestamp[0] !== expected || fine_time[0] !== fine) {
    throw new InputError(ExitCode.data, {
      what: 'the run was not made from this spill',
      where: `${part.dir}, burst ${key.burst}, event ${key.event}`,
      found: `trigger at ${timestamp[0]} + ${fine_time[0]}/256`,
      expected: `${expected} + ${fine}/256`,
    });
  }
  const { stage, reason } = found.quarantine.columns;
  const faults = stage.map((name, k) => ({ row: 0, stage: name, reason: reason[k]! }));
  return { manifest: part.manifest, found: { ...found, faults } };
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
