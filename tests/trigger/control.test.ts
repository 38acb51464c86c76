import { describe, expect, it } from 'vitest';
import { C_LIGHT, CLOCK_PERIOD, FINE_TIME_LSB } from '../../src/core/constants.js';
import { RandomStream } from '../../src/core/random.js';
import { withDefaults } from '../../src/core/settings.js';
import { controlTrigger, controlTriggerSettings, stampOf, triggerTime } from '../../src/trigger/control.js';

const rng = new RandomStream();

describe('stamp of a trigger', () => {
  it('is the nearest step, carried into the next period when it must', () => {
    expect(stampOf(1000 * CLOCK_PERIOD)).toEqual({ timestamp: 1000, fineTime: 0 });
    expect(stampOf(1000 * CLOCK_PERIOD + 0.4 * FINE_TIME_LSB)).toEqual({ timestamp: 1000, fineTime: 0 });
    expect(stampOf(1000 * CLOCK_PERIOD - 0.4 * FINE_TIME_LSB)).toEqual({ timestamp: 1000, fineTime: 0 });
    expect(stampOf(1000 * CLOCK_PERIOD - 0.6 * FINE_TIME_LSB)).toEqual({ timestamp: 999, fineTime: 255 });
  });

  it('gives the time back within half a step, to the end of the burst', () => {
    for (let t = 1.2e9; t < 5.7e9; t += 1.234567e7) {
      const { timestamp, fineTime } = stampOf(t);
      expect(Number.isInteger(timestamp) && timestamp < 2 ** 32 && fineTime >= 0 && fineTime < 256).toBe(true);
      expect(Math.abs(triggerTime(timestamp, fineTime) - t)).toBeLessThanOrEqual(FINE_TIME_LSB / 2 + 1e-5);
    }
  });
});

describe('control trigger', () => {
  it('is the decay time plus the flight to the reference plane, smeared by the jitter', () => {
    const n = 20_000;
    const z = 150_000;
    let sum = 0;
    let sum2 = 0;
    rng.key(1, 2, 3, 4);
    for (let i = 0; i < n; i++) {
      const time = 2e9 + 17.3 * i;
      const { timestamp, fineTime } = controlTrigger(time, z, rng);
      const d = triggerTime(timestamp, fineTime) - time - (239_009 - z) / C_LIGHT;
      sum += d;
      sum2 += d * d;
    }
    expect(Math.abs(sum / n)).toBeLessThan((4 * 0.5) / Math.sqrt(n));
    expect(Math.abs(Math.sqrt(sum2 / n) - 0.5)).toBeLessThan(0.012);
  });

  it('is exact without jitter', () => {
    const values = withDefaults(controlTriggerSettings, { jitter: 0 });
    const { timestamp, fineTime } = controlTrigger(3e9, 239_009, rng.key(1, 1, 1, 1), values);
    expect(Math.abs(triggerTime(timestamp, fineTime) - 3e9)).toBeLessThan(FINE_TIME_LSB);
  });
});
