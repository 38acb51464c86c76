/**
 * Tables are declared once: name, columns with type, unit and meaning, schema version. The TypeScript type, the
 * Arrow schema, the check of a file that is read and the docs table all follow from the declaration.
 */
export type ColumnType = 'u8' | 'u16' | 'u32' | 'i8' | 'i16' | 'i32' | 'f32' | 'f64' | 'utf8';

export interface Column {
  readonly type: ColumnType;
  /** Unit as written to the file's field metadata; '' for a pure number. */
  readonly unit: string;
  readonly doc: string;
  /** Elements a row for a fixed-size list; a plain scalar column has none. */
  readonly size?: number;
  /** Allowed closed interval of values; a value outside makes the fragment corrupt. */
  readonly range?: readonly [number, number];
}

/**
 * - `event`: one row per event, no list (`triggers`, `events`).
 * - `hits`: one row per event holding a list of structs (raw detector tables and truth).
 * - `objects`: flat rows in event order (tracks, vertices); counts per event stand in `events`.
 * - `channels`: one row per detector channel, no event at all (conditions).
 */
export type TableShape = 'event' | 'hits' | 'objects' | 'channels';

/** Where a table lives: raw hits of a spill, its `truth/` folder, or a run of the reconstruction. */
export type TableSide = 'raw' | 'truth' | 'run';

export interface Table<N extends string = string, C extends Columns = Columns> {
  readonly name: N;
  readonly version: number;
  readonly shape: TableShape;
  readonly side: TableSide;
  readonly doc: string;
  readonly columns: C;
}

export type Columns = Readonly<Record<string, Column>>;

interface ArrayOf {
  u8: Uint8Array;
  u16: Uint16Array;
  u32: Uint32Array;
  i8: Int8Array;
  i16: Int16Array;
  i32: Int32Array;
  f32: Float32Array;
  f64: Float64Array;
  utf8: string[];
}

export type ColumnArray = ArrayOf[ColumnType];

/**
 * The rows of one table for one batch of events: event i owns rows offsets[i] … offsets[i+1] − 1 of every column
 * (times `size` elements for fixed-size-list columns). Columns may be longer than `length`; only `length` counts.
 */
export type Rows<T extends Table> = {
  readonly length: number;
  readonly offsets: Int32Array;
  readonly columns: { readonly [K in keyof T['columns']]: ArrayOf[T['columns'][K]['type']] };
};

/** Declares a table. */
export function table<const N extends string, const C extends Columns>(
  name: N,
  declaration: {
    readonly version: number;
    readonly shape: TableShape;
    readonly side: TableSide;
    readonly doc: string;
    readonly columns: C;
  },
): Table<N, C> {
  return { name, ...declaration };
}

const ARRAYS = {
  u8: Uint8Array,
  u16: Uint16Array,
  u32: Uint32Array,
  i8: Int8Array,
  i16: Int16Array,
  i32: Int32Array,
  f32: Float32Array,
  f64: Float64Array,
} as const;

/** A new column array of `n` elements. */
export function newColumn(type: ColumnType, n: number): ColumnArray {
  return type === 'utf8' ? new Array<string>(n).fill('') : new ARRAYS[type](n);
}
