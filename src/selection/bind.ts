import { ExitCode, InputError } from '../core/errors.js';
import { nearestName } from '../core/nearest.js';
import { events } from '../event/run.js';
import type { Table } from '../event/table.js';
import type { CutColumn } from './columns/column.js';
import { CANDIDATES, columnByName } from './columns/index.js';
import { type Members, membersOf } from './columns/members.js';
import {
  CANDIDATE_TABLES,
  type Condition,
  columnsNamed,
  conditionText,
  isOperator,
  limitsOf,
  MAX_CUTS,
  OPERATORS,
  type Region,
  type Selection,
  SPECIES,
} from './cut.js';

/** A column that is evaluated for every candidate. */
export interface BoundColumn {
  readonly name: string;
  readonly column: CutColumn;
}

/** A selection that was checked and can be evaluated. */
export interface BoundSelection {
  readonly selection: Selection;
  /** Tables of the run that it needs, `events` and the candidates' own first. */
  readonly reads: readonly Table[];
  readonly columns: readonly BoundColumn[];
  readonly members: Members;
}

const refuse = (what: string, where: string, found: unknown, expected: string): InputError =>
  new InputError(ExitCode.usage, { what, where, found: String(found), expected });

const asked = (near: string | undefined): string => (near === undefined ? '' : `; did you mean ${near}?`);

/**
 * Checks a selection, cut by cut, and makes it ready.
 * @throws InputError (usage) that names the selection and the cut: unknown table, column, species or operator, wrong unit, a value that is
 * no number or no interval, a name used twice, too many cuts, regions that exclude themselves or each other's reason to be
 */
export function bindSelection(selection: Selection): BoundSelection {
  const { name, table, cuts, regions, species } = selection;
  const where = `selection ${name}`;
  if (!/^[a-z0-9][a-z0-9-]*$/.test(name)) throw refuse('not a name of a folder', where, name, 'a-z, 0-9 and dashes');
  if (!(CANDIDATE_TABLES as readonly string[]).includes(table)) {
    throw refuse(
      `unknown table of candidates${asked(nearestName(table, CANDIDATE_TABLES))}`,
      where,
      table,
      CANDIDATE_TABLES.join(', '),
    );
  }
  if (cuts.length === 0 || cuts.length > MAX_CUTS) {
    throw refuse('wrong number of cuts', where, cuts.length, `1 to ${MAX_CUTS}, one for each bit of the mask`);
  }
  const wanted = table === 'vertices' ? 3 : 1;
  if (species.length !== wanted || !species.every((s) => SPECIES.includes(s))) {
    throw refuse(
      'not the species of its tracks',
      where,
      `[${species.join(', ')}]`,
      `${wanted} of ${SPECIES.join(', ')}`,
    );
  }
  for (const [what, list] of [
    ['cut', cuts],
    ['region', regions],
  ] as const) {
    const names = list.map((c) => c.name);
    const twice = names.find((n, i) => names.indexOf(n) !== i);
    if (twice !== undefined) throw refuse(`a name of a ${what} used twice`, where, twice, 'each name once');
  }
  for (const cut of cuts) checkCondition(cut, selection, `${where}, cut ${cut.name}`);
  for (const region of regions) checkRegion(region, selection, `${where}, region ${region.name}`);

  const reads = new Set<Table>([events, CANDIDATES[table]]);
  const columns = columnsNamed(selection).map((n) => ({ name: n, column: columnByName(table, n, where) }));
  for (const { column } of columns) for (const t of column.reads) reads.add(t);
  return { selection, reads: [...reads], columns, members: membersOf(species) };
}

function checkCondition(condition: Condition, { table }: Selection, where: string): void {
  const { column: name, operator, value, unit } = condition;
  const column = columnByName(table, name, where);
  if (!isOperator(operator)) {
    const known = Object.keys(OPERATORS);
    throw refuse(`unknown operator${asked(nearestName(operator, known))}`, where, operator, known.join(' '));
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
}

const holds = (condition: Condition, x: number): boolean => OPERATORS[condition.operator](x, ...limitsOf(condition));

/** The ends of what a condition leaves of its column; `==` leaves a point. */
function interval(condition: Condition): readonly [number, number] {
  const [low, high] = limitsOf(condition);
  switch (condition.operator) {
    case '<':
    case '<=':
      return [Number.NEGATIVE_INFINITY, high];
    case '>':
    case '>=':
      return [low, Number.POSITIVE_INFINITY];
    case 'abs<':
      return [-high, high];
    default:
      return [low, high];
  }
}

/** Refuses a region that nothing can lie in, by its own conditions or with the cuts on the same columns. */
function checkRegion(region: Region, selection: Selection, where: string): void {
  if (region.conditions.length === 0) throw refuse('a region without conditions', where, 'none', 'one or more');
  for (const condition of region.conditions) checkCondition(condition, selection, where);
  const same = region.kind === 'signal' ? [...region.conditions, ...selection.cuts] : region.conditions;
  for (const a of region.conditions) {
    for (const b of same) {
      if (a.column !== b.column) continue;
      const [la, ha] = interval(a);
      const [lb, hb] = interval(b);
      const [low, high] = [Math.max(la, lb), Math.min(ha, hb)];
      if (low < high || (low === high && holds(a, low) && holds(b, low))) continue;
      throw refuse(
        'a region that contradicts itself',
        where,
        `${conditionText(a)} and ${conditionText(b)}`,
        'conditions that can hold together',
      );
    }
  }
}

/** The bits of all cuts. */
export const allCuts = ({ cuts }: Selection): number => (2 ** cuts.length - 1) >>> 0;
