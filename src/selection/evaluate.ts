import { ExitCode, InputError } from '../core/errors.js';
import type { EventBatch } from '../event/batch.js';
import type { BoundSelection } from './bind.js';
import { type Condition, limitsOf, OPERATORS } from './cut.js';

/** What a selection says of every row of its table of candidates in a batch. */
export interface Evaluated {
  /** First row of each event, as in the table. */
  readonly offsets: Int32Array;
  /** Values of the bound columns, each as long as the table. */
  readonly values: readonly Float64Array[];
  /** Bit i: passes cut i, whatever the others say. */
  readonly mask: Uint32Array;
  /** 1: lies in a masked region. */
  readonly masked: Uint8Array;
}

/**
 * Evaluates a selection column by column: every column once for all candidates, every cut along its column.
 * @throws InputError (data) for a weight that is negative or not finite
 */
export function evaluate({ selection, columns, members }: BoundSelection, batch: EventBatch): Evaluated {
  const { offsets, length } = (
    batch as unknown as Record<string, { readonly offsets: Int32Array; readonly length: number }>
  )[selection.table]!;
  const values = columns.map(({ column }) => {
    const of = new Float64Array(length);
    for (let event = 0; event < batch.size; event++) {
      for (let row = offsets[event]!; row < offsets[event + 1]!; row++)
        of[row] = column.value(batch, event, row, members);
    }
    return of;
  });
  const byName = new Map(columns.map(({ name }, i) => [name, values[i]!]));

  const mask = new Uint32Array(length);
  for (const [i, cut] of selection.cuts.entries()) {
    const bit = (1 << i) >>> 0;
    along(cut, byName.get(cut.column)!, (row) => {
      mask[row] = (mask[row]! | bit) >>> 0;
    });
  }
  const masked = new Uint8Array(length);
  for (const region of selection.regions) {
    if (region.kind !== 'masked') continue;
    const met = new Uint8Array(length);
    for (const condition of region.conditions) {
      along(condition, byName.get(condition.column)!, (row) => {
        met[row]!++;
      });
    }
    for (let row = 0; row < length; row++) if (met[row] === region.conditions.length) masked[row] = 1;
  }
  if (selection.weight !== undefined) checkWeights(selection.weight, byName.get(selection.weight)!);
  return { offsets, values, mask, masked };
}

/** Calls `passed` with every row whose value meets the condition. */
function along(condition: Condition, values: Float64Array, passed: (row: number) => void): void {
  const test = OPERATORS[condition.operator];
  const [low, high] = limitsOf(condition);
  for (let row = 0; row < values.length; row++) if (test(values[row]!, low, high)) passed(row);
}

function checkWeights(column: string, weights: Float64Array): void {
  const bad = weights.find((w) => !(w >= 0 && w < Number.POSITIVE_INFINITY));
  if (bad === undefined) return;
  throw new InputError(ExitCode.data, {
    what: 'a weight that is none',
    where: `weight ${column}`,
    found: String(bad),
    expected: 'a finite number, 0 or more',
  });
}
