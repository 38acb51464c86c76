import type { ValidationRow } from '../../verbs/types.js';

/** A row of the table with what there is to say beside it. */
export interface Row extends ValidationRow {
  /** Further figures of the same sample, such as tails. */
  readonly note?: string;
}

/** A figure, where it came from and what it should be. Numbers are in the unit that is shown. */
export interface Figure {
  readonly name: string;
  readonly quantity: string;
  readonly kind: Row['kind'];
  readonly sample: string;
  readonly estimator: string;
  readonly n: number;
  readonly unit?: string;
  readonly value: number;
  /** Standard error; null for a figure without one. */
  readonly error: number | null;
  /** Allowed values. */
  readonly band: readonly [low: number, high: number];
  /** Standard errors by which the value may lie outside the band; 0 when absent. */
  readonly compatible?: number;
  /** The value expected, for the pull; null for a gate. */
  readonly expected: number | null;
  /** As printed; made from `expected` and `band` when absent. */
  readonly expectedText?: string;
  readonly toleranceText?: string;
  readonly note?: string;
}

/**
 * Judges a figure: red outside its band, by more than the errors that it allows, and red when its error exceeds a third of the tolerance (half the band), because then it says
 * too little.
 */
export function judge(figure: Figure): Row {
  const { value, error, band, expected, unit = '' } = figure;
  const [low, high] = band;
  const tolerance = 0.5 * (high - low);
  // the factor lets an error that is a third by construction pass its own rounding
  const sharp = error === null || error <= (tolerance / 3) * (1 + 1e-9);
  const slack = (figure.compatible ?? 0) * (error ?? 0);
  const inside = value >= low - slack && value <= high + slack;
  const expectedText = figure.expectedText ?? (expected === null ? `${plain(low)} to ${plain(high)}` : plain(expected));
  return {
    name: figure.name,
    quantity: figure.quantity,
    kind: figure.kind,
    sample: figure.sample,
    estimator: figure.estimator,
    n: figure.n,
    expected: withUnit(expectedText, unit),
    tolerance: withUnit(figure.toleranceText ?? (expected === null ? 'gate' : `± ${plain(tolerance)}`), unit),
    here: withUnit(error === null ? plain(value) : withError(value, error), unit),
    pull: error === null || expected === null ? null : (value - expected) / error,
    verdict: inside && sharp ? 'green' : 'red',
    ...(figure.note === undefined ? {} : { note: figure.note }),
  };
}

/** A figure that is shown beside what was published, not judged: `expectedText` says what that is. */
export function printed(
  figure: Omit<Figure, 'band' | 'expected' | 'toleranceText'> & { readonly expectedText: string },
): Row {
  return { ...judge({ ...figure, expected: null, band: [0, 0], toleranceText: 'printed' }), verdict: 'printed' };
}

/** Texts without a unit; relative tolerances have none either. */
const WORDS = ['gate', 'gate, 2 errors', 'printed', 'none'];

const withUnit = (text: string, unit: string): string =>
  unit === '' || WORDS.includes(text) ? text : `${text} ${unit}`;

/** A number without an error: up to five figures, no trailing zeros. */
export const plain = (x: number): string => minus(String(Number(x.toPrecision(5))));

/** `value ± error`, both to the place of the error's second figure. */
export function withError(value: number, error: number): string {
  if (!(error > 0)) return plain(value);
  const places = Math.max(0, 1 - Math.floor(Math.log10(error)));
  return `${minus(value.toFixed(places))} ± ${error.toFixed(places)}`;
}

/** A share in per cent, two figures. */
export const percent = (share: number): string => `${Number((100 * share).toPrecision(2))} %`;

const minus = (text: string): string => text.replace('-', '−');
