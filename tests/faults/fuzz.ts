import { rmSync } from 'node:fs';
import { checkPart, type Manifest, readManifests, readPart } from '../../src/arrow/index.js';
import { ExitCode, InputError } from '../../src/core/errors.js';
import { RandomStream, stageKey } from '../../src/core/random.js';
import type { EventBatch, Has } from '../../src/event/batch.js';
import { withSilent } from '../../src/event/silent.js';
import type { Column, Rows, Table } from '../../src/event/table.js';
import { RAW_TABLES as ALL_RAW_TABLES, RUN_TABLES } from '../../src/event/tables.js';
import { setupByName } from '../../src/setups/index.js';
import { kaon2018 } from '../../src/setups/kaon-2018.js';
import { tablesOff } from '../../src/setups/tables.js';
import { buildEvents } from '../../src/streams/event-builder.js';
import { chainOf } from '../../src/verbs/chain-work.js';
import { FragmentCounts } from '../../src/verbs/fragment-counts.js';
import { setupOf } from '../../src/verbs/spill.js';
import { RAW_TABLES } from '../tables.js';
import { fromMemory } from './memory.js';
import { type Mutation, mutate } from './mutations.js';
import { Patient, replayed } from './patient.js';

/** Longest time a case may take [ms]. */
const MAX_TIME = 10_000;
/**
 * One case in so many is a folder on disk and goes through the whole replay, with a run on disk; the others go from memory through its
 * reader, builder and chain.
 */
const WHOLE_EVERY = 20;

/** What a run has, whichever way it was made. */
interface Run {
  /** What the spill said of itself. */
  readonly spill: Manifest;
  readonly events: readonly number[];
  readonly quarantined: number;
  readonly lost: number;
  readonly fragments: string;
  /** Rows of all tables, event by event. */
  readonly content: string;
}

export interface Verdict {
  readonly number: number;
  readonly kind: string;
  /** `refused: …`, `completed`, `completed, said` (flaws, quarantine or lost events) or `bad: …`. */
  readonly outcome: string;
  readonly whole: boolean;
  readonly time: number;
}

const replayChain = chainOf({ chain: 'reconstruction', options: { setup: 'kaon-2018', onBad: 'quarantine' } });

const OFF = tablesOff(kaon2018, ALL_RAW_TABLES);

type RunBatch = EventBatch & Has<(typeof RUN_TABLES)[number]>;

/** Rows of a batch as text; what is accounted for is looked at here: counts per event, and that each table fits its batch. */
function contentOf(batch: RunBatch): string {
  const rows = batch as unknown as Record<string, Rows<Table>>;
  const text = RUN_TABLES.map(({ name, columns }) => {
    const { offsets, length, columns: data } = rows[name]!;
    if (offsets[batch.size] !== length)
      throw new Error(`offsets of ${name} end at ${offsets[batch.size]} of ${length}`);
    const values = Object.entries(columns).map(([c, { size = 1 }]) => {
      const v = data[c] as Float64Array;
      return Array.isArray(v) ? v.join('\n') : Buffer.from(v.slice(0, length * size).buffer).toString('latin1');
    });
    return `${name} ${offsets.slice(0, batch.size + 1).join()} ${values.join('\n')}`;
  });
  const { quarantined } = batch.events.columns;
  for (let i = 0; i < batch.size; i++) {
    const faults = batch.quarantine.offsets[i + 1]! - batch.quarantine.offsets[i]!;
    if (faults > 0 !== (quarantined[i] === 1)) throw new Error(`event ${batch.event[i]}: ${faults} faults, not marked`);
    const tracks = batch.tracks.offsets[i + 1]! - batch.tracks.offsets[i]!;
    if (tracks !== batch.events.columns.n_tracks[i]) throw new Error(`event ${batch.event[i]}: ${tracks} tracks`);
  }
  return text.join('\n');
}

const quarantinedIn = ({ size, events }: RunBatch): number =>
  events.columns.quarantined.subarray(0, size).reduce((n, q) => n + q, 0);

/** What the event builder gave, as text. */
function rawText(batch: EventBatch): string {
  const rows = batch as unknown as Record<string, Rows<Table>>;
  const text = RAW_TABLES.map(({ name, columns }) => {
    const { length, offsets, columns: data } = rows[name]!;
    const values = Object.entries(columns).map(([c, { size = 1 }]: [string, Column]) =>
      latin1((data[c] as Float64Array).subarray(0, length * size)),
    );
    return `${name} ${length} ${offsets.join()} ${values.join('\n')}`;
  });
  const { sequence, size, burst, event, flaws, faults } = batch;
  return [sequence, size, burst.join(), event.join(), JSON.stringify([flaws, faults]), ...text].join('\n');
}

const latin1 = ({ buffer, byteOffset, byteLength }: NodeJS.ArrayBufferView): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString('latin1');

/** Batches met before: what the event builder gave, and what the chain made of it. */
type Known = Map<string, RunBatch>;

/**
 * The replay but for its files: manifests, reader, event builder, check of values, chain. A batch met before, to the bit, is not
 * reconstructed again: one mutation in five changes nothing that reaches the chain.
 */
async function byLayers(spill: string, known: Known): Promise<Run> {
  const parts = await readManifests(spill);
  if (parts.length !== 1) throw new Error(`${parts.length} parts`);
  const [{ dir, manifest }] = parts as [(typeof parts)[0]];
  if (manifest.kind !== 'spill') throw refusal('not a spill');
  // other setups have other reconstructions; a name that is none is refused here
  if (setupByName(setupOf(manifest, dir)).name !== 'kaon-2018') throw refusal('another setup');
  const counts = new FragmentCounts();
  const built = buildEvents(dir, RAW_TABLES, {});
  const events: number[] = [];
  const content: string[] = [];
  let quarantined = 0;
  for await (const raw of built) {
    const before = rawText(raw);
    const batch = known.get(before) ?? replayChain(withSilent(raw, OFF));
    if (known.size === 0) known.set(before, batch);
    counts.take(batch);
    events.push(...batch.event.subarray(0, batch.size));
    quarantined += quarantinedIn(batch);
    content.push(contentOf(batch));
  }
  counts.builder(built.counts);
  const { fragments, lost, quarantined: counted } = counts.asJson();
  if (counted !== quarantined) throw new Error(`${counted} counted, ${quarantined} quarantined`);
  const said = JSON.stringify(fragments);
  return { spill: manifest, events, quarantined, lost: Number(lost), fragments: said, content: content.join('\n') };
}

const refusal = (what: string): InputError =>
  new InputError(ExitCode.data, { what, where: 'spill', found: '', expected: '' });

/** The whole replay, and its run read back. */
async function whole(spill: string, out: string): Promise<Run> {
  rmSync(out, { recursive: true, force: true });
  const result = await replayed(spill, out);
  const parts = await readManifests(out);
  if (parts.length !== 1) throw new Error(`${parts.length} parts of the run`);
  const { dir, manifest } = parts[0]!;
  await checkPart(dir, RUN_TABLES);
  const events: number[] = [];
  const content: string[] = [];
  let quarantined = 0;
  for await (const batch of readPart(dir, RUN_TABLES)) {
    events.push(...batch.event);
    quarantined += quarantinedIn(batch);
    content.push(contentOf(batch));
  }
  if (result.quarantined !== quarantined) throw new Error(`${result.quarantined} said, ${quarantined} quarantined`);
  const { lost } = manifest.provenance;
  const fragments = JSON.stringify(result.fragments);
  const of = (await readManifests(spill))[0]!.manifest;
  return { spill: of, events, quarantined, lost: Number(lost), fragments, content: content.join('\n') };
}

/** Why a run that was completed is not accounted for; undefined when it is. */
function unaccounted(run: Run, sound: Run, { judge }: Mutation): string | undefined {
  const { events, lost, spill } = run;
  if (judge === 'unsigned') return 'a change that the manifest does not know was accepted';
  if (judge === 'unread' && run.content !== sound.content) return 'a file that is not read changed the run';
  if (events.length + lost !== spill.events) return `${events.length} events and ${lost} lost of ${spill.events}`;
  const last = events.at(-1);
  if (events.some((e, i) => i > 0 && e <= events[i - 1]!)) return 'events are not in order';
  if (last !== undefined && (events[0]! < spill.firstEvent! || last > spill.lastEvent!)) return 'foreign events';
  return undefined;
}

/** Runs cases by number: the same number with the same seed is the same case. */
export class Fuzz {
  private readonly patient: Patient;
  private readonly seed: number;
  private readonly out: string;
  private readonly sound: Run;
  private readonly known: Known;
  private readonly rng = new RandomStream();

  private constructor(patient: Patient, seed: number, out: string, sound: Run, known: Known) {
    this.patient = patient;
    this.seed = seed;
    this.out = out;
    this.sound = sound;
    this.known = known;
  }

  /** @param spill a sound spill of one part, which is spoilt and healed in place */
  static async of(spill: string, seed: number): Promise<Fuzz> {
    const out = `${spill}-run`;
    const known: Known = new Map();
    const sound = await byLayers(spill, known);
    const same = await whole(spill, out);
    if (same.content !== sound.content) throw new Error('the replay gives another run than its layers');
    return new Fuzz(await Patient.of(spill), seed, out, sound, known);
  }

  async run(number: number): Promise<Verdict> {
    const { patient } = this;
    const { root } = patient;
    const rng = this.rng.key(this.seed, stageKey('fuzz'), 0, number);
    const isWhole = number % WHOLE_EVERY === 0;
    patient.onDisk = isWhole;
    const mutation = await mutate(patient, rng);
    const start = performance.now();
    let outcome = await (isWhole
      ? this.judged(mutation, () => whole(root, this.out))
      : fromMemory(root, patient.files, () => this.judged(mutation, () => byLayers(root, this.known))));
    const time = performance.now() - start;
    if (time > MAX_TIME) outcome = `bad: ${Math.round(time)} ms`;
    patient.heal();
    return { number, kind: mutation.kind, outcome, whole: isWhole, time };
  }

  private async judged(mutation: Mutation, replayed: () => Promise<Run>): Promise<string> {
    const { sound } = this;
    try {
      const run = await replayed();
      const why = unaccounted(run, sound, mutation);
      if (why !== undefined) return `bad: ${why}`;
      if (run.quarantined > 0 || run.lost !== 0 || run.fragments !== '{}') return 'completed, said';
      return run.content === sound.content ? 'completed, the same' : 'completed, otherwise';
    } catch (error) {
      return outcomeOf(error, mutation);
    }
  }

  /** What became of a case, in full, for one who looks at it. */
  async explain(number: number): Promise<unknown> {
    this.patient.onDisk = true;
    const mutation = await mutate(this.patient, this.rng.key(this.seed, stageKey('fuzz'), 0, number));
    try {
      const { content, ...run } = await whole(this.patient.root, this.out);
      return { mutation, ...run, same: content === this.sound.content };
    } catch (error) {
      return { mutation, error };
    } finally {
      this.patient.heal();
    }
  }
}

function outcomeOf(error: unknown, { judge }: Mutation): string {
  if (!(error instanceof InputError)) return `bad: ${(error as Error).stack?.split('\n').slice(0, 4).join(' ')}`;
  const { code, complaint } = error;
  // a setup is looked up as if someone had typed it
  if (code !== ExitCode.data && code !== ExitCode.output) return `bad: exit code ${code}, ${complaint.what}`;
  if (judge === 'unread') return `bad: refused for a file that is not read: ${complaint.what}`;
  return `refused: ${complaint.what}`;
}
