import { describe, expect, it } from 'vitest';
import { cutflowBars, efficiencyCurves, ratioPlot, scanPlot } from '../../../src/report/plot/index.js';
import { INKS } from '../../../src/report/plot/inks.js';
import { svgToPng } from '../../../src/report/plot/png.js';
import type { CutCurve, NMinusOneCut } from '../../../src/verbs/types.js';
import { REPORT } from '../page/report-data.js';
import { tagsOf } from '../svg-check.js';
import { marksOf, numbersOf, tickAt } from './marks.js';

const point = (at: number, value: number, error: number): CutCurve['points'][number] => ({
  at,
  passed: Math.round(1000 * value),
  of: 1000,
  fraction: { value, low: value - error, high: value + error },
});
const CUT: NMinusOneCut = {
  name: 'chi2',
  text: 'chi2 < 25',
  source: '',
  mark: '',
  histogram: {
    column: 'chi2',
    unit: '',
    doc: '',
    from: 0,
    to: 60,
    counts: [1],
    under: 0,
    over: 0,
    missing: 0,
    lines: [{ at: 25, label: '25' }],
  },
  curves: [{ edge: 'value', points: [point(10, 0.2, 0.05), point(25, 0.6, 0.1), point(40, 1, 0)] }],
  others: 1000,
  passed: 600,
};

describe('efficiency against the value of a cut', () => {
  it('puts points and intervals where the numbers are', () => {
    const svg = efficiencyCurves(CUT);
    tagsOf(svg);
    const per = (tickAt(svg, '0', 'y') - tickAt(svg, '100', 'y')) / 100;
    const share = (y: number): number => (tickAt(svg, '0', 'y') - y) / per;
    const points = marksOf(svg, 'points-value');
    expect(numbersOf(points, 'cy').map((y) => Math.round(share(y)))).toEqual([20, 60, 100]);
    expect(numbersOf(points, 'cx')[0]).toBeCloseTo(tickAt(svg, '10', 'x'), 1);
    const bars = marksOf(svg, 'interval');
    expect(numbersOf(bars, 'y1').map((y) => Math.round(share(y)))).toEqual([15, 50, 100]);
    expect(numbersOf(bars, 'y2').map((y) => Math.round(share(y)))).toEqual([25, 70, 100]);
    expect(numbersOf(marksOf(svg, 'cut'), 'x1')).toEqual([tickAt(svg, '25', 'x')]);
    expect(svg).toContain('600 of 1,000 candidates that pass all other cuts pass chi2 &lt; 25.');
  });

  it('draws an interval as two curves with a key', () => {
    const points = CUT.curves[0]!.points;
    const svg = efficiencyCurves({ ...CUT, curves: ['low', 'high'].map((edge) => ({ edge, points }) as CutCurve) });
    expect(svg).toMatch(/lower edge.*upper edge/s);
    expect(marksOf(svg, 'points-low')).not.toBe('');
    expect(marksOf(svg, 'points-high')).not.toBe('');
  });

  it('stands a cut without points', () => {
    tagsOf(efficiencyCurves({ ...CUT, curves: [] }));
    tagsOf(efficiencyCurves({ ...CUT, curves: [{ edge: 'value', points: [] }] }));
  });
});

describe('a cutflow', () => {
  it('has bars as long as its counts', () => {
    const svg = cutflowBars(REPORT.cutflow);
    tagsOf(svg);
    const widths = numbersOf(marksOf(svg, 'left'), 'width');
    const wanted = [REPORT.cutflow.candidates, ...REPORT.cutflow.cuts.map((c) => c.candidates)];
    expect(widths).toHaveLength(wanted.length);
    for (const [i, w] of widths.entries()) expect(w / widths[0]!).toBeCloseTo(wanted[i]! / wanted[0]!, 3);
    expect(svg).toContain('>21,904 (41.8 %)</text>');
  });

  it('turns logarithmic when little is left, and says so', () => {
    const { cutflow } = REPORT;
    const few = {
      ...cutflow,
      cuts: cutflow.cuts.map((c, i) => ({ ...c, candidates: i === 11 ? 0 : 10 ** (4 - i / 3) })),
    };
    const svg = cutflowBars({ ...few, candidates: 1e6 });
    tagsOf(svg);
    expect(svg).toContain('candidates left, logarithmic');
    const widths = numbersOf(marksOf(svg, 'left'), 'width');
    // a decade is as long anywhere
    expect(widths[1]! - widths[4]!).toBeCloseTo(widths[4]! - widths[7]!, 0);
    expect(widths[12] ?? 0).toBeCloseTo(0, 5);
  });

  it('stands a cutflow of nothing', () => {
    const none = REPORT.cutflow.cuts.map((c) => ({ ...c, candidates: 0 }));
    tagsOf(cutflowBars({ ...REPORT.cutflow, candidates: 0, passed: 0, cuts: none }));
  });
});

describe('a scan', () => {
  const axis = (cut: string, edge: 'value' | 'low', unit: string) => ({
    cut,
    edge,
    unit,
    column: cut,
    from: 0,
    to: 1,
    steps: 3,
  });
  const at = (values: readonly number[], merit: number | null) => ({
    at: values,
    signal: 10,
    signalCandidates: 10,
    efficiency: { value: 0.5, low: 0.4, high: 0.6 },
    background: 4,
    backgroundError: 2,
    merit,
  });

  it('of two cuts is a map: a cell a pair, the best ringed, none grey', () => {
    const points = [10, 20, 30].flatMap((x) => [1, 2].map((y) => at([x, y], x === 30 && y === 2 ? null : x * y)));
    const best = points.find((p) => p.merit === 40)!;
    const svg = scanPlot({ figure: 's/sqrt(b)', axes: [axis('a', 'value', ''), axis('b', 'low', 'ns')], points, best });
    tagsOf(svg);
    expect(numbersOf(marksOf(svg, 'merit'), 'width')).toHaveLength(5);
    expect(numbersOf(marksOf(svg, 'none'), 'width')).toHaveLength(1);
    expect(numbersOf(marksOf(svg, 'optimum'), 'cx')[0]).toBeCloseTo(tickAt(svg, '20', 'x'), 1);
    expect(svg).toContain('>best 40</text>');
    expect(svg).toContain('S/√B from 10 to 40; best 40 with a at 20 and b, low edge at 2 ns.');
    const colours = new Set([...marksOf(svg, 'merit').matchAll(/fill="([^"]+)"/g)].map((m) => m[1]));
    // 10, 20 twice, 30, 40
    expect(colours.size).toBe(4);
  });

  it('of one cut is curves, with a line at the best', () => {
    const points = [10, 20, 30].map((x) => at([x], x === 30 ? null : x));
    const svg = scanPlot({ figure: 'punzi', axes: [axis('a', 'value', '')], points, best: points[1]! });
    tagsOf(svg);
    expect(svg).toContain('Punzi is best, 20, with a at 20, where 50.0 % of the signal is kept.');
    expect(numbersOf(marksOf(svg, 'interval'), 'x1')).toHaveLength(3);
  });

  it('stands a scan without a best', () => {
    const points = [10, 20].map((x) => at([x], null));
    tagsOf(scanPlot({ figure: 'punzi', axes: [axis('a', 'value', '')], points, best: null }));
    const pairs = [10, 20].flatMap((x) => [1, 2].map((y) => at([x, y], null)));
    tagsOf(
      scanPlot({ figure: 'punzi', axes: [axis('a', 'value', ''), axis('b', 'value', '')], points: pairs, best: null }),
    );
  });
});

describe('here over published', () => {
  it('places what has both, and is left out when nothing has', () => {
    const svg = ratioPlot(REPORT.figures)!;
    tagsOf(svg);
    expect(numbersOf(marksOf(svg, 'here'), 'cx')).toHaveLength(3);
    expect(svg).toContain('width of m(πee) 1.024');
    expect(ratioPlot(REPORT.figures.slice(3))).toBeUndefined();
  });
});

describe('colours', () => {
  it('are literal in files and inks in pages', () => {
    const file = efficiencyCurves(CUT);
    expect(file).not.toMatch(/var\(|currentColor/);
    expect(file).toContain(INKS.data.light);
    const page = efficiencyCurves(CUT, { target: 'page' });
    expect(page).toContain('var(--data)');
    // every colour of a page follows its mode
    expect(page).not.toMatch(/(fill|stroke)="#/);
  });
});

describe('PNG', () => {
  const svg = efficiencyCurves(CUT);

  it('has the size asked for and the same bytes again', () => {
    const png = svgToPng(svg, 2);
    const view = new DataView(png.buffer, png.byteOffset);
    expect([view.getUint32(16), view.getUint32(20)]).toEqual([1120, 760]);
    expect(Buffer.from(svgToPng(svg, 2)).equals(Buffer.from(png))).toBe(true);
  });

  it('has its letters, from the font that comes along', () => {
    const mute = svg.replace(/<text.*?<\/text>/gs, '');
    expect(svgToPng(svg).length).toBeGreaterThan(1.3 * svgToPng(mute).length);
    // another family falls back to the same font: no font of the machine is looked at
    const other = svg.replace(/DejaVu Sans, Verdana, Helvetica, Arial, sans-serif/, 'Liberation Serif');
    expect(Buffer.from(svgToPng(other)).equals(Buffer.from(svgToPng(svg)))).toBe(true);
  });
});
