import { ExitCode, InputError } from './errors.js';
import * as u from './units.js';

/** One adjustable number of a module: default in native units, the unit people type, meaning and source. */
export interface Setting {
  readonly default: number;
  /** Unit of `--set`; '' for a pure number. */
  readonly unit: Unit;
  readonly doc: string;
  /** Key of docs/sources.md and place in it, or why there is none. */
  readonly source: string;
}

export type Settings = Readonly<Record<string, Setting>>;

/** Values of a module's settings, in native units. */
export type Values<S extends Settings> = { readonly [K in keyof S]: number };

/** Units people may type, in native units. */
export const UNITS = {
  '': 1,
  mm: u.mm,
  um: u.um,
  cm: u.cm,
  m: u.m,
  ns: u.ns,
  ps: u.ps,
  s: u.s,
  MeV: u.MeV,
  GeV: u.GeV,
  MeV2: u.MeV * u.MeV,
  GeV2: u.GeV * u.GeV,
  T: u.T,
  mrad: u.mrad,
  urad: u.urad,
  kHz: u.kHz,
  MHz: u.MHz,
} as const;

export type Unit = keyof typeof UNITS;

/** Units of the same dimension, for conversion and for messages. */
const DIMENSIONS: readonly (readonly Unit[])[] = [
  [''],
  ['mm', 'um', 'cm', 'm'],
  ['ns', 'ps', 's'],
  ['MeV', 'GeV'],
  ['MeV2', 'GeV2'],
  ['T'],
  ['mrad', 'urad'],
  ['kHz', 'MHz'],
];

/** The defaults of a module's settings, with some replaced. */
export function withDefaults<S extends Settings>(settings: S, replaced: Partial<Values<S>> = {}): Values<S> {
  const values = Object.fromEntries(Object.entries(settings).map(([k, v]) => [k, v.default]));
  return { ...values, ...replaced } as Values<S>;
}

/**
 * Reads a quantity such as `5ns`, `0.3 m`, `1.01` into native units.
 * @throws InputError when the number or the unit is not what `unit` allows.
 */
export function parseQuantity(text: string, unit: Unit, where: string): number {
  const allowed = DIMENSIONS.find((d) => d.includes(unit))!;
  const expected = unit === '' ? 'a number without unit' : `a number with one of ${allowed.join(', ')}`;
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*([A-Za-z]*2?)$/.exec(text.trim());
  const value = match === null ? Number.NaN : Number(match[1]);
  const found = match?.[2] ?? '';
  if (!Number.isFinite(value) || !(allowed as readonly string[]).includes(found)) {
    throw new InputError(ExitCode.usage, { what: 'not a quantity of the right unit', where, found: text, expected });
  }
  return value * UNITS[found as Unit];
}

/** A value in native units as people read it. */
export function formatQuantity(value: number, unit: Unit): string {
  const n = Number((value / UNITS[unit]).toPrecision(12));
  return unit === '' ? String(n) : `${n} ${unit}`;
}
