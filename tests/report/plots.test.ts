import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Histogram } from '../../src/core/histogram.js';
import { RandomStream } from '../../src/core/random.js';
import { histogramPlot, plotRun } from '../../src/report/plots.js';
import { roundValues } from '../../src/report/svg.js';
import { replay } from '../../src/verbs/replay.js';
import { simulate } from '../../src/verbs/simulate.js';
import { tagsOf } from './svg-check.js';

const place = { left: 100, top: 50, width: 400, height: 300 };

/** Points of the polyline of a class. */
function pointsOf(svg: string, name: string): number[][] {
  const { points } = tagsOf(`${svg}`).find((t) => t.attributes['class'] === name)!.attributes;
  return points!.split(' ').map((p) => p.split(',').map(Number));
}

/** What is drawn of one histogram. */
const panelOf = (svg: string, id: string): string =>
  svg.slice(svg.indexOf(`<g id="${id}"`) + 1).split(/<g id="(?:mass|z|ktag|decay)"/)[0]!;

/** Heights of the bins of an outline, in pixels. */
function contents(panel: string, name: string): number[] {
  const [, list] = new RegExp(`<polyline points="([^"]*)"[^>]*class="${name}"`).exec(panel)!;
  const points = list!.split(' ').map((p) => p.split(',').map(Number));
  return points.flatMap(([, y], i) => (i % 2 === 1 && i < points.length - 1 ? [Math.round(points[0]![1]! - y!)] : []));
}

describe('histogramPlot', () => {
  const h = new Histogram(20, -5, 5);
  const rng = new RandomStream();
  rng.key(7, 1, 0, 0, 0);
  for (let i = 0; i < 4000; i++) h.fill(1 + 0.8 * rng.gauss());
  const gaussian = { mean: 1, sigma: 0.8, entries: 4000 };
  const svg = histogramPlot(h, { id: 'h', title: 'a < b', axis: 'x [mm]', gaussian, statistics: ['n'] }, place);

  it('draws the contents to scale, the curve over them', () => {
    const bars = pointsOf(svg, 'histogram');
    const curve = pointsOf(svg, 'gaussian');
    const content = bars.map(([, y]) => place.top + place.height - y!);
    // heights are in proportion to the contents
    const perEntry = Math.max(...content) / Math.max(...h.sumw);
    for (let i = 0; i < h.bins; i++) expect(content[2 * i + 1]).toBeCloseTo(perEntry * h.sumw[i]!, 1);
    const summit = curve.reduce((a, b) => (b[1]! < a[1]! ? b : a));
    expect(summit[0]).toBeCloseTo(place.left + 0.6 * place.width, 0);
    const peak = (4000 * 0.5) / (0.8 * Math.sqrt(2 * Math.PI));
    expect((place.top + place.height - summit[1]!) / perEntry / peak).toBeCloseTo(1, 2);
  });

  it('writes text as XML takes it', () => {
    expect(svg).toContain('a &lt; b');
  });
});

describe('roundValues', () => {
  it('gives round numbers inside the range, no more than asked for', () => {
    expect(roundValues(-1.05, 1.05, 5)).toEqual([-1, -0.5, 0, 0.5, 1]);
    expect(roundValues(100, 222, 14)).toEqual([100, 110, 120, 130, 140, 150, 160, 170, 180, 190, 200, 210, 220]);
    for (const [low, high] of [
      [0, 1e-6],
      [3, 3.1],
      [-7e5, 2e3],
    ] as const) {
      const values = roundValues(low, high, 6);
      expect(values.length).toBeGreaterThan(2);
      expect(values.length).toBeLessThanOrEqual(7);
      expect(values.every((v) => v >= low && v <= high)).toBe(true);
    }
  });
});

describe('plotRun', () => {
  const root = mkdtempSync(join(tmpdir(), 'spillway-plots-'));
  const context = { signal: new AbortController().signal, logger: { info() {}, warn() {} }, onProgress() {} };
  afterAll(() => rmSync(root, { recursive: true }));

  it('draws the peak of a run where it is, and refuses what is no run', async () => {
    const spill = join(root, 'spill');
    const out = join(root, 'peak.svg');
    const forward = {
      setup: 'kaon-2018',
      decay: 'k3pi',
      events: 500,
      seed: 1,
      burst: 1,
      intensity: 0.45,
      settings: {},
    };
    await simulate({ ...forward, out: spill }, context);
    await replay({ spill, out: join(root, 'run'), settings: {}, onBad: 'quarantine' }, context);
    await plotRun(join(root, 'run'), out);
    const svg = readFileSync(out, 'utf8');
    const mean = Number(/mean ([\d.]+) ±/.exec(svg)![1]);
    expect(Math.abs(mean - 493.677)).toBeLessThan(0.4);
    expect(pointsOf(svg, 'gaussian').length).toBeGreaterThan(100);

    // times: a peak of 100 to 200 ps at zero that stands on the crowd
    for (const id of ['ktag', 'decay']) {
      const panel = panelOf(svg, id);
      const [, mean, , width] = /mean ([\d.−]+) ± ([\d.]+) ps<.*?σ ([\d.]+) ±/s.exec(panel)!;
      expect(Math.abs(Number(mean!.replace('−', '-'))), id).toBeLessThan(50);
      expect(Number(width), id).toBeGreaterThan(90);
      expect(Number(width), id).toBeLessThan(220);
      const [best, all] = ['histogram', 'behind'].map((name) => contents(panel, name));
      const outer = [...all!.keys()].filter((i) => Math.abs(i - 24.5) > 17);
      const sum = (h: readonly number[]) => outer.reduce((total, i) => total + h[i]!, 0);
      expect(sum(best!), id).toBe(0);
      expect(sum(all!), id).toBeGreaterThan(0);
      for (const [i, v] of best!.entries()) expect(all![i], id).toBeGreaterThanOrEqual(v);
    }
    await plotRun(join(root, 'run'), join(root, 'again.svg'));
    expect(readFileSync(join(root, 'again.svg'), 'utf8')).toBe(svg);
    await expect(plotRun(spill, out)).rejects.toThrow('not a run');
  });
});
