import { describe, expect, it } from 'vitest';
import { lkrConditions } from '../../../src/detectors/lkr/conditions.js';
import { CELLS, CODES, isCell } from '../../../src/detectors/lkr/description.js';

const rms = (values: readonly number[]) => {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length);
};

describe('LKr conditions', () => {
  it('are perfect when nominal, with a gain where there are cells', () => {
    const { t0, gain, pedestal } = lkrConditions('nominal');
    expect(t0.length).toBe(CODES);
    expect(new Set(t0)).toEqual(new Set([0]));
    expect(gain.reduce((a, b) => a + b, 0)).toBe(CELLS);
    expect(gain.every((g, c) => g === (isCell(c) ? 1 : 0))).toBe(true);
    expect(new Set(pedestal)).toEqual(new Set([399]));
  });

  it('have the spreads of 2018 and 58 dead cells in kaon-2018, always the same', () => {
    const set = lkrConditions('kaon-2018');
    const cells = [...set.gain.keys()].filter((c) => set.gain[c]! > 0);
    expect(cells.length).toBe(CELLS - 58);
    // one standard error is 0.6 %
    expect(rms(cells.map((c) => set.t0[c]!)) / 2.2).toBeCloseTo(1, 1);
    expect(rms(cells.map((c) => set.gain[c]!)) / 0.014).toBeCloseTo(1, 1);
    expect(rms(cells.map((c) => set.pedestal[c]!)) / 37).toBeCloseTo(1, 1);
    expect(lkrConditions('kaon-2018')).toEqual(set);
  });

  it('refuses an unknown name and suggests one', () => {
    expect(() => lkrConditions('kaon-2108')).toThrow(/did you mean kaon-2018/);
  });
});
