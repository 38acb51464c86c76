import { ExitCode, InputError } from '../core/errors.js';
import { parseQuantity, UNITS, type Unit } from '../core/settings.js';
import { bindSelection } from './bind.js';
import { columnByName } from './columns/index.js';
import {
  type Condition,
  type Cut,
  isOperator,
  type Mark,
  OPERATORS,
  type Region,
  type Selection,
  type Species,
} from './cut.js';

/** A selection as people write it, in YAML or TypeScript: conditions in words, `column operator value`. */
export interface SelectionSource {
  readonly name: string;
  readonly doc: string;
  readonly table: Selection['table'];
  readonly species: readonly Species[];
  readonly cuts: readonly (string | CutSource)[];
  readonly regions?: readonly RegionSource[];
  readonly keep?: readonly string[];
  readonly weight?: string;
}

interface CutSource {
  /** That of the column when absent. */
  readonly name?: string;
  /** Such as `mass_pi between 490..497 MeV`. */
  readonly where: string;
  readonly source?: string;
  readonly mark?: Mark;
}

interface RegionSource {
  readonly name: string;
  readonly kind: Region['kind'];
  /** One condition, or more that hold together. */
  readonly where: string | readonly string[];
  readonly source?: string;
  readonly mark?: Mark;
}

const UNSOURCED = 'as asked for';

/** Squares are typed as letters, and `c` is 1 where people type: GeV stands for GeV/c and GeV/c², GeV2 for GeV²/c⁴. */
const withoutC = (text: string): string =>
  text
    .trim()
    .replace(/\/c(²|⁴|\^?[24])?$/, '')
    .replace(/(?<=[A-Za-z])(²|\^2)$/, '2');

/**
 * Reads a condition: `column operator value`. Values carry a unit of the column's dimension; `between` takes low..high.
 *
 *     chi2 < 20      mass_pi between 488..499 MeV      p_beam_difference abs< 2.5 GeV      m2miss < 0.01 GeV2
 *
 * @throws InputError (usage) for unknown columns (names the nearest) and operators, for a quantity without its unit, for an expression
 */
function parseCondition(text: string, table: Selection['table'], where: string): Condition {
  const match = /^\s*([^\s<>=!]+)(?:\s*([<>=!]+)|\s+(abs\s*<|[A-Za-z]+))\s*(.+?)\s*$/.exec(text);
  if (match === null) {
    throw new InputError(ExitCode.usage, {
      what: 'not a cut',
      where,
      found: text,
      expected: 'column operator value, such as chi2 < 20 or mass_pi between 488..499 MeV',
    });
  }
  const [, column, sign, word, values] = match as unknown as [string, string, string?, string?, string?];
  const operator = (sign ?? word!).replace(/\s+/, '');
  const { unit } = columnByName(table, column, where);
  if (!isOperator(operator)) {
    throw new InputError(ExitCode.usage, {
      what: 'unknown operator',
      where,
      found: operator,
      expected: Object.keys(OPERATORS).join(' '),
    });
  }
  return { column, operator, value: parseValues(values!, unit, where), unit };
}

/** One number, or the two of `low..high`; a unit behind the second holds for both. */
function parseValues(text: string, unit: string, where: string): number | readonly [number, number] {
  const known = withoutC(unit);
  // a unit that nobody can type, such as a clock period, is left out: the number is in counts of it
  const typed: Unit = Object.hasOwn(UNITS, known) ? (known as Unit) : '';
  const [low, high, more] = text.split('..').map(withoutC) as [string, string?, string?];
  if (high === undefined || more !== undefined) return parseQuantity(withoutC(text), typed, where);
  const shared = /[A-Za-z]+2?$/.exec(high)?.[0] ?? '';
  const first = parseQuantity(/[A-Za-z]2?$/.test(low) ? low : low + shared, typed, where);
  return [first, parseQuantity(high, typed, where)];
}

/**
 * Reads a cut as people type it: a condition, with `name:` before it when it is not to be named after its column.
 * @throws InputError (usage) as a condition does
 */
export function parseCut(text: string, table: Selection['table'] = 'vertices'): Cut {
  const [, named, condition] = /^(?:([^:]*):)?(.*)$/s.exec(text) as unknown as [string, string | undefined, string];
  return cutOf({ where: condition, ...(named === undefined ? {} : { name: named.trim() }) }, table, 'cut');
}

function cutOf({ name, where: text, source, mark }: CutSource, table: Selection['table'], place: string): Cut {
  const condition = parseCondition(text, table, `${place} ${name ?? text.trim()}`);
  return { name: name ?? condition.column, ...condition, source: source ?? UNSOURCED, mark: mark ?? '' };
}

/**
 * Makes a selection of what people wrote, checked cut by cut.
 * @throws InputError (usage) that names the selection and what is wrong in it
 */
export function selectionFrom(written: SelectionSource): Selection {
  const { name, doc, table, species, keep = [], weight } = written;
  const where = `selection ${name}`;
  const cuts = written.cuts.map((c) => (typeof c === 'string' ? parseCut(c, table) : cutOf(c, table, `${where}, cut`)));
  const regions = (written.regions ?? []).map((r): Region => {
    const conditions = [r.where].flat().map((text) => parseCondition(text, table, `${where}, region ${r.name}`));
    return { name: r.name, kind: r.kind, conditions, source: r.source ?? UNSOURCED, mark: r.mark ?? '' };
  });
  const selection: Selection = {
    name,
    doc,
    table,
    species,
    cuts,
    regions,
    keep,
    ...(weight === undefined ? {} : { weight }),
  };
  return bindSelection(selection).selection;
}

/** A condition as it is typed. */
function typedText({ column, operator, value, unit }: Condition): string {
  const after = Object.hasOwn(UNITS, withoutC(unit)) && unit !== '' ? ` ${unit}` : '';
  return `${column} ${operator} ${typeof value === 'number' ? value : value.join('..')}${after}`;
}

/** What people would write to have this selection. */
export function sourceOf({ name, doc, table, species, cuts, regions, keep, weight }: Selection): SelectionSource {
  return {
    name,
    doc,
    table,
    species,
    cuts: cuts.map((c) => ({ name: c.name, where: typedText(c), source: c.source, mark: c.mark })),
    ...(regions.length === 0
      ? {}
      : {
          regions: regions.map((r) => ({
            name: r.name,
            kind: r.kind,
            where: r.conditions.map(typedText),
            source: r.source,
            mark: r.mark,
          })),
        }),
    ...(keep.length === 0 ? {} : { keep }),
    ...(weight === undefined ? {} : { weight }),
  };
}
