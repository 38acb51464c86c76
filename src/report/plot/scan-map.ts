import { dot, type Markish, rect, text } from '@observablehq/plot';
import type { ScanResult } from '../../verbs/types.js';
import { element, label } from '../svg.js';
import { draw, type Look, MARGINS } from './draw.js';
import { ink } from './inks.js';
import { digits, MERITS, nameOf, type ScanAxisWords } from './scan-words.js';
import { inWords, type Shown, shownIn, withUnit } from './words.js';

interface ScanWords {
  readonly figure: ScanResult['figure'];
  /** Two. */
  readonly axes: readonly ScanAxisWords[];
  readonly points: readonly Pick<ScanResult['points'][number], 'at' | 'merit'>[];
  readonly best: Pick<ScanResult['points'][number], 'at' | 'merit'> | null;
}

interface Cell {
  readonly x1: number;
  readonly x2: number;
  readonly y1: number;
  readonly y2: number;
  readonly value: number;
}

/** Steps of the colour key. */
const KEY = 40;
/** Room for the key. */
const MARGIN_RIGHT = 92;

/**
 * A figure of merit over two cut values as a heat map; its highest value is ringed and named, what has none is left grey.
 * @returns SVG text
 */
export function scanMap(scan: ScanWords, look: Look & { readonly title?: string } = {}): string {
  const { axes, points, best } = scan;
  const [x, y] = axes as [ScanAxisWords, ScanAxisWords];
  const merit = MERITS[scan.figure];
  const [xs, ys] = [valuesOf(points, 0), valuesOf(points, 1)];
  const [sx, sy] = [shownOf(x, xs), shownOf(y, ys)];
  const [ex, ey] = [edges(xs, sx), edges(ys, sy)];
  const cells: Cell[] = points.map((p) => {
    const [i, j] = [xs.indexOf(p.at[0]!), ys.indexOf(p.at[1]!)];
    return { x1: ex[i]!, x2: ex[i + 1]!, y1: ey[j]!, y2: ey[j + 1]!, value: p.merit ?? Number.NaN };
  });
  const finite = cells.filter((c) => Number.isFinite(c.value));
  const low = Math.min(...finite.map((c) => c.value));
  const high = Math.max(...finite.map((c) => c.value));
  const { width = 560, height = 400 } = look;
  const sides = { x1: 'x1', x2: 'x2', y1: 'y1', y2: 'y2', shapeRendering: 'crispEdges' } as const;

  const marks: Markish[] = [
    rect(
      cells.filter((c) => !Number.isFinite(c.value)),
      { ...sides, fill: ink('masked'), className: 'none' },
    ),
    rect(finite, { ...sides, fill: 'value', className: 'merit' }),
  ];
  const most = best?.merit ?? null;
  if (best !== null && most !== null) {
    const at = { x: best.at[0]! / sx.scale, y: best.at[1]! / sy.scale };
    const right = xs.indexOf(best.at[0]!) < xs.length / 2;
    marks.push(
      dot([at], { x: 'x', y: 'y', r: 7, stroke: '#ffffff', strokeWidth: 5, className: 'optimum' }),
      dot([at], { x: 'x', y: 'y', r: 7, stroke: '#1a1a1a', strokeWidth: 2.2 }),
      text([at], {
        x: 'x',
        y: 'y',
        text: () => `best ${digits(most)}`,
        dx: right ? 15 : -15,
        textAnchor: right ? 'start' : 'end',
        fill: '#1a1a1a',
        stroke: '#ffffff',
        strokeWidth: 4,
      }),
    );
  }
  return draw(
    marks,
    {
      marginRight: MARGIN_RIGHT,
      x: { domain: [ex[0]!, ex[ex.length - 1]!], tickSize: 4 },
      y: { domain: [ey[0]!, ey[ey.length - 1]!], tickSize: 4 },
      color: { type: 'linear', scheme: 'cividis', domain: high > low ? [low, high] : [low, low + 1] },
    },
    {
      title: look.title ?? `${merit} over ${nameOf(x)} and ${nameOf(y)}`,
      x: withUnit(nameOf(x), sx.unit),
      y: withUnit(nameOf(y), sy.unit),
      desc:
        best === null || most === null
          ? `${merit} has no value anywhere.`
          : `${merit} from ${digits(low)} to ${digits(high)}; best ${digits(most)} with ${nameOf(x)} at ${inWords(best.at[0]!, sx)} and ${nameOf(y)} at ${inWords(best.at[1]!, sy)}.`,
    },
    { ...look, width, height },
    (colourOf) => (finite.length > 0 ? key(low, high, merit, width, colourOf) : ''),
  );
}

/** Values of an axis, ascending. */
const valuesOf = (points: ScanWords['points'], axis: number): number[] =>
  [...new Set(points.map((p) => p.at[axis]!))].sort((a, b) => a - b);

const shownOf = ({ unit }: ScanAxisWords, values: readonly number[]): Shown =>
  shownIn(unit, values[0]!, values[values.length - 1]!);

/** Borders of cells about the values: half-way between two, as far outside at the ends. */
function edges(values: readonly number[], { scale }: Shown): number[] {
  const v = values.map((native) => native / scale);
  const n = v.length;
  if (n === 1) return [v[0]! - 0.5, v[0]! + 0.5];
  const between = v.slice(1).map((b, i) => 0.5 * (v[i]! + b));
  return [v[0]! - (between[0]! - v[0]!), ...between, v[n - 1]! + (v[n - 1]! - between[n - 2]!)];
}

/** The colours and what they stand for, right of the frame. */
function key(low: number, high: number, merit: string, width: number, colourOf: (value: number) => string): string {
  const [left, top, size] = [width - MARGIN_RIGHT + 14, MARGINS.marginTop + 24, 5];
  const words = { 'text-anchor': 'start' };
  const bar = Array.from({ length: KEY }, (_, k) =>
    element('rect', {
      x: left,
      y: top + k * size,
      width: 14,
      height: size + 0.3,
      fill: colourOf(high - ((high - low) * k) / (KEY - 1)),
    }),
  );
  return [
    ...bar,
    label(left, top - 10, merit, { ...words, 'font-weight': 'bold' }),
    label(left + 20, top + 9, digits(high), words),
    label(left + 20, top + KEY * size, digits(low), words),
  ].join('');
}
