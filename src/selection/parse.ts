import { ExitCode, InputError } from '../core/errors.js';
import { parseQuantity, UNITS, type Unit } from '../core/settings.js';
import { columnByName } from './columns.js';
import { type Cut, isOperator, OPERATORS } from './cut.js';

/** `c` is 1 where people type: GeV stands for GeV/c and GeV/c². */
const withoutC = (text: string): string => text.trim().replace(/\/c(²|\^?2)?$/, '');

/**
 * Reads a cut as people type it: `column operator value`, with `name:` before it when it is not to be named after its column.
 * Values carry a unit of the column's dimension; `between` takes low..high.
 *
 *     chi2 < 20      mass: mass_pi between 488..499 MeV      p_beam_difference abs< 2.5 GeV
 *
 * @throws InputError (usage) for unknown columns (names the nearest) and operators, and for a quantity without its unit
 */
export function parseCut(text: string): Cut {
  const match = /^\s*(?:([^:]+?)\s*:)?\s*([A-Za-z_][\w.]*)(?![\w.])\s*([^\s\d.+-]+)\s*(.+?)\s*$/.exec(text);
  if (match === null) {
    throw new InputError(ExitCode.usage, {
      what: 'not a cut',
      where: 'cut',
      found: text,
      expected: 'column operator value, such as chi2 < 20 or mass: mass_pi between 488..499 MeV',
    });
  }
  const [, named, column, operator, values] = match as unknown as [string, string | undefined, string, string, string];
  const name = named ?? column;
  const where = `cut ${name}`;
  const { unit } = columnByName(column, where);
  if (!isOperator(operator)) {
    throw new InputError(ExitCode.usage, {
      what: 'unknown operator',
      where,
      found: operator,
      expected: Object.keys(OPERATORS).join(' '),
    });
  }
  return { name, column, operator, value: parseValues(values, unit, where), unit, source: 'as asked for' };
}

/** One number, or the two of `low..high`; a unit behind the second holds for both. */
function parseValues(text: string, unit: string, where: string): number | readonly [number, number] {
  const known = withoutC(unit);
  // a unit that nobody can type, such as a clock period, is left out: the number is in counts of it
  const typed: Unit = Object.hasOwn(UNITS, known) ? (known as Unit) : '';
  const [low, high, more] = text.split('..').map(withoutC) as [string, string?, string?];
  if (high === undefined || more !== undefined) return parseQuantity(withoutC(text), typed, where);
  const shared = /[A-Za-z]+$/.exec(high)?.[0] ?? '';
  const first = parseQuantity(/[A-Za-z]$/.test(low) ? low : low + shared, typed, where);
  return [first, parseQuantity(high, typed, where)];
}
