import { describe, expect, it } from 'vitest';
import { TableBuilder } from '../../src/event/builder.js';
import { table } from '../../src/event/table.js';
import { countRows, listRows } from '../../src/report/event-tables.js';

const things = table('things', {
  version: 1,
  shape: 'objects',
  side: 'run',
  doc: 'drawn things',
  columns: {
    kind: { type: 'i8', unit: '', doc: 'what it is: 0 e, 1 mu, 2 pi; −1 undecided' },
    edges: { type: 'u8', unit: '', doc: '1 low leading, 2 low trailing, 4 high trailing' },
    tight: { type: 'u8', unit: '', doc: '1 when both have seen it' },
    time: { type: 'f64', unit: 'ns', doc: 'relative to the trigger; NaN none' },
    links: { type: 'i16', unit: '', doc: 'rows; −1 fills', size: 3 },
    covariance: { type: 'f64', unit: 'mm', doc: 'of all', size: 10 },
    word: { type: 'utf8', unit: '', doc: 'why' },
  },
});
const truth = table('things_truth', {
  version: 1,
  shape: 'hits',
  side: 'truth',
  doc: 'truth',
  columns: { particle: { type: 'i32', unit: '', doc: 'index' } },
});
const empty = table('empty', { version: 1, shape: 'hits', side: 'raw', doc: 'none', columns: {} });

type Thing = readonly [kind: number, edges: number, time: number, links: readonly number[], word: string];

function batch(list: readonly Thing[], makers: readonly number[]) {
  const b = {
    things: new TableBuilder(things, 2),
    things_truth: new TableBuilder(truth, 2),
    empty: new TableBuilder(empty, 2),
  };
  b.things.next();
  b.things_truth.next();
  for (const t of Object.values(b)) t.endEvent();
  for (const [kind, edges, time, links, word] of list) {
    const k = b.things.next();
    const c = b.things.columns;
    c.kind[k] = kind;
    c.edges[k] = edges;
    c.tight[k] = 1;
    c.time[k] = time;
    c.links.set(links, 3 * k);
    c.word[k] = word;
  }
  for (const maker of makers) b.things_truth.columns.particle[b.things_truth.next()] = maker;
  for (const t of Object.values(b)) t.endEvent();
  return { things: b.things.finish(), things_truth: b.things_truth.finish(), empty: b.empty.finish() };
}

const LIST: Thing[] = [
  [2, 5, -12.345678, [4, -1, -1], 'good'],
  [-1, 0, Number.NaN, [0, 1, 2], 'bad'],
  [7, 1, 1.5e-7, [-1, -1, -1], ''],
];

describe('rows of an event as their tables declare them', () => {
  it('have names, units, codes, bits and lists', () => {
    expect(listRows(batch(LIST, []), 1, [empty, things])).toBe(
      [
        'things: 3 rows; drawn things',
        '#  kind       edges                        tight  time [ns]  links  word',
        '0  pi         low leading + high trailing      1    −12.346      4  good',
        '1  undecided  0                                1          –  0 1 2  bad',
        '2  7          low leading                      1     1.5e−7',
        '',
      ].join('\n'),
    );
  });

  it('keep the decimals of a time since the start of burst', () => {
    const late: Thing = [0, 0, 4_869_138_123.4567, [0, 0, 0], ''];
    expect(listRows(batch([late], []), 1, [things])).toContain(' 4869138123.457 ');
  });

  it('stand beside their truth, if it has as many', () => {
    const with3 = batch(LIST, [8, 9, -1]);
    const beside = (b: typeof with3) => new Map([['things', { table: truth, rows: b.things_truth as never }]]);
    const lines = listRows(with3, 1, [things], beside(with3)).split('\n');
    expect(lines[1]).toMatch(/word +particle$/);
    expect(lines[2]).toMatch(/good +8$/);
    const with2 = batch(LIST, [8, 9]);
    expect(listRows(with2, 1, [things], beside(with2))).not.toContain('particle');
  });

  it('are counted, zero too, where the table is there', () => {
    const missing = { ...empty, name: 'missing' };
    expect(countRows(batch(LIST, []), 1, [things, missing, empty])).toBe('things 3, empty 0');
    expect(listRows(batch([], []), 1, [things, missing, empty])).toBe('');
  });
});
