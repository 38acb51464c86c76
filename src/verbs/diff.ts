import { readPart } from '../arrow/index.js';
import { ExitCode, InputError } from '../core/errors.js';
import { allCuts } from '../selection/bind.js';
import { CutCounts, firstBit } from '../selection/counts.js';
import { conditionText } from '../selection/cut.js';
import { tablesOfSelection } from '../selection/stage.js';
import { blindingOf } from './cutflow.js';
import { outputDiff } from './outputs.js';
import { openSelected, type Selected, type SelectedBatch } from './selected.js';
import type { DiffCut, DiffOptions, DiffResult, DiffSide, Migration, VerbContext } from './types.js';

/** What one side says of an event. */
interface Verdict {
  /** Candidates that pass: indices in the event. */
  readonly passing: readonly number[];
  /** The others, each with the first cut that stops it. */
  readonly stopped: readonly Stopped[];
}

interface Stopped {
  readonly object: number;
  /** Place of the cut in the selection, and its name. */
  readonly at: number;
  readonly cut: string;
  /** Value of the column of that cut; null when there is none. */
  readonly value: number | null;
}

/**
 * Compares two selections event by event: two lists of cuts on one run, or one on two runs of the same events. Lists the events that
 * pass one and not the other, each with the cut that stops it there.
 * @throws InputError when a folder is no selection of a run, is not whole or stale, or the two have no event in common
 */
export async function diff(options: DiffOptions, context: VerbContext): Promise<DiffResult> {
  const a = await openFolder(options.a);
  const b = await openFolder(options.b);
  const total = a.events + b.events;
  let done = 0;
  const onBatch = (batch: SelectedBatch): void => {
    done += batch.size;
    context.onProgress({ task: 'diff', unit: 'events', done, total });
  };
  const [sideA, sideB] = [new Side(a), new Side(b)];
  const migrations: Migration[] = [];
  let common = 0;
  // on one run a candidate is the same vertex or track on both sides
  const isOneRun = a.run === b.run && a.bound.selection.table === b.bound.selection.table;
  // burst by burst and part by part: what is held in memory are the verdicts of a part of each
  const ofB = bursts(b);
  for (const part of a.parts) {
    const left = await sideA.read(part.dir, context, onBatch);
    const others = (ofB.get(part.burst) ?? []).filter(
      (p) => p.firstEvent <= part.manifest.lastEvent! && p.lastEvent >= part.manifest.firstEvent!,
    );
    for (const other of others) {
      const right = await sideB.read(other.dir, context, onBatch);
      for (const [event, va] of left) {
        const vb = right.get(event);
        if (vb === undefined) continue;
        common++;
        const isInA = va.passing.length > 0;
        if (isInA === vb.passing.length > 0) continue;
        const stopped = isInA ? moved(va, vb, isOneRun) : moved(vb, va, isOneRun);
        const { cut, value } = stopped ?? { cut: null, value: null };
        migrations.push({ burst: part.burst, event, to: isInA ? 'a' : 'b', cut, value });
      }
    }
  }
  // yields are of all events of b too, those that a has not included
  for (const { dir } of b.parts) if (!sideB.has(dir)) await sideB.read(dir, context, onBatch);
  if (common === 0) {
    throw new InputError(ExitCode.data, {
      what: 'no event in common',
      where: `${a.folder} and ${b.folder}`,
      found: `${a.events} and ${b.events} events`,
      expected: 'two selections of the same events',
    });
  }
  const result: DiffResult = {
    a: sideA.result(),
    b: sideB.result(),
    common,
    onlyA: migrations.filter((m) => m.to === 'a').length,
    onlyB: migrations.filter((m) => m.to === 'b').length,
    cuts: byCut(a, b, migrations),
    migrations,
  };
  await outputDiff(result, options);
  return result;
}

/** A selection by its folder, `RUN/selections/NAME`. */
async function openFolder(folder: string): Promise<Selected> {
  const match = /^(.*)[\\/]selections[\\/]([^\\/]+)[\\/]*$/.exec(folder);
  if (match !== null) return openSelected(match[1]!, match[2]!);
  throw new InputError(ExitCode.usage, {
    what: 'not a selection of a run',
    where: 'diff',
    found: folder,
    expected: 'a folder RUN/selections/NAME',
  });
}

interface PartRange {
  readonly dir: string;
  readonly firstEvent: number;
  readonly lastEvent: number;
}

/** The parts of a selection that have events, by burst. */
function bursts({ parts }: Selected): Map<number, PartRange[]> {
  const found = new Map<number, PartRange[]>();
  for (const { burst, dir, manifest } of parts) {
    if (manifest.firstEvent === null) continue;
    const list = found.get(burst) ?? [];
    list.push({ dir, firstEvent: manifest.firstEvent, lastEvent: manifest.lastEvent! });
    found.set(burst, list);
  }
  return found;
}

/** One of the two selections while it is read; a part is counted once, however often it is compared. */
class Side {
  private readonly counts: CutCounts;
  private readonly counted = new Set<string>();
  private last: { readonly dir: string; readonly verdicts: ReadonlyMap<number, Verdict> } | undefined;

  constructor(private readonly selected: Selected) {
    this.counts = new CutCounts(selected.bound.selection.cuts.length);
  }

  /** Whether a part was counted. */
  has(dir: string): boolean {
    return this.counted.has(dir);
  }

  /** Verdicts of the events of a part. */
  async read(
    dir: string,
    context: VerbContext,
    onBatch: (batch: SelectedBatch) => void,
  ): Promise<ReadonlyMap<number, Verdict>> {
    if (this.last?.dir === dir) return this.last.verdicts;
    const verdicts = new Map<number, Verdict>();
    const isNew = !this.counted.has(dir);
    this.counted.add(dir);
    const tables = tablesOfSelection(this.selected.bound);
    for await (const read of readPart(dir, tables, { signal: context.signal })) {
      const batch = read as SelectedBatch;
      const { offsets, columns } = batch.candidates;
      for (let i = 0; i < batch.size; i++) {
        verdicts.set(batch.event[i]!, verdictOf(this.selected, batch, i));
        if (isNew) this.counts.addEvent(columns.mask, columns.weight, offsets[i]!, offsets[i + 1]!);
      }
      if (isNew) onBatch(batch);
    }
    this.last = { dir, verdicts };
    return verdicts;
  }

  result(): DiffSide {
    const { selected, counts } = this;
    return {
      folder: selected.folder,
      selection: selected.bound.selection.name,
      ...blindingOf([selected]),
      events: selected.events,
      candidates: counts.candidates,
      passed: counts.passed,
      passedEvents: counts.eventsAfter.at(-1)!,
      after: selected.bound.selection.cuts.map((cut, i) => ({
        name: cut.name,
        text: conditionText(cut),
        candidates: counts.after[i]!,
      })),
    };
  }
}

/** The candidate that does not pass any more: the same one where it can be told, else the one that comes furthest in the order of the cuts. */
function moved({ passing }: Verdict, { stopped }: Verdict, isOneRun: boolean): Stopped | undefined {
  const same = isOneRun ? stopped.filter(({ object }) => passing.includes(object)) : [];
  return (same.length > 0 ? same : stopped).reduce<Stopped | undefined>(
    (best, s) => (best === undefined || s.at > best.at ? s : best),
    undefined,
  );
}

function verdictOf({ bound: { selection } }: Selected, batch: SelectedBatch, event: number): Verdict {
  const { offsets, columns } = batch.candidates;
  const all = allCuts(selection);
  const passing: number[] = [];
  const stopped: Stopped[] = [];
  for (let row = offsets[event]!; row < offsets[event + 1]!; row++) {
    const failed = (all & ~columns.mask[row]!) >>> 0;
    const object = columns.object[row]!;
    if (failed === 0) {
      passing.push(object);
      continue;
    }
    const at = firstBit(failed);
    const { name, column } = selection.cuts[at]!;
    const value = (batch.candidate_values.columns as Readonly<Record<string, Float64Array>>)[column]![row]!;
    stopped.push({ object, at, cut: name, value: Number.isNaN(value) ? null : value });
  }
  return { passing, stopped };
}

/** How many events each cut moved. */
function byCut(a: Selected, b: Selected, migrations: readonly Migration[]): DiffCut[] {
  const names = [...new Set([...a.bound.selection.cuts, ...b.bound.selection.cuts].map((c) => c.name)), null];
  return names
    .map((cut) => {
      const moved = migrations.filter((m) => m.cut === cut);
      return { cut, onlyA: moved.filter((m) => m.to === 'a').length, onlyB: moved.filter((m) => m.to === 'b').length };
    })
    .filter((row) => row.onlyA + row.onlyB > 0);
}
