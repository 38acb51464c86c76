import { describe, expect, it } from 'vitest';
import {
  CHANNEL_CODES,
  CHANNEL_INDEX,
  tileAt,
  tileDistance,
  tileSide,
  tileX,
  tileY,
} from '../../../src/detectors/muv3/description.js';

const tiles = Array.from(CHANNEL_CODES).filter((code) => code < 200);

describe('tiles of the MUV3', () => {
  it('are 140 large and 8 small ones, numbered as DET §4.13 has it, each with two PMTs', () => {
    expect(tiles.length).toBe(148);
    expect(tiles).toEqual(Array.from({ length: 152 }, (_, i) => i).filter((i) => ![65, 66, 77, 78].includes(i)));
    expect(Array.from(CHANNEL_CODES.subarray(148))).toEqual(tiles.map((tile) => tile + 200));
    CHANNEL_CODES.forEach((code, i) => {
      expect(CHANNEL_INDEX[code]).toBe(i);
    });
    for (const code of [65, 78, 152, 199, 265, 278]) expect(CHANNEL_INDEX[code]).toBe(-1);
    for (const tile of tiles) expect(tileSide(tile)).toBeCloseTo(tile < 144 ? 220 : 146.67, 2);
    for (const none of [65, 66, 77, 78, 152, 1000]) expect(tileSide(none)).toBe(0);
  });

  it('have a place, and the place has the tile', () => {
    for (const tile of tiles) {
      const [x, y] = [tileX(tile), tileY(tile)];
      // a little off the middle: the gap runs through two of the small ones
      expect(tileAt(x + 1, y + 1)).toBe(tile);
      expect(tileDistance(tile, x, y)).toBe(0);
      const half = 0.5 * tileSide(tile);
      expect(tileDistance(tile, x + half + 3, y)).toBeCloseTo(3, 9);
      expect(tileDistance(tile, x - half - 3, y + half + 4)).toBeCloseTo(5, 9);
    }
    expect([tileX(0), tileY(0), tileX(143), tileY(143)]).toEqual([-1210, -1210, 1210, 1210]);
    expect(tileX(145)).toBeCloseTo(0, 9);
    expect(tileY(145)).toBeCloseTo(-146.667, 3);
    expect([tileX(147) < 0, tileX(148) > 0]).toEqual([true, true]);
  });

  it('cover the square once, but for the hole and the gap', () => {
    const seen = new Set<number>();
    for (let x = -1330.03; x < 1330; x += 6.1) {
      for (let y = -1330.07; y < 1330; y += 6.7) {
        const tile = tileAt(x, y);
        const inside = Math.abs(x) < 1320 && Math.abs(y) < 1320 && Math.hypot(x, y) > 103 && Math.abs(x) > 0.4;
        if (tile >= 0 !== inside) throw new Error(`tile ${tile} at ${x}, ${y}`);
        if (!inside) continue;
        seen.add(tile);
        if (tileDistance(tile, x, y) !== 0) throw new Error(`${tile} is not at ${x}, ${y}`);
        let owners = 0;
        for (const other of tiles) if (tileDistance(other, x, y) === 0) owners++;
        if (owners !== 1) throw new Error(`${owners} tiles at ${x}, ${y}`);
      }
    }
    expect(seen.size).toBe(148);
  });

  it('leave the pipe and the gap of 0.8 mm free', () => {
    expect([tileAt(102.9, 0), tileAt(0, -102.9), tileAt(72, 72), tileAt(0.3, 800), tileAt(-0.3, -800)]).toEqual([
      -1, -1, -1, -1, -1,
    ]);
    expect(tileAt(103.1, 0)).toBe(148);
    expect([tileAt(0.5, 800), tileAt(-0.5, 800)]).toEqual([114, 113]);
    expect(tileAt(Number.NaN, 0)).toBe(-1);
    expect(tileAt(200, Number.NaN)).toBe(-1);
  });
});
