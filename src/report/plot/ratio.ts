import { axisX, axisY, dot, ruleX, ruleY } from '@observablehq/plot';
import type { ReportFigure } from '../page/data.js';
import { draw, type Look } from './draw.js';
import { ink } from './inks.js';

/**
 * Quantities found here over the published ones, with their intervals, and a line where both agree. Rows without `value` and `expected`
 * are left out.
 * @returns SVG text; undefined when no row can be placed
 */
export function ratioPlot(figures: readonly ReportFigure[], look: Look = {}): string | undefined {
  const rows = figures.flatMap(({ quantity, value, expected }) =>
    value === undefined || expected === undefined || expected === 0
      ? []
      : [{ quantity, y: value.value / expected, y1: value.low / expected, y2: value.high / expected }],
  );
  if (rows.length === 0) return undefined;
  const far = Math.max(...rows.flatMap((r) => [Math.abs(r.y1 - 1), Math.abs(r.y2 - 1)])) || 0.05;
  const longest = Math.max(...rows.map((r) => [...r.quantity].length));
  return draw(
    [
      ruleX([1], { stroke: ink('published'), strokeWidth: 2, className: 'published' }),
      ruleY(rows, { y: 'quantity', x1: 'y1', x2: 'y2', stroke: ink('data'), strokeWidth: 2, className: 'interval' }),
      dot(rows, { y: 'quantity', x: 'y', r: 4, fill: ink('data'), className: 'here' }),
      axisY({ label: null, tickSize: 0 }),
      axisX({ label: null, tickSize: -5, ticks: 6 }),
    ],
    {
      marginLeft: Math.min(330, 20 + 7.4 * longest),
      marginTop: 8,
      x: { domain: [1 - 1.15 * far, 1 + 1.15 * far] },
      y: { type: 'point', domain: rows.map((r) => r.quantity), padding: 0.6 },
    },
    {
      title: 'Found here over published',
      x: 'here / published',
      desc: `${rows.map((r) => `${r.quantity} ${r.y.toFixed(3)}`).join(', ')}; the line marks 1.`,
    },
    { width: 720, height: 62 + 30 * rows.length, ...look },
  );
}
