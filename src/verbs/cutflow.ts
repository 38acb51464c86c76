import { ExitCode, InputError } from '../core/errors.js';
import { fraction } from '../monitoring/efficiency.js';
import { CutCounts, type Weighted } from '../selection/counts.js';
import { conditionText, regionText } from '../selection/cut.js';
import { originsOf } from './origins.js';
import { outputCutflow } from './outputs.js';
import { openAll, type Selected, selectedBatches } from './selected.js';
import type { CutflowOptions, CutflowResult, CutflowRow, VerbContext, WeightedSum } from './types.js';

/**
 * Counts what a selection left, cut by cut, and what each cut takes when all the others are made; counts of parts and runs add up.
 * Warns of a cut that leaves nothing.
 * @throws InputError when a run has no such selection, it is not whole, the run is not the one it was made of any more, the selections
 * of the runs are not the same, events stand in two of them, or a weight is none
 */
export async function cutflow(options: CutflowOptions, context: VerbContext): Promise<CutflowResult> {
  const runs = [options.runs].flat();
  const weights = checkedWeights(options.weights, runs);
  const all = await openAll(runs, options.selection);
  const { selection } = all[0]!.bound;
  const counts = new CutCounts(selection.cuts.length);
  for (const [i, selected] of all.entries()) {
    for await (const { batch } of selectedBatches(selected, 'cutflow', context)) {
      const { offsets, columns } = batch.candidates;
      for (let event = 0; event < batch.size; event++) {
        counts.addEvent(columns.mask, columns.weight, offsets[event]!, offsets[event + 1]!, weights[i]);
      }
    }
  }
  const rows = rowsOf(all[0]!, counts);
  const emptied = rows.find(
    (row, i) => row.candidates === 0 && (i === 0 ? counts.candidates : rows[i - 1]!.candidates) > 0,
  );
  if (emptied !== undefined)
    context.logger.warn({ selection: selection.name, cut: emptied.name }, 'a cut leaves nothing');
  const result: CutflowResult = {
    folders: all.map((s) => s.folder),
    selection: selection.name,
    doc: selection.doc,
    ...blindingOf(all),
    events: all.reduce((n, s) => n + s.events, 0),
    candidates: counts.candidates,
    candidateEvents: counts.candidateEvents,
    weighted: weightedSum(counts.weightAfter(-1)),
    passed: counts.passed,
    cuts: rows,
    ...(options.truth === undefined ? {} : { truth: await originsOf(all, [options.truth].flat(), context) }),
  };
  await outputCutflow(result, options);
  return result;
}

function rowsOf({ bound: { selection } }: Selected, counts: CutCounts): CutflowRow[] {
  const ratio = (k: number, n: number) => (n === 0 ? null : fraction(k, n));
  return selection.cuts.map((cut, i): CutflowRow => {
    const left = counts.after[i]!;
    const before = i === 0 ? counts.candidates : counts.after[i - 1]!;
    const others = counts.withoutCut[i]!;
    return {
      name: cut.name,
      text: conditionText(cut),
      source: cut.source,
      mark: cut.mark,
      candidates: left,
      events: counts.eventsAfter[i]!,
      ofPrevious: ratio(left, before),
      cumulative: ratio(left, counts.candidates),
      exclusive: counts.alone[i]!,
      ofExclusive: ratio(counts.alone[i]!, counts.candidates),
      others,
      ofOthers: ratio(counts.passed, others),
      weighted: weightedSum(counts.weightAfter(i)),
    };
  });
}

const weightedSum = ({ sum, squares }: Weighted): WeightedSum => ({ sum, error: Math.sqrt(squares) });

/** What is masked in some selections of one kind, and why it is not, if so. */
export function blindingOf(all: readonly Selected[]): {
  readonly masked: readonly string[];
  readonly unblinded: string | null;
} {
  const regions = all[0]!.bound.selection.regions.filter((r) => r.kind === 'masked');
  const masked = regions.map(regionText);
  return { masked, unblinded: all[0]!.unblinded };
}

/** One weight a run; 1 each when none is given. */
function checkedWeights(weights: readonly number[] | undefined, runs: readonly string[]): readonly number[] {
  if (weights === undefined) return runs.map(() => 1);
  const refuse = (what: string, found: string, expected: string): InputError =>
    new InputError(ExitCode.usage, { what, where: 'weights', found, expected });
  if (weights.length !== runs.length)
    throw refuse('wrong number of weights', String(weights.length), `${runs.length}, one a run`);
  const bad = weights.find((w) => !(w >= 0 && w < Number.POSITIVE_INFINITY));
  if (bad !== undefined) throw refuse('a weight that is none', String(bad), 'finite numbers, 0 or more');
  return weights;
}
