import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/core/errors.js';
import { withDefaults } from '../../../src/core/settings.js';
import { strawConditions, strawConditionsSettings } from '../../../src/detectors/straw/conditions.js';
import { CHANNELS, IS_EQUIPPED } from '../../../src/detectors/straw/description.js';

const rms = (a: Float64Array) => Math.sqrt(a.reduce((s, v) => s + v * v, 0) / a.length);

describe('conditions of the STRAW', () => {
  it('are perfect when nominal', () => {
    const { t0, wireOffset, dead } = strawConditions('nominal');
    expect([t0.length, wireOffset.length, dead.length]).toEqual([CHANNELS, CHANNELS, CHANNELS]);
    expect([rms(t0), rms(wireOffset), dead.reduce((a, b) => a + b)]).toEqual([0, 0, 0]);
  });

  it('of 2018 are the same every time and have the stated spread', () => {
    const set = strawConditions('kaon-2018');
    expect(strawConditions('kaon-2018')).toEqual(set);
    expect(Math.abs(rms(set.t0) - Math.hypot(3, 0.7))).toBeLessThan(0.4);
    expect(Math.abs(rms(set.wireOffset) - 0.15)).toBeLessThan(0.006);
    const covers = Float64Array.from({ length: CHANNELS - 1 }, (_, c) =>
      c % 16 === 15 ? 0 : set.t0[c + 1]! - set.t0[c]!,
    );
    expect(Math.abs(rms(covers) - 0.7 * Math.SQRT2 * Math.sqrt(15 / 16))).toBeLessThan(0.05);
  });

  it('of 2018 have eight dead straws, all equipped', () => {
    const { dead } = strawConditions('kaon-2018');
    let n = 0;
    for (let c = 0; c < CHANNELS; c++) n += dead[c]! * IS_EQUIPPED[c]!;
    expect([n, dead.reduce((a, b) => a + b)]).toEqual([8, 8]);
  });

  it('follow their settings', () => {
    const values = withDefaults(strawConditionsSettings, { coverT0Sigma: 0, channelT0Sigma: 0, deadStraws: 0 });
    const { t0, dead } = strawConditions('kaon-2018', values);
    expect([rms(t0), dead.reduce((a, b) => a + b)]).toEqual([0, 0]);
  });

  it('refuse an unknown name and offer the nearest', () => {
    expect(() => strawConditions('kaon-2108')).toThrow(InputError);
    expect(() => strawConditions('kaon-2108')).toThrow(/did you mean kaon-2018/);
  });
});
