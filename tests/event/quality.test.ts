import { describe, expect, it } from 'vitest';
import type { EventBatch, Fault, Flaw, FlawKind } from '../../src/event/batch.js';
import { judge, type OnBad, QUALITY_DETECTORS, qualityOf } from '../../src/event/quality.js';
import { triggers } from '../../src/event/raw.js';
import { events } from '../../src/event/run.js';
import { RAW_TABLES } from '../../src/event/tables.js';

const flaw = (row: number, table: string, kind: FlawKind): Flaw => ({
  row,
  table,
  kind,
  reason: `${table}: ${kind} in ${row}`,
});

const batchWith = (flaws: Flaw[], faults: Fault[] = []): EventBatch => ({
  sequence: 0,
  size: 10,
  burst: new Uint32Array(10),
  event: new Uint32Array(10),
  flaws,
  faults,
});

/** Rows taken out, with the stage and the reason. */
function judged(onBad: OnBad, flaws: Flaw[], faults: Fault[] = []): [number, string, string][] {
  const batch = batchWith(flaws, faults);
  judge(batch, onBad);
  return batch.faults.map((f) => [f.row, f.stage, f.reason]);
}

describe('quality word', () => {
  it('has a bit for every raw table, none twice, in 32', () => {
    for (const { name } of RAW_TABLES) expect(QUALITY_DETECTORS).toContain(name);
    const all = QUALITY_DETECTORS.map((t) => qualityOf([flaw(0, t, 'late')]) - 4);
    expect(new Set(all).size).toBe(QUALITY_DETECTORS.length);
    expect(all[0]).toBe(256);
    for (const [k, word] of all.entries()) expect(word).toBe(2 ** (8 + k));
    expect(Math.max(...all)).toBeLessThan(2 ** 32);
  });

  it('joins kinds and detectors', () => {
    expect(qualityOf([])).toBe(0);
    expect(qualityOf([flaw(0, 'triggers', 'missing')])).toBe(1 + 256);
    expect(qualityOf([flaw(0, 'ktag', 'repeated'), flaw(0, 'straw', 'corrupt')])).toBe(2 + 8 + 2 ** 9 + 2 ** 12);
  });

  it('means the same where the readout writes it and where the run does', () => {
    const [read, written] = [triggers.columns.quality.doc, events.columns.quality.doc];
    expect(read.split(';')[1]).toBe(written.split(';')[1]);
    expect(read).toMatch(/1 missing, 2 repeated, 4 late, 8 corrupt/);
  });
});

describe('judgement', () => {
  const all = [
    flaw(3, 'straw', 'corrupt'),
    flaw(1, 'gtk', 'missing'),
    flaw(2, 'ktag', 'repeated'),
    flaw(4, 'chod', 'late'),
    flaw(3, 'gtk', 'missing'),
  ];

  it('quarantine takes out every event with a fragment missing, repeated or corrupt, once; late stays', () => {
    expect(judged('quarantine', all)).toEqual([
      [1, 'event-builder', 'gtk: missing in 1'],
      [2, 'event-builder', 'ktag: repeated in 2'],
      [3, 'event-builder', 'gtk: missing in 3'],
    ]);
    expect(judged('quarantine', [flaw(3, 'straw', 'corrupt')])).toEqual([[3, 'input', 'straw: corrupt in 3']]);
  });

  it('keep takes out none but those without a sound trigger', () => {
    expect(judged('keep', all)).toEqual([]);
    const kinds = ['missing', 'repeated', 'late', 'corrupt'] as const;
    const bad = kinds.flatMap((kind, row) => [flaw(row, 'chod', 'missing'), flaw(row, 'triggers', kind)]);
    expect(judged('keep', bad)).toEqual([
      [0, 'event-builder', 'triggers: missing in 0'],
      [3, 'input', 'triggers: corrupt in 3'],
    ]);
  });

  it('leaves events that are out already', () => {
    const fault = { row: 1, stage: 'somewhere', reason: 'something' };
    expect(judged('quarantine', [flaw(1, 'gtk', 'missing')], [fault])).toEqual([[1, 'somewhere', 'something']]);
  });
});
