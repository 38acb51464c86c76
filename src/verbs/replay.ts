import {
  checkOutput,
  configHash,
  createPart,
  type JsonObject,
  type KnownPart,
  listParts,
  type Manifest,
  type PartPlan,
  readBurstEnd,
  readManifests,
  refuseOthers,
  removeBurstEnd,
  resume,
  standingPart,
  writeBurstEnd,
} from '../arrow/index.js';
import { ExitCode, InputError } from '../core/errors.js';
import { VERSION } from '../core/version.js';
import type { EventBatch } from '../event/batch.js';
import { withSilent } from '../event/silent.js';
import { sliceEvents } from '../event/slice.js';
import { RAW_TABLES, RUN_TABLES } from '../event/tables.js';
import type { RawBatch } from '../pipeline.js';
import { conditionsByName } from '../setups/conditions.js';
import { type Setup, setupByName } from '../setups/index.js';
import { RECONSTRUCTION_SETTINGS } from '../setups/modules.js';
import { tablesOf, tablesOff } from '../setups/tables.js';
import { buildEvents } from '../streams/event-builder.js';
import { followParts } from '../streams/follow-parts.js';
import { type PartItem, writeParts } from '../streams/write-parts.js';
import { startChain } from './chain-work.js';
import { type EventRange, eventRange } from './event-range.js';
import { FragmentCounts } from './fragment-counts.js';
import { ownSettings } from './settings.js';
import { setupOf } from './spill.js';
import type { ReplayOptions, ReplayResult, VerbContext } from './types.js';
import { written } from './written.js';

/** A part of the run, the part of the spill it is made of, and what was met in it. */
interface ReplayPart extends PartPlan {
  readonly from: KnownPart;
  readonly counts: FragmentCounts;
}

/**
 * Reconstructs a spill into a run, part by part. Reads the raw tables and the name of the setup, nothing else: truth and the generator's
 * settings may be missing. Parts of the run that stand there already and were made the same way are kept.
 * @throws InputError for unknown names and settings, a spill that is not whole and sound, a folder that holds other work
 */
export async function replay(options: ReplayOptions, context: VerbContext): Promise<ReplayResult> {
  const { spill, out, onBad, follow = false } = options;
  const { signal, logger } = context;
  const range = options.events === undefined ? undefined : eventRange(options.events);
  const settings = ownSettings(RECONSTRUCTION_SETTINGS, options.settings);
  await checkOutput(out);
  // what waits for further parts must not outlive the work
  const over = new AbortController();
  const onWait = (bursts: readonly number[]): void =>
    logger.info({ spill, bursts }, 'waiting for parts of these bursts');
  const coming = follow
    ? followParts(spill, AbortSignal.any([signal, over.signal]), onWait)
    : (await readManifests(spill)).values();
  const { value: first } = await coming.next();
  if (first === undefined) throw new Error(`${spill}: no first part`);
  const setup = setupByName(setupOf(first.manifest, first.dir));
  const conditions = options.conditions ?? setup.conditions;
  conditionsByName(conditions, setup.gtk.length); // refuses an unknown name before work starts

  const assumed: JsonObject = {
    conditions,
    settings: settings as JsonObject,
    onBad,
    ...(range === undefined ? {} : { events: range }),
  };
  let done = 0;
  let total = 0;
  const known: KnownPart[] = [];
  const plan = (from: KnownPart): ReplayPart => {
    checkSpillPart(from, setup.name);
    total += eventsIn(from.manifest, range);
    return {
      from,
      counts: new FragmentCounts(),
      burst: from.burst,
      part: from.part,
      kind: 'run',
      code: VERSION,
      provenance: {
        setup: setup.name,
        reconstruction: assumed,
        configHash: configHash({ setup: setup.name, reconstruction: assumed }),
        spill: from.manifest.files
          .filter((f) => !f.path.startsWith('truth/'))
          .map((f) => ({ path: f.path, sha256: f.sha256 })),
      },
    };
  };
  const asked = async function* (): AsyncGenerator<ReplayPart, void, undefined> {
    for (
      let part: KnownPart | undefined = first;
      part !== undefined;
      part = (await coming.next()).value as KnownPart | undefined
    ) {
      known.push(part);
      if (overlaps(part.manifest, range)) yield plan(part);
    }
  };
  const kept: Manifest[] = [];
  const keep = (manifests: readonly Manifest[]): void => {
    kept.push(...manifests);
    done += manifests.reduce((n, m) => n + m.events, 0);
  };
  let parts: AsyncIterable<ReplayPart> | Iterable<ReplayPart>;
  if (follow) {
    // parts of a run are made of parts that stand in the spill
    await refuseOthers(out, await listParts(spill));
    parts = missing(asked(), out, keep);
  } else {
    // everything that can be refused is refused before work starts
    const all: ReplayPart[] = [];
    for await (const part of asked()) all.push(part);
    if (all.length === 0) throw noEvents(spill, range!);
    const found = await resume(out, all);
    keep(found.kept);
    parts = found.missing;
  }
  if (kept.length > 0) logger.info({ parts: kept.length, events: done }, 'parts are there already');

  const chain = startChain(
    {
      chain: 'reconstruction',
      options: { setup: setup.name, conditions, settings, onBad: onBad === 'keep' ? onBad : 'quarantine' },
    },
    options.workers,
    follow ? Number.POSITIVE_INFINITY : total - done,
    context,
  );
  try {
    const made = await writeParts<ReplayPart, EventBatch, (typeof RUN_TABLES)[number]>({
      source: batchesOf(setup, parts, range, signal),
      run: chain.run,
      window: chain.window,
      signal,
      open: async (part) => {
        await removeBurstEnd(out, part.burst);
        return createPart(out, part.burst, part.part, RUN_TABLES, part);
      },
      onBatch: (batch, { from, counts }) => {
        if (onBad === 'stop') refuseBad(batch, from.dir);
        counts.take(batch);
        const fault = batch.faults[0];
        if (fault !== undefined) {
          const { row, stage, reason } = fault;
          const events = new Set(batch.faults.map((f) => f.row)).size;
          logger.warn({ part: from.dir, event: batch.event[row], stage, reason, events }, 'events quarantined');
        }
        done += batch.size;
        context.onProgress({ task: 'replay', unit: 'events', done, total: Math.max(done, total) });
      },
      more: ({ counts, from }) => {
        const said = counts.asJson();
        if (onBad === 'stop') refuseStrays(said, from.dir);
        return said;
      },
      onPart: ({ events, provenance }, { from }) =>
        logger.info({ part: from.dir, events, quarantined: provenance['quarantined']! }, 'part reconstructed'),
    });
    const manifests = [...kept, ...made];
    if (manifests.length === 0) throw noEvents(spill, range!);
    await endBursts(manifests, known, options, context);
    const fragments = FragmentCounts.sum(manifests.map((m) => m.provenance));
    const quarantined = manifests.reduce((n, { provenance }) => n + Number(provenance['quarantined'] ?? 0), 0);
    return { ...written(out, manifests), kept: kept.length, quarantined, fragments };
  } finally {
    over.abort();
    await chain.close();
  }
}

/** Those of the parts that do not stand in the output folder yet. */
async function* missing(
  parts: AsyncIterable<ReplayPart>,
  out: string,
  keep: (manifests: readonly Manifest[]) => void,
): AsyncGenerator<ReplayPart, void, undefined> {
  for await (const part of parts) {
    const manifest = await standingPart(out, part);
    if (manifest === undefined) yield part;
    else keep([manifest]);
  }
}

/** Batches of each part, and its end. */
async function* batchesOf(
  setup: Setup,
  parts: AsyncIterable<ReplayPart> | Iterable<ReplayPart>,
  range: EventRange | undefined,
  signal: AbortSignal,
): AsyncGenerator<PartItem<ReplayPart, EventBatch>, void, undefined> {
  for await (const part of parts) {
    const { dir, manifest } = part.from;
    const whole = range === undefined || (manifest.firstEvent! >= range[0] && manifest.lastEvent! < range[1]);
    const built = buildEvents(dir, tablesOf(setup, RAW_TABLES), { signal });
    let sequence = 0;
    for await (const read of built) {
      const full = withSilent(read, tablesOff(setup, RAW_TABLES)) as RawBatch;
      const batch = whole ? full : sliceEvents(full, RAW_TABLES, ...range);
      if (batch !== undefined) yield { part, batch: { ...batch, sequence: sequence++ } };
      else if (sequence > 0) break;
    }
    // of a range the rest of the part is not known
    if (whole) part.counts.builder(built.counts);
    yield { part };
  }
}

/** Marks the bursts of the run whose spill was over when its parts were listed. */
async function endBursts(
  manifests: readonly Manifest[],
  known: readonly KnownPart[],
  { spill, out }: ReplayOptions,
  { logger }: VerbContext,
): Promise<void> {
  for (const burst of new Set(manifests.map((m) => m.burst))) {
    const end = await readBurstEnd(spill, burst);
    if (end?.parts !== known.filter((p) => p.burst === burst).length) {
      logger.warn({ spill, burst }, 'no end-of-burst marker: more parts of this burst may come');
      continue;
    }
    const own = manifests.filter((m) => m.burst === burst);
    await writeBurstEnd(out, burst, { parts: own.length, events: own.reduce((n, m) => n + m.events, 0) });
  }
}

const overlaps = ({ firstEvent, lastEvent }: Manifest, range: EventRange | undefined): boolean =>
  range === undefined || (firstEvent !== null && firstEvent < range[1] && lastEvent! >= range[0]);

/** Events of a part in the range, when none is missing. */
const eventsIn = ({ events, firstEvent, lastEvent }: Manifest, range: EventRange | undefined): number =>
  range === undefined || firstEvent === null
    ? events
    : Math.min(events, Math.min(range[1], lastEvent! + 1) - Math.max(range[0], firstEvent));

function checkSpillPart({ dir, manifest }: KnownPart, setup: string): void {
  if (manifest.kind !== 'spill') {
    throw new InputError(ExitCode.data, { what: 'not a spill', where: dir, found: manifest.kind, expected: 'spill' });
  }
  const found = setupOf(manifest, dir);
  if (found === setup) return;
  throw new InputError(ExitCode.data, {
    what: 'parts of different setups',
    where: `${dir}/manifest.json, provenance.setup`,
    found,
    expected: setup,
  });
}

const noEvents = (spill: string, [from, to]: EventRange): InputError =>
  new InputError(ExitCode.data, {
    what: 'no such events in the spill',
    where: spill,
    found: 'parts without any of them',
    expected: `events ${from} to ${to - 1}`,
  });

/** @throws InputError for the first event with a fault or a fragment that is missing, repeated or corrupt */
function refuseBad(batch: EventBatch, dir: string): void {
  const flaw = batch.flaws.find((f) => f.kind !== 'late');
  const fault = batch.faults[0];
  if (flaw === undefined && fault === undefined) return;
  const row = Math.min(flaw?.row ?? batch.size, fault?.row ?? batch.size);
  const reason = flaw?.row === row ? flaw.reason : `stage ${fault!.stage}: ${fault!.reason}`;
  throw new InputError(ExitCode.data, {
    what: 'bad event',
    where: `${dir}, burst ${batch.burst[row]}, event ${batch.event[row]}`,
    found: reason,
    expected: 'a sound event, or --on-bad quarantine, or --on-bad keep',
  });
}

/** @throws InputError for fragments of no event that came out, and for events of which nothing came */
function refuseStrays(said: JsonObject, dir: string): void {
  const strays = Object.entries(FragmentCounts.sum([said])).flatMap(([table, { tooLate = 0, foreign = 0 }]) =>
    tooLate + foreign > 0 ? [`${table}: ${tooLate} too late, ${foreign} of other events`] : [],
  );
  if (strays.length === 0 && said['lost'] === 0) return;
  throw new InputError(ExitCode.data, {
    what: 'bad fragments',
    where: dir,
    found: strays[0] ?? `${said['lost']} events without any`,
    expected: 'fragments of its events, or --on-bad quarantine, or --on-bad keep',
  });
}
