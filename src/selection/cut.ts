/**
 * How a condition compares. `between` is open: low < x < high. `abs<` is |x| < value. A value that is NaN meets no condition.
 */
export type Operator = '<' | '<=' | '>' | '>=' | '==' | 'between' | 'abs<';

/** How far a figure is to be trusted, as docs/sources.md explains: published, in public software, recalled, derived, general, asked for. */
export const MARKS = ['P', 'S', 'R-a', 'R-b', 'R-c', 'D', 'G', ''] as const;
export type Mark = (typeof MARKS)[number];

/** Figures that were carried from memory and stand by no independent closure: shown as such wherever they appear. */
export const isRecalled = (mark: Mark): boolean => mark === 'R-b' || mark === 'R-c';

/** One comparison of a column with one number, or two. */
export interface Condition {
  /** A column of the candidates' own table, `events_<column>`, or a derived column. */
  readonly column: string;
  readonly operator: Operator;
  /** In the column's own unit; two for `between`, low first. */
  readonly value: number | readonly [number, number];
  /** Unit of the column. */
  readonly unit: string;
}

/** Where a figure comes from: key and place in docs/sources.md, and its mark. */
export interface Sourced {
  readonly source: string;
  readonly mark: Mark;
}

/** One cut, as data. */
export interface Cut extends Condition, Sourced {
  readonly name: string;
}

/** Kinds of regions. What lies in a masked one is not read, listed, plotted or exported unless it is unblinded. */
export const REGION_KINDS = ['signal', 'control', 'masked'] as const;

/** A part of the space of candidates: where all conditions hold. */
export interface Region extends Sourced {
  readonly name: string;
  readonly kind: (typeof REGION_KINDS)[number];
  readonly conditions: readonly Condition[];
}

export const SPECIES = ['e', 'mu', 'pi'] as const;
export type Species = (typeof SPECIES)[number];

export const CANDIDATE_TABLES = ['vertices', 'tracks'] as const;

/** What is asked of candidates, in order. The first 32 bits of a mask are all there are: no more cuts than that. */
export interface Selection {
  /** Name of its folder: small letters, digits and dashes. */
  readonly name: string;
  readonly doc: string;
  /** Table whose rows are the candidates. */
  readonly table: (typeof CANDIDATE_TABLES)[number];
  /**
   * Whose masses the tracks have. Of `vertices` three: the two tracks of like sign, then the odd one; of `tracks` one. The two of like
   * sign are put in the order that fits better: an e has the larger E/p, a mu is seen by MUV3.
   */
  readonly species: readonly Species[];
  readonly cuts: readonly Cut[];
  readonly regions: readonly Region[];
  /** Columns that are written besides those of cuts and regions. */
  readonly keep: readonly string[];
  /** Column of the weight of a candidate; each counts 1 without. */
  readonly weight?: string;
}

/** Bits of a mask, so also the longest list of cuts. */
export const MAX_CUTS = 32;

type Compare = (x: number, low: number, high: number) => boolean;

/** What each operator does with a value x and the one or two numbers of the condition. */
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

/** The one or two numbers of a condition; one stands for both. */
export const limitsOf = ({ value }: Condition): readonly [number, number] =>
  typeof value === 'number' ? [value, value] : value;

/** A condition as people write it: `490 < mass_pi < 497 MeV/c²`. */
export function conditionText({ column, operator, value, unit }: Condition): string {
  const after = unit === '' ? '' : ` ${unit}`;
  if (typeof value !== 'number') return `${value[0]} < ${column} < ${value[1]}${after}`;
  if (operator === 'abs<') return `|${column}| < ${value}${after}`;
  return `${column} ${operator} ${value}${after}`;
}

/** A region as people write it. */
export const regionText = ({ name, conditions }: Region): string =>
  `${name}: ${conditions.map(conditionText).join(' and ')}`;

/** The columns a selection needs, in the order they are named, each once. */
export function columnsNamed({ cuts, regions, keep, weight }: Selection): readonly string[] {
  const named = [...cuts, ...regions.flatMap((r) => r.conditions)].map((c) => c.column);
  return [...new Set([...named, ...keep, ...(weight === undefined ? [] : [weight])])];
}
