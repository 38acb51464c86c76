import { formatCount } from './terminal.js';
import type { Row } from './validation/row.js';
import { EFFICIENCY_PICTURE, efficiencyPicture } from './validation-plot.js';

const TABLE = { begin: '<!-- validation:begin -->', end: '<!-- validation:end -->' } as const;
const BY_HAND = { begin: '<!-- findings:begin -->', end: '<!-- findings:end -->' } as const;

/** The part of a validation document that people write: between its markers, without them; empty when there is none. */
export function findingsIn(document: string): string {
  const from = document.indexOf(BY_HAND.begin);
  const to = document.indexOf(BY_HAND.end);
  return from < 0 || to < from ? '' : document.slice(from + BY_HAND.begin.length, to).trim();
}

/** The validation document: the table, how each row is made, and what people found out about it. The same rows give the same bytes. */
export function validationMarkdown(rows: readonly Row[], findings: string): string {
  const green = rows.filter((row) => row.verdict === 'green').length;
  const printed = rows.filter((row) => row.verdict === 'printed').length;
  return [
    '# Validation',
    'Written by `npm run validate -- --out docs/validation.md`; only the last section is written by hand. A row is red when it is outside its\ntolerance, and when its error exceeds a third of it (half the band of a gate); `gate, 2 errors` lets a value lie two of its errors outside. Seeds are fixed. Expected values: [sources.md](sources.md), DET §1.1–1.3,\n§4.1, §4.2, §4.5, §7.1, §7.2, §9, §9.1 and KAON §2.3, §11. A row marked `printed` is shown beside what is published and not judged.',
    TABLE.begin,
    `${green} of ${rows.length - printed} rows are green${printed === 0 ? '' : `, ${printed} are printed without being judged`}.`,
    table(
      ['quantity', 'expected', 'tolerance', 'here', 'pull', 'verdict', 'N', 'kind'],
      rows.map((r) => [
        r.quantity,
        r.expected,
        r.tolerance,
        r.here,
        r.pull === null ? '' : r.pull.toFixed(2).replace('-', '−'),
        r.verdict === 'red' ? '**red**' : r.verdict,
        formatCount(r.n),
        r.kind,
      ]),
    ),
    TABLE.end,
    ...(efficiencyPicture(rows) === undefined
      ? []
      : [`![STRAW efficiency and fakes against intensity](${EFFICIENCY_PICTURE})`]),
    '## How each row is made',
    '`spillway validate --only <name>` makes one row.',
    table(
      ['name', 'quantity', 'sample', 'estimator', 'also found'],
      rows.map((r) => [`\`${r.name}\``, r.quantity, r.sample, r.estimator, r.note ?? '']),
    ),
    '## What was found out',
    BY_HAND.begin,
    findings,
    `${BY_HAND.end}\n`,
  ].join('\n\n');
}

const cell = (text: string): string => text.replace(/\|/g, '\\|');

const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;

const table = (header: readonly string[], rows: readonly (readonly string[])[]): string =>
  [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
