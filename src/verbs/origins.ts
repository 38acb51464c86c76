import { readManifests, readPart } from '../arrow/index.js';
import { ExitCode, InputError } from '../core/errors.js';
import type { EventBatch, Has } from '../event/batch.js';
import { tracks, vertices } from '../event/run.js';
import { trackIdentity } from '../event/run-vetoes.js';
import { fraction } from '../monitoring/efficiency.js';
import { ORIGINS, type Origin, originOf } from '../monitoring/origin.js';
import { allCuts } from '../selection/bind.js';
import { firstBit } from '../selection/counts.js';
import { type Selected, selectedBatches } from './selected.js';
import { type Truth, truthOf } from './truth.js';
import type { CutflowTruth, VerbContext } from './types.js';

const RUN = [tracks, vertices, trackIdentity] as const;
type Run = EventBatch & Has<(typeof RUN)[number]>;

/**
 * Asks the truth of the spills where the candidates of a selection come from. Reads the hits of every track: 20 µs an event.
 * @throws InputError when there is not one spill a run, or a run was not made of its spill
 */
export async function originsOf(
  all: readonly Selected[],
  spills: readonly string[],
  context: VerbContext,
): Promise<CutflowTruth> {
  if (spills.length !== all.length) {
    throw new InputError(ExitCode.usage, {
      what: 'wrong number of spills',
      where: 'truth',
      found: String(spills.length),
      expected: `${all.length}, one a run`,
    });
  }
  const names = Object.keys(ORIGINS) as Origin[];
  const cuts = all[0]!.bound.selection.cuts.length;
  const counts = new Map(names.map((name) => [name, { all: 0, after: new Array<number>(cuts).fill(0) }]));
  let signalEvents = 0;
  let events = 0;
  for (const [i, selected] of all.entries()) {
    const spill = await readManifests(spills[i]!);
    const bits = allCuts(selected.bound.selection);
    let open:
      | {
          readonly dir: string;
          readonly run: AsyncGenerator<Run, void, undefined>;
          readonly truth: ReturnType<typeof truthOf>;
        }
      | undefined;
    for await (const { batch, part } of selectedBatches(selected, 'truth', context)) {
      const of = selected.of.find((p) => p.burst === part.burst && p.part === part.part)!;
      if (open?.dir !== of.dir) {
        await open?.truth.close();
        open = {
          dir: of.dir,
          run: readPart(of.dir, RUN, { signal: context.signal }),
          truth: truthOf(spill, of, spills[i]!, context.signal),
        };
      }
      const next = await open.run.next();
      if (next.done || next.value.size !== batch.size)
        throw new Error(`${of.dir}: batches unlike those of ${part.dir}`);
      const { offsets, columns } = batch.candidates;
      for (let row = 0; row < batch.size; row++) {
        const truth = offsets[row + 1]! > offsets[row]! ? await open.truth.find(batch.event[row]!) : undefined;
        let isFound = false;
        for (let k = offsets[row]!; k < offsets[row + 1]!; k++) {
          const origin = originOfCandidate(selected, next.value, row, columns.object[k]!, truth!);
          const failed = (bits & ~columns.mask[k]!) >>> 0;
          const own = counts.get(origin)!;
          own.all++;
          for (let cut = 0; cut < (failed === 0 ? cuts : firstBit(failed)); cut++) own.after[cut]!++;
          isFound ||= failed === 0 && origin === 'signal';
        }
        if (isFound) signalEvents++;
      }
      events += batch.size;
    }
    await open?.truth.close();
  }
  const passed = names.reduce((n, name) => n + counts.get(name)!.after.at(-1)!, 0);
  return {
    spills,
    efficiency: fraction(signalEvents, events),
    purity: passed === 0 ? null : fraction(counts.get('signal')!.after.at(-1)!, passed),
    origins: names.map((origin) => ({ origin, doc: ORIGINS[origin], ...counts.get(origin)! })),
  };
}

/** Origin of the candidate that is row `object` of its event. */
function originOfCandidate(
  { bound: { selection, members } }: Selected,
  run: Run,
  row: number,
  object: number,
  truth: { readonly batch: Truth; readonly row: number },
): Origin {
  const first = run.tracks.offsets[row]!;
  const { straw_truth, particles } = truth.batch;
  // tracks are named by their rows: only the truth is asked at a row of events, that of its own batch
  const joined = { ...run, straw_truth, particles };
  if (selection.table === 'tracks')
    return originOf(joined, truth.row, [{ track: first + object, species: selection.species[0]! }]);
  const vertex = run.vertices.offsets[row]! + object;
  const n = run.vertices.columns.n_tracks[vertex]!;
  const places = n === 3 ? [0, 1, 2].map((k) => members.place(run, row, vertex, k)) : [];
  const isTriple = places.length === 3 && places.every((p) => p >= 0);
  const list = Array.from({ length: n }, (_, k) => {
    const member = isTriple ? places.indexOf(k) : -1;
    return { track: first + run.vertices.columns.tracks[3 * vertex + k]!, species: selection.species[member] };
  });
  return originOf(joined, truth.row, list);
}
