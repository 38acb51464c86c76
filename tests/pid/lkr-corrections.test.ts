import { describe, expect, it } from 'vitest';
import { CLOCK_PERIOD } from '../../src/core/constants.js';
import { RandomStream } from '../../src/core/random.js';
import { withDefaults } from '../../src/core/settings.js';
import { nominalLkrConditions } from '../../src/detectors/lkr/conditions.js';
import { CELL, cellCentre, NOISE, pulse, SAMPLE_TIMES } from '../../src/detectors/lkr/description.js';
import { LkrEmulator } from '../../src/detectors/lkr/emulate.js';
import { lkrSettings } from '../../src/detectors/lkr/settings.js';
import { findPeak, LkrCells, TIME_SLOPE } from '../../src/pid/lkr-cells.js';
import { LkrCorrections } from '../../src/pid/lkr-corrections.js';
import { columnOf, rowOf } from '../../src/pid/lkr-gather.js';
import { lkrEvent, photon } from '../detectors/lkr/event.js';

const RADIUS = 110;

describe('peak of a cell', () => {
  it('is found from whole samples at any phase, to 0.02 ns and 0.1 %', () => {
    const out = { counts: 0, time: 0, saturated: false };
    for (let phase = -40; phase < 40; phase += 0.37) {
      const samples = Float64Array.from(SAMPLE_TIMES, (t) => 399 + 5000 * pulse(t - phase));
      expect(findPeak(samples, 0, 399, out)).toBe(true);
      expect(Math.abs(out.time - phase)).toBeLessThan(0.02);
      expect(Math.abs(out.counts / 5000 - 1)).toBeLessThan(0.001);
      expect(out.saturated).toBe(false);
    }
  });

  it('has an error of its time that noise over height gives, the same at any height', () => {
    const rng = new RandomStream().key(1, 1, 1, 1);
    const out = { counts: 0, time: 0, saturated: false };
    for (const counts of [70, 700]) {
      let sum = 0;
      const N = 20_000;
      for (let n = 0; n < N; n++) {
        const phase = CLOCK_PERIOD * rng.uniform();
        const samples = Float64Array.from(SAMPLE_TIMES, (t) => 399 + counts * pulse(t - phase) + NOISE * rng.gauss());
        expect(findPeak(samples, 0, 399, out)).toBe(true);
        sum += (out.time - phase) ** 2;
      }
      expect(Math.abs((Math.sqrt(sum / N) * counts) / NOISE / TIME_SLOPE - 1)).toBeLessThan(0.03);
    }
  });

  it('is none when the largest sample is the first or the last', () => {
    const out = { counts: 0, time: 0, saturated: false };
    for (const phase of [-5 * CLOCK_PERIOD, 4 * CLOCK_PERIOD]) {
      const samples = Float64Array.from(SAMPLE_TIMES, (t) => 399 + 5000 * pulse(t - phase));
      expect(findPeak(samples, 0, 399, out)).toBe(false);
    }
  });
});

describe('LKr corrections', () => {
  const corrections = new LkrCorrections(RADIUS);
  const emulator = new LkrEmulator(
    nominalLkrConditions(),
    withDefaults(lkrSettings, { showerNoise: 0, uniformity: 0, calibrationError: 0, axisSpread: 0 }),
  );

  /** What the emulator shows of photons at a place in the cell: part of the energy, centre of gravity of 3 × 3. */
  function emulated(energy: number, u: number, v: number, n: number) {
    const cells = new LkrCells();
    let sum = 0;
    let gravity = 0;
    const [column, row] = [90, 40];
    for (let event = 0; event < n; event++) {
      const x = cellCentre(column) + u * CELL;
      const y = cellCentre(row) + v * CELL;
      const { lkr } = lkrEvent(emulator, 21, event, [photon(x, y, energy, ((event % 50) - 25) / 2)]);
      cells.read(lkr, 0, lkr.length, 128, nominalLkrConditions());
      let near = 0;
      let moment = 0;
      for (let k = 0; k < cells.length; k++) {
        const place = cells.place[k]!;
        const shown = cells.energyAt[place]!;
        const i = columnOf(place) - column;
        const j = rowOf(place) - row;
        if ((i * i + j * j) * CELL * CELL <= RADIUS * RADIUS) sum += shown;
        if (Math.abs(i) > 1 || Math.abs(j) > 1) continue;
        near += shown;
        moment += i * shown;
      }
      if (near > 0) gravity += moment / near;
    }
    return { part: sum / n / energy, gravity: gravity / n };
  }

  it('know the part of the energy that the emulator shows, by energy and place', () => {
    for (const [energy, n, tolerance] of [
      [1000, 1500, 0.012],
      [3000, 800, 0.008],
      [10_000, 300, 0.006],
      [40_000, 200, 0.004],
    ] as const) {
      for (const [u, v] of [
        [0, 0],
        [0.2, -0.35],
        [0.45, 0.1],
        [-0.47, 0.47],
      ] as const) {
        const { part } = emulated(energy, u, v, n);
        expect(Math.abs(corrections.partShown(energy, u, v) / part - 1)).toBeLessThan(tolerance);
      }
    }
  });

  it('know the S-shape that the emulator has', () => {
    for (const energy of [5000, 20_000]) {
      for (const u of [-0.45, -0.3, -0.1, 0, 0.2, 0.4]) {
        let place = 0;
        for (const v of [-0.4, -0.2, 0, 0.2, 0.4])
          place += corrections.placeOf(emulated(energy, u, v, 60).gravity, corrections.levelOf(energy));
        // half a millimetre; the centre of gravity itself is off by up to 3
        expect(Math.abs(place / 5 - u) * CELL).toBeLessThan(0.5);
      }
    }
  });

  it('have a place that grows with the centre of gravity, odd about the middle', () => {
    for (const energy of [300, 3000, 30_000, 300_000]) {
      const level = corrections.levelOf(energy);
      let last = -1;
      for (let g = -0.6; g <= 0.6; g += 0.01) {
        const place = corrections.placeOf(g, level);
        expect(place).toBeGreaterThanOrEqual(last);
        expect(Math.abs(place)).toBeLessThanOrEqual(0.5);
        expect(corrections.placeOf(-g, level)).toBeCloseTo(-place, 9);
        last = place;
      }
    }
  });

  it('let the shown energy grow with the energy, so that it has one solution', () => {
    for (const [u, v] of [
      [0, 0],
      [0.5, 0.5],
    ] as const) {
      let last = 0;
      for (let e = 200; e < 90_000; e *= 1.05) {
        const shown = e * corrections.partShown(e, u, v);
        expect(shown).toBeGreaterThan(last);
        last = shown;
      }
    }
  });
});
