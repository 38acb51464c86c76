import type { Interval, WeightedSum } from '../../verbs/types.js';
import { formatCount } from '../terminal.js';
import { html } from './html.js';

/** Digits after the point that a width allows, at most `most`. */
const digitsOf = (width: number, most: number): number =>
  width > 0 ? Math.max(0, Math.min(most, 1 - Math.floor(Math.log10(width)))) : 1;

/** A share in per cent with its interval, to the digits that it allows; a dash where there is nothing to divide by. */
export function percent(f: Interval | null): string {
  if (f === null) return '–';
  const digits = Math.max(1, digitsOf(50 * (f.high - f.low), 2));
  const fixed = (x: number): string => Math.max(0, 100 * x).toFixed(digits);
  const errors = `+${fixed(f.high - f.value)} −${fixed(f.value - f.low)}`;
  return `${fixed(f.value)} ${html('span', { class: 'errors' }, errors)}`;
}

/** A sum of weights with its error. */
export function sum({ sum: value, error }: WeightedSum): string {
  const digits = error > 0 ? digitsOf(error, 4) : Number.isInteger(value) ? 0 : 3;
  const [whole, rest] = value.toFixed(digits).split('.');
  const text = `${formatCount(Number(whole))}${rest === undefined ? '' : `.${rest}`}`;
  return `${text} ${html('span', { class: 'errors' }, `± ${error.toFixed(digits)}`)}`;
}
