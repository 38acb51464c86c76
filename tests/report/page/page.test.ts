import { describe, expect, it } from 'vitest';
import { reportPage } from '../../../src/report/page/page.js';
import { REPORT } from './report-data.js';

const PAGE = reportPage(REPORT);
const sectionOf = (page: string, id: string): string => {
  const from = page.indexOf(`<section id="${id}"`);
  if (from < 0) throw new Error(`no section ${id}`);
  const rest = page.slice(from + 1);
  const next = rest.search(/<section id="(?!n1-|origins)|<\/main>/);
  return rest.slice(0, next);
};
const count = (text: string, pattern: RegExp): number => [...text.matchAll(pattern)].length;

describe('the report page', () => {
  it('is the same again, and of a size to send', () => {
    expect(reportPage(REPORT)).toBe(PAGE);
    expect(Buffer.byteLength(PAGE)).toBeLessThan(1e6);
  });

  it('shows each cut in words with its source, and what is recalled as recalled', () => {
    const text = sectionOf(PAGE, 'selection');
    for (const cut of REPORT.selection.cuts) expect(text).toContain(cut.name);
    const rows = text.slice(text.indexOf('<tbody>'), text.indexOf('</tbody>')).split('<tr>').slice(1);
    expect(rows).toHaveLength(12);
    for (const [i, row] of rows.entries()) {
      const { mark, source } = REPORT.selection.cuts[i]!;
      expect(row).toContain(source);
      expect(row.includes('>recalled (R-'), `${i}`).toBe(mark === 'R-b' || mark === 'R-c');
    }
    // said again beside the plots and the figures
    expect(count(sectionOf(PAGE, 'nminus1'), /recalled \(R-/g)).toBe(3);
    expect(sectionOf(PAGE, 'figures')).toMatch(/KAON §7.3 <span class="mark recalled"/);
  });

  it('has the cutflow in numbers and as a picture', () => {
    const text = sectionOf(PAGE, 'cutflow');
    expect(text).toContain('<td class="number">21,904</td>');
    // 41,210 of 52,340, its interval to two digits
    expect(text).toContain('78.74 <span class="errors">+0.18 −0.18</span>');
    expect(text).toContain('weighted');
    expect(count(text, /<svg /g)).toBe(1);
    // weights of one are not shown
    const plain = (n: number) => ({ weighted: { sum: n, error: Math.sqrt(n) } });
    const { cutflow } = REPORT;
    const cuts = cutflow.cuts.map((c) => ({ ...c, ...plain(c.candidates) }));
    const page = reportPage({ ...REPORT, cutflow: { ...cutflow, ...plain(cutflow.candidates), cuts } });
    expect(sectionOf(page, 'cutflow')).not.toContain('weighted');
  });

  it('says what the truth says where it was read', () => {
    const text = PAGE.slice(PAGE.indexOf('<section id="origins"'), PAGE.indexOf('<section id="nminus1"'));
    expect(text).toContain('Efficiency 5.12 <span class="errors">+0.07 −0.07</span> %');
    // after the second cut: 40 % of 33,087 and the rest
    expect(text).toContain('<td class="number">13,235</td><td class="number">19,852</td>');
    const { truth, ...cutflow } = REPORT.cutflow;
    expect(truth).toBeDefined();
    expect(reportPage({ ...REPORT, cutflow })).not.toContain('truth');
  });

  it('has a distribution and a curve for each cut, and the distributions of what passes', () => {
    expect(count(sectionOf(PAGE, 'nminus1'), /<svg /g)).toBe(24);
    expect(count(sectionOf(PAGE, 'distributions'), /<svg /g)).toBe(4);
    expect(sectionOf(PAGE, 'distributions')).toContain('m(K⁺), PDG');
  });

  it('follows its data: one count more is another picture', () => {
    const [first, ...others] = REPORT.histograms;
    const counts = first!.counts.map((n, i) => (i === 30 ? n + 9 : n));
    const page = reportPage({ ...REPORT, histograms: [{ ...first!, counts }, ...others] });
    expect(sectionOf(page, 'distributions')).not.toBe(sectionOf(PAGE, 'distributions'));
    expect(sectionOf(page, 'nminus1')).toBe(sectionOf(PAGE, 'nminus1'));
  });

  it('lists events with the command to see them, and says when there are more', () => {
    const text = sectionOf(PAGE, 'events');
    expect(text).toContain('The first 300 of 5,988 events');
    expect(count(text, /<code class="command">spillway show /g)).toBe(300);
    expect(text).toContain('spillway show out/first-light/spill --event 21 ');
    const without = REPORT.events.map((e) => ({ ...e, command: '' }));
    expect(sectionOf(reportPage({ ...REPORT, events: without }), 'events')).not.toMatch(/command|to see it/);
  });

  it('says what is masked, or why it is not', () => {
    expect(PAGE).toContain('<strong>Masked: </strong>signal of π⁻e⁺e⁺: 484 &lt; m(πee) &lt; 510 MeV/c²');
    const seen = reportPage({ ...REPORT, blinding: { ...REPORT.blinding, unblinded: 'cuts are final & signed' } });
    expect(seen).toContain('because: cuts are final &amp; signed');
    expect(seen).not.toContain('Masked: ');
    const open = reportPage({ ...REPORT, blinding: { masked: [], unblinded: null } });
    expect(open).not.toContain('class="notice"');
  });

  it('takes text as text', () => {
    const evil = '"><script>alert(1)</script>';
    const page = reportPage({
      ...REPORT,
      title: evil,
      provenance: [{ label: evil, value: evil }],
      selection: { ...REPORT.selection, doc: evil },
      blinding: { masked: [evil], unblinded: null },
      histograms: [{ ...REPORT.histograms[0]!, doc: evil, column: evil, lines: [{ at: 490, label: evil }] }],
      events: [{ burst: 1, event: 2, values: [{ label: evil, value: evil }], command: evil }],
    });
    expect(page).not.toContain('<script');
  });

  it('leaves out what has no data', () => {
    const page = reportPage({ ...REPORT, nminus1: [], histograms: [], figures: [], events: [], eventsTotal: 0 });
    expect(page).not.toMatch(/id="(nminus1|distributions|figures)"/);
    expect(page).not.toContain('href="#figures"');
    expect(sectionOf(page, 'events')).toContain('No event passes every cut.');
  });
});
