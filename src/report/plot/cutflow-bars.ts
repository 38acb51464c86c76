import { axisX, axisY, barX, text } from '@observablehq/plot';
import type { CutflowResult } from '../../verbs/types.js';
import { formatCount } from '../terminal.js';
import { draw, type Look } from './draw.js';
import { ink } from './inks.js';

/** Where fewer than this share is left, small bars would not be seen: the axis is logarithmic. */
const LOGARITHMIC = 0.03;

/**
 * Candidates left after each cut, as bars with their numbers.
 * @returns SVG text
 */
export function cutflowBars(
  result: Pick<CutflowResult, 'selection' | 'candidates' | 'passed' | 'cuts'>,
  look: Look & { readonly title?: string } = {},
): string {
  const { candidates: all, cuts, passed } = result;
  const rows = [
    { name: 'all', n: all },
    ...cuts.map(({ name, candidates }, i) => ({ name: `${i + 1}  ${name}`, n: candidates })),
  ].map((r) => ({ ...r, words: `${formatCount(r.n)}${all > 0 ? ` (${percentOf(r.n, all)})` : ''}` }));
  const least = Math.min(...rows.filter((r) => r.n > 0).map((r) => r.n), 1e9);
  const log = all > 0 && least / all < LOGARITHMIC;
  const longest = Math.max(...rows.map((r) => [...r.name].length));
  const base = log ? 0.5 : 0;
  const high = Math.max(1, all);
  const marginLeft = Math.min(240, 20 + 7.4 * longest);
  const width = look.width ?? 720;
  return draw(
    [
      barX(rows, {
        y: 'name',
        x1: base,
        x2: (r: { n: number }) => Math.max(base, r.n),
        fill: ink('fill'),
        stroke: ink('data'),
        insetTop: 2,
        insetBottom: 2,
        className: 'left',
      }),
      text(rows, {
        y: 'name',
        x: (r: { n: number }) => Math.max(base, r.n),
        text: 'words',
        textAnchor: 'start',
        dx: 6,
        fill: ink('ink'),
      }),
      axisY({ label: null, tickSize: 0 }),
      axisX({ label: null, tickSize: -5, ticks: 6, tickFormat: (v: number) => formatCount(v) }),
    ],
    {
      marginLeft,
      marginTop: 8,
      x: log ? { type: 'log', domain: [base, high * (high / base) ** 0.28] } : { domain: [0, 1.28 * high] },
      y: { domain: rows.map((r) => r.name) },
    },
    {
      title: look.title ?? `Cutflow of ${result.selection}`,
      x: `candidates left${log ? ', logarithmic' : ''}`,
      desc: `Of ${formatCount(all)} candidates ${formatCount(passed)} pass every cut. Left after each: ${rows
        .slice(1)
        .map((r) => `${r.name.replace(/^\d+ {2}/, '')} ${formatCount(r.n)}`)
        .join(', ')}.`,
    },
    { ...look, width, height: look.height ?? 62 + 24 * rows.length },
  );
}

/** A share in per cent to three digits. */
function percentOf(n: number, all: number): string {
  const share = (100 * n) / all;
  return `${share === 0 || share === 100 ? share : share >= 99.95 ? '> 99.9' : share.toPrecision(3)} %`;
}
