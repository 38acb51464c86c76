import { formatCount, formatCounted } from '../terminal.js';
import type { ReportData } from './data.js';
import { html, words } from './html.js';
import { cutflow, events, figures, histograms, nminus1, provenance, selection } from './sections.js';
import { STYLE } from './style.js';

/** Nothing may be fetched: the page is whole. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

const SECTIONS: readonly {
  readonly id: string;
  readonly title: string;
  readonly make: (data: ReportData) => string;
}[] = [
  { id: 'provenance', title: 'Provenance', make: provenance },
  { id: 'selection', title: 'Selection', make: selection },
  { id: 'cutflow', title: 'Cutflow', make: cutflow },
  { id: 'nminus1', title: 'N − 1', make: nminus1 },
  { id: 'distributions', title: 'Distributions', make: histograms },
  { id: 'figures', title: 'Published and here', make: figures },
  { id: 'events', title: 'Events', make: events },
];

/**
 * The report as one HTML page that needs nothing else: no script, no request, style and pictures inside. Light or dark as the reader's
 * system asks; 0.3 s with twelve cuts. Sections without data are left out. Importing this file loads the plotting library.
 */
export function reportPage(data: ReportData): string {
  const { title, selection: chosen, cutflow: flow } = data;
  const made = SECTIONS.map((s) => ({ ...s, text: s.make(data) })).filter((s) => s.text !== '');
  const head = [
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width,initial-scale=1">',
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
    '<meta name="color-scheme" content="light dark">',
    '<meta name="generator" content="spillway">',
    '<link rel="icon" href="data:,">',
    html('title', {}, words(title)),
    html('style', {}, STYLE),
  ];
  const summary = `${formatCount(flow.passed)} of ${formatCounted(flow.candidates, 'candidate')} in ${formatCounted(flow.events, 'event')} pass every cut of ${chosen.name}: ${chosen.doc}.`;
  const contents = html(
    'nav',
    { 'aria-label': 'Contents' },
    html('ul', {}, ...made.map((s) => html('li', {}, html('a', { href: `#${s.id}` }, words(s.title))))),
  );
  const body = [
    html('a', { class: 'skip', href: '#content' }, 'Skip to the content'),
    html('header', {}, html('h1', {}, words(title)), html('p', {}, words(summary)), blinding(data)),
    contents,
    html('main', { id: 'content', tabindex: '-1' }, ...made.map((s) => s.text)),
    html('footer', {}, 'Emulated and reconstructed with spillway. Not an NA62 product; no NA62 data.'),
  ];
  return `<!doctype html>\n<html lang="en">\n<head>\n${head.join('\n')}\n</head>\n<body>\n${body.join('\n')}\n</body>\n</html>\n`;
}

/** What may not be seen, or why it was. */
function blinding({ blinding: { masked, unblinded } }: ReportData): string {
  if (masked.length === 0 && unblinded === null) return '';
  const regions = masked.map(words).join('; ');
  const text =
    unblinded === null
      ? [html('strong', {}, 'Masked: '), `${regions}. Nothing in it is listed or drawn.`]
      : [html('strong', {}, 'Unblinded'), `${regions === '' ? '' : ` (${regions})`}, because: ${words(unblinded)}`];
  return html('div', { class: 'notice', role: 'note', 'aria-label': 'Blinding' }, html('p', {}, ...text));
}
