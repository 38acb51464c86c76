import { type Column, type Table, table } from './table.js';

/** Tables of a selection, `RUN/selections/NAME/`; its cuts stand in the manifest of each part. */

export const candidateEvents = table('candidate_events', {
  version: 1,
  shape: 'event',
  side: 'run',
  doc: 'one row per event of the run, in order',
  columns: {
    n_candidates: { type: 'u16', unit: '', doc: 'rows of this event in `candidates`' },
    n_passed: { type: 'u16', unit: '', doc: 'of these, rows that pass every cut' },
  },
});

export const candidates = table('candidates', {
  version: 2,
  shape: 'objects',
  side: 'run',
  doc: 'one row per candidate, a vertex or a track of the run, with the cuts it passes; none of a masked region',
  columns: {
    object: { type: 'i16', unit: '', doc: 'index in the event of the vertex or the track' },
    mask: { type: 'u32', unit: '', doc: 'bit i: passes cut i of the selection, whatever the others say' },
    passed: { type: 'u8', unit: '', doc: '1: passes every cut' },
    weight: { type: 'f64', unit: '', doc: 'what it counts' },
  },
});

/** Tables of every selection, as written. */
export const SELECTION_TABLES = [candidateEvents, candidates] as const;

/** A column that a selection names, as its manifest keeps it. */
export interface NamedColumn {
  readonly name: string;
  readonly unit: string;
  readonly doc: string;
}

const VALUES = 'candidate_values';

/** The table of the columns that a selection names: row k belongs to row k of `candidates`. */
export function candidateValues(
  columns: readonly NamedColumn[],
): Table<typeof VALUES, Readonly<Record<string, Column>>> {
  return table(VALUES, {
    version: 1,
    shape: 'objects',
    side: 'run',
    doc: 'the columns that the selection names, row by row with `candidates`',
    columns: Object.fromEntries(columns.map(({ name, unit, doc }) => [name, { type: 'f64', unit, doc }] as const)),
  });
}
