import { describe, expect, it } from 'vitest';
import { withDefaults } from '../../../src/core/settings.js';
import { countsToTime, edgeCounts, windowStart } from '../../../src/detectors/common/timing.js';
import { nominalStrawConditions, strawConditions } from '../../../src/detectors/straw/conditions.js';
import {
  CHANNELS,
  IS_EQUIPPED,
  PLANE_LIST,
  PLANES,
  planeOf,
  SLOTS,
  STRAW_TDC,
  TDC_LSB,
  WIRE,
} from '../../../src/detectors/straw/description.js';
import { driftTime, driftTimeSigma, wallLoss } from '../../../src/detectors/straw/drift.js';
import { StrawEmulator, strawSettings } from '../../../src/detectors/straw/emulate.js';
import { NO_EDGE, STRAW_WINDOW_COUNTS } from '../../../src/event/raw.js';
import { STAMP, strawEvent, TRIGGER_TIME, timeAt } from './event.js';

const perfect = withDefaults(strawSettings, { inefficiency: 0, earlyFraction: 0 });
const nominal = nominalStrawConditions();

/** A straw of plane 5 (chamber 1, V view, second plane) and the crossing of its plane at distance `d` from its wire. */
const PLANE = PLANE_LIST[5]!;
const CHANNEL = PLANE.index * SLOTS + 30;
const crossAt = (emulator: StrawEmulator, d: number, dt = 0, particle = 0, tx = 0, ty = 0) => {
  const u = WIRE[CHANNEL]! + d;
  emulator.cross(PLANE.index, PLANE.cos * u, PLANE.sin * u, tx, ty, timeAt(PLANE.z, dt), particle);
};
const one = (emulator: StrawEmulator, event: number, d: number, dt = 0) =>
  strawEvent(emulator, 1, event, () => crossAt(emulator, d, dt));

/** Mean and standard deviation of the leading times of many hits at distance `d`. */
function leadingOf(emulator: StrawEmulator, d: number, n: number) {
  let sum = 0;
  let sum2 = 0;
  let hits = 0;
  for (let event = 0; event < n; event++) {
    const e = one(emulator, event, d);
    if (e.n === 0) continue;
    const t = countsToTime(STRAW_TDC, e.leading[0]!, STAMP.fineTime);
    sum += t;
    sum2 += t * t;
    hits++;
  }
  const mean = sum / hits;
  return { hits, mean, sigma: Math.sqrt(sum2 / hits - mean * mean) };
}

describe('straws', () => {
  it('are 7168, 112 in every plane', () => {
    const perPlane = new Array<number>(PLANES).fill(0);
    for (let c = 0; c < CHANNELS; c++) if (IS_EQUIPPED[c] === 1) perPlane[planeOf(c)]!++;
    expect(perPlane).toEqual(new Array(PLANES).fill(112));
  });
});

describe('leading edge', () => {
  const emulator = new StrawEmulator(nominal, perfect);

  it.each([0.5, 1.5, 2.5, 3.5, 4.5, -2, -4])('at %s mm has the published peak and σ', (d) => {
    const n = 10_000;
    const { hits, mean, sigma } = leadingOf(emulator, d, n);
    const expected = Math.hypot(driftTimeSigma(Math.abs(d)), TDC_LSB / Math.sqrt(12));
    expect(hits).toBe(n);
    expect(Math.abs(mean - driftTime(Math.abs(d)))).toBeLessThan((4 * expected) / Math.sqrt(n));
    expect(Math.abs(sigma / expected - 1)).toBeLessThan(4 / Math.sqrt(2 * n));
  });

  it('widens with driftSigmaScale', () => {
    const wide = new StrawEmulator(nominal, { ...perfect, driftSigmaScale: 1.2 });
    const ratio = leadingOf(wide, 3, 10_000).sigma / leadingOf(emulator, 3, 10_000).sigma;
    expect(Math.abs(ratio - 1.2)).toBeLessThan(0.01);
  });

  it('is early for 1.3 % of the hits', () => {
    const early = new StrawEmulator(nominal, { ...perfect, earlyFraction: strawSettings.earlyFraction.default });
    const n = 40_000;
    let seen = 0;
    for (let event = 0; event < n; event++) {
      const t = countsToTime(STRAW_TDC, one(early, event, 4).leading[0]!, STAMP.fineTime);
      if (t < driftTime(4) - 6 * driftTimeSigma(4)) seen++;
    }
    // a δ ray is told from the peak when the radius it fires lies below 3.13 mm, 33 ns before
    const expected = 0.013 * (3.13 / 4);
    expect(Math.abs(seen / n - expected)).toBeLessThan(4 * Math.sqrt(expected / n));
  });

  it('uses the distance square to the straw', () => {
    const e = strawEvent(emulator, 1, 1, () => crossAt(emulator, 4, 0, 0, 0.3 * PLANE.cos, 0.3 * PLANE.sin));
    expect(e.distance[0]).toBeCloseTo(4 / Math.sqrt(1.09), 5);
    const outside = () => crossAt(emulator, 5, 0, 0, 0.3 * PLANE.cos, 0.3 * PLANE.sin);
    expect(strawEvent(emulator, 1, 1, outside).n).toBe(1);
    expect(one(emulator, 1, 5).n).toBe(0);
  });
});

describe('trailing edge', () => {
  const emulator = new StrawEmulator(nominal, perfect);

  it('is 150 ± 30 ns after the particle at small radius, and after the leading edge at any', () => {
    const n = 10_000;
    let sum = 0;
    let sum2 = 0;
    for (let event = 0; event < n; event++) {
      const t = countsToTime(STRAW_TDC, one(emulator, event, 0.5).trailing[0]!, STAMP.fineTime);
      sum += t;
      sum2 += t * t;
      const wall = one(emulator, event, 4.7);
      expect(wall.trailing[0]! - wall.leading[0]!).toBeGreaterThanOrEqual(Math.floor(5 / TDC_LSB));
    }
    const mean = sum / n;
    expect(Math.abs(mean - 150)).toBeLessThan(1.2);
    expect(Math.abs(Math.sqrt(sum2 / n - mean * mean) - 30)).toBeLessThan(0.9);
  });
});

describe('efficiency', () => {
  const emulator = new StrawEmulator(nominal);
  const efficiency = (d: number, n: number) => {
    let hits = 0;
    for (let event = 0; event < n; event++) hits += one(emulator, event, d).n;
    return hits / n;
  };

  it.each([0, 2, -4.5, 4.84])('at %s mm is that of the flat part and the wall', (d) => {
    const expected = 1 - 0.015 - wallLoss(Math.abs(d));
    const n = 40_000;
    expect(Math.abs(efficiency(d, n) - expected)).toBeLessThan(4 * Math.sqrt((expected * (1 - expected)) / n));
  });

  it('is zero for a dead channel, a slot without straw and beyond the end of the wire', () => {
    const conditions = nominalStrawConditions();
    conditions.dead[CHANNEL] = 1;
    const dead = new StrawEmulator(conditions, perfect);
    expect(one(dead, 0, 1).n).toBe(0);
    const alive = new StrawEmulator(nominal, perfect);
    const crossAlong = (v: number) => () => {
      const u = WIRE[CHANNEL]! + 1;
      const x = PLANE.cos * u - PLANE.sin * v;
      alive.cross(PLANE.index, x, PLANE.sin * u + PLANE.cos * v, 0, 0, timeAt(PLANE.z, 0), 0);
    };
    expect(strawEvent(alive, 1, 0, crossAlong(1049.9)).n).toBe(1);
    expect(strawEvent(alive, 1, 0, crossAlong(-1050.1)).n).toBe(0);
    // X view of chamber 1: slots of the beam hole have no straw
    const hole = () => alive.cross(8, 101.2, 500, 0, 0, timeAt(PLANE_LIST[8]!.z, 0), 0);
    expect(strawEvent(alive, 1, 0, hole).n).toBe(0);
  });
});

describe('conditions', () => {
  it('T0 moves both edges, the wire offset the distance', () => {
    const conditions = nominalStrawConditions();
    conditions.t0[CHANNEL] = 10 * TDC_LSB;
    conditions.wireOffset[CHANNEL] = 0.4;
    const shifted = one(new StrawEmulator(conditions, perfect), 3, 2.4);
    const plain = one(new StrawEmulator(nominal, perfect), 3, 2);
    expect(shifted.leading[0]! - plain.leading[0]!).toBe(10);
    expect(shifted.trailing[0]! - plain.trailing[0]!).toBe(10);
    expect(shifted.distance[0]).toBeCloseTo(2, 6);
    expect(one(new StrawEmulator(nominal, perfect), 3, -2).distance[0]).toBeCloseTo(-2, 6);
  });

  it('of a run give a hit less for each dead straw', () => {
    const conditions = strawConditions('kaon-2018');
    const emulator = new StrawEmulator(conditions, perfect);
    const everyWire = () => {
      for (let c = 0; c < CHANNELS; c++) {
        const p = PLANE_LIST[planeOf(c)]!;
        emulator.cross(p.index, p.cos * WIRE[c]!, p.sin * WIRE[c]!, 0, 0, timeAt(p.z, 0), c);
      }
    };
    expect(strawEvent(emulator, 1, 0, everyWire).n).toBe(7168 - 8);
  });
});

describe('pulses of one straw', () => {
  const still = withDefaults(strawSettings, {
    inefficiency: 0,
    earlyFraction: 0,
    driftSigmaScale: 0,
    trailingSigma: 0,
  });
  const emulator = new StrawEmulator(nominal, still);
  const pair = (d1: number, d2: number, dt2: number) =>
    strawEvent(emulator, 1, 0, () => {
      crossAt(emulator, d2, dt2, 2);
      crossAt(emulator, d1, 0, 1);
    });

  it('merge when they overlap: earliest leading, latest trailing edge, both particles', () => {
    const e = pair(3, -2, 50);
    expect(e.n).toBe(1);
    expect([e.particle[0], e.other[0]]).toEqual([1, 2]);
    expect(countsToTime(STRAW_TDC, e.leading[0]!, STAMP.fineTime)).toBeCloseTo(driftTime(3), -0.5);
    expect(Math.abs(countsToTime(STRAW_TDC, e.trailing[0]!, STAMP.fineTime) - 200)).toBeLessThan(TDC_LSB);
    expect(e.distance[0]).toBeCloseTo(3, 5);
  });

  it('stand alone when the straw has recovered, and merge within its dead time', () => {
    const gap = (ns: number) => pair(3, 0, 150 + ns - driftTime(0));
    expect(gap(6).n).toBe(2);
    expect(gap(4).n).toBe(1);
    const e = gap(6);
    expect([e.particle[0], e.particle[1], e.other[0], e.other[1]]).toEqual([1, 2, -1, -1]);
    expect(e.leading[1]!).toBeGreaterThan(e.trailing[0]!);
  });

  /** Hits of two particles at 1 mm and `d2`, the second `dt` later, when trailing edges come `trailingMean` after the particle. */
  const close = (trailingMean: number, d2: number, dt: number) => {
    const short = new StrawEmulator(nominal, { ...still, trailingMean });
    const crossings = () => {
      crossAt(short, 1, 0, 1);
      crossAt(short, d2, dt, 2);
    };
    return strawEvent(short, 1, 0, crossings).n;
  };

  it('merge when leading edges come within 12 ns', () => {
    // edges at 26.1, 31.1 and at dt + 20, dt + 27
    expect(close(27, 0.5, 17.5)).toBe(1);
    expect(close(27, 0.5, 18.5)).toBe(2);
  });

  it('merge when trailing edges come within 12 ns', () => {
    // edges at 26.1, 32.6 and at dt + 41.3, dt + 46.3
    expect(close(32.6, 2, -2.5)).toBe(1);
    expect(close(32.6, 2, -1)).toBe(2);
  });

  it('are drawn apart for two particles at the same place', () => {
    const drawn = new StrawEmulator(nominal, perfect);
    const of = (particle: number) => strawEvent(drawn, 1, 0, () => crossAt(drawn, 2, 0, particle));
    expect([of(1).leading[0], of(1).trailing[0]]).not.toEqual([of(2).leading[0], of(2).trailing[0]]);
  });

  it('do not depend on other particles or on the order of crossings', () => {
    const noisy = new StrawEmulator(nominal);
    const events = [1, -1].map((sign) =>
      strawEvent(noisy, 1, 5, () => {
        for (let i = 0; i < 40; i++) {
          const k = sign > 0 ? i : 39 - i;
          crossAt(noisy, (k % 9) - 4, 40 * (k % 7), k);
        }
      }),
    );
    expect(events[0]).toEqual(events[1]);
  });
});

describe('readout window', () => {
  const still = withDefaults(strawSettings, {
    inefficiency: 0,
    earlyFraction: 0,
    driftSigmaScale: 0,
    trailingSigma: 0,
  });
  const emulator = new StrawEmulator(nominal, still);

  it('keeps a hit that has one edge inside, marks the other missing, and drops it without any', () => {
    const before = one(emulator, 0, 2, -200);
    expect([before.n, before.leading[0]]).toEqual([1, NO_EDGE]);
    expect(before.trailing[0]).toBeGreaterThanOrEqual(0);
    const after = one(emulator, 0, 2, 200);
    expect([after.n, after.trailing[0]]).toEqual([1, NO_EDGE]);
    expect(after.leading[0]).toBeLessThan(STRAW_WINDOW_COUNTS);
    expect(one(emulator, 0, 2, -300).n).toBe(0);
    expect(one(emulator, 0, 2, 300).n).toBe(0);
  });

  it('counts from its start and rounds down', () => {
    const start = windowStart(STRAW_TDC, STAMP.timestamp);
    expect(edgeCounts(STRAW_TDC, start - 1e-3, STAMP.timestamp)).toBe(NO_EDGE);
    expect(edgeCounts(STRAW_TDC, start + 1e-3, STAMP.timestamp)).toBe(0);
    expect(edgeCounts(STRAW_TDC, start + 2 * TDC_LSB - 1e-3, STAMP.timestamp)).toBe(1);
    expect(edgeCounts(STRAW_TDC, start + 512 * TDC_LSB - 1e-3, STAMP.timestamp)).toBe(511);
    expect(edgeCounts(STRAW_TDC, start + 512 * TDC_LSB + 1e-3, STAMP.timestamp)).toBe(NO_EDGE);
  });

  it('gives times relative to the trigger within half a count', () => {
    for (let t = -99; t < 280; t += 1.7) {
      const counts = edgeCounts(STRAW_TDC, TRIGGER_TIME + t, STAMP.timestamp);
      expect(Math.abs(countsToTime(STRAW_TDC, counts, STAMP.fineTime) - t)).toBeLessThanOrEqual(TDC_LSB / 2 + 1e-5);
    }
  });

  it('sees a particle of velocity c in time at every plane', () => {
    for (const p of PLANE_LIST) {
      const u = WIRE[p.index * SLOTS + 30]! + 2;
      const cross = () => emulator.cross(p.index, p.cos * u, p.sin * u, 0, 0, timeAt(p.z, 0), 0);
      const e = strawEvent(emulator, 1, 0, cross);
      const offset = countsToTime(STRAW_TDC, e.leading[0]!, STAMP.fineTime) - driftTime(2);
      expect(Math.abs(offset), `plane ${p.index}`).toBeLessThan(TDC_LSB / 2 + 1e-5);
    }
  });
});

describe('noise', () => {
  it('comes at the rate that is set, evenly in time, and belongs to no particle', () => {
    const rate = 20 * 1e-6; // 20 kHz a straw
    const emulator = new StrawEmulator(nominal, { ...perfect, noiseRate: rate });
    const slots = new Array<number>(8).fill(0);
    const events = 200;
    for (let event = 0; event < events; event++) {
      const e = strawEvent(emulator, 1, event, () => {});
      for (let i = 0; i < e.n; i++) {
        expect(e.particle[i]).toBe(-1);
        if (e.leading[i] !== NO_EDGE) slots[e.leading[i]! >> 6]!++;
      }
    }
    const expected = rate * 64 * TDC_LSB * 7168 * events;
    for (const n of slots) expect(Math.abs(n - expected)).toBeLessThan(4.5 * Math.sqrt(expected));
  });
});
