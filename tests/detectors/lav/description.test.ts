import { describe, expect, it } from 'vitest';
import {
  alongAxis,
  BLOCK_CODES,
  BLOCK_INDEX,
  blockAt,
  outerRadius,
  ringZ,
  STATION,
  stationEnd,
} from '../../../src/detectors/lav/description.js';

const polar = (r: number, degrees: number): [number, number] => [
  r * Math.cos((degrees * Math.PI) / 180),
  r * Math.sin((degrees * Math.PI) / 180),
];
/** Number of the block at a place, −1 for none. */
const codeAt = (station: number, r: number, degrees: number, z: number) => {
  const index = blockAt(station, ...polar(r, degrees), z);
  return index < 0 ? -1 : BLOCK_CODES[index]!;
};

describe('blocks of the LAV', () => {
  it('are 2496, in the rings of DET §4.10', () => {
    expect(BLOCK_CODES.length).toBe(2496);
    BLOCK_CODES.forEach((code, i) => {
      expect(BLOCK_INDEX[code]).toBe(i);
    });
    const perStation = STATION.map((_, s) => BLOCK_CODES.filter((code) => Math.floor(code / 10_000) === s).length);
    expect(perStation.slice(1)).toEqual([160, 160, 160, 160, 160, 240, 240, 240, 240, 240, 240, 256]);
    for (const code of [0, 10_004, 10_080, 15_000, 60_120, 94_000, 120_160]) expect(BLOCK_INDEX[code] ?? -1).toBe(-1);
    expect([1, 8, 9, 12].map((s) => stationEnd(STATION[s]!))).toEqual([121_953, 180_923, 193_179, 238_783]);
    expect([1, 8, 9, 12].map((s) => outerRadius(STATION[s]!))).toEqual([906.5, 1137.5, 1350, 1440]);
  });

  it('begin where the middle of banana 0 is, turn from ring to ring, and their numbers grow with φ', () => {
    const first = [98.86, 98.86, 98.86, 98.86, 98.86, 92.28, 92.28, 92.28, 92.25, 104.25, 92.25, 91.125];
    const width = [11.25, 11.25, 11.25, 11.25, 11.25, 7.5, 7.5, 7.5, 6, 6, 6, 5.625];
    const turn = [-2.25, -2.25, -2.25, -2.25, -2.25, -1.5, -1.5, -1.5, -1.5, -1.5, -1.5, 1.5];
    for (let s = 1; s <= 12; s++) {
      const { rings, innerRadius, z } = STATION[s]!;
      for (let layer = 0; layer < rings; layer++) {
        const middle = first[s - 1]! + layer * turn[s - 1]!;
        const inRing = z + 120 * layer + 55;
        const base = 10_000 * s + 1000 * layer;
        for (const [banana, block] of [
          [0, 1],
          [0, 2],
          [1, 0],
          [7, 3],
        ] as const) {
          const phi = middle + (4 * banana + block - 1.5) * width[s - 1]!;
          expect(codeAt(s, innerRadius + 100, phi, inRing)).toBe(base + 10 * banana + block);
          expect(codeAt(s, innerRadius + 100, phi - 360, inRing)).toBe(base + 10 * banana + block);
        }
      }
    }
  });

  it('have their glass about their axis, 96 mm wide inside and 110 mm outside', () => {
    const { innerRadius, z } = STATION[1]!;
    const phi = 98.86 - 0.5 * 11.25;
    const index = blockAt(1, ...polar(innerRadius + 1, phi), z + 55);
    expect(ringZ(index)).toBe(z + 55);
    expect(alongAxis(index, ...polar(700, phi))).toBeCloseTo(700, 9);
    const beside = (along: number, across: number, dz: number) => {
      const [x, y] = polar(innerRadius + along, phi);
      const [ux, uy] = polar(1, phi + 90);
      return blockAt(1, x + across * ux, y + across * uy, z + 55 + dz) === index;
    };
    expect([beside(0.1, 47.9, 0), beside(0.1, 48.1, 0), beside(369.9, 54.9, 0), beside(369.9, 55.1, 0)]).toEqual([
      true,
      false,
      true,
      false,
    ]);
    expect([beside(0.1, 0, 47.9), beside(0.1, 0, 48.1), beside(369, 0, -54.9), beside(369, 0, 60)]).toEqual([
      true,
      false,
      true,
      false,
    ]);
    expect([beside(-0.1, 0, 0), beside(370.1, 0, 0)]).toEqual([false, false]);
  });

  it('leave no straight way past all rings of a station near the inner face', () => {
    for (let s = 1; s <= 12; s++) {
      const { innerRadius, rings, z } = STATION[s]!;
      for (let phi = 0; phi < 360; phi += 0.37) {
        let crossed = 0;
        for (let k = 0; k < rings; k++) if (codeAt(s, innerRadius + 50, phi, z + 120 * k + 55) >= 0) crossed++;
        expect(crossed).toBeGreaterThanOrEqual(3);
      }
    }
  });

  it('are nowhere at a place that is not a number or a station that is none', () => {
    expect([blockAt(0, 600, 0, 121_400), blockAt(13, 600, 0, 121_400), blockAt(1, 600, 0, Number.NaN)]).toEqual([
      -1, -1, -1,
    ]);
    expect([blockAt(1, Number.NaN, 0, 121_400), blockAt(1, 600, 0, 121_300), blockAt(1, 600, 0, 122_000)]).toEqual([
      -1, -1, -1,
    ]);
  });
});
