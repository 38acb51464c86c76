import { describe, expect, it } from 'vitest';
import { richConditions } from '../../../src/detectors/rich/conditions.js';
import { MIRRORS } from '../../../src/detectors/rich/mirrors.js';
import { PMTS, RICH_CHANNELS } from '../../../src/detectors/rich/pmts.js';

const moments = (values: readonly number[]) => {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return { mean, rms: Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length) };
};

describe('RICH conditions', () => {
  it('are perfect when nominal', () => {
    const { t0, efficiency, mirrorX, mirrorY } = richConditions('nominal');
    expect([...mirrorX, ...mirrorY].every((d) => d === 0)).toBe(true);
    expect(new Set(t0)).toEqual(new Set([0]));
    expect(new Set(efficiency)).toEqual(new Set([1]));
  });

  it('have PMTs that differ by 10.6 % and 39 dead ones in kaon-2018, always the same', () => {
    const set = richConditions('kaon-2018');
    const { t0, efficiency } = set;
    expect(t0.length).toBe(RICH_CHANNELS);
    const alive = [...efficiency.subarray(0, PMTS)].filter((e) => e > 0);
    expect(alive.length).toBe(PMTS - 39);
    const { mean, rms } = moments(alive);
    expect(Math.abs(mean - 1)).toBeLessThan(0.012);
    expect(Math.abs(rms - 0.106)).toBeLessThan(0.007);
    expect([...efficiency.subarray(PMTS)].every((e) => e === 1)).toBe(true);
    expect(moments([...t0]).rms).toBeGreaterThan(0.3);
    expect(richConditions('kaon-2018')).toEqual(set);
  });

  it('have mirrors off by 0.24 mm in the median, nine in ten by less than 2 mm, in all directions', () => {
    const { mirrorX, mirrorY } = richConditions('kaon-2018');
    expect(mirrorX.length).toBe(MIRRORS);
    const off = Array.from(mirrorX, (x, i) => Math.hypot(x, mirrorY[i]!)).sort((a, b) => a - b);
    expect(off[9]).toBeLessThan(0.24);
    expect(off[10]).toBeGreaterThan(0.24);
    expect(off[17]).toBeLessThan(2);
    expect(off[18]).toBeGreaterThan(2);
    expect(off[19]).toBeLessThan(7);
    for (const d of [mirrorX, mirrorY]) expect(Math.min(...d) < 0 && Math.max(...d) > 0).toBe(true);
  });

  it('refuses an unknown name and suggests one', () => {
    expect(() => richConditions('kaon-2108')).toThrow(/did you mean kaon-2018/);
  });
});
