import { escapeXml } from '../svg.js';

type Attributes = Readonly<Record<string, string | undefined>>;

/** Text as HTML takes it, in elements and in attributes. */
export const words = escapeXml;

/** One element with its children, which are HTML; attributes are text, and left out when undefined. */
export function html(name: string, attributes: Attributes, ...children: readonly string[]): string {
  const list = Object.entries(attributes)
    .filter(([, v]) => v !== undefined)
    .map(([k, v]) => (v === '' ? ` ${k}` : ` ${k}="${words(v!)}"`))
    .join('');
  return `<${name}${list}>${children.join('')}</${name}>`;
}

/** A column of a table: `number` stands to the right, `wide` keeps its line. */
export interface Column {
  readonly title: string;
  readonly kind?: 'number' | 'wide';
}

/**
 * A table with a caption, in a region that scrolls by itself and by keyboard when it is wider than the page. The cell of column `head`
 * names its row. Cells are HTML.
 */
export function table(
  id: string,
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  head = 0,
): string {
  const titles = columns.map(({ title, kind }) => html('th', { scope: 'col', class: kind }, words(title)));
  const body = rows.map((cells) =>
    html(
      'tr',
      {},
      ...cells.map((cell, k) => {
        const kind = columns[k]?.kind;
        return k === head ? html('th', { scope: 'row', class: kind }, cell) : html('td', { class: kind }, cell);
      }),
    ),
  );
  return scrolling(
    id,
    html(
      'table',
      {},
      html('caption', { id }, words(caption)),
      `\n<thead>${html('tr', {}, ...titles)}</thead>\n<tbody>\n${body.join('\n')}\n</tbody>`,
    ),
  );
}

/** A region that scrolls sideways, named by the element `labelledby`. */
export const scrolling = (labelledby: string, ...children: readonly string[]): string =>
  html('div', { class: 'scroll', role: 'region', tabindex: '0', 'aria-labelledby': labelledby }, ...children);

/** A picture with its words below. */
export const figure = (svg: string, caption: string, kind?: 'broad'): string =>
  html('figure', { class: kind }, svg, html('figcaption', {}, caption));

/** A section of the page with its heading, which the contents lead to. */
export const section = (id: string, title: string, ...children: readonly string[]): string =>
  `\n${html('section', { id, 'aria-labelledby': `${id}-title` }, html('h2', { id: `${id}-title` }, words(title)), '\n', ...children)}\n`;
