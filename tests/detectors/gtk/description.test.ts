import { describe, expect, it } from 'vitest';
import {
  COLUMN_WIDTH,
  COLUMN_X,
  COLUMNS,
  chipOf,
  columnAt,
  columnOf,
  GTK_STATIONS,
  gtkStations2022,
  HALF_HEIGHT,
  HALF_WIDTH,
  isPixel,
  PITCH,
  pixelCode,
  ROW_Y,
  ROWS,
  rowAt,
  rowOf,
  stationOf,
  timeWalk,
} from '../../../src/detectors/gtk/description.js';

describe('pixels of the GTK', () => {
  it('go from column and row to code and place, and back, for all 18000 of each station', () => {
    const codes = new Set<number>();
    let wrong = 0;
    for (let station = 0; station < 3; station++) {
      for (let column = 0; column < COLUMNS; column++) {
        for (let row = 0; row < ROWS; row++) {
          const code = pixelCode(station, column, row);
          codes.add(code);
          const back = stationOf(code) === station && columnOf(code) === column && rowOf(code) === row;
          const place = columnAt(COLUMN_X[column]!) === column && rowAt(ROW_Y[row]!) === row;
          if (!back || !place || !isPixel(code, 3)) wrong++;
        }
      }
    }
    expect(wrong).toBe(0);
    expect(codes.size).toBe(54_000);
    let valid = 0;
    for (let code = -10; code < 400_000; code++) if (isPixel(code, 3)) valid++;
    expect(valid).toBe(54_000);
  });

  it('are numbered as the experiment does: station·100000 + chip·10000 + pixel, 5 × 2 chips of 40 × 45', () => {
    expect(pixelCode(0, 0, 0)).toBe(0);
    expect(pixelCode(0, 39, 44)).toBe(1799);
    expect(pixelCode(1, 40, 0)).toBe(110_000);
    expect(pixelCode(2, 199, 89)).toBe(291_799);
    expect(pixelCode(2, 3, 46)).toBe(250_043);
    expect(chipOf(pixelCode(2, 3, 46))).toBe(25);
  });

  it('fill 60.8 × 27 mm² without gaps, 400 µm wide at the borders of chips', () => {
    const wide = Array.from(COLUMN_WIDTH.keys()).filter((c) => COLUMN_WIDTH[c] === 0.4);
    expect(wide).toEqual([39, 40, 79, 80, 119, 120, 159, 160]);
    let edge = -30.4;
    for (let c = 0; c < COLUMNS; c++) {
      expect(COLUMN_X[c]! - COLUMN_WIDTH[c]! / 2).toBeCloseTo(edge, 10);
      edge += COLUMN_WIDTH[c]!;
      expect(columnAt(edge - 1e-6)).toBe(c);
      expect(columnAt(edge + 1e-6)).toBe(c + 1 < COLUMNS ? c + 1 : -1);
    }
    expect(edge).toBeCloseTo(30.4, 10);
    expect(ROW_Y[0]! - PITCH / 2).toBeCloseTo(-13.5, 10);
    expect(ROW_Y[89]! + PITCH / 2).toBeCloseTo(13.5, 10);
  });

  it('end at the edges, also a rounding error away from them', () => {
    for (const x of [HALF_WIDTH, HALF_WIDTH * (1 - 2 ** -53)]) expect(columnAt(x)).toBe(199);
    for (const y of [HALF_HEIGHT, HALF_HEIGHT * (1 - 2 ** -53)]) expect(rowAt(y)).toBe(89);
    expect([columnAt(-HALF_WIDTH), rowAt(-HALF_HEIGHT)]).toEqual([0, 0]);
    expect([columnAt(30.41), rowAt(-13.51), columnAt(Number.NaN), rowAt(Number.NaN)]).toEqual([-1, -1, -1, -1]);
  });
});

describe('stations', () => {
  it('stand where they do, GTK2 60 mm down; GTK0 of 2022 where it is told to', () => {
    expect(GTK_STATIONS.map((s) => [s.z, s.y])).toEqual([
      [79_600, 0],
      [92_800, -60],
      [102_400, 0],
    ]);
    expect(gtkStations2022(79_000, 87_000).map((s) => [s.name, s.z, s.y])).toEqual([
      ['GTK1', 79_600, 0],
      ['GTK2', 87_000, -60],
      ['GTK3', 102_400, 0],
      ['GTK0', 79_000, 0],
    ]);
  });
});

describe('time walk', () => {
  it('is the measured table, linear between its points and constant beyond', () => {
    expect([0, 2, 8, 16, 22].map(timeWalk)).toEqual([6.6, 6.1, 3.1, 0.1, -1.7]);
    expect(timeWalk(9)).toBeCloseTo(2.65, 12);
    expect([-1, 40, Number.NaN].map(timeWalk)).toEqual([6.6, -1.7, 6.6]);
  });
});
