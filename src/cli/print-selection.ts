import { alignColumns, formatBytes, formatCount, formatCounted } from '../report/terminal.js';
import { conditionText, isRecalled, type Selection } from '../selection/cut.js';
import type {
  Blinding,
  ColumnRow,
  CutflowResult,
  CutWords,
  DiffResult,
  DiffSide,
  Interval,
  NMinusOneResult,
  ScanPoint,
  ScanResult,
  SelectResult,
  WeightedSum,
} from '../verbs/types.js';
import type { SettingRow } from './config.js';

/** What `select` wrote and how much of it passes. */
export const printSelected = (r: SelectResult): string =>
  `${r.folder}: ${formatCount(r.passed)} of ${formatCounted(r.candidates, 'candidate')} pass every cut of ${r.selection}, ` +
  `${formatCounted(r.events, 'event')} in ${formatCounted(r.parts, 'part')}, ${formatBytes(r.bytes)}\n${blindingText(r)}`;

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

/** A cut in words; a star where its value was recalled. */
const words = (c: CutWords): string => `${c.text}${isRecalled(c.mark) ? ' *' : ''}`;

const recalledNote = (cuts: readonly CutWords[]): string =>
  cuts.some((c) => isRecalled(c.mark)) ? '* recalled from memory of the paper, not read there (marks R-b, R-c).\n' : '';

/** Whether candidates are missing because they are masked, or there because they were unblinded. */
function blindingText({ masked, unblinded }: Blinding): string {
  if (masked.length === 0) return '';
  const regions = masked.join('; ');
  return unblinded === null ? `masked, none of it counted: ${regions}\n` : `UNBLINDED (${unblinded}): ${regions}\n`;
}

/** The cuts one after the other, each alone, then what each takes when all the others are made. */
export function printCutflow(r: CutflowResult): string {
  const isWeighted = [r.weighted, ...r.cuts.map((c) => c.weighted)].some(
    (w, i) => w.sum !== (i === 0 ? r.candidates : r.cuts[i - 1]!.candidates),
  );
  const weight = (w: WeightedSum): readonly string[] =>
    isWeighted ? [`${w.sum.toPrecision(5)} ± ${w.error.toPrecision(2)}`] : [];
  const first = [
    'all candidates',
    '',
    formatCount(r.candidates),
    formatCount(r.candidateEvents),
    '',
    '',
    '',
    '',
    '',
    ...weight(r.weighted),
  ];
  const table = alignColumns(
    [
      'cut',
      'passes when',
      'candidates',
      'events',
      'of previous [%]',
      'of all [%]',
      'alone [%]',
      'N − 1',
      'of N − 1 [%]',
      ...(isWeighted ? ['weighted'] : []),
    ],
    [
      first,
      ...r.cuts.map((c) => [
        c.name,
        words(c),
        formatCount(c.candidates),
        formatCount(c.events),
        percent(c.ofPrevious),
        percent(c.cumulative),
        percent(c.ofExclusive),
        formatCount(c.others),
        percent(c.ofOthers),
        ...weight(c.weighted),
      ]),
    ],
  );
  const head = `selection ${r.selection} of ${r.folders.join(', ')}\n${r.doc}; ${formatCounted(r.events, 'event')}\n${blindingText(r)}`;
  return (
    `${head}\n${table}\nFractions are of candidates, with 68 % intervals (Wilson). Alone: passes this cut, whatever the others say. ` +
    `N − 1: candidates that pass all the other cuts.\n${recalledNote(r.cuts)}${originText(r)}`
  );
}

/** What the truth says of a cutflow; nothing when it was not asked. */
function originText({ truth, cuts, passed }: CutflowResult): string {
  if (truth === undefined) return '';
  const table = alignColumns(
    ['origin', 'all', ...cuts.map((c) => c.name), 'meaning'],
    truth.origins.map((o) => [o.origin, formatCount(o.all), ...o.after.map(formatCount), o.doc]),
  );
  const purity =
    truth.purity === null ? 'nothing passes' : `purity ${percent(truth.purity)} % of ${formatCount(passed)}`;
  return `\nby the truth: efficiency ${percent(truth.efficiency)} % of events, ${purity}\n\n${table}`;
}

/** Height of a text histogram. */
const BARS = '▁▂▃▄▅▆▇█';

/** A histogram in one line of text. */
function spark(counts: readonly number[]): string {
  const top = Math.max(1, ...counts);
  return counts
    .map((n) => (n === 0 ? ' ' : BARS[Math.min(BARS.length - 1, Math.floor((BARS.length * n) / (top + 1)))]!))
    .join('');
}

const digits = (x: number): string => String(Number(x.toPrecision(5)));

/** Each cut where all the others are made. */
export function printNMinusOne(r: NMinusOneResult): string {
  const blocks = r.cuts.map((c) => {
    const { histogram: h } = c;
    const unit = h.unit === '' ? '' : ` ${h.unit}`;
    const share = c.others === 0 ? 'none left' : `${formatCount(c.passed)} of ${formatCount(c.others)} pass`;
    const outside = [
      h.under > 0 ? `${formatCount(h.under)} below` : '',
      h.over > 0 ? `${formatCount(h.over)} above` : '',
      h.missing > 0 ? `${formatCount(h.missing)} without` : '',
    ];
    const extra = outside.filter((t) => t !== '').join(', ');
    const masked = h.masked === undefined ? '' : `; masked ${h.masked.map(digits).join(' … ')}`;
    return `${c.name}: ${words(c)}; ${share}\n  ${digits(h.from)} [${spark(h.counts)}] ${digits(h.to)}${unit}${extra === '' ? '' : ` (${extra})`}${masked}\n`;
  });
  return `selection ${r.selection} of ${r.folders.join(', ')}\n${r.doc}\n${blindingText(r)}\nEach cut where all the others are made:\n\n${blocks.join('')}\n${recalledNote(r.cuts)}`;
}

/** Events listed on the screen; `--json` and `--arrow` have them all. */
const LISTED = 20;

/** Two selections side by side, and the events that moved. */
export function printDiff(r: DiffResult): string {
  const names = [...new Set([...r.a.after, ...r.b.after].map((c) => c.name))];
  const of = (side: DiffSide, name: string) => side.after.find((c) => c.name === name);
  const count = (side: DiffSide, name: string): string => {
    const row = of(side, name);
    return row === undefined ? '' : formatCount(row.candidates);
  };
  const yields = alignColumns(
    ['cut', 'a', 'b', 'a passes when', 'b passes when'],
    [
      ['all candidates', formatCount(r.a.candidates), formatCount(r.b.candidates), '', ''],
      ...names.map((name) => {
        const [ta, tb] = [of(r.a, name)?.text ?? '–', of(r.b, name)?.text ?? '–'];
        return [name, count(r.a, name), count(r.b, name), ta, ta === tb ? 'the same' : tb];
      }),
      ['events that pass', formatCount(r.a.passedEvents), formatCount(r.b.passedEvents), '', ''],
    ],
  );
  const moved = alignColumns(
    ['stopped by', 'only in a', 'only in b'],
    [
      ...r.cuts.map((c) => [c.cut ?? 'no candidate', formatCount(c.onlyA), formatCount(c.onlyB)]),
      ['all', formatCount(r.onlyA), formatCount(r.onlyB)],
    ],
  );
  const list = alignColumns(
    ['burst', 'event', 'passes in', 'stopped by', 'value there'],
    r.migrations
      .slice(0, LISTED)
      .map((m) => [
        String(m.burst),
        String(m.event),
        m.to,
        m.cut ?? 'no candidate',
        m.value === null ? '–' : digits(m.value),
      ]),
  );
  const more = r.migrations.length > LISTED ? `and ${formatCount(r.migrations.length - LISTED)} more\n` : '';
  const head = `a: ${r.a.folder}\n${blindingText(r.a)}b: ${r.b.folder}\n${blindingText(r.b)}${formatCounted(r.common, 'event')} in both\n`;
  const events = r.migrations.length === 0 ? 'no event moves\n' : `${moved}\n${list}${more}`;
  return `${head}\n${yields}\n${events}`;
}

/** What is left of signal and background at each point, the best last. */
export function printScan(r: ScanResult): string {
  const titles = r.axes.map(
    (a) => `${a.cut}${a.edge === 'value' ? '' : `.${a.edge}`}${a.unit === '' ? '' : ` [${a.unit}]`}`,
  );
  const row = (p: ScanPoint): string[] => [
    ...p.at.map(digits),
    percent(p.efficiency),
    digits(p.signal),
    `${digits(p.background)} ± ${p.backgroundError.toPrecision(2)}`,
    p.merit === null ? '–' : p.merit.toPrecision(4),
  ];
  const shown = r.axes.length === 1 ? r.points : [];
  const header = [...titles, 'signal efficiency [%]', 'signal', 'background', r.figure];
  const best = r.best === null ? 'nowhere defined\n' : alignColumns(header, [row(r.best)]);
  const head = `selection ${r.selection}: ${r.doc}\n${formatCounted(r.signalEvents, 'signal event')}, ${formatCounted(r.points.length, 'point')}\n`;
  return `${head}\n${shown.length > 0 ? `${alignColumns(header, shown.map(row))}\n` : ''}best\n${best}`;
}

/** A selection with its sources. */
export function printSelection(s: Selection): string {
  const cuts = alignColumns(
    ['cut', 'passes when', 'mark', 'source'],
    s.cuts.map((c) => [c.name, conditionText(c), c.mark, c.source]),
  );
  const regions = s.regions.map((r) => [
    r.name,
    r.kind,
    r.conditions.map(conditionText).join(' and '),
    r.mark,
    r.source,
  ]);
  const recalled = s.cuts.filter((c) => isRecalled(c.mark)).length;
  const note =
    recalled > 0
      ? `\n${recalled} of ${s.cuts.length} values are recalled from memory of the paper, not read there (marks R-b, R-c).\n`
      : '';
  return (
    `${s.name}: ${s.doc}\ncandidates: ${s.table}; tracks taken for ${s.species.join(', ')}\n\n${cuts}` +
    (regions.length > 0 ? `\n${alignColumns(['region', 'kind', 'where', 'mark', 'source'], regions)}` : '') +
    (s.keep.length > 0 ? `\nalso written: ${s.keep.join(', ')}\n` : '') +
    note
  );
}

/** The columns a selection may name. */
export const printColumns = (rows: readonly ColumnRow[]): string =>
  alignColumns(
    ['column', 'unit', 'meaning'],
    rows.map((r) => [r.name, r.unit, r.doc]),
  );

/** The settings, a line each. */
export const printConfig = (rows: readonly SettingRow[]): string =>
  alignColumns(
    ['setting', 'default', 'verbs', 'meaning', 'source'],
    rows.map((r) => [`${r.module}.${r.key}`, r.text, r.verbs.join(', '), r.doc, r.source]),
  );
