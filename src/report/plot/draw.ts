import { frame, type Markish, type PlotOptions, plot } from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { element, escapeXml, label } from '../svg.js';
import { type Ink, ink, inLight } from './inks.js';

/** What a picture is, for those who see it and those who hear it. */
export interface Words {
  readonly title: string;
  /** What the picture shows, in a sentence or two with its numbers. */
  readonly desc: string;
  /** Line under the title of a file. */
  readonly note?: string;
  /** Names of the axes with their units; the y axis of a list has none. */
  readonly x: string;
  readonly y?: string;
  /** Samples or curves by colour, in a line above the frame. */
  readonly key?: readonly { readonly name: string; readonly ink: Ink }[];
}

/** Where a picture goes: `file`, light, with its title on white; `page`, in the colours of the page, which has its own words. */
export interface Look {
  readonly target?: 'file' | 'page';
  readonly width?: number;
  readonly height?: number;
}

export const MARGINS = { marginTop: 30, marginRight: 24, marginBottom: 50, marginLeft: 66 } as const;
/** Room of the key above the frame. */
const KEY = 20;
/** Room of title and note above the picture of a file. */
const HEADER = 50;
const NOTE = 'Emulated with spillway; not NA62 data.';
const { document } = parseHTML('<!doctype html><html><body></body></html>');

/**
 * A picture as SVG text: marks by Observable Plot in the house's frame, 560 × 330 unless told. The same data give the same bytes.
 * `beside` adds elements of its own, in the colours of the values. Importing this file loads the library, 0.3 s: verbs that draw import it when they do.
 */
export function draw(
  marks: readonly Markish[],
  options: PlotOptions & Partial<Record<keyof typeof MARGINS, number>>,
  words: Words,
  look: Look,
  beside: (colourOf: (value: number) => string) => string = () => '',
): string {
  const { target = 'file', width = 560, height = 330 } = look;
  const { x, y, key = [] } = words;
  const margins: Record<keyof typeof MARGINS, number> & PlotOptions = { ...MARGINS, ...options };
  if (key.length > 0) margins.marginTop += KEY;
  const drawn = plot({
    document,
    ...margins,
    x: { label: null, tickSize: -5, ticks: 7, ...options.x },
    y: { label: null, tickSize: -5, ticks: 5, ...options.y },
    width,
    height,
    marks: [...marks, frame({ stroke: ink('ink') })],
  });
  const inner = tidy(drawn.innerHTML.replace(/<style>.*?<\/style>/s, ''));
  const top = target === 'file' ? HEADER : 0;
  const header =
    target === 'file'
      ? [
          element('rect', { width, height: height + top, fill: ink('paper') }),
          label(16, 26, words.title, { 'font-size': 16, 'font-weight': 'bold' }),
          label(16, 45, words.note ?? NOTE, { 'font-size': 12, fill: ink('muted') }),
        ]
      : [];
  const svg = element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${width} ${height + top}`,
      width,
      height: height + top,
      role: 'img',
      'aria-label': words.title,
      'font-family': 'DejaVu Sans, Verdana, Helvetica, Arial, sans-serif',
      'font-size': 12,
      fill: ink('ink'),
    },
    '\n',
    element('title', {}, escapeXml(words.title)),
    element('desc', {}, escapeXml(words.desc)),
    ...header,
    element(
      'g',
      { transform: `translate(0,${top})`, 'text-anchor': 'middle' },
      inner,
      label(width - margins.marginRight, height - 9, x, { 'text-anchor': 'end' }),
      y === undefined ? '' : label(margins.marginLeft, margins.marginTop - 9, y, { 'text-anchor': 'start' }),
      key.length === 0 ? '' : keyLine(margins.marginLeft, key),
      beside((value) => drawn.scale('color')?.apply(value)),
    ),
  );
  return target === 'file' ? `<?xml version="1.0" encoding="UTF-8"?>\n${inLight(svg)}` : svg;
}

const keyLine = (left: number, key: NonNullable<Words['key']>): string =>
  element(
    'text',
    { x: left, y: 14, 'text-anchor': 'start' },
    ...key.map((k, i) => element('tspan', { fill: ink(k.ink), dx: i === 0 ? 0 : 18 }, escapeXml(k.name)).trimEnd()),
  );

/** Coordinates to 1/100 of a pixel, and nothing that only scripts would read. */
const tidy = (svg: string): string =>
  svg.replaceAll('currentColor', ink('ink')).replace(/<[^>]+>/g, (tag) =>
    tag
      .replace(/ aria-\w+="[^"]*"/g, '')
      .replace(/-?\d+\.\d{3,}(e-?\d+)?/g, (n) => String(Math.round(Number(n) * 100) / 100 + 0))
      .replace(/ ?\/>$/, '/>'),
  );
