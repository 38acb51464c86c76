import { describe, expect, it } from 'vitest';
import {
  CHANNEL_CODES,
  CHANNEL_INDEX,
  tileAt,
  tileDistance,
  tileX,
  tileY,
} from '../../../src/detectors/newchod/description.js';

describe('tiles of the NewCHOD', () => {
  it('are 38 in each quadrant, each with two SiPM sets', () => {
    expect(CHANNEL_CODES.length).toBe(304);
    for (let q = 1; q <= 4; q++) {
      for (let tile = 1; tile <= 38; tile++) {
        expect(CHANNEL_INDEX[100 * q + tile]).toBeGreaterThanOrEqual(0);
        expect(CHANNEL_INDEX[100 * q + tile + 50]).toBeGreaterThanOrEqual(0);
      }
    }
    expect(new Set(CHANNEL_CODES).size).toBe(304);
  });

  it('cover the disc: every point has one tile, or two on opposite sides where rows overlap', () => {
    const seen = new Set<number>();
    let double = 0;
    let n = 0;
    for (let x = -1080.3; x < 1080; x += 5.7) {
      for (let y = -1080.1; y < 1080; y += 0.31) {
        const r = Math.hypot(x, y);
        const up = tileAt(x, y, 0);
        const down = tileAt(x, y, 1);
        if (r <= 140 || r >= 1070) {
          if (up + down !== 0) throw new Error(`a tile at ${x}, ${y}`);
          continue;
        }
        n++;
        if (up === 0 && down === 0) throw new Error(`no tile at ${x}, ${y}`);
        if (up > 0 && down > 0) {
          double++;
          const fromBoundary = Math.abs(y / 107 - Math.round(y / 107)) * 107;
          if (fromBoundary > 0.5) throw new Error(`two tiles at ${x}, ${y}`);
        }
        for (const tile of [up, down]) {
          if (tile === 0) continue;
          seen.add(tile);
          if (tileDistance(tile, x, y) > 0.5) throw new Error(`${tile} is not at ${x}, ${y}`);
        }
      }
    }
    expect(seen.size).toBe(152);
    // 1 mm of every 107 mm
    expect(Math.abs(double / n - 1 / 107)).toBeLessThan(0.002);
  });

  it('have the numbers of DET §4.7, mirrored into the quadrants', () => {
    const tile = (x: number, y: number) => tileAt(x, y, 0) || tileAt(x, y, 1);
    for (const [q, sx, sy] of [
      [1, 1, 1],
      [2, 1, -1],
      [3, -1, -1],
      [4, -1, 1],
    ] as const) {
      expect(tile(sx * 200, sy * 50)).toBe(100 * q + 1);
      expect(tile(sx * 67, sy * 160)).toBe(100 * q + 6);
      expect(tile(sx * 1000, sy * 300)).toBe(100 * q + 16);
      // tiles of two rows
      expect([tile(sx * 850, sy * 600), tile(sx * 810, sy * 690)]).toEqual([100 * q + 29, 100 * q + 29]);
      expect([tile(sx * 300, sy * 900), tile(sx * 400, sy * 980)]).toEqual([100 * q + 37, 100 * q + 37]);
      expect(tile(sx * 100, sy * 1000)).toBe(100 * q + 38);
      // every second row is on one side
      expect(tileAt(sx * 200, sy * 50, sy > 0 ? 1 : 0)).toBe(0);
    }
  });

  it('have their middle inside', () => {
    for (const code of CHANNEL_CODES) {
      if (code % 100 > 38) continue;
      // tile 35 and tile 29 bend around a corner
      expect(tileDistance(code, tileX(code), tileY(code))).toBe(0);
    }
    expect([tileX(301), tileY(301)]).toEqual([-134, -53.5]);
    expect(tileDistance(101, -3, 120)).toBeCloseTo(Math.hypot(3, 13), 9);
  });
});
