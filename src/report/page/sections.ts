import type { Mark } from '../../selection/cut.js';
import type { CutflowResult, CutflowTruth, NMinusOneCut } from '../../verbs/types.js';
import { cutflowBars } from '../plot/cutflow-bars.js';
import { efficiencyCurves } from '../plot/efficiency-curve.js';
import { histogramPlot, outside } from '../plot/histogram.js';
import { ratioPlot } from '../plot/ratio.js';
import { formatCount, formatCounted } from '../terminal.js';
import type { ReportData } from './data.js';
import { type Column, figure, html, scrolling, section, table, words } from './html.js';
import { badge, legend } from './marks.js';
import { percent, sum } from './numbers.js';

/** Text with long names that may break after an underscore. */
const breaking = (text: string): string => words(text).replace(/_/g, '_<wbr>');

const sourced = ({ source, mark }: { readonly source: string; readonly mark: Mark }): string =>
  `${words(source)} ${badge(mark)}`;

const PAGE = { target: 'page' } as const;
const BROAD = { target: 'page', width: 720 } as const;

export const provenance = ({ provenance: facts }: ReportData): string =>
  section(
    'provenance',
    'Provenance',
    table(
      'provenance-table',
      'What was read, and how it was made',
      [{ title: 'what' }, { title: 'value' }],
      facts.map(({ label, value }) => [words(label), html('span', { class: 'long' }, words(value))]),
    ),
  );

export const selection = ({ selection: { name, doc, cuts } }: ReportData): string =>
  section(
    'selection',
    'Selection',
    html('p', {}, html('strong', {}, words(name)), `: ${words(doc)}. Cuts apply in this order.`),
    table(
      'selection-table',
      `Cuts of ${name}, with their sources`,
      [{ title: '#', kind: 'number' }, { title: 'cut' }, { title: 'passes when' }, { title: 'source and mark' }],
      cuts.map((cut, i) => [String(i + 1), words(cut.name), breaking(cut.text), sourced(cut)]),
      1,
    ),
    legend(cuts.map((c) => c.mark)),
  );

export function cutflow({ cutflow: flow }: ReportData): string {
  // weights of one say nothing new
  const weighted = flow.cuts.some((c) => c.weighted.sum !== c.candidates);
  const only = (cell: string): string[] => (weighted ? [cell] : []);
  const number = (title: string): Column => ({ title, kind: 'number' });
  const columns = [
    { title: 'cut' },
    number('candidates'),
    number('events'),
    number('of previous [%]'),
    number('of all [%]'),
    ...(weighted ? [number('weighted')] : []),
    number('exclusive'),
    number('of all [%]'),
    number('N − 1'),
    number('of N − 1 [%]'),
  ];
  const first = [formatCount(flow.candidates), formatCount(flow.candidateEvents), '', ''];
  const rows = [
    ['all', ...first, ...only(sum(flow.weighted)), '', '', '', ''],
    ...flow.cuts.map((c) => [
      words(c.name),
      formatCount(c.candidates),
      formatCount(c.events),
      percent(c.ofPrevious),
      percent(c.cumulative),
      ...only(sum(c.weighted)),
      formatCount(c.exclusive),
      percent(c.ofExclusive),
      formatCount(c.others),
      percent(c.ofOthers),
    ]),
  ];
  return section(
    'cutflow',
    'Cutflow',
    table('cutflow-table', 'Left after each cut and all before it', columns, rows),
    html(
      'p',
      { class: 'muted' },
      'Shares are of candidates, with 68 % intervals. Exclusive: candidates that pass this cut, whatever the others say. ',
      'N − 1: candidates that pass all the other cuts.',
    ),
    scrolling(
      'cutflow-caption',
      figure(
        cutflowBars(flow, BROAD),
        html('span', { id: 'cutflow-caption' }, 'Candidates left after each cut, and their share of all'),
        'broad',
      ),
    ),
    flow.truth === undefined ? '' : origins(flow, flow.truth),
  );
}

/** What the truth says: of each origin the candidates left, cut by cut. */
function origins(flow: CutflowResult, { efficiency, purity, origins: list }: CutflowTruth): string {
  const columns = [{ title: 'cut' }, ...list.map((o) => ({ title: o.origin, kind: 'number' as const }))];
  const rows = [
    ['all', ...list.map((o) => formatCount(o.all))],
    ...flow.cuts.map((c, i) => [words(c.name), ...list.map((o) => formatCount(o.after[i]!))]),
  ];
  return html(
    'section',
    { id: 'origins', 'aria-labelledby': 'origins-title' },
    html('h3', { id: 'origins-title' }, 'What the truth says'),
    html(
      'p',
      {},
      `Efficiency ${percent(efficiency)} % of all events; purity of what passes ${purity === null ? 'unknown, nothing passes' : `${percent(purity)} %`}. `,
      'The truth enters no cut.',
    ),
    table('origins-table', 'Candidates left after each cut, by their true origin', columns, rows),
    html(
      'ul',
      { class: 'legend', 'aria-label': 'Origins' },
      ...list.map((o) => html('li', {}, html('strong', {}, words(o.origin)), `: ${words(o.doc)}`)),
    ),
  );
}

export const nminus1 = ({ nminus1: cuts }: ReportData): string =>
  cuts.length === 0
    ? ''
    : section(
        'nminus1',
        'N − 1',
        html(
          'p',
          {},
          'Each cut’s quantity with all other cuts applied, and the share that the cut would keep at other values. Dashed: the values in force.',
        ),
        html(
          'ul',
          { class: 'legend cutlist', 'aria-label': 'Cuts' },
          ...cuts.map((c, i) => html('li', {}, html('a', { href: `#n1-${i + 1}` }, words(c.name)))),
        ),
        ...cuts.map(withoutOne),
      );

function withoutOne(cut: NMinusOneCut, i: number): string {
  const { name, text, histogram, others, passed } = cut;
  const share = others > 0 ? `, ${((100 * passed) / others).toFixed(1)} %` : '';
  const curves =
    cut.curves.length === 0
      ? ''
      : figure(
          efficiencyCurves(cut, { ...PAGE, title: `${name}: share kept against its value` }),
          'Share of N − 1 that the cut keeps, with 68 % intervals',
        );
  return html(
    'section',
    { id: `n1-${i + 1}`, 'aria-labelledby': `n1-${i + 1}-title` },
    html('h3', { id: `n1-${i + 1}-title` }, `${i + 1}. ${words(name)}`),
    html('p', {}, html('code', {}, words(text)), ` · ${sourced(cut)}`),
    html(
      'p',
      { class: 'muted' },
      `${formatCount(passed)} of ${formatCounted(others, 'candidate')} that pass all other cuts${share}.`,
    ),
    html(
      'div',
      { class: 'pictures' },
      figure(
        histogramPlot(histogram, { ...PAGE, title: `${name}: N − 1 distribution of ${histogram.column}` }),
        captionOf(histogram),
      ),
      curves,
    ),
    '\n',
  );
}

const captionOf = ({ doc, under, over, missing }: NMinusOneCut['histogram']): string =>
  `${words(doc)} (${outside(under, over, missing)})`;

export const histograms = ({ histograms: list }: ReportData): string =>
  list.length === 0
    ? ''
    : section(
        'distributions',
        'Distributions',
        html('p', {}, 'Candidates that pass every cut.'),
        html('div', { class: 'pictures' }, ...list.map((h) => figure(histogramPlot(h, PAGE), captionOf(h)))),
      );

export function figures({ figures: list }: ReportData): string {
  if (list.length === 0) return '';
  const chart = ratioPlot(list, BROAD);
  return section(
    'figures',
    'Published and here',
    table(
      'figures-table',
      'Quantities found here beside the published ones',
      [{ title: 'quantity' }, { title: 'here' }, { title: 'published' }, { title: 'source and mark' }],
      list.map((f) => [words(f.quantity), words(f.here), words(f.published), sourced(f)]),
    ),
    legend(list.map((f) => f.mark)),
    chart === undefined
      ? ''
      : scrolling(
          'figures-caption',
          figure(
            chart,
            html('span', { id: 'figures-caption' }, 'Found here over published; the line marks agreement'),
            'broad',
          ),
        ),
  );
}

export function events({ events: list, eventsTotal }: ReportData): string {
  const labels = [...new Set(list.flatMap((e) => e.values.map((v) => v.label)))];
  if (list.length === 0) {
    const none =
      eventsTotal === 0 ? 'No event passes every cut.' : `${formatCounted(eventsTotal, 'event')} pass; none is listed.`;
    return section('events', 'Events', html('p', {}, none));
  }
  const caption =
    list.length < eventsTotal
      ? `The first ${formatCount(list.length)} of ${formatCount(eventsTotal)} events that pass every cut`
      : `${formatCounted(list.length, 'event')} that pass every cut`;
  const shown = list.some((e) => e.command !== '');
  const rows = list.map((e) => {
    const values = new Map(e.values.map((v) => [v.label, v.value]));
    return [
      String(e.event),
      String(e.burst),
      ...labels.map((label) => words(values.get(label) ?? '–')),
      ...(shown ? [html('code', { class: 'command' }, words(e.command))] : []),
    ];
  });
  return section(
    'events',
    'Events',
    shown ? html('p', {}, 'A click on a command marks all of it, to be copied to a terminal.') : '',
    table(
      'events-table',
      caption,
      [
        { title: 'event', kind: 'number' },
        { title: 'burst', kind: 'number' },
        ...labels.map((title) => ({ title, kind: 'number' as const })),
        ...(shown ? [{ title: 'to see it', kind: 'wide' as const }] : []),
      ],
      rows,
    ).replace('class="scroll"', 'class="scroll tall"'),
  );
}
