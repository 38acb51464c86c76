import { areaY, line, type Markish, rect, ruleX, text } from '@observablehq/plot';
import type { HistogramData } from '../../verbs/types.js';
import { number } from '../svg.js';
import { formatCount } from '../terminal.js';
import { draw, type Look, type Words } from './draw.js';
import { type Ink, ink } from './inks.js';
import { inWords, type Shown, shownIn, withUnit } from './words.js';

/** Width of a letter, about [pixels]. */
const LETTER = 8;

export interface HistogramLook extends Look {
  readonly title?: string;
  /** `step`: the outline alone. */
  readonly style?: 'filled' | 'step';
  /** What is counted (default candidates). */
  readonly counted?: string;
  /** Name of the sample, when there is another. */
  readonly label?: string;
  /** A second sample in the same bins, as an outline; `scale` multiplies its counts. */
  readonly also?: { readonly data: HistogramData; readonly label: string; readonly scale?: number };
  /** A published value with its band, in native units. */
  readonly published?: {
    readonly low: number;
    readonly high: number;
    readonly value?: number;
    readonly label: string;
  };
}

/**
 * A histogram with the values of its cuts drawn in, what lies outside in words, and the masked range as a grey band.
 * @returns SVG text
 */
export function histogramPlot(given: HistogramData, look: HistogramLook = {}): string {
  const data = unseen(given);
  const { column, from, to, counts, masked } = data;
  const { published, counted = 'candidates', style = 'filled' } = look;
  const also = look.also && { ...look.also, data: unseen({ ...look.also.data, ...(masked && { masked }) }) };
  const shown = shownIn(data.unit, from, to);
  const x = (native: number): number => native / shown.scale;
  const outline = steps(data, shown);
  const second = also === undefined ? [] : steps(also.data, shown, also.scale);
  // room for the names of the cuts above the highest bin
  const top = 1.22 * Math.max(1, ...[...outline, ...second].map((p) => p.y).filter(Number.isFinite));
  const lines = linesOf(data, shown).map((l) => ({ ...l, at: x(l.at) }));
  const axes = { x: 'x', y: 'y' } as const;

  const marks: Markish[] = [];
  if (masked !== undefined) {
    const [low, high] = [x(Math.max(from, masked[0])), x(Math.min(to, masked[1]))];
    if (low < high) {
      marks.push(band(low, high, top, 'masked', 1), text(['masked'], { x: 0.5 * (low + high), y: 0.5 * top }));
    }
  }
  if (published !== undefined) {
    marks.push(band(x(Math.max(from, published.low)), x(Math.min(to, published.high)), top, 'published', 0.22));
    if (published.value !== undefined) marks.push(ruleX([x(published.value)], { stroke: ink('published') }));
  }
  if (style === 'filled')
    marks.push(areaY(outline, { x: 'x', y1: 0, y2: 'y', fill: ink('fill'), className: 'filled' }));
  marks.push(line(outline, { ...axes, stroke: ink('data'), strokeWidth: 1.5, className: 'outline' }));
  if (also !== undefined) {
    marks.push(
      line(second, {
        ...axes,
        stroke: ink('second'),
        strokeWidth: 1.5,
        strokeDasharray: '6 2',
        className: 'also',
      }),
    );
  }
  marks.push(ruleX(lines, { x: 'at', stroke: ink('ink'), strokeDasharray: '5 4', className: 'cut' }));
  marks.push(...namesOfLines(lines, [x(from), x(to)], top, look.width ?? 560));

  const title = look.title ?? [column, data.doc].filter((text) => text !== '').join(', ');
  const width = (to - from) / counts.length;
  const isWhole = width === 1 && Math.abs(from % 1) === 0.5;
  return draw(
    marks,
    {
      x: {
        domain: [x(from), x(to)],
        ...(isWhole ? { ticks: wholes(from, to), tickFormat: (n: number) => number(n) } : {}),
      },
      y: { domain: [0, top], ticks: Math.min(5, Math.ceil(top)) },
    },
    {
      title,
      desc: inSentences(data, shown, look),
      x: withUnit(column, shown.unit),
      y: isWhole ? counted : `${counted} / ${inWords(width, shown, 3)}`,
      key: keyOf(look),
    },
    look,
  );
}

/** Whole numbers between, at most eight; 0 is never −0. */
function wholes(from: number, to: number): number[] {
  const step = Math.ceil((to - from) / 8);
  return Array.from({ length: Math.ceil((to - from) / step) }, (_, k) => Math.ceil(from) + k * step + 0).filter(
    (n) => n < to,
  );
}

/** Bins that touch the masked range taken out, so that neither axis nor words can tell what was in them. */
function unseen(data: HistogramData): HistogramData {
  const { counts, from, to, masked } = data;
  if (masked === undefined) return data;
  const width = (to - from) / counts.length;
  // an edge on an edge does not touch, whatever rounding says
  const [low, high] = [masked[0] + 1e-9 * width, masked[1] - 1e-9 * width];
  const hidden = (i: number): boolean => from + (i + 1) * width > low && from + i * width < high;
  return { ...data, counts: counts.map((n, i) => (hidden(i) ? Number.NaN : n)) };
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** The outline of bins: up, along, down; a gap where there is no count. */
function steps({ counts, from, to }: HistogramData, { scale: unit }: Shown, scale = 1): Point[] {
  const edge = (i: number): number => (from + ((to - from) * i) / counts.length) / unit;
  const points: Point[] = [{ x: edge(0), y: 0 }];
  for (const [i, n] of counts.entries()) points.push({ x: edge(i), y: n * scale }, { x: edge(i + 1), y: n * scale });
  points.push({ x: edge(counts.length), y: 0 });
  return points;
}

/** Lines inside the range; one that is named by its bare number is named in the unit of the axis. */
const linesOf = ({ lines = [], from, to }: HistogramData, shown: Shown) =>
  lines
    .filter(({ at }) => at >= from && at <= to)
    .map(({ at, label }) => ({ at, label: Number(label) === at ? inWords(at, shown) : label }));

const band = (x1: number, x2: number, top: number, name: 'masked' | 'published', fillOpacity: number): Markish =>
  rect([0], { x1, x2, y1: 0, y2: top, fill: ink(name), fillOpacity, className: name });

/**
 * Names of lines beside their tops: of several, the first to the left and the last to the right, as cuts point outwards; on the other
 * side where there is no room. Those on the same side stand one below the other.
 */
function namesOfLines(
  lines: readonly { readonly at: number; readonly label: string }[],
  [from, to]: readonly [number, number],
  top: number,
  width: number,
): Markish[] {
  const sorted = [...lines].sort((a, b) => a.at - b.at);
  const used = { left: 0, right: 0 };
  return sorted.map(({ at, label }, k) => {
    const fits = { left: (at - from) / (to - from), right: (to - at) / (to - from) };
    const needed = (LETTER * [...label].length) / width;
    const outward = k < (sorted.length - 1) / 2 ? 'left' : k > (sorted.length - 1) / 2 ? 'right' : undefined;
    const roomier = fits.right >= fits.left ? 'right' : 'left';
    const side = outward !== undefined && fits[outward] > needed ? outward : roomier;
    const row = used[side]++;
    return text([label], {
      x: at,
      y: top,
      dx: side === 'right' ? 5 : -5,
      dy: 12 + 15 * (row % 3),
      textAnchor: side === 'right' ? 'start' : 'end',
      stroke: ink('paper'),
      fill: ink('ink'),
    });
  });
}

/** Names of the samples and the published band, when there is more than the histogram. */
function keyOf({ also, published, label = 'this run' }: HistogramLook): NonNullable<Words['key']> {
  const key: { readonly name: string; readonly ink: Ink }[] = [];
  if (also !== undefined) {
    const times = also.scale === undefined ? '' : ` × ${number(also.scale)}`;
    key.push({ name: `— ${label}`, ink: 'data' }, { name: `- - ${also.label}${times}`, ink: 'second' });
  }
  if (published !== undefined) key.push({ name: `▮ ${published.label}`, ink: 'published' });
  return key;
}

/** The histogram for who cannot see it. */
function inSentences(data: HistogramData, shown: Shown, look: HistogramLook): string {
  const { column, from, to, counts, under, over, missing, masked } = data;
  const { counted = 'candidates', also, published } = look;
  const inside = counts.reduce((a, n) => a + (Number.isNaN(n) ? 0 : n), 0);
  const highest = counts.reduce((best, n, i) => (n > (counts[best] || 0) ? i : best), 0);
  const width = (to - from) / counts.length;
  const sentences = [
    `${formatCount(inside)} ${counted} in ${counts.length} bins of ${column} from ${inWords(from, shown)} to ${inWords(to, shown)}`,
  ];
  if (inside > 0) {
    sentences.push(`most, ${formatCount(counts[highest]!)}, at ${inWords(from + (highest + 0.5) * width, shown)}`);
  }
  sentences.push(outside(under, over, missing));
  for (const { at, label } of linesOf(data, shown)) sentences.push(`line at ${inWords(at, shown)}: ${label}`);
  if (also !== undefined) sentences.push(`compared with ${also.label}`);
  if (published !== undefined) {
    sentences.push(
      `published from ${inWords(published.low, shown)} to ${inWords(published.high, shown)}: ${published.label}`,
    );
  }
  if (masked !== undefined) sentences.push(`masked from ${inWords(masked[0], shown)} to ${inWords(masked[1], shown)}`);
  return `${sentences.join('; ')}.`;
}

/** What a histogram does not show, in words. */
export const outside = (under: number, over: number, missing: number): string =>
  `${formatCount(under)} below, ${formatCount(over)} above, ${formatCount(missing)} without a value`;
