import { beforeAll, describe, expect, it } from 'vitest';
import { ExitCode } from '../../src/core/errors.js';
import { fraction } from '../../src/monitoring/efficiency.js';
import { scan } from '../../src/verbs/scan.js';
import { select } from '../../src/verbs/select.js';
import type { ScanAxis, ScanOptions } from '../../src/verbs/types.js';
import { refusal, scratch } from '../arrow/support.js';
import { type Drawn, good } from '../selection/drawn.js';
import { listening, vertices, writeEvents } from './drawn-run.js';

const folder = scratch();
const context = listening();
const CUTS = ['chi2 < 25', 'mass: mass_pi between 490..497 MeV', 'z < 150 m', 'charge == 1'];
const none: Drawn = { tracks: [], vertices: [] };

let signal: string;
let background: string;
const made = async (name: string, events: readonly Drawn[], cuts: readonly string[] = CUTS, first = 0) => {
  const run = await writeEvents(folder(name), events, { size: 37, first });
  await select({ run, selection: vertices('mine', cuts) }, context);
  return run;
};
beforeAll(async () => {
  // signal: χ² 0.5 … 49.5, mass 493, one candidate in each of 50 events of 100
  const half = Array.from({ length: 50 }, (_, i) => good({ chi2: i + 0.5, mass_pi: 493 }));
  signal = await made('signal', [...half, ...half.map(() => none)]);
  // background: χ² 1, 3 … 199; mass 490.5 … 496.5 in steps of 1, evenly; and some that fails another cut
  const flat = Array.from({ length: 100 }, (_, i) => good({ chi2: 2 * i + 1, mass_pi: 490.5 + (i % 7) }));
  background = await made('background', [...flat, ...flat.map(() => good({ z: 160_000 }))], CUTS, 1000);
});

const axis = (cut: string, from: number, to: number, steps: number, edge: ScanAxis['edge'] = 'value'): ScanAxis => ({
  cut,
  edge,
  from,
  to,
  steps,
});
const scanned = (axes: readonly ScanAxis[], more: Partial<ScanOptions> = {}) =>
  scan({ selection: 'mine', signal: [signal], background: [background], axes, figure: 'punzi', ...more }, context);

describe('a scan of one value', () => {
  it('is what closed form says, both ends included', async () => {
    const r = await scanned([axis('chi2', 0, 50, 25)]);
    expect(r.points.map((p) => p.at)).toEqual(Array.from({ length: 26 }, (_, i) => [2 * i]));
    for (const { at, signal: s, signalCandidates, background: b, backgroundError, efficiency, merit } of r.points) {
      // signal below x: x; background: half of that
      const x = at[0]!;
      expect([s, signalCandidates, b, backgroundError]).toEqual([x, x, x / 2, Math.sqrt(x / 2)]);
      expect(efficiency).toEqual(fraction(x, 100));
      expect(merit).toBeCloseTo(x / 100 / (1.5 + Math.sqrt(x / 2)), 12);
    }
    expect(r).toMatchObject({ signalEvents: 100, figure: 'punzi', axes: [{ column: 'chi2', unit: '' }] });
    // x / (1.5 + √(x/2)) grows with x
    expect(r.best!.at).toEqual([50]);
  });

  it('has S/√B, which is not defined without background', async () => {
    const r = await scanned([axis('chi2', 0, 50, 50)], { figure: 's/sqrt(b)' });
    for (const { at, merit, background: b } of r.points) {
      const n = Math.floor((at[0]! + 1) / 2 + 1e-9) - (at[0]! % 2 === 1 ? 1 : 0);
      expect(b).toBe(n);
      if (n === 0) expect(merit).toBe(null);
      else expect(merit).toBeCloseTo(at[0]! / Math.sqrt(n), 12);
    }
    const empty = await scanned([axis('chi2', 0.1, 0.9, 2)], { figure: 's/sqrt(b)' });
    expect(empty.points.map((p) => p.merit)).toEqual([null, null, null]);
    expect(empty.best).toBe(null);
    // Punzi's is defined there
    const punzi = await scanned([axis('chi2', 0.1, 0.9, 2)], { sigmas: 5 });
    expect(punzi.points.map((p) => p.merit)).toEqual([0, 0, 0.01 / 2.5].map((x) => expect.closeTo(x, 12)));
  });

  it('weighs signal and background', async () => {
    const r = await scanned([axis('chi2', 10, 20, 1)], { signalWeight: 0.5, backgroundWeight: 4, sigmas: 2 });
    expect(r.points[1]).toMatchObject({ signal: 10, signalCandidates: 20, background: 40, efficiency: { value: 0.2 } });
    expect(r.points[1]!.backgroundError).toBeCloseTo(4 * Math.sqrt(10), 12);
    expect(r.points[1]!.merit).toBeCloseTo(0.2 / (1 + Math.sqrt(40)), 12);
  });

  it('of an end of an interval leaves the other', async () => {
    // background with χ² < 25: 1, 3 … 23, the masses 490.5 + i mod 7 of i = 0 … 11
    const masses = Array.from({ length: 12 }, (_, i) => 490.5 + (i % 7));
    const low = await scanned([axis('mass', 485, 495, 10, 'low')]);
    for (const p of low.points) {
      expect(p.background).toBe(masses.filter((m) => m > p.at[0]! && m < 497).length);
      expect(p.signal).toBe(p.at[0]! < 493 ? 25 : 0);
    }
    const high = await scanned([axis('mass', 490, 500, 10, 'high')]);
    for (const p of high.points) expect(p.background).toBe(masses.filter((m) => m > 490 && m < p.at[0]!).length);
    expect(high.axes[0]).toMatchObject({ edge: 'high', column: 'mass_pi', unit: 'MeV/c²' });
  });
});

describe('a scan of two values', () => {
  it('goes through both, the second faster', async () => {
    const r = await scanned([axis('chi2', 5, 15, 2), axis('mass', 489, 492, 3, 'low')]);
    expect(r.points.map((p) => p.at)).toEqual([5, 10, 15].flatMap((x) => [489, 490, 491, 492].map((low) => [x, low])));
    for (const { at, background: b, signal: s } of r.points) {
      const [x, low] = at as [number, number];
      const n = Array.from({ length: 100 }, (_, i) => [2 * i + 1, 490.5 + (i % 7)] as const);
      expect(b).toBe(n.filter(([chi2, mass]) => chi2 < x && mass > low && mass < 497).length);
      expect(s).toBe(x);
    }
    const most = Math.max(...r.points.map((p) => p.merit!));
    expect(r.best!.merit).toBe(most);
    expect(r.best).toEqual(r.points.find((p) => p.merit === most));
  });

  it('may be the two ends of one interval', async () => {
    const r = await scanned([axis('mass', 490, 494, 4, 'low'), axis('mass', 492, 496, 4, 'high')]);
    const masses = Array.from({ length: 12 }, (_, i) => 490.5 + (i % 7));
    for (const { at, background: b } of r.points)
      expect([at, b]).toEqual([at, masses.filter((m) => m > at[0]! && m < at[1]!).length]);
  });
});

describe('a scan is refused', () => {
  it('without axes, of unknown cuts, of edges that are not, of ranges without points', async () => {
    const chi2 = axis('chi2', 1, 2, 1);
    const cases: [() => Promise<unknown>, string][] = [
      [() => scanned([]), 'wrong number of cuts'],
      [() => scanned([chi2, chi2, chi2]), 'wrong number of cuts'],
      [() => scanned([chi2, chi2]), 'a cut scanned against itself'],
      [() => scanned([axis('chi3', 1, 2, 1)]), 'did you mean chi2?'],
      [() => scanned([axis('mass', 1, 2, 1)]), 'an edge that the cut has not'],
      [() => scanned([axis('chi2', 1, 2, 1, 'low')]), 'an edge that the cut has not'],
      [() => scanned([axis('chi2', 2, 1, 1)]), 'a range without points'],
      [() => scanned([axis('chi2', 1, Number.NaN, 1)]), 'a range without points'],
      [() => scanned([axis('chi2', 1, 2, 0)]), 'a range without points'],
      [() => scanned([axis('chi2', 1, 2, 1.5)]), 'a range without points'],
      [() => scanned([axis('chi2', 1, 2, 1000), axis('mass', 1, 2, 1000, 'low')]), 'too many points'],
      [() => scanned([chi2], { sigmas: -1 }), 'standard deviations that are none'],
      [() => scanned([chi2], { signalWeight: -1 }), 'a weight that is none'],
      [() => scanned([chi2], { backgroundWeight: Number.NaN }), 'a weight that is none'],
    ];
    for (const [work, part] of cases) {
      const { code, message } = await refusal(work);
      expect([code, message]).toEqual([ExitCode.usage, expect.stringContaining(part)]);
    }
  });

  it('of selections with other cuts', async () => {
    const other = await made('other', [good()], ['chi2 < 20'], 5000);
    const { message } = await refusal(() => scanned([axis('chi2', 1, 2, 1)], { background: [other] }));
    expect(message).toContain('selections with different cuts');
  });
});
