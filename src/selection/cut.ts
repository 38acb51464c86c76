/**
 * How a cut compares. `between` is open: low < x < high. `abs<` is |x| < value. A value that is NaN passes no cut.
 */
export type Operator = '<' | '<=' | '>' | '>=' | '==' | 'between' | 'abs<';

/** One cut, as data. */
export interface Cut {
  readonly name: string;
  /** A column of the candidates' own table, `events.<column>`, or a derived column. */
  readonly column: string;
  readonly operator: Operator;
  /** In the column's own unit; two for `between`, low first. */
  readonly value: number | readonly [number, number];
  /** Unit of the column; another is refused. */
  readonly unit: string;
  /** Key of docs/sources.md and place in it. */
  readonly source: string;
}

/** What is asked of candidates, in order. The first 32 bits of a mask are all there are: no more cuts than that. */
export interface Selection {
  /** Name of its folder: small letters, digits and dashes. */
  readonly name: string;
  readonly doc: string;
  /** Table whose rows are the candidates. */
  readonly table: 'vertices';
  readonly cuts: readonly Cut[];
}

/** Bits of a mask, so also the longest list of cuts. */
export const MAX_CUTS = 32;

type Compare = (x: number, low: number, high: number) => boolean;

/** What each operator does with a value x and the one or two numbers of the cut. */
export const OPERATORS: Readonly<Record<Operator, Compare>> = {
  '<': (x, v) => x < v,
  '<=': (x, v) => x <= v,
  '>': (x, v) => x > v,
  '>=': (x, v) => x >= v,
  '==': (x, v) => x === v,
  between: (x, low, high) => x > low && x < high,
  'abs<': (x, v) => Math.abs(x) < v,
};

export const isOperator = (text: string): text is Operator => Object.hasOwn(OPERATORS, text);

/** A cut as people write it: `490 < mass_pi < 497 MeV/c²`. */
export function cutText({ column, operator, value, unit }: Cut): string {
  const after = unit === '' ? '' : ` ${unit}`;
  if (typeof value !== 'number') return `${value[0]} < ${column} < ${value[1]}${after}`;
  if (operator === 'abs<') return `|${column}| < ${value}${after}`;
  return `${column} ${operator} ${value}${after}`;
}
