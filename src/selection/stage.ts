import type { EventBatch, Has } from '../event/batch.js';
import { TableBuilder } from '../event/builder.js';
import { candidateEvents, candidates, candidateValues, type NamedColumn } from '../event/selection.js';
import type { Rows, Table } from '../event/table.js';
import { allCuts, type BoundSelection } from './bind.js';
import { evaluate } from './evaluate.js';

/** The columns that are written of a selection. */
export const namedColumns = ({ columns }: BoundSelection): readonly NamedColumn[] =>
  columns.map(({ name, column: { unit, doc } }) => ({ name, unit, doc }));

type Written = typeof candidateEvents | typeof candidates | ReturnType<typeof candidateValues>;

/** The tables that a selection writes, in order. */
export const tablesOfSelection = (bound: BoundSelection) =>
  [candidateEvents, candidates, candidateValues(namedColumns(bound))] as const;

/**
 * Asks every row of the selection's table in a batch: each becomes a candidate with the cuts it passes and the values of the columns
 * that are named. Those of a masked region are left out whole unless the selection is unblinded.
 */
export function selectCandidates(bound: BoundSelection, unblinded: boolean) {
  const { selection } = bound;
  const all = allCuts(selection);
  const weightAt = bound.columns.findIndex((c) => c.name === selection.weight);
  const valueTable = candidateValues(namedColumns(bound));
  return <B extends EventBatch>(batch: B): B & Has<Written> => {
    const { offsets, values, mask, masked } = evaluate(bound, batch);
    const kept = new TableBuilder(candidates, batch.size, Math.max(1, mask.length));
    const counts = new TableBuilder(candidateEvents, batch.size, batch.size);
    const written = new TableBuilder<Table>(valueTable, batch.size, Math.max(1, mask.length));
    for (let event = 0; event < batch.size; event++) {
      let n = 0;
      let passed = 0;
      for (let row = offsets[event]!; row < offsets[event + 1]!; row++) {
        if (masked[row] === 1 && !unblinded) continue;
        const k = kept.next();
        const c = kept.columns;
        c.object[k] = row - offsets[event]!;
        c.mask[k] = mask[row]!;
        c.passed[k] = mask[row] === all ? 1 : 0;
        c.weight[k] = weightAt < 0 ? 1 : values[weightAt]![row]!;
        const v = written.next();
        const into = written.columns as Record<string, Float64Array>;
        for (const [i, { name }] of bound.columns.entries()) {
          const value = values[i]![row]!;
          // one NaN: the sign of a computed one differs between engines
          into[name]![v] = Number.isNaN(value) ? Number.NaN : value;
        }
        n++;
        passed += c.passed[k]!;
      }
      kept.endEvent();
      written.endEvent();
      const e = counts.next();
      counts.columns.n_candidates[e] = n;
      counts.columns.n_passed[e] = passed;
      counts.endEvent();
    }
    const tables: Record<string, Rows<Table>> = {
      [candidateEvents.name]: counts.finish(),
      [candidates.name]: kept.finish(),
      [valueTable.name]: written.finish(),
    };
    return { ...batch, ...tables } as unknown as B & Has<Written>;
  };
}
