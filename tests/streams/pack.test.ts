import { describe, expect, it } from 'vitest';
import type { Columns } from '../../src/event/table.js';
import { readPart } from '../../src/index.js';
import { pack, unpack } from '../../src/streams/pack.js';
import { smallPart, TABLES } from '../arrow/support.js';
import { RAW_TABLES } from '../tables.js';

/** The parts of a batch that count: rows of each table within its length. */
function content(batch: object, tables: readonly { readonly name: string; readonly columns: Columns }[]) {
  const rows = batch as Record<string, { length: number; columns: Record<string, ArrayLike<unknown>> }>;
  return tables.map(({ name, columns }) => {
    const { length, columns: c } = rows[name]!;
    return [
      name,
      length,
      Object.entries(columns).map(([k, { size = 1 }]) => Array.from(c[k]!).slice(0, length * size)),
    ];
  });
}

describe('a packed batch', () => {
  it('is unpacked as it was: every column type, lists, texts, special numbers', () => {
    for (const batch of smallPart()) {
      const packed = structuredClone(pack(batch, TABLES));
      const back = unpack(packed, TABLES);
      expect([back.sequence, back.size, back.burst, back.event]).toEqual([
        batch.sequence,
        batch.size,
        batch.burst.slice(0, batch.size),
        batch.event.slice(0, batch.size),
      ]);
      expect(content(back, TABLES)).toEqual(content(batch, TABLES));
    }
  });

  it('is one buffer with room for its rows and no more, that can change hands', async () => {
    for await (const batch of readPart('fixtures/k3pi/burst-0001/part-0000', RAW_TABLES)) {
      const packed = pack(batch, RAW_TABLES);
      const bytes = packed.buffer.byteLength;
      const moved = structuredClone(packed, { transfer: [packed.buffer] });
      expect(packed.buffer.byteLength).toBe(0);
      expect(moved.buffer.byteLength).toBe(bytes);
      const back = unpack(moved, RAW_TABLES);
      expect(content(back, RAW_TABLES)).toEqual(content(batch, RAW_TABLES));
      for (const { name } of RAW_TABLES) expect(Object.values(back[name].columns)[0]!.buffer).toBe(moved.buffer);
    }
  });

  it('takes flaws and faults along', () => {
    const [batch] = smallPart();
    const flaw = { row: 1, table: 'flags', kind: 'missing', reason: 'r' } as const;
    const fault = { row: 0, stage: 's', reason: 'f' };
    const back = unpack(pack({ ...batch!, flaws: [flaw], faults: [fault] }, TABLES), TABLES);
    expect([back.flaws, back.faults]).toEqual([[flaw], [fault]]);
  });
});
