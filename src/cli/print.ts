import { alignColumns, alignFacts, formatBytes, formatCount, formatCounted } from '../report/terminal.js';
import type {
  CutflowResult,
  EfficiencyResult,
  InspectResult,
  ReplayResult,
  ValidateResult,
  WrittenResult,
} from '../verbs/types.js';
import { printIdentities } from './efficiency-command.js';
import { printCutflow } from './print-selection.js';

const rowsText = (rows: Readonly<Record<string, number>>): string =>
  Object.entries(rows)
    .map(([table, n]) => `${formatCount(n)} ${table}`)
    .join(', ');

const sizeText = (r: { readonly events: number; readonly parts: number }): string =>
  `${formatCounted(r.events, 'event')} in ${formatCounted(r.parts, 'part')}`;

/** What `simulate` wrote. */
export const printWritten = (r: WrittenResult & { readonly kept?: number }): string =>
  `${r.folder}: ${sizeText(r)}, ${formatBytes(r.bytes)} (${rowsText(r.rows)})\n${keptText(r.kept)}`;

const keptText = (kept = 0): string => (kept > 0 ? `${formatCounted(kept, 'part')} stood there already\n` : '');

/** What `replay` wrote. */
export const printReplay = (r: ReplayResult): string => printWritten(r) + badText(r);

/** Events in quarantine and bad fragments by detector; nothing when all is well. */
function badText({ quarantined, fragments }: ReplayResult): string {
  const detectors = Object.entries(fragments).map(
    ([table, kinds]) =>
      `  ${table}: ${Object.entries(kinds)
        .map(([kind, n]) => `${formatCount(n)} ${KIND_WORDS[kind] ?? kind}`)
        .join(', ')}\n`,
  );
  return [
    quarantined > 0 ? `${formatCounted(quarantined, 'event')} in quarantine\n` : '',
    detectors.length > 0 ? `bad fragments\n${detectors.join('')}` : '',
  ].join('');
}

const KIND_WORDS: Readonly<Record<string, string>> = { tooLate: 'too late', foreign: 'of other events' };

/** A spill or a run: how it was made, its tables, what was found. */
export function printInspection(r: InspectResult): string {
  const head = `${r.kind} ${r.folder}: ${sizeText(r)}\n`;
  const tables = alignColumns(
    ['table', 'version', 'columns', 'rows', 'size', 'file'],
    r.tables.map((t) => [
      t.name,
      String(t.version),
      String(t.columns),
      formatCount(t.rows),
      formatBytes(t.bytes),
      t.file,
    ]),
  );
  const found = r.found.length > 0 ? `\nfound\n${alignFacts(r.found)}` : '';
  return `${head}\nmade by\n${alignFacts(r.provenance)}\n${tables}${found}${plotText(r)}`;
}

const plotText = (r: InspectResult): string => (r.plot === undefined ? '' : `\ndrawn in ${r.plot}\n`);

/** What `run` found and where it lies: the last thing a newcomer reads. */
export function printRun(
  spill: WrittenResult,
  run: ReplayResult,
  inspection: InspectResult,
  identities: EfficiencyResult,
  cutflow?: CutflowResult,
): string {
  const files = inspection.tables
    .filter((t) => t.rows > 0)
    .map((t) => ({ label: t.name, value: `${formatCounted(t.rows, 'row')}, ${t.file}` }));
  return [
    `simulated ${formatCounted(spill.events, 'event')}, hit by hit: ${spill.folder}\n`,
    `reconstructed them from the raw hits alone: ${run.folder}\n`,
    badText(run),
    `\nfound\n${alignFacts(inspection.found)}`,
    cutflow === undefined ? '' : `\n${printCutflow(cutflow)}`,
    `\n${printIdentities(identities)}`,
    `\nwhere it lies (Arrow files: Polars, pandas, R, DuckDB open them)\n${alignFacts(files)}`,
    plotText(inspection),
  ].join('');
}

/** The validation table, then what is needed to understand each red row. */
export function printValidation({ rows, file }: ValidateResult): string {
  const table = alignColumns(
    ['quantity', 'expected', 'tolerance', 'here', 'pull', 'verdict', 'kind', 'N'],
    rows.map((r) => [
      r.quantity,
      r.expected,
      r.tolerance,
      r.here,
      r.pull === null ? '' : r.pull.toFixed(2),
      r.verdict,
      r.kind,
      formatCount(r.n),
    ]),
  );
  const red = rows.filter((r) => r.verdict === 'red');
  const details = red.map((r) => `red: ${r.name}: ${r.quantity}; sample: ${r.sample}; estimator: ${r.estimator}\n`);
  const judged = rows.filter((r) => r.verdict !== 'printed').length;
  const printed = rows.length === judged ? '' : `, ${rows.length - judged} printed`;
  const sum = `${judged - red.length} of ${judged} rows green${printed}\n`;
  return `${table}\n${details.join('')}${sum}${file === undefined ? '' : `written to ${file}\n`}`;
}
