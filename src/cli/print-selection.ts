import { alignColumns, formatBytes, formatCount, formatCounted } from '../report/terminal.js';
import type { CutflowResult, Interval, SelectResult } from '../verbs/types.js';
import type { SettingRow } from './config.js';

/** What `select` wrote and how much of it passes. */
export const printSelected = (r: SelectResult): string =>
  `${r.folder}: ${formatCount(r.passed)} of ${formatCounted(r.candidates, 'candidate')} pass every cut of ${r.selection}, ` +
  `${formatCounted(r.events, 'event')} in ${formatCounted(r.parts, 'part')}, ${formatBytes(r.bytes)}\n`;

/** A fraction with its interval in per cent, to the digits that the interval allows; nothing where there is none. */
export function percent(f: Interval | null): string {
  if (f === null) return '';
  const width = 50 * (f.high - f.low);
  const digits = Math.max(1, Math.min(2, 1 - Math.floor(Math.log10(width))));
  // rounding leaves an error below zero at 0 and 1
  const [value, up, down] = [f.value, f.high - f.value, f.value - f.low].map((x) => {
    return Math.max(0, 100 * x).toFixed(digits);
  });
  return `${value} +${up} −${down}`;
}

/** The cuts one after the other, then what each takes when all the others are made. */
export function printCutflow(r: CutflowResult): string {
  const first = ['all vertices', '', formatCount(r.candidates), formatCount(r.candidateEvents), '', '', '', ''];
  const table = alignColumns(
    ['cut', 'passes when', 'candidates', 'events', 'of previous [%]', 'of all [%]', 'N − 1', 'of N − 1 [%]'],
    [
      first,
      ...r.cuts.map((c) => [
        c.name,
        c.text,
        formatCount(c.candidates),
        formatCount(c.events),
        percent(c.ofPrevious),
        percent(c.cumulative),
        formatCount(c.others),
        percent(c.ofOthers),
      ]),
    ],
  );
  const head = `selection ${r.selection} of ${r.folder}\n${r.doc}; ${formatCounted(r.events, 'event')}`;
  return `${head}\n\n${table}\nFractions are of candidates, with 68 % intervals (Wilson). N − 1: candidates that pass all the other cuts.\n`;
}

/** The settings, a line each. */
export const printConfig = (rows: readonly SettingRow[]): string =>
  alignColumns(
    ['setting', 'default', 'verbs', 'meaning', 'source'],
    rows.map((r) => [`${r.module}.${r.key}`, r.text, r.verbs.join(', '), r.doc, r.source]),
  );
