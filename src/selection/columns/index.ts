import { ExitCode, InputError } from '../../core/errors.js';
import { nearestName } from '../../core/nearest.js';
import type { EventBatch } from '../../event/batch.js';
import { events, tracks, vertices } from '../../event/run.js';
import type { Column, Table } from '../../event/table.js';
import type { Selection } from '../cut.js';
import type { Columns, CutColumn } from './column.js';
import { EVENT_COLUMNS } from './event.js';
import { matchColumns } from './match.js';
import { ONE_TRACK_COLUMNS } from './one-track.js';
import { VERTEX_COLUMNS } from './vertex.js';

/** A condition compares one number: no lists, no texts. */
const isNumber = ({ type, size }: Column): boolean => type !== 'utf8' && size === undefined;

/** One number of a table of a batch, which holds the table because `reads` says so. */
const numberOf = (batch: EventBatch, table: Table, column: string, row: number): number =>
  (batch as unknown as Record<string, { readonly columns: Readonly<Record<string, ArrayLike<number>>> }>)[table.name]!
    .columns[column]![row]!;

function columnsOf(
  table: Table,
  as: (name: string, column: Column) => readonly [string, CutColumn],
): Map<string, CutColumn> {
  return new Map(
    Object.entries(table.columns)
      .filter(([, column]) => isNumber(column))
      .map(([name, column]) => as(name, column)),
  );
}

const own = (table: Table): Columns =>
  columnsOf(table, (name, { unit, doc }) => [
    name,
    { unit, doc, reads: [], value: (batch, _, row) => numberOf(batch, table, name, row) },
  ]);

const ofEvents: Columns = columnsOf(events, (name, { unit, doc }) => [
  `events_${name}`,
  { unit, doc: `of the event: ${doc}`, reads: [events], value: (batch, event) => numberOf(batch, events, name, event) },
]);

const of = (record: Readonly<Record<string, CutColumn>>): Columns => new Map(Object.entries(record));

/** Every column a selection may name, by the table of its candidates. A derived column stands before one of the table of its name. */
const SELECTION_COLUMNS: Readonly<Record<Selection['table'], Columns>> = {
  vertices: new Map([
    ...own(vertices),
    ...ofEvents,
    ...of(EVENT_COLUMNS),
    ...of(matchColumns('vertices')),
    ...of(VERTEX_COLUMNS),
  ]),
  tracks: new Map([
    ...own(tracks),
    ...ofEvents,
    ...of(EVENT_COLUMNS),
    ...of(matchColumns('tracks')),
    ...of(ONE_TRACK_COLUMNS),
  ]),
};

/** The tables whose rows may be candidates. */
export const CANDIDATES = { vertices, tracks } as const;

/**
 * The column of this name.
 * @throws InputError (usage) when there is none; names the nearest
 */
export function columnByName(table: Selection['table'], name: string, where: string): CutColumn {
  const columns = SELECTION_COLUMNS[table];
  const column = columns.get(name);
  if (column !== undefined) return column;
  const near = nearestName(name, [...columns.keys()]);
  const isData = /^[A-Za-z_]\w*$/.test(name);
  throw new InputError(ExitCode.usage, {
    what: isData
      ? `unknown column${near === undefined ? '' : `; did you mean ${near}?`}`
      : 'an expression where only data is allowed',
    where,
    found: name,
    expected: isData
      ? `a column of ${table}, see docs/selections.md and \`spillway config columns ${table}\``
      : 'the name of a column; what is computed is a derived column',
  });
}

/** Name, unit and meaning of every column a selection of this table may name. */
export const selectionColumns = (
  table: Selection['table'],
): readonly { readonly name: string; readonly unit: string; readonly doc: string }[] =>
  [...SELECTION_COLUMNS[table]].map(([name, { unit, doc }]) => ({ name, unit, doc }));
