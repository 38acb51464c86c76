import { describe, expect, it } from 'vitest';
import { ktagConditions } from '../../../src/detectors/ktag/conditions.js';
import { CHANNELS } from '../../../src/detectors/ktag/description.js';

const moments = (values: readonly number[]) => {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return { mean, rms: Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length) };
};

describe('KTAG conditions', () => {
  it('are perfect when nominal', () => {
    const { t0, efficiency } = ktagConditions('nominal');
    expect(new Set(t0)).toEqual(new Set([0]));
    expect(new Set(efficiency)).toEqual(new Set([1]));
  });

  it('have PMTs that differ by 6 % and two dead ones in kaon-2018, always the same', () => {
    const { t0, efficiency } = ktagConditions('kaon-2018');
    expect(t0.length).toBe(CHANNELS);
    const alive = [...efficiency].filter((e) => e > 0);
    expect(alive.length).toBe(CHANNELS - 2);
    const { mean, rms } = moments(alive);
    expect(Math.abs(mean - 1)).toBeLessThan(0.012);
    expect(Math.abs(rms - 0.06)).toBeLessThan(0.007);
    expect(moments([...t0]).rms).toBeGreaterThan(0.3);
    expect(ktagConditions('kaon-2018')).toEqual({ t0, efficiency });
  });

  it('refuses an unknown name and suggests one', () => {
    expect(() => ktagConditions('kaon-2108')).toThrow(/did you mean kaon-2018/);
  });
});
