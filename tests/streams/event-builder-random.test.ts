import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Flaw } from '../../src/event/batch.js';
import { sortFlaws } from '../../src/event/quality.js';
import type { FragmentCounts as Counts } from '../../src/streams/fragments.js';
import { FragmentCounts } from '../../src/verbs/fragment-counts.js';
import { RAW_TABLES } from '../tables.js';
import { breakSpill, type Edit, type RawFragment, readFragments } from './broken-part.js';
import { broken, countsOf, empty, FIXTURE, folders, NAMES, PART } from './built.js';

const folder = folders();

/** What is done to one fragment. */
type Act =
  | { readonly kind: 'delete' }
  | { readonly kind: 'repeat'; readonly after: number }
  | { readonly kind: 'delay'; readonly by: number }
  | { readonly kind: 'corrupt'; readonly how: number }
  | { readonly kind: 'key'; readonly event: number };
type Acts = readonly { readonly event: number; readonly act: Act }[];

/** Does everything to a list of fragments. */
function disturb(all: RawFragment[], acts: Acts): RawFragment[] {
  const out: { at: number; fragment: RawFragment }[] = [];
  const done = new Map(acts.map((a) => [a.event, a.act]));
  all.forEach((fragment, i) => {
    const act = done.get(fragment.event);
    if (act?.kind === 'delete') return;
    if (act?.kind === 'key') out.push({ at: i, fragment: { ...fragment, event: act.event } });
    else if (act?.kind === 'corrupt') out.push({ at: i, fragment: corrupted(fragment, act.how) });
    else out.push({ at: act?.kind === 'delay' ? i + act.by + 0.5 : i, fragment });
    if (act?.kind === 'repeat') out.push({ at: i + act.after + 0.5, fragment });
  });
  return out.sort((a, b) => a.at - b.at).map((o) => o.fragment);
}

function corrupted(fragment: RawFragment, how: number): RawFragment {
  const columns = Object.fromEntries(Object.entries(fragment.columns).map(([name, v]) => [name, [...v]]));
  // one pulse more, with a channel or an edge that cannot be
  columns['channel']!.push(how % 2 === 0 ? 2 ** 32 - 1 : 101);
  columns['leading']?.push(how % 2 === 0 ? 0 : 32_000);
  columns['trailing']?.push(0);
  columns['samples']?.push(...new Array<number>(8).fill(how % 2 === 0 ? 0 : 32_000));
  return { ...fragment, columns };
}

/** Events of the parts that are disturbed at random. */
const FEW = 40;

/**
 * The builder as one would write it on paper: all fragments in lists, no files, no batches, nothing about speed. Returns what must
 * come out.
 */
function onPaper(tables: ReadonlyMap<string, readonly RawFragment[]>, lookAhead: number) {
  const out = { events: [] as number[], flaws: [] as Flaw[], counts: new Map<string, Counts>() };
  const streams = [...tables].map(([name, all]) => {
    const counts = countsOf({ read: all.length });
    out.counts.set(name, counts);
    return {
      name,
      counts,
      coming: [...all],
      waiting: [] as { event: number; late: boolean; copies: number }[],
    };
  });
  let left = -1;
  for (;;) {
    for (const s of streams) {
      while (s.waiting.length < lookAhead && s.coming.length > 0) {
        const { event } = s.coming.shift()!;
        const twin = s.waiting.find((w) => w.event === event);
        if (event >= FEW) s.counts.foreign++;
        else if (event <= left) s.counts.tooLate++;
        else if (twin !== undefined) {
          s.counts.repeated++;
          twin.copies++;
        } else {
          const late = s.waiting.some((w) => w.event > event);
          if (late) s.counts.late++;
          s.waiting.push({ event, late, copies: 1 });
        }
      }
    }
    const next = Math.min(...streams.flatMap((s) => s.waiting.map((w) => w.event)));
    if (next === Infinity) return out;
    const row = out.events.push(next) - 1;
    left = next;
    for (const s of streams) {
      const found = s.waiting.find((w) => w.event === next);
      const flaw = (kind: Flaw['kind']): void => void out.flaws.push({ row, table: s.name, kind, reason: '' });
      if (found === undefined) {
        s.counts.missing++;
        flaw('missing');
        continue;
      }
      s.waiting.splice(s.waiting.indexOf(found), 1);
      if (found.copies > 1) flaw('repeated');
      if (found.late) flaw('late');
    }
  }
}

describe('whatever is deleted, repeated, delayed, corrupted or misnamed', () => {
  const act: fc.Arbitrary<Act> = fc.oneof(
    fc.record({ kind: fc.constant('delete' as const) }),
    fc.record({ kind: fc.constant('repeat' as const), after: fc.nat({ max: 20 }) }),
    fc.record({ kind: fc.constant('delay' as const), by: fc.nat({ max: 20 }) }),
    fc.record({ kind: fc.constant('corrupt' as const), how: fc.nat({ max: 1 }) }),
    fc.record({
      kind: fc.constant('key' as const),
      event: fc.oneof(fc.nat({ max: FEW - 1 }), fc.nat({ max: 2 ** 32 - 1 })),
    }),
  );
  const acts = fc.uniqueArray(fc.record({ event: fc.nat({ max: FEW - 1 }), act }), {
    maxLength: 12,
    selector: (a) => a.event,
  });
  // tables with nothing wrong among them, so that keys agree for a while
  const few: fc.Arbitrary<Acts> = fc.oneof(
    { weight: 3, arbitrary: fc.constant<Acts>([]) },
    { weight: 1, arbitrary: acts.map((a) => a.slice(0, 1)) },
    { weight: 1, arbitrary: acts },
  );
  const plan = fc.record({
    tables: fc.record(Object.fromEntries(NAMES.map((n) => [n, few]))),
    lookAhead: fc.constantFrom(1, 4, 12, 64),
    cuts: fc.tuple(fc.integer({ min: 3, max: 20 }), fc.integer({ min: 21, max: 50 })),
  });

  it('no event is lost or doubled, every flaw is said, the rest is untouched, however the files are cut', async () => {
    const originals = new Map<string, RawFragment[]>();
    const from = folder('few');
    const first: Edit = (all) => all.filter((f) => f.event < FEW);
    await breakSpill(FIXTURE, from, {
      tables: Object.fromEntries(NAMES.map((n) => [n, first])),
      manifest: (m) => ({ ...m, events: FEW, lastEvent: FEW - 1 }),
    });
    for (const t of RAW_TABLES) originals.set(t.name, await readFragments(join(from, PART), t));
    await fc.assert(
      fc.asyncProperty(plan, async ({ tables, lookAhead, cuts }) => {
        // triggers have no channel to corrupt
        const actsOf = (name: string): Acts =>
          name === 'triggers' ? tables[name]!.filter((a) => a.act.kind !== 'corrupt') : tables[name]!;
        const given = new Map(NAMES.map((n) => [n, disturb(originals.get(n)!, actsOf(n))]));
        const edits = Object.fromEntries(NAMES.map((n) => [n, () => given.get(n)!]));
        const [built, again] = [
          await broken(edits, { from, cut: cuts[0], lookAhead }),
          await broken(edits, { from, cut: cuts[1], lookAhead }),
        ];
        expect({ ...again, sizes: [] }).toEqual({ ...built, sizes: [] });

        const paper = onPaper(given, lookAhead);
        expect(built.events).toEqual(paper.events);
        expect(built.counts.lost).toBe(FEW - paper.events.length);
        for (const [i, e] of built.events.entries()) if (i > 0) expect(e).toBeGreaterThan(built.events[i - 1]!);

        // every key that came in the range is an event, but for those that only came too late
        const keys = new Set([...given.values()].flatMap((list) => list.map((f) => f.event)).filter((e) => e < FEW));
        for (const e of built.events) expect(keys.delete(e)).toBe(true);
        const tooLate = NAMES.reduce((n, t) => n + built.counts.tables[t]!.tooLate, 0);
        expect(keys.size).toBeLessThanOrEqual(tooLate);

        const manifest = new FragmentCounts();
        manifest.builder(built.counts);
        const said = FragmentCounts.sum([manifest.asJson()]);
        const taken = new Map<number, Record<string, RawFragment>>();
        for (const name of NAMES) {
          const c = built.counts.tables[name]!;
          expect(c).toEqual(paper.counts.get(name));
          // each fragment that was given is in an event or among those that the manifest counts
          const { missing = 0, repeated = 0, tooLate = 0, foreign = 0 } = said[name] ?? {};
          expect(given.get(name)!.length).toBe(built.events.length - missing + repeated + tooLate + foreign);
          for (const f of given.get(name)!) {
            const of = taken.get(f.event) ?? {};
            of[name] ??= f;
            taken.set(f.event, of);
          }
        }

        const flaws = paper.flaws.map((f) => ({ ...f, row: paper.events[f.row]! }));
        const gone = new Set(flaws.filter((f) => f.kind === 'missing').map((f) => `${f.row} ${f.table}`));
        for (const event of built.events) {
          for (const name of NAMES) {
            const fragment = gone.has(`${event} ${name}`) ? undefined : taken.get(event)?.[name];
            const whole = fragment === undefined || !originals.get(name)!.every((o) => o.columns !== fragment.columns);
            if (!whole) flaws.push({ row: event, table: name, kind: 'corrupt', reason: '' });
            const expected =
              fragment === undefined || !whole ? empty(name) : JSON.stringify(Object.values(fragment.columns));
            expect(built.hits.get(event)![name]).toBe(expected);
          }
        }
        expect(built.flaws).toEqual(sortFlaws(flaws).map((f) => `${f.row} ${f.table} ${f.kind}`));
      }),
      { seed: 4, numRuns: 50 },
    );
  }, 60_000);
});
