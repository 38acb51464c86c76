import {
  DataType,
  Field,
  FixedSizeList,
  Float32,
  Float64,
  Int8,
  Int16,
  Int32,
  List,
  Precision,
  Schema,
  Struct,
  Uint8,
  Uint16,
  Uint32,
  Utf8,
} from 'apache-arrow';
import type { Column, ColumnType, Table } from '../event/table.js';
import { dataError } from './complain.js';

/** Name of the list column of a table of shape `hits`. */
export const HITS = 'hits';

/** Keys that begin every file except those of shape `channels`. */
const KEYS: Readonly<Record<'burst' | 'event', Column>> = {
  burst: { type: 'u32', unit: '', doc: 'number of the burst' },
  event: { type: 'u32', unit: '', doc: 'number of the event in its burst' },
};

const SCALARS: Readonly<Record<ColumnType, () => DataType>> = {
  u8: () => new Uint8(),
  u16: () => new Uint16(),
  u32: () => new Uint32(),
  i8: () => new Int8(),
  i16: () => new Int16(),
  i32: () => new Int32(),
  f32: () => new Float32(),
  f64: () => new Float64(),
  utf8: () => new Utf8(),
};

function arrowType({ type, size }: Column): DataType {
  const scalar = SCALARS[type]();
  if (size === undefined) return scalar;
  if (type === 'utf8') throw new Error('a utf8 column has no fixed size');
  return new FixedSizeList(size, new Field('item', scalar, false));
}

const fieldOf = (name: string, column: Column): Field =>
  new Field(
    name,
    arrowType(column),
    false,
    new Map([
      ['unit', column.unit],
      ['doc', column.doc],
    ]),
  );

const fieldsOf = (columns: Readonly<Record<string, Column>>): Field[] =>
  Object.entries(columns).map(([name, column]) => fieldOf(name, column));

/**
 * Arrow schema of a table. No nulls, no dictionary types: those of apache-arrow take ids from a process-wide counter, and the
 * same table written twice then has different bytes.
 * @param code version of the program that writes, into the schema's metadata
 */
export function schemaOf(table: Table, code: string): Schema {
  const metadata = new Map([
    ['spillway.table', table.name],
    ['spillway.version', String(table.version)],
    ['spillway.side', table.side],
    ['spillway.code', code],
    ['doc', table.doc],
  ]);
  const own = fieldsOf(table.columns);
  if (table.shape === 'channels') return new Schema(own, metadata);
  const keys = fieldsOf(KEYS);
  if (table.shape !== 'hits') return new Schema([...keys, ...own], metadata);
  const list = new List(new Field('item', new Struct(own), false));
  return new Schema([...keys, new Field(HITS, list, false, new Map([['doc', table.doc]]))], metadata);
}

/** An Arrow type in the words of the declarations: `u16`, `f64[15]`. */
function typeName(type: DataType): string {
  if (DataType.isInt(type)) return `${type.isSigned ? 'i' : 'u'}${type.bitWidth}`;
  if (DataType.isFloat(type))
    return { [Precision.HALF]: 'f16', [Precision.SINGLE]: 'f32', [Precision.DOUBLE]: 'f64' }[type.precision];
  if (DataType.isUtf8(type)) return 'utf8';
  if (DataType.isFixedSizeList(type)) return `${typeName(type.children[0]!.type)}[${type.listSize}]`;
  return String(type);
}

const declaredName = ({ type, size }: Column): string => (size === undefined ? type : `${type}[${size}]`);

function checkColumns(found: readonly Field[], declared: Readonly<Record<string, Column>>, where: string): void {
  for (const [name, column] of Object.entries(declared)) {
    const place = `${where}, column ${name}`;
    const field = found.find((f) => f.name === name);
    if (field === undefined) {
      throw dataError(
        'missing column',
        place,
        found.map((f) => f.name).join(', ') || 'no columns',
        declaredName(column),
      );
    }
    const type = typeName(field.type);
    if (type !== declaredName(column)) throw dataError('wrong type', place, type, declaredName(column));
    const unit = field.metadata.get('unit');
    if (unit !== column.unit) {
      throw dataError(
        'wrong unit',
        place,
        unit === undefined ? 'no unit in the metadata' : `'${unit}'`,
        `'${column.unit}'`,
      );
    }
  }
}

/**
 * Checks that a file's schema has every declared column with its type and unit. Columns are found by name, in any order; further
 * columns are ignored; fields may be nullable (nulls themselves are refused when read).
 * @throws InputError that names the file and the column
 */
export function checkSchema(schema: Schema, table: Table, where: string): void {
  const name = schema.metadata.get('spillway.table');
  if (name !== table.name) throw dataError('wrong table', where, name ?? 'no table name in the metadata', table.name);
  checkVersion(Number(schema.metadata.get('spillway.version')), table, where);
  if (table.shape !== 'channels') checkColumns(schema.fields, KEYS, where);
  if (table.shape === 'hits') checkHits(schema, table, where);
  else checkColumns(schema.fields, table.columns, where);
}

function checkHits(schema: Schema, table: Table, where: string): void {
  const list = schema.fields.find((f) => f.name === HITS);
  if (list === undefined) {
    throw dataError(
      'missing column',
      `${where}, column ${HITS}`,
      schema.fields.map((f) => f.name).join(', '),
      'a list of structs',
    );
  }
  const item: DataType | undefined = DataType.isList(list.type) ? list.type.children[0]!.type : undefined;
  if (item === undefined || !DataType.isStruct(item)) {
    throw dataError('wrong type', `${where}, column ${HITS}`, String(list.type), 'a list of structs');
  }
  checkColumns(item.children, table.columns, where);
}

/** @throws InputError when the schema version of a table is not the one declared. */
export function checkVersion(found: number, table: Table, where: string): void {
  if (found === table.version) return;
  const age = found > table.version ? 'newer than this program' : 'older than this program reads';
  const what = Number.isInteger(found)
    ? `schema version of ${table.name} is ${age}`
    : `unknown schema version of ${table.name}`;
  throw dataError(what, where, found, table.version);
}
