import { dot, line, type Markish, ruleX, text } from '@observablehq/plot';
import type { ScanResult } from '../../verbs/types.js';
import { draw, type Look } from './draw.js';
import { type Ink, ink } from './inks.js';
import { digits, MERITS, nameOf, type ScanAxisWords } from './scan-words.js';
import { inWords, shownIn, withUnit } from './words.js';

/**
 * One cut value against the share of the signal that is kept, with its 68 % intervals, and against background and figure of merit, both
 * in per cent of their largest; a line where the merit is best.
 * @returns SVG text
 */
export function scanCurve(
  scan: Pick<ScanResult, 'figure' | 'points' | 'best'> & { readonly axes: readonly ScanAxisWords[] },
  look: Look & { readonly title?: string } = {},
): string {
  const { points, best } = scan;
  const axis = scan.axes[0]!;
  const merit = MERITS[scan.figure];
  const ats = points.map((p) => p.at[0]!);
  const [from, to] = [Math.min(...ats), Math.max(...ats)];
  const shown = shownIn(axis.unit, from, to);
  const room = 0.03 * ((to - from) / shown.scale) || 1;
  const mostBackground = Math.max(...points.map((p) => p.background));
  const mostMerit = Math.max(...points.map((p) => p.merit ?? 0));
  const rows = points.map((p) => ({
    x: p.at[0]! / shown.scale,
    signal: 100 * p.efficiency.value,
    low: 100 * p.efficiency.low,
    high: 100 * p.efficiency.high,
    background: mostBackground > 0 ? (100 * p.background) / mostBackground : 0,
    merit: p.merit === null || mostMerit <= 0 ? Number.NaN : (100 * p.merit) / mostMerit,
  }));

  const marks: Markish[] = [];
  if (best !== null) marks.push(ruleX([best.at[0]! / shown.scale], { stroke: ink('ink'), strokeDasharray: '5 4' }));
  marks.push(
    ruleX(rows, { x: 'x', y1: 'low', y2: 'high', stroke: ink('data'), strokeWidth: 1.5, className: 'interval' }),
    ...curve(rows, 'signal', 'data', 'circle'),
    ...curve(rows, 'background', 'second', 'square'),
    ...curve(rows, 'merit', 'published', 'triangle'),
  );
  if (best !== null) {
    const right = best.at[0]! < 0.5 * (from + to);
    marks.push(
      text([`best ${merit} ${best.merit === null ? '' : digits(best.merit)}`], {
        x: best.at[0]! / shown.scale,
        y: 112,
        dx: right ? 5 : -5,
        textAnchor: right ? 'start' : 'end',
        stroke: ink('paper'),
        fill: ink('ink'),
      }),
    );
  }
  const name = nameOf(axis);
  return draw(
    marks,
    { x: { domain: [from / shown.scale - room, to / shown.scale + room] }, y: { domain: [0, 118], ticks: 6 } },
    {
      title: look.title ?? `${merit} over ${name}`,
      x: withUnit(name, shown.unit),
      y: 'signal kept; others of their largest [%]',
      key: [
        { name: '● signal', ink: 'data' },
        { name: '□ background', ink: 'second' },
        { name: `△ ${merit}`, ink: 'published' },
      ],
      desc:
        best?.merit == null
          ? `${merit} has no value anywhere.`
          : `${merit} is best, ${digits(best.merit)}, with ${name} at ${inWords(best.at[0]!, shown)}, where ${(100 * best.efficiency.value).toFixed(1)} % of the signal is kept.`,
    },
    look,
  );
}

function curve<T extends object>(
  rows: readonly T[],
  y: keyof T & string,
  name: Ink,
  symbol: 'circle' | 'square' | 'triangle',
): Markish[] {
  const stroke = ink(name);
  return [
    line(rows, { x: 'x', y, stroke, strokeWidth: 1, className: `curve-${y}` }),
    dot(rows, { x: 'x', y, r: 3.2, symbol, stroke, fill: symbol === 'circle' ? stroke : ink('paper') }),
  ];
}
