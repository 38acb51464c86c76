import { describe, expect, it } from 'vitest';
import { richConditions } from '../../../src/detectors/rich/conditions.js';
import { PMTS, RICH_CHANNELS } from '../../../src/detectors/rich/pmts.js';

const moments = (values: readonly number[]) => {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return { mean, rms: Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length) };
};

describe('RICH conditions', () => {
  it('are perfect when nominal', () => {
    const { t0, efficiency } = richConditions('nominal');
    expect(new Set(t0)).toEqual(new Set([0]));
    expect(new Set(efficiency)).toEqual(new Set([1]));
  });

  it('have PMTs that differ by 10.6 % and 39 dead ones in kaon-2018, always the same', () => {
    const { t0, efficiency } = richConditions('kaon-2018');
    expect(t0.length).toBe(RICH_CHANNELS);
    const alive = [...efficiency.subarray(0, PMTS)].filter((e) => e > 0);
    expect(alive.length).toBe(PMTS - 39);
    const { mean, rms } = moments(alive);
    expect(Math.abs(mean - 1)).toBeLessThan(0.012);
    expect(Math.abs(rms - 0.106)).toBeLessThan(0.007);
    expect([...efficiency.subarray(PMTS)].every((e) => e === 1)).toBe(true);
    expect(moments([...t0]).rms).toBeGreaterThan(0.3);
    expect(richConditions('kaon-2018')).toEqual({ t0, efficiency });
  });

  it('refuses an unknown name and suggests one', () => {
    expect(() => richConditions('kaon-2108')).toThrow(/did you mean kaon-2018/);
  });
});
