import { expect, it } from 'vitest';
import { TableBuilder } from '../../src/event/builder.js';
import { judge } from '../../src/event/quality.js';
import { type Reconstructed, summarise } from '../../src/event/summary.js';
import { RAW_TABLES, RUN_TABLES } from '../../src/event/tables.js';

it('says the quality of every event and lists every bad fragment, whatever became of the event', () => {
  const size = 3;
  const rows = [...RAW_TABLES, ...RUN_TABLES].map((t) => {
    const built = new TableBuilder(t, size);
    for (let i = 0; i < size; i++) {
      if (t.name === 'triggers') built.next();
      built.endEvent();
    }
    return [t.name, built.finish()];
  });
  const batch = {
    sequence: 0,
    size,
    burst: new Uint32Array(size),
    event: Uint32Array.of(0, 1, 2),
    flaws: [
      { row: 2, table: 'straw', kind: 'corrupt', reason: 'straw: bad' },
      { row: 2, table: 'gtk', kind: 'missing', reason: 'gtk: none' },
      { row: 1, table: 'chod', kind: 'late', reason: 'chod: late' },
    ],
    faults: [],
    ...Object.fromEntries(rows),
  } as unknown as Reconstructed;
  // the readout knew of a fragment of the KTAG that was missing, and of one of the GTK
  batch.triggers.columns.quality.set([1 + 2 ** 9, 0, 1 + 2 ** 10]);
  judge(batch, 'quarantine');
  const { events, bad_fragments, quarantine } = summarise(batch);
  expect([...events.columns.quality]).toEqual([1 + 2 ** 9, 4 + 2 ** 14, 1 + 8 + 2 ** 10 + 2 ** 12]);
  expect([...events.columns.quarantined]).toEqual([0, 0, 1]);
  expect([...bad_fragments.offsets]).toEqual([0, 0, 1, 3]);
  expect(bad_fragments.columns.detector).toEqual(['chod', 'gtk', 'straw']);
  expect(bad_fragments.columns.kind).toEqual(['late', 'missing', 'corrupt']);
  expect(bad_fragments.columns.reason).toEqual(['chod: late', 'gtk: none', 'straw: bad']);
  expect(quarantine.columns.reason).toEqual(['gtk: none']);
});
