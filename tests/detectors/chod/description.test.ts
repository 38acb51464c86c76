import { describe, expect, it } from 'vitest';
import {
  isHorizontal,
  quadrantOf,
  SLABS,
  slabAt,
  slabCentre,
  slabHalfWidth,
  slabLength,
  slabsCross,
} from '../../../src/detectors/chod/description.js';

describe('slabs of the NA48-CHOD', () => {
  it('fill a quadrant up to 1210 mm, with the lengths of DET §4.8', () => {
    for (let q = 0; q < 8; q++) {
      let width = 0;
      let length = 0;
      for (let k = 0; k < 16; k++) {
        width += 2 * slabHalfWidth(16 * q + k);
        length += slabLength(16 * q + k);
        expect(quadrantOf(16 * q + k)).toBe(q % 4);
        expect(isHorizontal(16 * q + k)).toBe(q >= 4);
      }
      expect(width).toBe(1210);
      expect(length).toBe(8 * 1210 + 1191 + 1126 + 1061 + 996 + 897 + 798 + 699 + 600);
    }
  });

  it('cover the plane outside the hole, one slab a point, and a point inside finds the slab it is in', () => {
    const seen = new Set<number>();
    for (let x = -1250.5; x < 1250; x += 7) {
      for (let y = -1250.5; y < 1250; y += 7) {
        const v = slabAt(false, x, y);
        const h = slabAt(true, x, y);
        const r = Math.hypot(x, y);
        if (r <= 128 || Math.abs(x) > 1210 || Math.abs(y) > 1210) {
          if (v !== -1 || h !== -1) throw new Error(`a slab at ${x}, ${y}`);
          continue;
        }
        if (r < 1100 && (v < 0 || h < 0)) throw new Error(`no slab at ${x}, ${y}`);
        if (v >= 0) {
          seen.add(v);
          if (Math.abs(x - slabCentre(v)) > slabHalfWidth(v) || v >= 64) throw new Error(`${v} at ${x}, ${y}`);
        }
        if (h >= 0) {
          seen.add(h);
          if (Math.abs(y - slabCentre(h)) > slabHalfWidth(h) || h < 64) throw new Error(`${h} at ${x}, ${y}`);
        }
        if (v >= 0 && h >= 0 && !(slabsCross(v, h) && quadrantOf(v) === quadrantOf(h))) {
          throw new Error(`${v} and ${h} cross at ${x}, ${y}`);
        }
      }
    }
    expect(seen.size).toBe(SLABS);
  });

  it('have the quadrants of DET §0.1', () => {
    expect([slabAt(false, -200, 200), slabAt(false, -200, -200)].map(quadrantOf)).toEqual([0, 1]);
    expect([slabAt(true, 200, -200), slabAt(true, 200, 200)].map(quadrantOf)).toEqual([2, 3]);
  });

  it('do not cross in the hole nor beyond their ends', () => {
    expect(slabsCross(0, 64)).toBe(false);
    expect(slabsCross(0, 65)).toBe(true);
    expect(slabsCross(15, 79)).toBe(false);
  });
});
