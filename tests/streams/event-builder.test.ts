import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Decoded } from '../../src/arrow/index.js';
import { readPart } from '../../src/arrow/index.js';
import { type Manifest, signed } from '../../src/arrow/manifest.js';
import type { EventBatch, Has } from '../../src/event/batch.js';
import { straw } from '../../src/event/raw.js';
import { buildEvents } from '../../src/streams/event-builder.js';
import { FragmentStream } from '../../src/streams/fragments.js';
import { RAW_TABLES } from '../tables.js';
import { breakSpill, type Edit, type RawFragment, readFragments } from './broken-part.js';
import { broken, build, countsOf, EVENTS, empty, FIXTURE, folders, NAMES, numbers, PART, sound } from './built.js';

const folder = folders();

describe('a part with nothing wrong', () => {
  it('comes out as it is read, on buffers that nothing has touched', async () => {
    const dir = join(FIXTURE, PART);
    const built: (EventBatch & Has<(typeof RAW_TABLES)[number]>)[] = [];
    for await (const batch of buildEvents(dir, RAW_TABLES)) built.push(batch);
    let k = 0;
    for await (const read of readPart(dir, RAW_TABLES)) expect(built[k++]).toEqual(read);
    expect(k).toBe(built.length);
    // all columns of a record batch are views of one buffer of bytes: a copy would have its own
    for (const { straw: s } of built)
      expect(new Set([s.offsets, ...Object.values(s.columns)].map((a) => a.buffer)).size).toBe(1);
    expect(sound.counts).toEqual({ lost: 0, tables: Object.fromEntries(NAMES.map((n) => [n, countsOf({})])) });
  });

  it.each([1, 7, 30, 64, 99])('and record batches of %i rows gives the same events', async (cut) => {
    const built = await broken({}, { cut });
    expect(built).toEqual({ ...sound, sizes: built.sizes });
    expect(built.sizes).toEqual(numbers(0, Math.ceil(EVENTS / cut)).map((k) => Math.min(cut, EVENTS - k * cut)));
  });

  it('and tables that are cut differently gives the same events', async () => {
    const to = folder('cuts');
    await breakSpill(FIXTURE, to, { tables: { ktag: (all) => all } });
    await breakSpill(to, folder('cuts2'), { tables: {}, cut: 33 });
    const name = join(PART, 'ktag.arrow');
    cpSync(join(to, name), join(folder('cuts2'), name));
    const manifest = (root: string) => JSON.parse(readFileSync(join(root, PART, 'manifest.json'), 'utf8'));
    const [one, other] = [manifest(to), manifest(folder('cuts2'))];
    const entry = one.files.find((f: { table: string }) => f.table === 'ktag');
    other.files = other.files.map((f: { table: string }) => (f.table === 'ktag' ? entry : f));
    writeFileSync(join(folder('cuts2'), PART, 'manifest.json'), JSON.stringify(signed(other)));
    expect(await build(folder('cuts2'))).toEqual(sound);
  });
});

describe('fragments', () => {
  it('that are missing leave their events empty of one detector', async () => {
    const built = await broken({ gtk: (all) => all.filter((f) => f.event !== 40), triggers: (all) => all.slice(1) });
    expect(built.events).toEqual(sound.events);
    expect(built.flaws).toEqual(['0 triggers missing', '40 gtk missing']);
    expect(built.hits.get(40)).toEqual({ ...sound.hits.get(40), gtk: empty('gtk') });
    expect(built.hits.get(0)).toEqual({ ...sound.hits.get(0), triggers: empty('triggers') });
    expect(built.counts.tables.gtk).toEqual(countsOf({ read: 99, missing: 1 }));
    expect(built.counts.lost).toBe(0);
  });

  it('of a whole table may be missing', async () => {
    const built = await broken({ straw: () => [] });
    expect(built.events).toEqual(sound.events);
    expect(built.flaws).toEqual(sound.events.map((e) => `${e} straw missing`));
    expect(built.counts.tables.straw).toEqual(countsOf({ read: 0, missing: EVENTS }));
  });

  it('that come twice count once, the first', async () => {
    const twice: Edit = (all) => all.flatMap((f) => (f.event === 7 ? [f, { ...f, columns: all[8]!.columns }, f] : [f]));
    const built = await broken({ ktag: twice });
    expect([built.events, built.hits]).toEqual([sound.events, sound.hits]);
    expect(built.flaws).toEqual(['7 ktag repeated']);
    expect(built.counts.tables.ktag).toEqual(countsOf({ read: 102, repeated: 2 }));
  });

  /** Moves the fragment of event 10 behind `n` later ones. */
  const delay =
    (n: number): Edit =>
    (all) => [...all.slice(0, 10), ...all.slice(11, 11 + n), all[10]!, ...all.slice(11 + n)];

  it('that are late within the look-ahead are put in their place', async () => {
    const built = await broken({ chod: delay(7) }, { lookAhead: 8 });
    expect([built.events, built.hits]).toEqual([sound.events, sound.hits]);
    expect(built.flaws).toEqual(['10 chod late']);
    expect(built.counts.tables.chod).toEqual(countsOf({ late: 1 }));
  });

  it('that come when their event has left are counted', async () => {
    const built = await broken({ chod: delay(8) }, { lookAhead: 8 });
    expect(built.events).toEqual(sound.events);
    expect(built.flaws).toEqual(['10 chod missing']);
    expect(built.counts.tables.chod).toEqual(countsOf({ missing: 1, tooLate: 1 }));
  });

  it('of a whole table may stand in reverse order', async () => {
    const built = await broken({ newchod: (all) => all.toReversed() });
    expect(built.events).toEqual(sound.events);
    // the look-ahead of 64 reaches from event 99 to event 36
    const expected = numbers(0, 36).map((e) => `${e} newchod missing`);
    expect(built.flaws).toEqual([...expected, ...numbers(36, 99).map((e) => `${e} newchod late`)]);
    expect(built.counts.tables.newchod).toEqual(countsOf({ missing: 36, late: 63, tooLate: 36 }));
  });

  it('of event 2³² − 1, of event numbers outside the part and of other bursts are no events', async () => {
    const strange = (all: RawFragment[], burst: number, event: number): RawFragment => ({ ...all[3]!, burst, event });
    const built = await broken({
      straw: (all) => [...all.slice(0, 50), strange(all, 1, 2 ** 32 - 1), ...all.slice(50), strange(all, 2, 5)],
      gtk: (all) => all.map((f) => (f.event === 50 ? { ...f, event: 2 ** 32 - 1 } : f)),
    });
    expect([built.events, built.flaws]).toEqual([sound.events, ['50 gtk missing']]);
    expect(built.counts.tables.straw).toEqual(countsOf({ read: 102, foreign: 2 }));
    expect(built.counts.tables.gtk).toEqual(countsOf({ missing: 1, foreign: 1 }));
  });

  it('are judged alike wherever the record batches end', async () => {
    // again 20 places on: in the record batch after its own, or after the next but one
    const again: Edit = (all) => [...all.slice(0, 30), all[9]!, ...all.slice(30)];
    for (const cut of [5, 10, 100]) {
      const built = await broken({ ktag: again }, { cut });
      expect([built.events, built.hits, built.flaws]).toEqual([sound.events, sound.hits, ['9 ktag repeated']]);
    }
    // beyond the look-ahead its event has left: counted only
    for (const cut of [5, 10, 100]) {
      const built = await broken({ ktag: again }, { cut, lookAhead: 20 });
      expect([built.events, built.hits, built.flaws]).toEqual([sound.events, sound.hits, []]);
      expect(built.counts.tables.ktag).toEqual(countsOf({ read: 101, tooLate: 1 }));
    }
  });

  it('that come again in every table, and those of no event of the part, give no event twice and none too many', async () => {
    const twice: Edit = (all) => [...all.slice(0, 20), ...all.slice(10)];
    const to = folder('twice');
    await breakSpill(FIXTURE, to, {
      tables: Object.fromEntries(NAMES.map((n) => [n, twice])),
      cut: 10,
      manifest: (m) => ({ ...m, events: 80, lastEvent: 79 }),
    });
    const built = await build(to, 1);
    expect(built.events).toEqual(numbers(0, 80));
    for (const n of NAMES) expect(built.counts.tables[n]).toEqual(countsOf({ read: 110, tooLate: 10, foreign: 20 }));
    expect([built.flaws, built.counts.lost]).toEqual([[], 0]);
  });

  it('of no event of the part are none, though every table has them', async () => {
    const to = folder('short');
    const manifest = (m: Manifest): Manifest => ({ ...m, events: 80, firstEvent: 10, lastEvent: 89 });
    await breakSpill(FIXTURE, to, { tables: {}, cut: 10, manifest });
    const built = await build(to, 1);
    expect(built.events).toEqual(numbers(10, 90));
    for (const n of NAMES) expect(built.counts.tables[n]).toEqual(countsOf({ foreign: 20 }));
    await breakSpill(FIXTURE, to, { tables: {}, manifest: (m) => ({ ...m, events: 80, lastEvent: 79 }) });
    expect((await build(to, 1)).events).toEqual(numbers(0, 80));
  });

  it('that nobody has are lost', async () => {
    const all = Object.fromEntries(NAMES.map((n) => [n, ((f) => f.filter(({ event }) => event !== 9)) as Edit]));
    const built = await broken(all);
    expect(built.events).toEqual(sound.events.filter((e) => e !== 9));
    expect([built.flaws, built.counts.lost]).toEqual([[], 1]);
  });

  it('with offsets out of order cost themselves, whether or not the keys agree', async () => {
    const bend: Edit = (all) => all.map((f) => (f.event === 20 ? { ...f, end: -5 } : f));
    const lose: Edit = (all) => all.filter((f) => f.event !== 70);
    const corrupt = ['20 straw corrupt', '21 straw corrupt'];
    for (const [edits, flaws] of [
      [{ straw: bend }, corrupt],
      [{ straw: bend, gtk: lose }, [...corrupt, '70 gtk missing']],
    ] as const) {
      const built = await broken(edits);
      expect(built.events).toEqual(sound.events);
      expect(built.flaws).toEqual(flaws);
      expect(built.hits.get(20)).toEqual({ ...sound.hits.get(20), straw: empty('straw') });
      expect(built.hits.get(22)).toEqual(sound.hits.get(22));
    }
  });

  it('with far too many rows cost themselves', async () => {
    const grow: Edit = (all) =>
      all.map((f) =>
        f.event === 5 ? { ...f, columns: times(f.columns, Math.ceil(8193 / f.columns.leading!.length)) } : f,
      );
    const times = (columns: RawFragment['columns'], n: number) =>
      Object.fromEntries(Object.entries(columns).map(([name, v]) => [name, Array(n).fill(v).flat()]));
    for (const gtk of [(all: RawFragment[]) => all, (all: RawFragment[]) => all.slice(0, 70)]) {
      const built = await broken({ straw: grow, gtk });
      expect(built.flaws[0]).toBe('5 straw corrupt');
      expect(built.hits.get(5)).toEqual({ ...sound.hits.get(5), straw: empty('straw') });
      expect(built.hits.get(6)).toEqual(sound.hits.get(6));
    }
  });
});

it('a part without events gives none', async () => {
  const none = Object.fromEntries(NAMES.map((n) => [n, (() => []) as Edit]));
  const empty = (keep: Edit) => ({
    tables: { ...none, ktag: keep },
    manifest: (m: object) => ({ ...m, events: 0, firstEvent: null, lastEvent: null, batches: 0 }) as never,
  });
  await breakSpill(
    FIXTURE,
    folder('empty'),
    empty(() => []),
  );
  const built = await build(folder('empty'));
  expect([built.events, built.sizes, built.counts.lost]).toEqual([[], [], 0]);
  await breakSpill(
    FIXTURE,
    folder('empty'),
    empty((f) => f),
  );
  const stray = await build(folder('empty'));
  expect([stray.events, stray.counts.tables.ktag]).toEqual([[], countsOf({ foreign: EVENTS })]);
});

it('a file with other rows than its manifest says is refused', async () => {
  await breakSpill(FIXTURE, folder('rows'), {
    tables: {},
    manifest: (m) => ({ ...m, files: m.files.map((f) => (f.table === 'chod' ? { ...f, rows: 99 } : f)) }),
  });
  await expect(build(folder('rows'))).rejects.toThrow(/row counts disagree/);
});

it('an abort closes the part', async () => {
  const control = new AbortController();
  const stream = buildEvents(join(FIXTURE, PART), RAW_TABLES, { signal: control.signal });
  control.abort(new Error('enough'));
  await expect(stream.next()).rejects.toThrow('enough');
  expect(await stream.next()).toEqual({ done: true, value: undefined });
});

describe('memory', () => {
  it('holds the look-ahead and one record batch of a table at most', async () => {
    const batchRows = 10;
    const lookAhead = 16;
    const fragments = await readFragments(join(FIXTURE, PART), straw);
    const order = fragments.map((_, i) => (i * 37) % EVENTS);
    let reading: ArrayBufferLike | undefined;
    async function* source(): AsyncGenerator<Decoded, void, undefined> {
      for (let k = 0; k < EVENTS; k += batchRows) {
        const n = batchRows;
        const event = Uint32Array.from(order.slice(k, k + n));
        const offsets = Int32Array.from({ length: n + 1 }, (_, i) => i);
        const channel = new Uint16Array(n);
        reading = channel.buffer;
        const columns = { channel, leading: new Int16Array(n), trailing: new Int16Array(n) };
        yield { burst: new Uint32Array(n).fill(1), event, rows: { length: n, offsets, columns } };
      }
    }
    const counts = countsOf({ read: 0 });
    const range = { burst: 1, first: 0, last: EVENTS - 1 };
    const stream = new FragmentStream({ table: straw, counts, source: source(), range, lookAhead });
    let most = 0;
    for (;;) {
      while (!stream.fill()) {
        await stream.load();
        most = Math.max(most, stream.held);
      }
      most = Math.max(most, stream.held);
      if (stream.head === undefined) break;
      const { event } = stream.head;
      // what waits longer than its record batch does not keep that alive
      const { buffer } = stream.head.rows.columns['channel'] as Uint16Array;
      if (buffer !== reading) expect(buffer.byteLength).toBe(2);
      expect(stream.take(event)!.event).toBe(event);
    }
    expect(most).toBeGreaterThan(lookAhead);
    expect(most).toBeLessThanOrEqual(lookAhead + batchRows);
    expect(counts.read).toBe(EVENTS);
  });
});
