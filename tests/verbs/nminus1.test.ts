import { describe, expect, it } from 'vitest';
import { ExitCode } from '../../src/core/errors.js';
import { RandomStream } from '../../src/core/random.js';
import { cutflow } from '../../src/verbs/cutflow.js';
import { histogramOf, nminus1 } from '../../src/verbs/nminus1.js';
import { select } from '../../src/verbs/select.js';
import { refusal, scratch } from '../arrow/support.js';
import { anything, type Drawn, good } from '../selection/drawn.js';
import { listening, vertices, writeEvents } from './drawn-run.js';

const folder = scratch();
const context = listening();

const made = async (name: string, events: readonly Drawn[], cuts: readonly string[], first = 0): Promise<string> => {
  const run = await writeEvents(folder(name), events, { size: 50, first });
  await select({ run, selection: vertices('mine', cuts) }, context);
  return run;
};
const of = async (runs: string | readonly string[], cut?: string) =>
  (await nminus1({ runs, selection: 'mine', ...(cut === undefined ? {} : { cut }) }, context)).cuts;

describe('N − 1', () => {
  // χ² 1 … 40 twice; in the second the mass is off
  const events = [0, 1].flatMap((off) =>
    Array.from({ length: 40 }, (_, i) => good({ chi2: i + 1, z: 140_000 + 100 * i, mass_pi: off === 0 ? 493 : 480 })),
  );
  const CUTS = ['chi2 < 25', 'mass_pi between 490..497 MeV', 'charge == 1', 'mean_chod_time abs< 5 ns'];

  it('counts by hand who passes all the other cuts, and of these who passes this one', async () => {
    const run = await made('hand', events, CUTS);
    const cuts = await of(run);
    expect(cuts.map((c) => [c.name, c.others, c.passed])).toEqual([
      ['chi2', 40, 24],
      ['mass_pi', 48, 24],
      ['charge', 24, 24],
      ['mean_chod_time', 24, 24],
    ]);
    const { cuts: flow } = await cutflow({ runs: run, selection: 'mine' }, context);
    expect(flow.map((c) => c.others)).toEqual(cuts.map((c) => c.others));
  });

  it('draws each value once, with the cut as a line', async () => {
    const run = await made('bins', events, CUTS);
    const [chi2, mass, charge, time] = await of(run);
    for (const c of [chi2!, mass!, charge!, time!]) {
      const { counts, under, over, missing } = c.histogram;
      expect([c.name, counts.reduce((a, b) => a + b, under + over + missing)]).toEqual([c.name, c.others]);
    }
    expect(chi2!.histogram).toMatchObject({ column: 'chi2', unit: '', missing: 0, lines: [{ at: 25, label: '25' }] });
    expect(mass!.histogram.lines!.map((l) => l.at)).toEqual([490, 497]);
    expect(time!.histogram.lines!.map((l) => l.at)).toEqual([-5, 5]);
    expect(mass!.histogram.unit).toBe('MeV/c²');
    // whole numbers stand in the middle of bins of one
    const { from, to, counts } = charge!.histogram;
    expect([to - from, counts[Math.floor(1 - from)]]).toEqual([counts.length, 24]);
    expect((1 - from) % 1).toBe(0.5);
  });

  it('has the efficiency curve of the empirical distribution', async () => {
    const run = await made('curve', events, CUTS);
    const [chi2] = (await of(run, 'chi2'))!;
    expect(chi2!.curves.map((c) => c.edge)).toEqual(['value']);
    for (const p of chi2!.curves[0]!.points) {
      // χ² 1 … 40, each once: below x are ⌈x⌉ − 1
      expect(p).toMatchObject({ of: 40, passed: Math.max(0, Math.min(40, Math.ceil(p.at) - 1)) });
      expect(p.fraction.value).toBe(p.passed / 40);
    }
    const [mass] = await of(run, 'mass_pi');
    expect(mass!.curves.map((c) => c.edge)).toEqual(['low', 'high']);
    // half have 493, half 480: the low end at x keeps 493 below it, the high end what lies above 490
    for (const p of mass!.curves[0]!.points) expect(p.passed).toBe((p.at < 480 ? 24 : 0) + (p.at < 493 ? 24 : 0));
    for (const p of mass!.curves[1]!.points) expect(p.passed).toBe(p.at > 493 ? 24 : 0);
    expect((await of(run, 'charge'))[0]!.curves).toEqual([]);
    const [time] = await of(run, 'mean_chod_time');
    for (const p of time!.curves[0]!.points) expect(p.passed).toBe(p.at > 1.5 ? 24 : 0);
    expect(time!.curves[0]!.points[0]!.at).toBe(0);
  });

  it('adds up over runs', async () => {
    const rng = new RandomStream().key(64, 0, 0, 0);
    const drawn = Array.from({ length: 400 }, () => anything(rng));
    const cuts = ['n_tracks == 3', 'chi2 < 25', 'mass_pi between 488..499 MeV'];
    const whole = await of(await made('whole', drawn, cuts));
    const parts = [await made('one', drawn.slice(0, 130), cuts), await made('two', drawn.slice(130), cuts, 130)];
    expect(await of(parts)).toEqual(whole);
    expect(whole.every((c) => c.others > 20)).toBe(true);
    // missing values are counted, and pass nothing
    expect(whole.find((c) => c.name === 'mass_pi')!.histogram.missing).toBeGreaterThan(3);
  });

  it('of nothing is empty, in few bins', async () => {
    const run = await made('empty', events, [...CUTS, 'z > 300 m', 'n_tracks == 2']);
    for (const { others, passed, histogram, curves } of await of(run)) {
      expect([others, passed, curves]).toEqual([0, 0, []]);
      expect(histogram.counts.length).toBeGreaterThan(20);
      expect(histogram.counts.length).toBeLessThan(63);
      expect(histogram.to).toBeGreaterThan(histogram.from);
    }
  });

  it('of whole numbers far apart has bins that are wide', async () => {
    const far = await made('far', events, ['events_n_vertices < 50000', 'charge == 1']);
    const [n] = await of(far, 'events_n_vertices');
    expect(n!.histogram.counts.length).toBeLessThan(63);
    expect(n!.histogram.counts.reduce((a, b) => a + b, 0)).toBe(80);
  });

  it('refuses a cut that the selection has not, naming the nearest', async () => {
    const run = await made('refused', events, CUTS);
    const { code, message } = await refusal(() => of(run, 'mass_p'));
    expect([code, message]).toEqual([ExitCode.usage, expect.stringContaining('no such cut; did you mean mass_pi?')]);
  });
});

describe('the histogram of an N − 1', () => {
  it('keeps what lies beside it', () => {
    const h = histogramOf([-1, 0, 0.5, 59.9, 60, 61, Number.NaN], 0, 60);
    expect(h).toMatchObject({ under: 1, over: 2, missing: 1 });
    expect([h.counts[0], h.counts[59], h.counts.length]).toEqual([2, 1, 60]);
  });
});
