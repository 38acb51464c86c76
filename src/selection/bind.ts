import { ExitCode, InputError } from '../core/errors.js';
import { nearestName } from '../core/nearest.js';
import type { EventBatch } from '../event/batch.js';
import { events, vertices } from '../event/run.js';
import type { Table } from '../event/table.js';
import { columnByName } from './columns.js';
import { type Cut, isOperator, MAX_CUTS, OPERATORS, type Selection } from './cut.js';

/** A selection that was checked and can be asked. */
export interface BoundSelection {
  readonly selection: Selection;
  /** Tables of the run that its cuts need, `events` and the candidates' own first. */
  readonly reads: readonly Table[];
  /** Bit i is set when the candidate in `row` of `vertices`, of the batch's event `event`, passes cut i. */
  readonly mask: (batch: EventBatch, event: number, row: number) => number;
}

const refuse = (what: string, where: string, found: unknown, expected: string): InputError =>
  new InputError(ExitCode.usage, { what, where, found: String(found), expected });

/**
 * Checks a selection, cut by cut, and makes it ready.
 * @throws InputError (usage) that names the selection and the cut: unknown table, column or operator, wrong unit, a value that is no
 * number or no interval, a name used twice, too many cuts
 */
export function bindSelection(selection: Selection): BoundSelection {
  const { name, table, cuts } = selection;
  const where = `selection ${name}`;
  if (!/^[a-z0-9][a-z0-9-]*$/.test(name)) throw refuse('not a name of a folder', where, name, 'a-z, 0-9 and dashes');
  if (table !== 'vertices') throw refuse('unknown table of candidates', where, table, 'vertices');
  if (cuts.length === 0 || cuts.length > MAX_CUTS) {
    throw refuse('wrong number of cuts', where, cuts.length, `1 to ${MAX_CUTS}, one for each bit of the mask`);
  }
  const names = cuts.map((c) => c.name);
  const twice = names.find((n, i) => names.indexOf(n) !== i);
  if (twice !== undefined) throw refuse('a name of a cut used twice', where, twice, 'each name once');

  const reads = new Set<Table>([events, vertices]);
  const tests = cuts.map((cut) => {
    const column = bindCut(cut, `${where}, cut ${cut.name}`);
    for (const t of column.reads) reads.add(t);
    const [low, high] = typeof cut.value === 'number' ? [cut.value, cut.value] : cut.value;
    return { value: column.value, passes: OPERATORS[cut.operator], low, high };
  });
  const mask = (batch: EventBatch, event: number, row: number): number => {
    let bits = 0;
    for (let i = 0; i < tests.length; i++) {
      const { value, passes, low, high } = tests[i]!;
      if (passes(value(batch, event, row), low, high)) bits |= 1 << i;
    }
    return bits >>> 0;
  };
  return { selection, reads: [...reads], mask };
}

/** The column of a cut that was checked. */
function bindCut({ column: name, operator, value, unit }: Cut, where: string) {
  const column = columnByName(name, where);
  if (!isOperator(operator)) {
    const known = Object.keys(OPERATORS);
    const near = nearestName(operator, known);
    throw refuse(
      `unknown operator${near === undefined ? '' : `; did you mean ${near}?`}`,
      where,
      operator,
      known.join(' '),
    );
  }
  if (unit !== column.unit) {
    const expected = column.unit === '' ? `no unit: ${name} is a pure number` : `${column.unit}, the unit of ${name}`;
    throw refuse('a cut with the wrong unit', where, unit === '' ? 'no unit' : unit, expected);
  }
  const numbers = typeof value === 'number' ? [value] : value;
  if (!numbers.every(Number.isFinite)) throw refuse('not a number', where, value, 'finite numbers');
  if ((operator === 'between') !== (typeof value !== 'number')) {
    throw refuse('wrong number of values', where, value, operator === 'between' ? 'low and high' : 'one number');
  }
  if (numbers.length > 1 && !(numbers[0]! < numbers[1]!)) {
    throw refuse('an empty interval', where, numbers.join(' … '), 'low below high');
  }
  return column;
}

/** The bits of all cuts. */
export const allCuts = ({ cuts }: Selection): number => (2 ** cuts.length - 1) >>> 0;
