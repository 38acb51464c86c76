import { describe, expect, it } from 'vitest';
import { histogramPlot } from '../../../src/report/plot/index.js';
import type { HistogramData } from '../../../src/verbs/types.js';
import { tagsOf } from '../svg-check.js';
import { cornersOf, marksOf, numbersOf, tickAt } from './marks.js';

const DATA: HistogramData = {
  column: 'z',
  unit: 'mm',
  doc: 'position of the vertex',
  from: 100_000,
  to: 180_000,
  counts: [0, 40, 100, 25],
  under: 7,
  over: 1_200,
  missing: 2,
};

/** Heights of the bins as drawn, in the counts of the axis. */
function heights(svg: string, name = 'outline'): number[] {
  const zero = tickAt(svg, '0', 'y');
  const hundred = tickAt(svg, '100', 'y');
  const corners = cornersOf(marksOf(svg, name));
  const bins = corners.filter((_, k) => k % 2 === 1 && k < corners.length - 1);
  return bins.map(([, y]) => (100 * (zero - y)) / (zero - hundred));
}

describe('a histogram', () => {
  it('draws every bin as high as its count and where it lies', () => {
    const svg = histogramPlot(DATA);
    for (const [i, h] of heights(svg).entries()) expect(h).toBeCloseTo(DATA.counts[i]!, 1);
    const corners = cornersOf(marksOf(svg, 'outline'));
    // the axis is in metres: the second bin begins at 120 m
    expect(corners[3]![0]).toBeCloseTo(tickAt(svg, '120', 'x'), 1);
    expect(corners[0]![0]).toBeCloseTo(tickAt(svg, '100', 'x'), 1);
  });

  it('is well formed, has its words, and the same bytes again', () => {
    const svg = histogramPlot(DATA);
    tagsOf(svg);
    expect(svg).toBe(histogramPlot(DATA));
    expect(svg).toContain('<title>z, position of the vertex</title>');
    expect(svg).toContain('>z [m]</text>');
    expect(svg).toContain('>candidates / 20 m</text>');
    expect(svg).toContain(
      '165 candidates in 4 bins of z from 100 m to 180 m; most, 100, at 150 m; 7 below, 1,200 above, 2 without a value.',
    );
  });

  it('changes with one count by one', () => {
    const other = { ...DATA, counts: [0, 40, 101, 25] };
    expect(heights(histogramPlot(other))[2]).toBeCloseTo(101, 1);
  });

  it('draws the cuts inside its range, and names them', () => {
    const svg = histogramPlot({
      ...DATA,
      lines: [
        { at: 120_000, label: 'from 120 m' },
        { at: 160_000, label: 'to 160 m' },
        { at: 200_000, label: 'beyond' },
      ],
    });
    const xs = numbersOf(marksOf(svg, 'cut'), 'x1');
    expect(xs).toEqual([tickAt(svg, '120', 'x'), tickAt(svg, '160', 'x')]);
    expect(svg).toContain('>from 120 m</text>');
    expect(svg).not.toContain('beyond');
  });

  it('says a bare number in the unit of the axis', () => {
    const svg = histogramPlot({ ...DATA, lines: [{ at: 104_000, label: '104000' }] });
    expect(svg).toContain('>104 m</text>');
    expect(svg).not.toContain('104000');
  });

  it('has whole numbers under bins of whole numbers', () => {
    const svg = histogramPlot({ ...DATA, column: 'n_tracks', unit: '', from: -0.5, to: 3.5 });
    const centres = cornersOf(marksOf(svg, 'outline')).map(([x]) => x);
    for (const n of [0, 1, 2, 3]) {
      const [left, right] = [centres[2 * n + 1]!, centres[2 * n + 2]!];
      expect(tickAt(svg, String(n), 'x')).toBeCloseTo(0.5 * (left + right), 1);
    }
    expect(svg).not.toMatch(/>(0\.5|1\.0)</);
    expect(svg).toContain('>candidates</text>');
  });

  it('leaves a gap where it is masked, whatever the counts say', () => {
    const svg = histogramPlot({ ...DATA, masked: [120_000, 140_000] });
    const corners = cornersOf(marksOf(svg, 'outline'));
    const [from, to] = [tickAt(svg, '120', 'x'), tickAt(svg, '140', 'x')];
    expect(corners.filter(([x]) => x > from && x < to)).toEqual([]);
    // two pieces: two moves of the pen
    expect(marksOf(svg, 'outline').match(/M/g)).toHaveLength(2);
    expect(numbersOf(marksOf(svg, 'masked'), 'width')[0]).toBeCloseTo(to - from, 1);
    expect(svg).toContain('>masked</text>');
    const other = histogramPlot({ ...DATA, counts: [0, 5_000, 100, 25], masked: [121_000, 139_000] });
    expect(other).toBe(histogramPlot({ ...DATA, masked: [121_000, 139_000] }));
    expect(svg).toContain('masked from 120 m to 140 m');
  });

  it('lays a second sample on top, scaled, and a published band behind', () => {
    const svg = histogramPlot(DATA, {
      style: 'step',
      label: 'signal',
      also: { data: { ...DATA, counts: [10, 20, 30, 40] }, label: 'background', scale: 2 },
      published: { low: 130_000, high: 150_000, value: 140_000, label: 'published' },
    });
    tagsOf(svg);
    expect(heights(svg, 'also').map(Math.round)).toEqual([20, 40, 60, 80]);
    expect(svg).not.toContain('class="filled"');
    expect(svg).toContain('background × 2');
    const pixels = (tickAt(svg, '160', 'x') - tickAt(svg, '120', 'x')) / 40;
    expect(numbersOf(marksOf(svg, 'published'), 'width')[0]).toBeCloseTo(20 * pixels, 1);
  });

  it('stands empty bins and hostile names', () => {
    const svg = histogramPlot({ ...DATA, counts: [0, 0], doc: 'a < b & "c"', column: '<x>' });
    tagsOf(svg);
    expect(svg).toContain('a &lt; b &amp; &quot;c&quot;');
  });
});
