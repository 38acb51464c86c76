import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { AGREEMENT, type Measured } from './harness.js';

const number = (v: number | undefined, digits: number): string => (v === undefined ? '–' : v.toFixed(digits));

/** The kernels' table in Markdown; it reads well on a terminal too. */
export function kernelTable(rows: readonly Measured[]): string {
  const cells = [
    ['kernel', 'what', 'native ns', 'here ns', 'ratio', 'bound', 'agreement'],
    ...rows.map(({ kernel, native, here, ratio, agreement }) => [
      kernel.name,
      kernel.what,
      number(native, 0),
      number(here, 0),
      number(ratio, 2),
      number(kernel.bound, 1),
      `${agreement.toExponential(0)}${agreement <= AGREEMENT ? '' : ' FAILS'}`,
    ]),
  ];
  const widths = cells[0]!.map((_, c) => Math.max(...cells.map((row) => row[c]!.length)));
  // words to the left, figures to the right
  const pad = (cell: string, c: number): string => (c < 2 ? cell.padEnd(widths[c]!) : cell.padStart(widths[c]!));
  const line = (row: readonly string[]): string => `| ${row.map(pad).join(' | ')} |`;
  const rule = `| ${widths.map((w, c) => (c < 2 ? '-'.repeat(w) : `${'-'.repeat(w - 1)}:`)).join(' | ')} |`;
  return [line(cells[0]!), rule, ...cells.slice(1).map(line)].join('\n');
}

/** Machine and runtime the figures are from. */
export const machine = (): string => `${cpus()[0]?.model.trim() ?? 'unknown processor'}, Node ${process.version}`;

/** Replaces what stands between `<!-- name -->` and `<!-- /name -->` of a Markdown file; appends the section if it is not there. */
export function writeSection(file: string, name: string, body: string): void {
  const open = `<!-- ${name} -->`;
  const close = `<!-- /${name} -->`;
  const section = `${open}\n${body}\n${close}`;
  const old = existsSync(file) ? readFileSync(file, 'utf8') : '# Benchmarks\n\nWritten by `npm run bench`.\n';
  const from = old.indexOf(open);
  const to = old.indexOf(close);
  const text =
    from < 0 || to < from ? `${old}\n${section}\n` : old.slice(0, from) + section + old.slice(to + close.length);
  writeFileSync(file, text);
}
