import { describe, expect, it } from 'vitest';
import { beamHoles } from '../../src/report/validation/beam-hole-rows.js';
import { validationRows } from '../../src/report/validation/index.js';
import type { Row } from '../../src/report/validation/row.js';

const bench = { small: true, signal: new AbortController().signal, onEvents: () => {} };
const percentOf = (rows: readonly Row[], name: string) => {
  const row = rows.find((r) => r.name === name);
  if (row === undefined) throw new Error(`no row ${name}`);
  return Number.parseFloat(row.here);
};

describe('rows of track times', () => {
  it('are made once for all names, and say where the tails come from', async () => {
    const rows = await validationRows(bench, (name) => name.startsWith('track-') && /chod|time|hodoscope/.test(name));
    expect(rows.map((r) => r.name)).toEqual([
      'track-chod',
      'track-newchod',
      'track-chod-crowd',
      'track-hodoscope',
      'track-time-tails',
      'track-time-chod',
      'track-time-pull',
    ]);
    expect(rows.filter((r) => r.verdict === 'red').map((r) => r.name)).toEqual([]);
    // what has no hodoscope and what lies beyond 3 σ are nearly the same tracks
    expect(Math.abs(100 - percentOf(rows, 'track-hodoscope') - percentOf(rows, 'track-time-tails'))).toBeLessThan(3);
    expect(percentOf(rows, 'track-chod')).toBeGreaterThan(percentOf(rows, 'track-hodoscope'));
    const counts = [...rows[4]!.note!.matchAll(/(\d+) of (\d+)/g)].map(([, far, all]) => [Number(far), Number(all)]);
    expect(counts.length).toBe(6);
    expect(counts.reduce((n, [, all]) => n + all!, 0)).toBe(rows[4]!.n);
  });
});

describe('rows of scraper and collimator', () => {
  it('find that the beam has come through', async () => {
    const rows = await beamHoles.rows(bench);
    expect(rows.map((r) => r.name)).toEqual(beamHoles.names);
    for (const row of rows) expect(Number.parseFloat(row.here)).toBeLessThan(0.05);
    // 66 mm wide before, 76.5 mm after: the beam is drawn up to ± 32 mm
    expect(percentOf(rows, 'beam-collimator-before')).toBeGreaterThan(percentOf(rows, 'beam-collimator-after'));
  });
});
