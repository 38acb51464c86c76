import { describe, expect, it } from 'vitest';
import { newchodConditions } from '../../src/detectors/newchod/conditions.js';
import { tileAt, tileX, tileY } from '../../src/detectors/newchod/description.js';
import { findNewchodCandidates, pairTiles } from '../../src/pid/newchod.js';
import { drawHodoscopes, someLines, spread } from './hodoscope-drawn.js';

const conditions = newchodConditions('nominal');

describe('pairTiles', () => {
  const times = (pulses: [set: number, time: number][]) =>
    pairTiles(
      pulses.map(([set, time]) => ({ tile: 101, set, time })),
      10,
    ).map((hit) => [hit.time, hit.tight]);

  it('pairs the two sets of a tile within 10 ns', () => {
    expect(
      times([
        [0, 1],
        [1, 3],
      ]),
    ).toEqual([[2, true]]);
    expect(
      times([
        [1, 3],
        [0, 1],
      ]),
    ).toEqual([[2, true]]);
    expect(
      times([
        [0, 0],
        [1, 10.5],
      ]),
    ).toEqual([
      [0, false],
      [10.5, false],
    ]);
    expect(
      times([
        [0, 0],
        [0, 5],
      ]),
    ).toEqual([
      [0, false],
      [5, false],
    ]);
    expect(
      pairTiles(
        [
          { tile: 101, set: 0, time: 0 },
          { tile: 102, set: 1, time: 0 },
        ],
        10,
      ).length,
    ).toBe(2);
  });

  it('of three pulses pairs the closer two', () => {
    expect(
      times([
        [0, 0],
        [1, 8],
        [0, 9],
      ]),
    ).toEqual([
      [0, false],
      [8.5, true],
    ]);
    expect(
      times([
        [0, 0],
        [1, 3],
        [0, 9],
      ]),
    ).toEqual([
      [1.5, true],
      [9, false],
    ]);
  });
});

describe('candidates of the NewCHOD', () => {
  const lines = someLines(5000, 160, 1000);
  const out = findNewchodCandidates({ conditions })(drawHodoscopes(lines.map((line) => [line])));
  const { offsets, columns, length } = out.newchod_candidates;
  const all = lines.flatMap((line, i) =>
    Array.from({ length: offsets[i + 1]! - offsets[i]! }, (_, k) => ({ line, k: offsets[i]! + k })),
  );

  it('are the tile the particle crosses', () => {
    for (const { line, k } of all) {
      const x = line.x + line.tx * 238_131.5;
      const y = line.y + line.ty * 238_131.5;
      // 16.5 mm up or down the line
      const near = [-0.3, 0, 0.3].flatMap((dy) =>
        [-0.3, 0, 0.3].flatMap((dx) => [0, 1].map((s) => tileAt(x + dx, y + dy, s))),
      );
      expect(near).toContain(columns.tile[k]);
      expect([columns.x[k], columns.y[k]]).toEqual([tileX(columns.tile[k]!), tileY(columns.tile[k]!)]);
    }
  });

  it('are seen by both sets in the measured 91.6 %, and hardly ever missed', () => {
    const tight = all.filter(({ k }) => columns.tight[k] === 1).length;
    expect(Math.abs(tight / length - 0.916)).toBeLessThan(0.014);
    const missed = lines.filter((_, i) => offsets[i + 1] === offsets[i]).length;
    expect(missed / lines.length).toBeLessThan(0.005);
  });

  it('have the 1.1 ns of the detector with both sets, 1.2 ns with one', () => {
    const residual = (tight: number) =>
      spread(all.filter(({ k }) => columns.tight[k] === tight).map(({ line, k }) => columns.time[k]! - line.dt));
    expect(Math.abs(residual(1).sigma - 1.1)).toBeLessThan(0.045);
    expect(Math.abs(residual(0).sigma - 1.2)).toBeLessThan(0.17);
    expect(Math.abs(residual(1).mean)).toBeLessThan(0.065);
  });

  it('move by 100 ps when the T0s are assumed 100 ps late', () => {
    const late = { ...conditions, t0: conditions.t0.map((t) => t + 0.1) };
    const shifted = findNewchodCandidates({ conditions: late })(drawHodoscopes(lines.map((line) => [line])));
    const mean = (c: { time: Float64Array }) => spread(Array.from(c.time.subarray(0, length))).mean;
    expect(mean(columns) - mean(shifted.newchod_candidates.columns)).toBeCloseTo(0.1, 6);
  });
});
