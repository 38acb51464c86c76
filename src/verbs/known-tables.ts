import type { JsonObject, Manifest } from '../arrow/index.js';
import { candidateValues, type NamedColumn } from '../event/selection.js';
import type { Table } from '../event/table.js';
import { ALL_TABLES } from '../event/tables.js';

/** Every table that may stand in a folder: those there are, and the columns of its selection if it is one. */
export function knownTables({ kind, provenance }: Manifest): readonly Table[] {
  if (kind !== 'selection') return ALL_TABLES;
  const { columns } = (provenance['selection'] ?? {}) as JsonObject;
  return Array.isArray(columns) ? [...ALL_TABLES, candidateValues(columns as unknown as NamedColumn[])] : ALL_TABLES;
}
