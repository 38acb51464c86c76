import { describe, expect, it } from 'vitest';
import { MHz } from '../../src/core/units.js';
import { burstStructure } from '../../src/generator/burst.js';
import { checkIntensity } from '../../src/verbs/intensity.js';

describe('the limit of --intensity', () => {
  it('is that of the burst structure', () => {
    const flat = (intensity: number) => burstStructure(1, { intensity, ripple: 0 });
    for (const accepted of [0, 450 * MHz, 1500 * MHz]) {
      expect(checkIntensity(accepted, 'here')).toBe(accepted);
      expect(() => flat(accepted)).not.toThrow();
    }
    for (const refused of [-1 * MHz, 1501 * MHz, Number.NaN]) {
      expect(() => checkIntensity(refused, 'here')).toThrow(/not an intensity|beyond the model/);
      expect(() => flat(refused)).toThrow(/beyond the model/);
    }
  });
});
