import { type Data, type List, makeData, type RecordBatch, type Struct } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { decodeBatch, objectOffsets } from '../../src/arrow/decode.js';
import { schemaOf } from '../../src/arrow/schema.js';
import { origins, plain } from './support.js';

const schema = schemaOf(origins, '1');

/** A record batch as another implementation may hand it on: list offsets of any kind over ten hits 0 … 9. */
function batchOf(size: number, valueOffsets: Int32Array): RecordBatch {
  const list = schema.fields[2]!.type as List<Struct>;
  const struct = list.children[0]!.type;
  const particle = makeData({
    type: struct.children[0]!.type,
    length: 10,
    nullCount: 0,
    data: Int8Array.from({ length: 10 }, (_, i) => i),
  } as never);
  const child = makeData({ type: struct, length: 10, nullCount: 0, children: [particle] } as never);
  const keys = (): Data =>
    makeData({ type: schema.fields[0]!.type, length: size, nullCount: 0, data: new Uint32Array(size) } as never);
  const data = makeData({ type: list, length: size, nullCount: 0, valueOffsets, child } as never);
  return { schema, numRows: size, data: { children: [keys(), keys(), data] } } as unknown as RecordBatch;
}

describe('list offsets of other writers', () => {
  it('that do not begin at 0 are rebased, with the columns', () => {
    const { rows } = decodeBatch(batchOf(3, Int32Array.of(4, 6, 6, 9)), origins, 'file');
    expect(plain(origins, rows, 3)).toEqual({
      length: 6,
      offsets: [0, 2, 2, 5],
      columns: { particle: [4, 5, 6, 7, 8, 9] },
    });
  });

  it('that are padded are cut', () => {
    const { rows } = decodeBatch(batchOf(2, Int32Array.of(0, 3, 10, 0, 0, 0)), origins, 'file');
    expect(Array.from(rows.offsets)).toEqual([0, 3, 10]);
  });

  it('may be absent when there are no rows', () => {
    const { rows } = decodeBatch(batchOf(0, new Int32Array(0)), origins, 'file');
    expect(Array.from(rows.offsets)).toEqual([0]);
  });

  it('that are too few are refused', () => {
    expect(() => decodeBatch(batchOf(3, Int32Array.of(0, 2)), origins, 'file')).toThrow(/too few list offsets/);
  });

  it('that are no offsets are handed on for the check of values', () => {
    for (const o of [
      [-5, 2, 3, 4],
      [50, 2, 3, 4],
      [0, 9, 3, 2000000000],
    ]) {
      expect(Array.from(decodeBatch(batchOf(3, Int32Array.from(o)), origins, 'file').rows.offsets)).toEqual(o);
    }
  });
});

describe('offsets of objects', () => {
  const keys = (...event: number[]) => ({
    burst: new Uint32Array(event.length).fill(1),
    event: Uint32Array.from(event),
  });
  const offsets = (found: number[], events: number[]): number[] => {
    const { burst, event } = keys(...events);
    return Array.from(objectOffsets(keys(...found), burst, event, 'file'));
  };

  it('come from walking the keys', () => {
    expect(offsets([2, 2, 5], [1, 2, 3, 5, 6])).toEqual([0, 0, 2, 2, 3, 3]);
    expect(offsets([], [1, 2])).toEqual([0, 0, 0]);
    expect(offsets([], [])).toEqual([0]);
  });

  it('are refused when a row has no event or stands out of order', () => {
    expect(() => offsets([2, 4], [1, 2, 3])).toThrow(/event 4/);
    expect(() => offsets([2, 1], [1, 2, 3])).toThrow(/event 1/);
    expect(() => offsets([1], [])).toThrow(/keys disagree/);
  });
});
