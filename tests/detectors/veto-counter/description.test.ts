import { describe, expect, it } from 'vitest';
import { TILES, tileAt } from '../../../src/detectors/veto-counter/description.js';

describe('tiles of a station of the VetoCounter', () => {
  it('are nine of 40 × 120 mm and two of 20 × 120 mm', () => {
    const area = new Float64Array(TILES);
    for (let x = -119.5; x < 120; x++) {
      for (let y = -159.5; y < 160; y++) {
        const tile = tileAt(x, y);
        if (tile >= 0) area[tile]!++;
      }
    }
    expect(Array.from(area)).toEqual([4800, 4800, 4800, 4800, 4800, 2400, 4800, 4800, 4800, 4800, 2400]);
  });

  it('stand above and below the beam', () => {
    expect([tileAt(-99, 30), tileAt(99, 30), tileAt(-99, -30), tileAt(-79, -30), tileAt(99, -139)]).toEqual([
      0, 4, 5, 6, 10,
    ]);
    expect([tileAt(0, 0), tileAt(0, 19.9), tileAt(100, 70), tileAt(0, 140), tileAt(0, -140)]).toEqual([
      -1, -1, -1, -1, -1,
    ]);
    expect([tileAt(Number.NaN, 70), tileAt(0, Number.NaN)]).toEqual([-1, -1]);
  });
});
