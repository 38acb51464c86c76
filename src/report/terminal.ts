/**
 * A table of text with aligned columns: the header, then the rows. A column whose cells all begin like numbers, or
 * are a dash for none, is aligned to the right.
 */
export function alignColumns(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const numeric = header.map((_, k) => rows.length > 0 && rows.every((row) => /^[−+-]?[\d.]|^–?$/.test(row[k] ?? '')));
  const widths = header.map((title, k) => Math.max(width(title), ...rows.map((row) => width(row[k] ?? ''))));
  const line = (cells: readonly string[]): string =>
    widths
      .map((w, k) => {
        const cell = cells[k] ?? '';
        const fill = ' '.repeat(w - width(cell));
        return numeric[k] ? fill + cell : cell + fill;
      })
      .join('  ')
      .trimEnd();
  return [header, ...rows].map((cells) => `${line(cells)}\n`).join('');
}

/** Lines of `label  value` with the values below each other. */
export function alignFacts(facts: readonly { readonly label: string; readonly value: string }[]): string {
  const w = Math.max(0, ...facts.map((f) => width(f.label)));
  return facts.map((f) => `  ${f.label}${' '.repeat(w - width(f.label))}  ${f.value}\n`).join('');
}

/** A count of bytes as people read it. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let k = 0;
  let value = bytes;
  while (value >= 999.5 && k < units.length - 1) {
    value /= 1000;
    k++;
  }
  return `${k === 0 ? value : value.toPrecision(3)} ${units[k]}`;
}

/** A whole number with thousands set apart. */
export const formatCount = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, ',');

/** A count and what is counted: `1 part`, `2,000 parts`. */
export const formatCounted = (n: number, noun: string): string => `${formatCount(n)} ${noun}${n === 1 ? '' : 's'}`;

/** Columns a text takes: its code points. */
const width = (text: string): number => [...text].length;
