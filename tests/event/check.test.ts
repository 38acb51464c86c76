import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventBatch, Fault, Flaw } from '../../src/event/batch.js';
import { checkValues, MAX_FRAGMENT_ROWS } from '../../src/event/check.js';
import { type Rows, table } from '../../src/event/table.js';

const hits = table('hits_x', {
  version: 1,
  shape: 'hits',
  side: 'raw',
  doc: 'hits',
  columns: {
    channel: { type: 'u16', unit: '', doc: 'channel', range: [0, 99] },
    leading: { type: 'i16', unit: '', doc: 'edge' },
    charge: { type: 'f32', unit: 'pC', doc: 'charge', size: 2 },
  },
});
const flags = table('flags_x', {
  version: 1,
  shape: 'event',
  side: 'raw',
  doc: 'flags',
  columns: { weight: { type: 'f64', unit: '', doc: 'weight', range: [-1, 1] } },
});
type Batch = EventBatch & { hits_x: Rows<typeof hits>; flags_x: Rows<typeof flags> };

/** A batch with these list offsets over `n` hits; hit i has channel i. */
function batchOf(offsets: number[], n: number): Batch {
  const size = offsets.length - 1;
  return {
    sequence: 0,
    size,
    burst: new Uint32Array(size),
    event: Uint32Array.from({ length: size }, (_, i) => i),
    flaws: [] as Flaw[],
    faults: [] as Fault[],
    hits_x: {
      length: n,
      offsets: Int32Array.from(offsets),
      columns: {
        channel: Uint16Array.from({ length: n }, (_, i) => i),
        leading: new Int16Array(n).fill(-32768),
        charge: Float32Array.from({ length: 2 * n }, (_, i) => i / 2),
      },
    },
    flags_x: {
      length: size,
      offsets: Int32Array.from({ length: size + 1 }, (_, i) => i),
      columns: { weight: new Float64Array(size) },
    },
  };
}

/** Channels of each event as a stage downstream would read them. */
const read = (b: Batch): number[][] =>
  Array.from({ length: b.size }, (_, i) => {
    const { offsets, columns } = b.hits_x;
    const out: number[] = [];
    for (let r = offsets[i]!; r < offsets[i + 1]!; r++) out.push(columns.channel[r]!);
    return out;
  });

describe('values', () => {
  it('that are all right leave the batch as it was', () => {
    const b = batchOf([0, 2, 2, 5], 5);
    const before = b.hits_x;
    checkValues(b, [hits, flags]);
    expect([b.flaws, b.faults, b.hits_x]).toEqual([[], [], before]);
    expect(b.hits_x).toBe(before);
  });

  it.each([Number.NaN, Infinity, -Infinity])('%s in a floating-point column costs its fragment', (bad) => {
    const b = batchOf([0, 2, 2, 5], 5);
    b.hits_x.columns.charge[9] = bad;
    checkValues(b, [hits, flags]);
    expect(b.flaws).toEqual([
      { row: 2, table: 'hits_x', kind: 'corrupt', reason: `hits_x.charge: found ${bad}, expected a finite number` },
    ]);
    expect(read(b)).toEqual([[0, 1], [], []]);
  });

  it('outside the range of their column cost their fragment; the ends are inside', () => {
    const b = batchOf([0, 2, 2, 5], 5);
    b.hits_x.columns.channel.set([99, 0, 99, 100, 101]);
    const flagsRead = b.flags_x.columns.weight;
    flagsRead.set([1, -1.0000001, Number.NaN]);
    checkValues(b, [hits, flags]);
    expect(b.flaws.map(({ row, reason }) => [row, reason])).toEqual([
      [1, 'flags_x.weight: found -1.0000001, expected -1 … 1'],
      [2, 'hits_x.channel: found 100, expected 0 … 99'],
      [2, 'flags_x.weight: found NaN, expected -1 … 1'],
    ]);
    // a row for each event stays, with zeros; what was read is not written to
    expect([...b.flags_x.columns.weight]).toEqual([1, 0, 0]);
    expect([flagsRead[2], [...b.flags_x.offsets]]).toEqual([Number.NaN, [0, 1, 2, 3]]);
    expect(read(b)).toEqual([[99, 0], [], []]);
  });

  it('in rows that no event owns, or in tables not named, do not matter', () => {
    const b = batchOf([0, 2, 2, 4], 6);
    b.hits_x.columns.channel.set([1000, 1000], 4);
    b.flags_x.columns.weight.fill(9);
    checkValues(b, [hits]);
    expect(b.flaws).toEqual([]);
  });

  it('join the flaws that are there, in order', () => {
    const b = batchOf([0, 1, 2], 2);
    b.flaws.push({ row: 1, table: 'hits_x', kind: 'late', reason: 'late' });
    b.flags_x.columns.weight.fill(2);
    checkValues(b, [flags]);
    expect(b.flaws.map((f) => [f.row, f.kind])).toEqual([
      [0, 'corrupt'],
      [1, 'late'],
      [1, 'corrupt'],
    ]);
  });

  it('of which there are absurdly many cost their fragment', () => {
    const n = MAX_FRAGMENT_ROWS;
    const b = batchOf([0, 1, n + 1, 2 * n + 2], 2 * n + 2);
    checkValues(b, [{ ...hits, columns: { ...hits.columns, channel: { type: 'u16', unit: '', doc: '' } } }]);
    expect(b.flaws.map((f) => [f.row, f.reason])).toEqual([[2, `hits_x: found ${n + 1} rows, expected ${n} at most`]]);
    expect([...b.hits_x.offsets]).toEqual([0, 1, n + 1, n + 1]);
  });
});

describe('offsets', () => {
  const cases: [string, number[], number, number[], number[][]][] = [
    ['decrease', [0, 3, 5, 4, 7, 9], 9, [1, 2, 3], [[0, 1, 2], [], [], [], [7, 8]]],
    ['leave the data', [0, 3, 20], 9, [1], [[0, 1, 2], []]],
    ['leave the data in the middle', [0, 500, 3, 6, 9], 9, [0, 1], [[], [], [3, 4, 5], [6, 7, 8]]],
    ['begin below 0', [-2, 3, 5], 5, [0], [[], [3, 4]]],
    ['overflow', [0, 2147483647, -2147483648, 5, 9], 9, [0, 1, 2], [[], [], [], [5, 6, 7, 8]]],
    ['give rows twice', [0, 5, 6, 1, 2, 3, 8, 9], 9, [1, 2, 3, 4, 5], [[0, 1, 2, 3, 4], [], [], [], [], [], [8]]],
  ];
  it.each(cases)('that %s cost their events and no other', (_, offsets, n, rows, expected) => {
    const b = batchOf(offsets, n);
    checkValues(b, [hits]);
    expect(b.flaws.map((f) => f.row)).toEqual(rows);
    expect(b.flaws[0]!.reason).toMatch(
      /^hits_x: found offsets -?\d+ … -?\d+, expected growing offsets inside 0 … \d+$/,
    );
    expect(read(b)).toEqual(expected);
    expect(b.hits_x.columns.charge.length).toBe(2 * b.hits_x.length);
  });

  it('that are too few, or columns that are too short, cost the events concerned', () => {
    const b = batchOf([0, 2, 4, 6], 6);
    (b.hits_x as { offsets: Int32Array }).offsets = Int32Array.of(0, 2);
    checkValues(b, [hits]);
    expect([b.flaws.map((f) => f.row), read(b)]).toEqual([
      [1, 2],
      [[0, 1], [], []],
    ]);
    const c = batchOf([0, 2, 4, 6], 6);
    (c.hits_x.columns as { channel: Uint16Array }).channel = new Uint16Array(5);
    checkValues(c, [hits]);
    expect(c.flaws.map((f) => f.row)).toEqual([2]);
  });

  it('of any kind never throw, never give a row twice or outside the data', () => {
    const wild = fc.oneof(fc.integer({ min: -3, max: 30 }), fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }));
    fc.assert(
      fc.property(fc.array(wild, { minLength: 1, maxLength: 12 }), fc.nat({ max: 24 }), (offsets, n) => {
        const b = batchOf(offsets, n);
        checkValues(b, [hits, flags]);
        const events = read(b);
        const rows = events.flat();
        expect(new Set(rows).size).toBe(rows.length);
        for (const r of rows) expect(r).toBeLessThan(n);
        const faulty = new Set(b.flaws.map((f) => f.row));
        for (const [i, e] of events.entries()) {
          if (faulty.has(i)) expect(e).toEqual([]);
          else expect(e).toEqual(Array.from({ length: offsets[i + 1]! - offsets[i]! }, (_, k) => offsets[i]! + k));
        }
      }),
      { seed: 5, numRuns: 2000 },
    );
  });
});
