import { describe, expect, it } from 'vitest';
import {
  BAR_HEIGHT,
  BARS,
  barAt,
  CHANNEL_CODES,
  CHANNEL_INDEX,
  isActive,
  lightPath,
  middlePath,
  PLACES,
  placeMiddle,
  placeOf,
} from '../../../src/detectors/chanti/description.js';
import { wayThrough } from '../../../src/detectors/chanti/emulate.js';

describe('bars of the CHANTI', () => {
  it('are about 300, 26 and 24 in the layers of each of six stations', () => {
    expect(CHANNEL_CODES.length).toBe(300);
    expect(BARS.map((bars) => bars.length)).toEqual([26, 24]);
    expect(Array.from(CHANNEL_CODES.subarray(0, 3))).toEqual([0, 1, 2]);
    expect([CHANNEL_CODES[26], CHANNEL_CODES[50], CHANNEL_CODES[299]]).toEqual([50, 100, 573]);
    CHANNEL_CODES.forEach((code, i) => {
      expect(CHANNEL_INDEX[code]).toBe(i);
    });
    for (const none of [26, 49, 74, 99, 574, 599]) expect(CHANNEL_INDEX[none]).toBe(-1);
  });

  it('are cut in two where the hole is, and read at their outer ends', () => {
    expect(BARS[0]!.filter(({ side }) => side !== 0).map(({ place }) => place)).toEqual([
      7, 8, 9, 10, 11, 12, 7, 8, 9, 10, 11, 12,
    ]);
    expect([barAt(0, 7, -80), barAt(0, 7, 80), barAt(0, 6, 80), barAt(1, 8, 80), barAt(1, 7, 80)]).toEqual([
      7, 20, 6, 20, 7,
    ]);
    expect([lightPath(1, 100), lightPath(-1, -100), lightPath(0, 100)]).toEqual([50, 50, 250]);
    expect([middlePath(0, 0), middlePath(0, 1), middlePath(1, -1)]).toEqual([150, 58.75, 51.25]);
  });

  it('have places over the square', () => {
    expect([placeMiddle(0), placeMiddle(9), placeMiddle(19)]).toEqual([-156.75, -8.25, 156.75]);
    for (let place = 0; place < PLACES; place++) expect(placeOf(placeMiddle(place))).toBeCloseTo(place, 12);
    expect([isActive(0, 0), isActive(47.4, 32.4), isActive(47.6, 0), isActive(0, 32.6), isActive(149, -149)]).toEqual([
      false,
      false,
      true,
      true,
      true,
    ]);
    expect([isActive(150.1, 0), isActive(Number.NaN, 100), isActive(100, Number.NaN)]).toEqual([false, false, false]);
  });

  it('share a straight line by where it passes: all of it at the middle, half half way', () => {
    for (const place of [4, 5]) {
      expect(wayThrough(place, 0, 0)).toBeCloseTo(BAR_HEIGHT, 12);
      expect(wayThrough(place, 8.25, 0)).toBeCloseTo(0.5 * BAR_HEIGHT, 12);
      expect(wayThrough(place, -16, 0)).toBeCloseTo(0.5, 12);
      expect(wayThrough(place, 17, 0)).toBe(0);
    }
  });

  it('leave no gap for a line of any slope', () => {
    for (const slope of [-3, -1.2, -1, -0.4, 0, 0.1, 1, 1.7]) {
      for (let u = -60; u < 60; u += 0.73) {
        let sum = 0;
        for (let place = 0; place < PLACES; place++) sum += wayThrough(place, u - placeMiddle(place), slope);
        expect(Math.abs(sum - BAR_HEIGHT), `${u} ${slope}`).toBeLessThan(1e-9);
      }
    }
  });
});
