import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../src/core/random.js';
import { withDefaults } from '../../../src/core/settings.js';
import {
  ATTENUATION,
  addMuvPulse,
  channelsOf,
  codeOfIndex,
  indexOfCode,
  inMuvFiducial,
  isSplit,
  muvPulse,
  placeCentre,
} from '../../../src/detectors/muv-strips/description.js';
import { drawHardLosses } from '../../../src/detectors/muv-strips/muon.js';
import { muv1Conditions } from '../../../src/detectors/muv1/conditions.js';
import { MUV1 } from '../../../src/detectors/muv1/description.js';
import { muv1Emulator, muv1Settings } from '../../../src/detectors/muv1/emulate.js';
import { muv2Conditions } from '../../../src/detectors/muv2/conditions.js';
import { MUV2 } from '../../../src/detectors/muv2/description.js';
import { muv2Emulator } from '../../../src/detectors/muv2/emulate.js';
import { MUV_SAMPLES } from '../../../src/event/raw-vetoes.js';
import type { Line } from '../contract.js';
import { heights, type Meets, stripEvent } from './strip-event.js';

const at = (x: number, y: number, dt = 0): Line => ({ x, y, tx: 0, ty: 0, dt });
const QUIET = withDefaults(muv1Settings, { noise: 0, clockJitter: 0, pulseSigmaSpread: 0, samplingTerm: 0 });
const quiet = muv1Emulator(muv1Conditions('nominal'), QUIET);
const rowsOf = (event: ReturnType<typeof stripEvent>) =>
  new Map(heights(event).map((h, i) => [event.rows.columns.channel[i]!, h]));
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

describe('strips of MUV1 and MUV2', () => {
  it('are 176 and 88 channels, numbered by view, end and place', () => {
    for (const [detector, n, last] of [
      [MUV1, 176, 294],
      [MUV2, 88, 272],
    ] as const) {
      expect(channelsOf(detector)).toBe(n);
      const codes = Array.from({ length: n }, (_, i) => codeOfIndex(detector, i));
      expect(new Set(codes).size).toBe(n);
      expect([Math.min(...codes), Math.max(...codes)]).toEqual([101, last]);
      codes.forEach((code, i) => {
        expect(indexOfCode(detector, code)).toBe(i);
      });
      for (const none of [0, 100, 145, 195, 301, 500, -1, Number.NaN]) expect(indexOfCode(detector, none)).toBe(-1);
    }
  });

  it('lie about the axis; those behind the hole have two halves', () => {
    expect(placeCentre(MUV1, 0)).toBe(-1290);
    expect(placeCentre(MUV1, 43)).toBe(1290);
    expect(placeCentre(MUV2, 10)).toBeCloseTo(-59.5, 9);
    const split = (view: number) => Array.from({ length: 44 }, (_, i) => i).filter((i) => isSplit(MUV1, view, i));
    // 18–27 of 1–44 and 69–76 of 51–94
    expect(split(0).map((i) => i + 1)).toEqual([18, 19, 20, 21, 22, 23, 24, 25, 26, 27]);
    expect(split(1).map((i) => i + 51)).toEqual([69, 70, 71, 72, 73, 74, 75, 76]);
    expect([
      inMuvFiducial(0, 129),
      inMuvFiducial(0, 131),
      inMuvFiducial(1101, 0),
      inMuvFiducial(Number.NaN, 0),
    ]).toEqual([false, true, false, false]);
  });

  it('have a pulse of 35.4 ns with an undershoot of 5 % and what follows', () => {
    expect(muvPulse(0, 35.4)).toBeCloseTo(1 - 0.05 * Math.exp(-0.5 * 1.5 ** 2), 9);
    expect(muvPulse(3 * 35.4, 35.4)).toBeCloseTo(Math.exp(-4.5) - 0.05, 9);
    const samples = new Float64Array(MUV_SAMPLES);
    addMuvPulse(1000, 3, 36, samples, 0);
    samples.forEach((s, k) => {
      expect(s).toBeCloseTo(1000 * muvPulse((k - 4) * 24.951059536 - 3, 36), 1);
    });
  });
});

describe('emulation of MUV1 and MUV2', () => {
  it('gives a muon both ends of the strip of each view, weaker with distance', () => {
    const event = stripEvent(MUV1, quiet, 1, 3, [{ line: at(-810.5, 690.5), p: 1500 }]);
    const rows = rowsOf(event);
    // x = −810.5 is place 8 of the vertical strips, y = 690.5 place 33 of the horizontal ones
    expect([...rows.keys()]).toEqual([134, 159, 234, 259]);
    expect(Math.log(rows.get(134)! / rows.get(234)!)).toBeCloseTo((2 * 810.5) / ATTENUATION, 0);
    expect(Math.log(rows.get(259)! / rows.get(159)!)).toBeCloseTo((2 * 690.5) / ATTENUATION, 0);
  });

  it('gives a muon the half it crosses behind the hole', () => {
    const codes = (x: number, y: number) => [
      ...rowsOf(stripEvent(MUV1, quiet, 1, 3, [{ line: at(x, y), p: 1500 }])).keys(),
    ];
    expect(codes(-510, 30)).toEqual([123, 164, 264]);
    expect(codes(510, 30)).toEqual([181, 223, 281]);
    const muv2 = muv2Emulator(muv2Conditions('nominal'));
    const half = (x: number, y: number) => [
      ...rowsOf(stripEvent(MUV2, muv2, 1, 3, [{ line: at(x, y), p: 1500 }])).keys(),
    ];
    expect(half(-510, 30)).toEqual([112, 257]);
    expect(half(510, -30)).toEqual([166, 211]);
  });

  it('leaves a muon 21 and 10 MeV a view in the scintillator, in photoelectrons', () => {
    // 42 and 21 MeV of PDG's minimum, less Birks, over 21 and 10 mm per layer
    expect(MUV1.ionisation * MUV1.inverseSampling).toBeGreaterThan(850);
    expect(MUV1.ionisation * MUV1.inverseSampling).toBeLessThan(1100);
    expect(MUV2.ionisation * MUV2.inverseSampling).toBeGreaterThan(700);
    expect(MUV2.ionisation * MUV2.inverseSampling).toBeLessThan(1000);
    const top: number[] = [];
    for (let e = 0; e < 400; e++) {
      const rows = rowsOf(stripEvent(MUV1, quiet, 2, e, [{ line: at(-30.5, 750), p: 1500 }]));
      top.push(rows.get(135)!);
    }
    // from the middle of a full strip 634.92 keV are a pC, 4.6 counts, less what follows the pulse
    const expected = ((0.5 * MUV1.ionisation) / 0.63492) * 4.615 * 0.975;
    expect(Math.abs(mean(top) / expected - 1)).toBeLessThan(0.03);
    const spread = Math.sqrt(mean(top.map((h) => (h / mean(top) - 1) ** 2)));
    // √(5.94 · 21) photoelectrons with Landau's fluctuation
    expect(spread).toBeGreaterThan(0.09);
    expect(spread).toBeLessThan(0.15);
  });

  it('spreads a shower, wider the longer before the front it began', () => {
    const strips = (z: number) => {
      const widths: number[] = [];
      for (let e = 0; e < 150; e++) {
        const shower = { energy: 10_000, z };
        const rows = rowsOf(stripEvent(MUV1, quiet, 3, e, [{ line: at(-510, 690), shower }]));
        const places = [...rows].filter(([code, h]) => code < 145 && h > 0);
        const sum = places.reduce((s, [, h]) => s + h, 0);
        const centre = places.reduce((s, [c, h]) => s + h * c, 0) / sum;
        widths.push(Math.sqrt(places.reduce((s, [c, h]) => s + h * (c - centre) ** 2, 0) / sum));
      }
      return mean(widths);
    };
    const inside = strips(MUV1.frontZ + 100);
    const before = strips(241_500);
    expect(inside).toBeGreaterThan(0.5);
    expect(before).toBeGreaterThan(1.2 * inside);
  });

  it('sees what a shower leaves, in both detectors', () => {
    const visible = (energy: number) => {
      const sums: number[] = [];
      for (let e = 0; e < 100; e++) {
        const shower = { energy, z: MUV1.frontZ + 100 };
        const event = stripEvent(MUV1, quiet, 4, e, [{ line: at(-30, 810), shower }]);
        sums.push(heights(event).reduce((a, b) => a + b, 0));
      }
      return mean(sums);
    };
    const [low, high] = [visible(5000), visible(20_000)];
    expect(high / low).toBeGreaterThan(3.6);
    expect(high / low).toBeLessThan(4.2);
  });

  it('has hadrons ionise up to their interaction and leaves nothing of those that stop before', () => {
    const sum = (z: number) => {
      const hadron: Meets = { line: at(-510, 690), shower: { energy: 0, z } };
      return heights(stripEvent(MUV1, quiet, 5, 0, [hadron])).reduce((a, b) => a + b, 0);
    };
    expect(sum(242_000)).toBe(0);
    const through = sum(MUV1.frontZ + 5000);
    const half = sum(MUV1.frontZ + 0.5 * MUV1.depth);
    expect(half / through).toBeGreaterThan(0.4);
    expect(half / through).toBeLessThan(0.6);
  });

  it('has a muon too slow to come through ionise for a part of the way', () => {
    const sum = (p: number) =>
      mean(
        Array.from({ length: 50 }, (_, e) =>
          heights(stripEvent(MUV1, quiet, 6, e, [{ line: at(-510, 690), p }])).reduce((a, b) => a + b, 0),
        ),
      );
    // kinetic energy half of what it would lose
    expect(sum(488) / sum(1500)).toBeGreaterThan(0.42);
    expect(sum(488) / sum(1500)).toBeLessThan(0.58);
    expect(sum(0)).toBe(0);
    expect(sum(Number.NaN)).toBe(0);
  });

  it('knocks on and radiates as often as PDG says', () => {
    const rng = new RandomStream().key(1, 2, 3, 4);
    const counts = { all: 0, hard: 0 };
    const N = 40_000;
    for (let i = 0; i < N; i++) {
      drawHardLosses(rng, 20_000, 105.66, 36.6, (loss) => {
        counts.all++;
        if (loss > 5000) counts.hard++;
      });
    }
    // ξ = 36.2 MeV in 643 mm of iron: 0.33 δ rays above 100 MeV
    expect(counts.all / N).toBeGreaterThan(0.3);
    expect(counts.all / N).toBeLessThan(0.4);
    expect(counts.hard / N).toBeGreaterThan(0.002);
    expect(counts.hard / N).toBeLessThan(0.01);
  });

  it('does not depend on the order of particles, and remembers who was there', () => {
    const emulator = muv1Emulator(muv1Conditions('nominal'));
    const a: Meets = { line: at(-510, 690), particle: 3 };
    const b: Meets = { line: at(-505, 200), particle: 8, shower: { energy: 8000, z: 243_600 } };
    const once = stripEvent(MUV1, emulator, 7, 0, [a, b]);
    const again = stripEvent(MUV1, emulator, 7, 0, [b, a]);
    expect(again.rows).toEqual(once.rows);
    expect(again.truth).toEqual(once.truth);
    // both in the vertical strip at −510
    const i = once.rows.columns.channel.indexOf(164);
    expect([once.truth.columns.particle[i], once.truth.columns.other[i]].sort()).toEqual([3, 8]);
  });

  it('leaves a dead channel out, shifts by T0, drops zeros', () => {
    const conditions = muv1Conditions('nominal');
    conditions.efficiency[indexOfCode(MUV1, 134)] = 0;
    conditions.t0[indexOfCode(MUV1, 234)] = 50;
    const event = stripEvent(MUV1, muv1Emulator(conditions, QUIET), 8, 0, [{ line: at(-810.5, 690.5), p: 1500 }]);
    expect(Array.from(event.rows.columns.channel.subarray(0, event.rows.length))).toEqual([159, 234, 259]);
    const peak = (row: number) => {
      const s = event.rows.columns.samples.subarray(row * MUV_SAMPLES, (row + 1) * MUV_SAMPLES);
      return s.indexOf(Math.max(...s));
    };
    expect(peak(1) - peak(0)).toBe(2);
    expect(
      stripEvent(MUV1, muv1Emulator(muv1Conditions('nominal'), { ...QUIET, zeroSuppression: 1e4 }), 8, 0, [
        { line: at(-810, 690) },
      ]).rows.length,
    ).toBe(0);
  });

  it('has sets of conditions, and refuses others', () => {
    const set = muv2Conditions('kaon-2018');
    expect(set.t0.length).toBe(88);
    expect(set.efficiency.filter((e) => e === 0).length).toBe(1);
    expect(muv2Conditions('kaon-2018')).toEqual(set);
    expect(() => muv1Conditions('kaon-2108')).toThrow(/did you mean kaon-2018/);
  });
});
