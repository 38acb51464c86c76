import { dot, line, type Markish, ruleX } from '@observablehq/plot';
import type { CutCurve, NMinusOneCut } from '../../verbs/types.js';
import { formatCount } from '../terminal.js';
import { draw, type Look } from './draw.js';
import { type Ink, ink } from './inks.js';
import { inWords, shownIn, withUnit } from './words.js';

const EDGES: Readonly<Record<CutCurve['edge'], { readonly ink: Ink; readonly words: string }>> = {
  value: { ink: 'data', words: 'value of the cut' },
  low: { ink: 'data', words: 'lower edge' },
  high: { ink: 'second', words: 'upper edge' },
};

/**
 * The share of N − 1 candidates that a cut keeps against its value, a curve for each edge that moves while the other stays; points with
 * 68 % intervals, the values in force as dashed lines.
 * @returns SVG text
 */
export function efficiencyCurves(
  cut: Pick<NMinusOneCut, 'name' | 'text' | 'histogram' | 'curves' | 'others' | 'passed'>,
  look: Look & { readonly title?: string } = {},
): string {
  const { name, curves, histogram } = cut;
  const ats = curves.flatMap((c) => c.points.map((p) => p.at));
  const low = ats.length > 0 ? Math.min(...ats) : histogram.from;
  const high = ats.length > 0 ? Math.max(...ats) : histogram.to;
  const shown = shownIn(histogram.unit, low, high);
  const x = (native: number): number => native / shown.scale;
  const room = 0.03 * (x(high) - x(low)) || 1;
  const inForce = (histogram.lines ?? [])
    .filter((l) => l.at >= low && l.at <= high)
    .map((l) => ({ ...l, at: x(l.at) }));

  const marks: Markish[] = [ruleX(inForce, { x: 'at', stroke: ink('ink'), strokeDasharray: '5 4', className: 'cut' })];
  for (const { edge, points } of curves) {
    const stroke = ink(EDGES[edge].ink);
    const rows = points.map(({ at, fraction: f }) => ({
      x: x(at),
      y: 100 * f.value,
      y1: 100 * f.low,
      y2: 100 * f.high,
    }));
    marks.push(
      line(rows, { x: 'x', y: 'y', stroke, strokeWidth: 1, className: `curve-${edge}` }),
      ruleX(rows, { x: 'x', y1: 'y1', y2: 'y2', stroke, strokeWidth: 1.5, className: 'interval' }),
      dot(rows, {
        x: 'x',
        y: 'y',
        r: 3.2,
        fill: edge === 'high' ? ink('paper') : stroke,
        stroke,
        strokeWidth: 1.5,
        symbol: edge === 'high' ? 'square' : 'circle',
        className: `points-${edge}`,
      }),
    );
  }
  const axis = curves.length === 1 ? EDGES[curves[0]!.edge].words : 'edge of the cut';
  return draw(
    marks,
    { x: { domain: [x(low) - room, x(high) + room] }, y: { domain: [0, 105], ticks: 6 } },
    {
      title: look.title ?? `${name}: share kept against its value`,
      x: `${axis}: ${withUnit(histogram.column, shown.unit)}`,
      y: 'kept of N − 1 [%]',
      key:
        curves.length < 2
          ? []
          : curves.map(({ edge }) => ({
              name: `${edge === 'high' ? '□' : '●'} ${EDGES[edge].words}`,
              ink: EDGES[edge].ink,
            })),
      desc: [
        `${formatCount(cut.passed)} of ${formatCount(cut.others)} candidates that pass all other cuts pass ${cut.text}.`,
        ...curves.map(({ edge, points }) => inSentence(edge, points, (at) => inWords(at, shown))),
      ].join(' '),
    },
    look,
  );
}

function inSentence(edge: CutCurve['edge'], points: CutCurve['points'], words: (at: number) => string): string {
  const [first, last] = [points[0], points[points.length - 1]];
  if (first === undefined || last === undefined) return `No points for the ${EDGES[edge].words}.`;
  const share = (f: number): string => `${(100 * f).toFixed(1)} %`;
  return `With the ${EDGES[edge].words} at ${words(first.at)} it keeps ${share(first.fraction.value)}, at ${words(last.at)} ${share(last.fraction.value)}.`;
}
