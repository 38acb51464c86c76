import { ExitCode, InputError } from '../core/errors.js';
import { nearestName } from '../core/nearest.js';
import { parseQuantity } from '../core/settings.js';
import { type EventRange, eventRange } from '../verbs/event-range.js';
import { checkIntensity } from '../verbs/intensity.js';
import type { Overrides, SettingsByModule } from '../verbs/types.js';

/** Largest value of a u32 column: bursts, events. */
export const MAX_U32 = 4294967295;

const refuse = (what: string, where: string, found: string, expected: string): InputError =>
  new InputError(ExitCode.usage, { what, where, found, expected });

/**
 * Reads a whole number written in plain digits.
 * @throws InputError for `2k`, `1e3`, `1.0`, `-1`, `007` and for a number outside min … max.
 */
function parseInteger(text: string, where: string, min: number, max: number): number {
  const value = /^(0|[1-9]\d*)$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw refuse('not a whole number in range', where, text, `plain digits, ${min} to ${max}`);
}

/** Reads `500`, a number of events, or `500:600`, the events from 500 to 599. */
export function events(text: string): number | EventRange {
  const ends = text.split(':');
  if (ends.length === 1) return parseInteger(text, '--events', 1, MAX_U32);
  if (ends.length > 2) throw refuse('no range of events', '--events', text, 'FROM:TO');
  const [from, to] = ends.map((end, k) => parseInteger(end, '--events', k, 2 ** 32)) as [number, number];
  return eventRange([from, to]);
}

/** Reads the value of `--events` of a verb that takes a range alone, for commander. */
export function range(text: string): EventRange {
  const found = events(text);
  if (typeof found !== 'number') return found;
  throw refuse('no range of events', '--events', text, 'FROM:TO, such as 500:600');
}

/** A parser of the value of one flag, for commander. */
export const integer =
  (where: string, min: number, max: number) =>
  (text: string): number =>
    parseInteger(text, where, min, max);

/** Reads the value of `--intensity` into native units, for commander. */
export const intensity = (text: string): number =>
  checkIntensity(parseQuantity(text, 'MHz', '--intensity'), '--intensity');

/** Adds the value of a flag that may be given several times. */
export const collect = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];

/** The known name nearest to `found` as a question, then all names. */
export function known(found: string, names: readonly string[]): string {
  const near = nearestName(found, names);
  const list = names.length === 0 ? 'none is known' : `one of ${names.join(', ')}`;
  return near === undefined ? list : `${near}? (${list})`;
}

/**
 * Checks a name against a list.
 * @throws InputError with the nearest known name.
 */
export function oneOf<N extends string>(kind: string, where: string, found: string, names: readonly N[]): N {
  const name = names.find((n) => n === found);
  if (name === undefined) throw refuse(`unknown ${kind}`, where, found, known(found, names));
  return name;
}

/**
 * Reads `--set module.key=value` assignments into native units.
 * @throws InputError when the module, the key, the number or its unit is not known, or a key comes twice.
 */
export function parseOverrides(assignments: readonly string[], modules: SettingsByModule): Overrides {
  const overrides: Record<string, Record<string, number>> = {};
  for (const text of assignments) {
    const match = /^([^.=]+)\.([^.=]+)=(.*)$/.exec(text);
    if (match === null)
      throw refuse('not an assignment', '--set', text, 'module.key=value, such as straw.trailingSigma=25ns');
    const [, module, key, value] = match as unknown as [string, string, string, string];
    oneOf('module', '--set', module, Object.keys(modules));
    const settings = modules[module]!;
    oneOf(`setting of ${module}`, '--set', key, Object.keys(settings));
    const values = overrides[module] ?? {};
    overrides[module] = values;
    if (key in values) throw refuse('a setting given twice', '--set', text, `${module}.${key} once`);
    values[key] = parseQuantity(value, settings[key]!.unit, `--set ${module}.${key}`);
  }
  return overrides;
}

/** The entries that were given. */
export function given<T extends object>(entries: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(entries).filter(([, v]) => v !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
