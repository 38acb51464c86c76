import { allCuts } from '../selection/bind.js';
import { type Selected, selectedBatches } from './selected.js';
import type { VerbContext } from './types.js';

/** Candidates that pass every cut but some: the values of the columns of those, and weights. */
export interface Others {
  /** For each of the cuts, in the order asked. */
  readonly values: readonly number[][];
  readonly weights: number[];
}

/**
 * Collects, for each group of cuts (places in the selection), the candidates that pass all the others. What is kept in memory is what
 * passes all cuts but one group.
 */
export async function passingOthers(
  selected: Selected,
  groups: readonly (readonly number[])[],
  scale: number,
  context: VerbContext,
  task: string,
): Promise<readonly Others[]> {
  const { selection } = selected.bound;
  const all = allCuts(selection);
  const found = groups.map((cuts) => ({
    cuts,
    open: cuts.reduce((bits, i) => (bits | (1 << i)) >>> 0, 0),
    columns: cuts.map((i) => selection.cuts[i]!.column),
    others: { values: cuts.map((): number[] => []), weights: [] as number[] },
  }));
  for await (const { batch } of selectedBatches(selected, task, context)) {
    const { length, columns } = batch.candidates;
    const values = batch.candidate_values.columns as Readonly<Record<string, Float64Array>>;
    for (const { open, columns: names, others } of found) {
      const own = names.map((name) => values[name]!);
      for (let row = 0; row < length; row++) {
        if ((columns.mask[row]! | open) >>> 0 !== all) continue;
        for (const [k, column] of own.entries()) others.values[k]!.push(column[row]!);
        others.weights.push(scale * columns.weight[row]!);
      }
    }
  }
  return found.map((f) => f.others);
}
