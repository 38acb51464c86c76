import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ExitCode } from '../../src/core/errors.js';
import { RandomStream } from '../../src/core/random.js';
import { diff } from '../../src/verbs/diff.js';
import { select } from '../../src/verbs/select.js';
import type { Migration } from '../../src/verbs/types.js';
import { refusal, scratch } from '../arrow/support.js';
import { anything, type Drawn, good } from '../selection/drawn.js';
import { listening, vertices, writeEvents } from './drawn-run.js';

const folder = scratch();
const context = listening();
const CUTS = ['chi2 < 25', 'z between 104..180 m', 'mass_pi between 490..497 MeV'];

/** A run of these events and a selection of it; the folder of the selection. */
async function made(
  name: string,
  events: readonly Drawn[],
  cuts: readonly string[] = CUTS,
  options: Parameters<typeof writeEvents>[2] = {},
): Promise<string> {
  const run = await writeEvents(folder(name), events, options);
  await select({ run, selection: vertices('mine', cuts) }, context);
  return join(run, 'selections', 'mine');
}
const [one] = good().vertices;
const none: Drawn = { tracks: [], vertices: [] };

describe('two runs of the same events', () => {
  /** Events of the two, what each is expected to do, and the value of the column there. */
  const STORY: readonly (readonly [Drawn, Drawn, Omit<Migration, 'burst' | 'event'> | null])[] = [
    [good(), good(), null],
    [good(), good({ chi2: 30 }), { to: 'a', cut: 'chi2', value: 30 }],
    [good({ z: 90_000 }), good(), { to: 'b', cut: 'z', value: 90_000 }],
    [good({ mass_pi: 480 }), good({ mass_pi: 481 }), null],
    // no candidate at all on one side
    [none, good(), { to: 'b', cut: null, value: null }],
    [good(), none, { to: 'a', cut: null, value: null }],
    // of two candidates that fail, the one that comes further says why
    [
      { ...good(), vertices: [good({ chi2: 90 }).vertices[0]!, good({ mass_pi: 489 }).vertices[0]!] },
      good(),
      { to: 'b', cut: 'mass_pi', value: 489 },
    ],
    // one that passes is enough
    [{ ...good(), vertices: [good({ chi2: 90 }).vertices[0]!, one!] }, good(), null],
    // the first cut that fails, not the last; and a value that is missing is null
    [good(), good({ z: Number.NaN, mass_pi: 480 }), { to: 'a', cut: 'z', value: null }],
  ];
  const expected = STORY.flatMap(([, , m], event) => (m === null ? [] : [{ burst: 1, event, ...m }]));

  it('lists the events that move, with the cut that stops them and the value there, both ways', async () => {
    const a = await made(
      'story-a',
      STORY.map(([x]) => x),
    );
    const b = await made(
      'story-b',
      STORY.map(([, x]) => x),
    );
    const d = await diff({ a, b }, context);
    expect(d.migrations).toEqual(expected);
    expect([d.common, d.onlyA, d.onlyB]).toEqual([9, 3, 3]);
    expect(d.cuts).toEqual([
      { cut: 'chi2', onlyA: 1, onlyB: 0 },
      { cut: 'z', onlyA: 1, onlyB: 1 },
      { cut: 'mass_pi', onlyA: 0, onlyB: 1 },
      { cut: null, onlyA: 1, onlyB: 1 },
    ]);
    expect(d.a).toMatchObject({ folder: a, events: 9, candidates: 10, passed: 5, passedEvents: 5 });
    expect(d.b).toMatchObject({ folder: b, events: 9, candidates: 8, passed: 5, passedEvents: 5 });
    const [chi2] = d.b.after;
    expect(chi2).toEqual({ name: 'chi2', text: 'chi2 < 25', candidates: 7 });
    // the other way round
    const back = await diff({ a: b, b: a }, context);
    expect(back.migrations).toEqual(expected.map((m) => ({ ...m, to: m.to === 'a' ? 'b' : 'a' })));
  });

  it('finds them whatever the size of the parts, in order', async () => {
    const a = await made(
      'parts-a',
      STORY.map(([x]) => x),
      CUTS,
      { size: 2 },
    );
    const b = await made(
      'parts-b',
      STORY.map(([, x]) => x),
      CUTS,
      { size: 5 },
    );
    const d = await diff({ a, b }, context);
    expect(d.migrations).toEqual(expected);
    expect(d.a).toMatchObject({ candidates: 10, passed: 5 });
    expect(d.b).toMatchObject({ candidates: 8, passed: 5 });
    expect(d.common).toBe(9);
  });

  it('compares what both have', async () => {
    const a = await made('common-a', [good(), good({ chi2: 30 }), good()]);
    const b = await made('common-b', [good(), good({ chi2: 30 }), good()], CUTS, { first: 1 });
    const d = await diff({ a, b }, context);
    expect([d.common, d.migrations]).toEqual([
      2,
      [
        { burst: 1, event: 1, to: 'b', cut: 'chi2', value: 30 },
        { burst: 1, event: 2, to: 'a', cut: 'chi2', value: 30 },
      ],
    ]);
    // yields are of everything a side has, whatever the parts
    const long = [good(), good(), good({ chi2: 30 }), good(), good()];
    for (const size of [1, 2, 5]) {
      const c = await made(`common-c${size}`, long, CUTS, { size });
      const sides = [await diff({ a, b: c }, context), await diff({ a: c, b: a }, context)] as const;
      for (const side of [sides[0].b, sides[1].a]) expect(side).toMatchObject({ events: 5, candidates: 5, passed: 4 });
      expect(sides.map((x) => x.common)).toEqual([3, 3]);
    }
    const far = await made('far', [good()], CUTS, { first: 50 });
    const { code, message } = await refusal(() => diff({ a, b: far }, context));
    expect([code, message]).toEqual([ExitCode.data, expect.stringContaining('no event in common')]);
  });
});

describe('two lists of cuts', () => {
  it('on one run: what moves is what the cuts say', async () => {
    const rng = new RandomStream().key(62, 0, 0, 0);
    const events = Array.from({ length: 800 }, () => anything(rng));
    const run = await writeEvents(folder('lists'), events, { size: 300 });
    const tight = vertices('tight', ['chi2 < 20', 'z between 104..180 m']);
    const loose = vertices('loose', ['z between 104..170 m', 'chi2 < 40']);
    for (const selection of [tight, loose]) await select({ run, selection }, context);
    const d = await diff({ a: join(run, 'selections', 'tight'), b: join(run, 'selections', 'loose') }, context);
    const some = (e: Drawn, chi2: number, far: number): boolean =>
      e.vertices.some((v) => Number(v.chi2) < chi2 && Number(v.z) > 104_000 && Number(v.z) < far);
    const passes = events.map((e) => [some(e, 20, 180_000), some(e, 40, 170_000)] as const);
    const moved = passes.flatMap(([x, y], event) => (x === y ? [] : [{ event, to: x ? 'a' : 'b' }]));
    expect(moved.length).toBeGreaterThan(50);
    expect(d.migrations.map(({ event, to }) => ({ event, to }))).toEqual(moved);
    expect(d.onlyA).toBe(moved.filter((m) => m.to === 'a').length);
    expect(d.onlyA - d.onlyB).toBe(d.a.passedEvents - d.b.passedEvents);
    // with one candidate, who is only in a is stopped by the z of b, and who is only in b by the χ² of a
    const alone = d.migrations.filter((m) => events[m.event]!.vertices.length === 1);
    expect(alone.length).toBeGreaterThan(20);
    for (const m of alone) expect(m).toMatchObject({ cut: m.to === 'a' ? 'z' : 'chi2' });
    for (const m of alone) expect(m.value).toBe(events[m.event]!.vertices[0]![m.to === 'a' ? 'z' : 'chi2']);
    expect(d.cuts.reduce((n, c) => n + c.onlyA + c.onlyB, 0)).toBe(moved.length);
  });

  it('that are the same move nothing', async () => {
    const rng = new RandomStream().key(63, 0, 0, 0);
    const events = Array.from({ length: 200 }, () => anything(rng));
    const [a, b] = [await made('same-a', events), await made('same-b', events, CUTS, { size: 33 })];
    const d = await diff({ a, b }, context);
    expect(d).toMatchObject({ common: 200, onlyA: 0, onlyB: 0, cuts: [], migrations: [] });
    expect({ ...d.b, folder: '' }).toEqual({ ...d.a, folder: '' });
  });
});

describe('a diff is refused', () => {
  it('of what is no selection of a run', async () => {
    const a = await made('refused', [good()]);
    const { code, message } = await refusal(() => diff({ a, b: folder('refused') }, context));
    expect([code, message]).toEqual([ExitCode.usage, expect.stringContaining('RUN/selections/NAME')]);
    expect((await refusal(() => diff({ a, b: join(folder('refused'), 'selections', 'yours') }, context))).code).toBe(
      ExitCode.data,
    );
  });
});

describe('two lists of cuts on one run', () => {
  it('name the cut that stops the candidate that passes on the other side, not the one that comes furthest', async () => {
    const [passing] = good({ chi2: 10 }).vertices;
    const [further] = good({ chi2: 1, mass_pi: 480 }).vertices;
    const run = await writeEvents(folder('one-run'), [{ ...good(), vertices: [further!, passing!] }]);
    await select({ run, selection: vertices('loose', CUTS) }, context);
    await select({ run, selection: vertices('tight', ['chi2 < 5', ...CUTS.slice(1)]) }, context);
    const [a, b] = ['loose', 'tight'].map((name) => join(run, 'selections', name)) as [string, string];
    expect((await diff({ a, b }, context)).migrations).toEqual([
      { burst: 1, event: 0, to: 'a', cut: 'chi2', value: 10 },
    ]);
  });
});
