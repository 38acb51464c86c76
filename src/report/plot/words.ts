import { number } from '../svg.js';

/** Columns as people read them: native units, scaled when numbers get long. */
export interface Shown {
  /** Name of the unit; empty for none. */
  readonly unit: string;
  /** Native value of one of it. */
  readonly scale: number;
}

const LARGER: Readonly<Record<string, Shown>> = {
  mm: { unit: 'm', scale: 1e3 },
  MeV: { unit: 'GeV', scale: 1e3 },
  'MeV/c': { unit: 'GeV/c', scale: 1e3 },
  'MeV/c²': { unit: 'GeV/c²', scale: 1e3 },
  'MeV²/c⁴': { unit: 'GeV²/c⁴', scale: 1e6 },
};

/** The unit to show values between `low` and `high` in. */
export function shownIn(unit: string, low: number, high: number): Shown {
  const larger = LARGER[unit];
  const most = Math.max(Math.abs(low), Math.abs(high));
  return larger !== undefined && most >= 5 * larger.scale ? larger : { unit, scale: 1 };
}

/** Name of an axis with its unit. */
export const withUnit = (name: string, unit: string): string => (unit === '' ? name : `${name} [${unit}]`);

/** A number in words, to so many digits, with its unit. */
export const inWords = (native: number, { unit, scale }: Shown, digits = 4): string =>
  `${number(Number((native / scale).toPrecision(digits)))}${unit && ` ${unit}`}`;
