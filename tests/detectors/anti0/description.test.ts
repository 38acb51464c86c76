import { describe, expect, it } from 'vitest';
import { TILES, tileAt, tileX, tileY } from '../../../src/detectors/anti0/description.js';

describe('tiles of the ANTI-0', () => {
  it('are 280, each at its place', () => {
    expect(TILES).toBe(280);
    for (let tile = 0; tile < TILES; tile++) expect(tileAt(tileX(tile), tileY(tile))).toBe(tile);
    expect([tileX(0), tileY(0), tileX(279), tileY(279)]).toEqual([-960, -960, 960, 960]);
  });

  it('leave the beam free, and end', () => {
    expect([tileAt(0, 0), tileAt(179, -179), tileAt(1021, 0), tileAt(0, -1021)]).toEqual([-1, -1, -1, -1]);
    expect([tileAt(181, 0) >= 0, tileAt(0, -181) >= 0, tileAt(1019, 1019)]).toEqual([true, true, 279]);
    expect([tileAt(Number.NaN, 500), tileAt(500, Number.NaN)]).toEqual([-1, -1]);
  });
});
