/** SVG text: a handful of functions that write elements, and the frame that turns numbers with units into places on paper. */

export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** A number as SVG takes it, to 1/100 of a pixel: the same bytes for the same picture. */
const coordinate = (v: number): string => String(Math.round(v * 100) / 100 + 0);

/** Text as XML takes it. */
export const escapeXml = (text: string): string =>
  text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]!);

/** One element with its children; entries that are undefined are left out. */
export function element(name: string, attributes: Attributes, ...children: readonly string[]): string {
  const list = Object.entries(attributes)
    .filter(([, v]) => v !== undefined)
    .map(([k, v]) => ` ${k}="${typeof v === 'number' ? coordinate(v) : escapeXml(v!)}"`)
    .join('');
  return children.length === 0 ? `<${name}${list}/>\n` : `<${name}${list}>${children.join('')}</${name}>\n`;
}

export const line = (x1: number, y1: number, x2: number, y2: number, attributes: Attributes): string =>
  element('line', { x1, y1, x2, y2, ...attributes });

export const label = (x: number, y: number, text: string, attributes: Attributes = {}): string =>
  element('text', { x, y, ...attributes }, escapeXml(text));

/** A whole document of w × h pixels on white. */
export const svgDocument = (w: number, h: number, title: string, ...body: readonly string[]): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n${element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width: w,
      height: h,
      viewBox: `0 0 ${w} ${h}`,
      'font-family': 'DejaVu Sans, Helvetica, Arial, sans-serif',
      'font-size': 13,
      fill: '#1a1a1a',
    },
    '\n',
    element('title', {}, escapeXml(title)),
    element('rect', { width: w, height: h, fill: '#ffffff' }),
    ...body,
  )}`;

/** A rectangle on paper and the ranges of the two quantities it shows. `id` names its clip path. */
export interface Frame {
  readonly id: string;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}

export const px = (f: Frame, x: number): number => f.left + ((x - f.x[0]) / (f.x[1] - f.x[0])) * f.width;
export const py = (f: Frame, y: number): number => f.top + ((f.y[1] - y) / (f.y[1] - f.y[0])) * f.height;

/** Points `xs`, `ys` joined by straight lines. */
export function polyline(f: Frame, xs: ArrayLike<number>, ys: ArrayLike<number>, attributes: Attributes): string {
  const points = Array.from(xs, (x, i) => `${coordinate(px(f, x))},${coordinate(py(f, ys[i]!))}`).join(' ');
  return element('polyline', { points, fill: 'none', ...attributes });
}

/** What is drawn inside the frame and must not leave it. */
export const clipped = (f: Frame, ...children: readonly string[]): string =>
  element(
    'clipPath',
    { id: `clip-${f.id}` },
    element('rect', { x: f.left, y: f.top, width: f.width, height: f.height }),
  ) + element('g', { 'clip-path': `url(#clip-${f.id})` }, '\n', ...children);

/** Round values between low and high, at most `most` of them. */
export function roundValues(low: number, high: number, most: number): number[] {
  const raw = (high - low) / most;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = power * [1, 2, 5, 10].find((k) => k * power >= raw * (1 - 1e-9))!;
  const first = Math.ceil(low / step - 1e-9);
  const values: number[] = [];
  for (let k = first; k * step <= high + 1e-9 * step; k++) values.push(Number((k * step).toPrecision(12)));
  return values;
}

/** Outline, ticks, numbers and names of both axes; `scaleX` and `scaleY` turn native units into those of the axis name. */
export function axes(
  f: Frame,
  names: { readonly x: string; readonly y: string; readonly scaleX?: number; readonly scaleY?: number },
  most: readonly [number, number] = [12, 5],
): string {
  const { scaleX = 1, scaleY = 1 } = names;
  const bottom = f.top + f.height;
  const tick = { stroke: '#1a1a1a', 'stroke-width': 1 };
  const numbersX = roundValues(f.x[0] / scaleX, f.x[1] / scaleX, most[0]);
  const numbersY = roundValues(f.y[0] / scaleY, f.y[1] / scaleY, most[1]);
  const room = 14 + 7.8 * Math.max(...numbersY.map((v) => number(v).length));
  const parts = [
    element('rect', { x: f.left, y: f.top, width: f.width, height: f.height, fill: 'none', ...tick }),
    label(f.left + f.width, bottom + 36, names.x, { 'text-anchor': 'end' }),
    label(0, 0, names.y, {
      transform: `translate(${coordinate(f.left - room)} ${coordinate(f.top)}) rotate(-90)`,
      'text-anchor': 'end',
    }),
  ];
  for (const v of numbersX) {
    const x = px(f, v * scaleX);
    parts.push(line(x, bottom, x, bottom - 5, tick), label(x, bottom + 17, number(v), { 'text-anchor': 'middle' }));
  }
  for (const v of numbersY) {
    const y = py(f, v * scaleY);
    parts.push(line(f.left, y, f.left + 5, y, tick), label(f.left - 6, y + 4.5, number(v), { 'text-anchor': 'end' }));
  }
  return element('g', {}, '\n', ...parts);
}

/** A number with a real minus sign. */
export const number = (v: number, digits?: number): string =>
  (digits === undefined ? String(v) : v.toFixed(digits)).replace('-', '−');
