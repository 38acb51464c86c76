import { describe, expect, it } from 'vitest';
import { CLOCK_PERIOD, FINE_TIME_LSB } from '../../../src/core/constants.js';
import { PulseShape } from '../../../src/detectors/common/pulse-shape.js';
import { TdcPulses } from '../../../src/detectors/common/tdc-pulses.js';
import { FINE_WINDOW } from '../../../src/detectors/common/timing.js';
import { TableBuilder } from '../../../src/event/builder.js';
import { NO_EDGE } from '../../../src/event/raw.js';
import { sac } from '../../../src/event/raw-vetoes.js';
import { sacTruth } from '../../../src/event/truth-vetoes.js';

const RISE = 1.5;
const FALL = 5;
const shape = new PulseShape(RISE, FALL);
const height = (t: number) => Math.exp(-t / FALL) - Math.exp(-t / RISE);

describe('pulse shape', () => {
  it('crosses a fraction of its peak where it says', () => {
    const peak = height(shape.peakTime);
    for (const fraction of [1e-5, 1e-3, 0.02, 0.3, 0.9, 0.999]) {
      expect(height(shape.leading(fraction)) / peak).toBeCloseTo(fraction, 5);
      expect(height(shape.trailing(fraction)) / peak).toBeCloseTo(fraction, 5);
      expect(shape.leading(fraction)).toBeLessThan(shape.peakTime);
      expect(shape.trailing(fraction)).toBeGreaterThan(shape.peakTime);
    }
  });

  it('knows the fraction from the time over threshold', () => {
    for (const fraction of [1e-4, 1e-2, 0.2, 0.7, 0.95]) {
      const width = shape.trailing(fraction) - shape.leading(fraction);
      expect(shape.fractionOfWidth(width) / fraction).toBeCloseTo(1, 2);
    }
    expect([0, -3, Number.NaN].map((width) => shape.fractionOfWidth(width))).toEqual([1, 1, 1]);
    expect(shape.fractionOfWidth(1e4)).toBeCloseTo(1e-5, 12);
  });

  it('refuses what is no pulse', () => {
    expect(() => new PulseShape(5, 5)).toThrow(RangeError);
    expect(() => new PulseShape(0, 5)).toThrow(RangeError);
  });
});

const TIMESTAMP = 1000;
const START = TIMESTAMP * CLOCK_PERIOD;

/** Rows of one event of signals (channel, particle, time after the trigger's period began, amplitude), thresholds 5 and 10. */
function rowsOf(signals: readonly (readonly [number, number, number, number])[]) {
  const pulses = new TdcPulses({
    name: 'test',
    window: FINE_WINDOW,
    shape,
    thresholds: [5, 10],
    highThreshold: 1000,
    addTime: 3,
  });
  const hits = new TableBuilder(sac, 1);
  const truth = new TableBuilder(sacTruth, 1);
  pulses.begin(1, 1, 1, TIMESTAMP);
  for (const [channel, particle, t, amplitude] of signals) pulses.add(channel, particle, START + t, amplitude);
  pulses.end(hits, truth);
  return Array.from({ length: hits.length }, (_, i) => ({
    channel: hits.columns.channel[i]!,
    leading: hits.columns.leading[i]!,
    trailing: hits.columns.trailing[i]!,
    particle: truth.columns.particle[i]!,
    other: truth.columns.other[i]!,
  }));
}

const counts = (t: number) => Math.floor((t + FINE_WINDOW.periodsBefore * CLOCK_PERIOD) / FINE_TIME_LSB);

describe('TDC pulses', () => {
  it('gives the crossings of each threshold', () => {
    const [low, high, ...more] = rowsOf([[2, 7, 4, 20]]);
    expect(more).toEqual([]);
    expect(low).toEqual({
      channel: 2,
      leading: counts(4 + shape.leading(0.25)),
      trailing: counts(4 + shape.trailing(0.25)),
      particle: 7,
      other: -1,
    });
    expect(high).toMatchObject({ channel: 1002, leading: counts(4 + shape.leading(0.5)) });
    expect(rowsOf([[2, 7, 4, 7]]).map((r) => r.channel)).toEqual([2]);
    expect(rowsOf([[2, 7, 4, 4.9]])).toEqual([]);
  });

  it('adds signals that begin together, and says whose they are', () => {
    expect(
      rowsOf([
        [2, 7, 4, 3],
        [2, 5, 5, 3],
      ]),
    ).toMatchObject([{ channel: 2, particle: 5, other: 7 }]);
    expect(
      rowsOf([
        [2, 7, 4, 3],
        [2, 5, 8, 3],
      ]),
    ).toEqual([]);
    expect(
      rowsOf([
        [2, 7, 4, 3],
        [3, 5, 4, 3],
      ]),
    ).toEqual([]);
    // one behind the other: merged where they overlap
    const [first, ...rest] = rowsOf([
      [2, 7, 4, 8],
      [2, 5, 8, 8],
    ]);
    expect(rest).toEqual([]);
    expect(first).toMatchObject({ particle: 7, other: 5, trailing: counts(8 + shape.trailing(5 / 8)) });
  });

  it('does not know in which order particles came', () => {
    const signals = [
      [2, 7, 4, 30],
      [1, 5, 9, 8],
      [2, 5, 4, 6],
      [2, 1, 40, 9],
    ] as const;
    expect(rowsOf([...signals].reverse())).toEqual(rowsOf(signals));
  });

  it('marks edges outside the window, and takes no signal that is no number', () => {
    const end = 3 * CLOCK_PERIOD;
    expect(rowsOf([[2, 7, end - 3, 8]])).toMatchObject([{ trailing: NO_EDGE }]);
    expect(rowsOf([[2, 7, -2 * CLOCK_PERIOD - 3, 8]])).toMatchObject([{ leading: NO_EDGE }]);
    expect(
      rowsOf([
        [2, 7, Number.NaN, 8],
        [2, 7, 4, Number.NaN],
        [2, 7, 4, 0],
      ]),
    ).toEqual([]);
  });
});
