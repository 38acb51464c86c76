import { ExitCode, InputError } from '../core/errors.js';
import { nearestName } from '../core/nearest.js';
import type { EventBatch } from '../event/batch.js';
import { events, vertices } from '../event/run.js';
import type { Column, Table } from '../event/table.js';
import { type CutColumn, DERIVED } from './derived.js';

/** A cut compares one number: no lists, no texts. */
const isNumber = ({ type, size }: Column): boolean => type !== 'utf8' && size === undefined;

const numbersOf = (table: Table): [string, Column][] =>
  Object.entries(table.columns).filter(([, column]) => isNumber(column));

/** One number of a table of a batch, which holds the table because `reads` says so. */
const numberOf = (batch: EventBatch, table: Table, column: string, row: number): number =>
  (batch as unknown as Record<string, { readonly columns: Readonly<Record<string, ArrayLike<number>>> }>)[table.name]!
    .columns[column]![row]!;

const ofVertices = ([name, { unit, doc }]: [string, Column]): [string, CutColumn] => [
  name,
  {
    unit,
    doc,
    reads: [],
    value: (batch, _, row) => numberOf(batch, vertices, name, row),
  },
];

const ofEvents = ([name, { unit, doc }]: [string, Column]): [string, CutColumn] => [
  `events.${name}`,
  {
    unit,
    doc,
    reads: [events],
    value: (batch, event) => numberOf(batch, events, name, event),
  },
];

/** Every column a cut on `vertices` may name. */
const COLUMNS: ReadonlyMap<string, CutColumn> = new Map<string, CutColumn>([
  ...numbersOf(vertices).map(ofVertices),
  ...numbersOf(events).map(ofEvents),
  ...Object.entries(DERIVED),
]);

/**
 * The column of this name.
 * @throws InputError (usage) when there is none; names the nearest
 */
export function columnByName(name: string, where: string): CutColumn {
  const column = COLUMNS.get(name);
  if (column !== undefined) return column;
  const names = [...COLUMNS.keys()];
  const near = nearestName(name, names);
  throw new InputError(ExitCode.usage, {
    what: `unknown column${near === undefined ? '' : `; did you mean ${near}?`}`,
    where,
    found: name,
    expected: names.join(', '),
  });
}
