import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../src/core/random.js';
import { withDefaults } from '../../src/core/settings.js';
import { type LkrConditions, lkrConditions, nominalLkrConditions } from '../../src/detectors/lkr/conditions.js';
import { cellCentre, NOISE } from '../../src/detectors/lkr/description.js';
import { LkrEmulator } from '../../src/detectors/lkr/emulate.js';
import { lkrSettings } from '../../src/detectors/lkr/settings.js';
import type { Fault } from '../../src/event/batch.js';
import { LKR_SAMPLES } from '../../src/event/raw-downstream.js';
import { findLkrClusters } from '../../src/pid/lkr.js';
import { ClusterFlag } from '../../src/pid/lkr-surroundings.js';
import { drawnCells, type Entry, lkrEvent, photon } from '../detectors/lkr/event.js';

const QUIET = withDefaults(lkrSettings, {
  showerNoise: 0,
  uniformity: 0,
  calibrationError: 0,
  cellTimeSigma: 0,
  axisSpread: 0,
});
const quiet = new LkrEmulator(nominalLkrConditions(), QUIET);
const find = findLkrClusters({ conditions: nominalLkrConditions() });

const clusters = (entries: readonly Entry[], event = 0, emulator = quiet, finder = find) => {
  const { lkr_clusters, faults } = finder(lkrEvent(emulator, 11, event, entries));
  expect(faults).toEqual([]);
  const c = lkr_clusters.columns;
  return Array.from({ length: lkr_clusters.length }, (_, i) => ({
    energy: c.energy[i]!,
    x: c.x[i]!,
    y: c.y[i]!,
    time: c.time[i]!,
    timeSigma: c.time_sigma[i]!,
    sigma: c.energy_sigma[i]!,
    n: c.n_cells[i]!,
    seed: c.seed[i]!,
    seedFraction: c.seed_fraction[i]!,
    rms: c.rms[i]!,
    flags: c.flags[i]!,
  }));
};
const finite = (found: ReturnType<typeof clusters>) =>
  found.every((c) => Object.values(c).every((v) => Number.isFinite(v)));

describe('LKr clusters', () => {
  it('has none without hits', () => {
    expect(clusters([])).toEqual([]);
    expect(find(drawnCells([])).lkr_clusters.offsets).toEqual(Int32Array.of(0, 0));
  });

  it('has none of noise alone, not even in cells that pass zero suppression', () => {
    const rng = new RandomStream().key(5, 6, 7, 8);
    const rows = Array.from(
      { length: 300 },
      (_, k) =>
        [
          40 * 128 + 30 + (k % 60) + 128 * Math.floor(k / 60),
          Array.from({ length: LKR_SAMPLES }, () => Math.round(399 + 4 * NOISE * rng.gauss())),
        ] as const,
    );
    expect(find(drawnCells(rows)).lkr_clusters.length).toBe(0);
  });

  it('gives a photon its energy, place and time wherever in the cell it is, at 2 to 60 GeV', () => {
    for (const p of [2000, 5000, 20_000, 60_000]) {
      let n = 0;
      let sumE = 0;
      let sumX = 0;
      let sumT = 0;
      for (let event = 0; event < 200; event++) {
        const x = 400 + (event % 20) * 0.98;
        const y = -300 - Math.floor(event / 20) * 1.9;
        const found = clusters([photon(x, y, p, (event % 25) - 12)], event);
        if (found.length !== 1) continue;
        n++;
        sumE += found[0]!.energy / p;
        sumX += found[0]!.x - x;
        sumT += found[0]!.time - ((event % 25) - 12);
        expect(found[0]!.flags).toBe(0);
      }
      expect(n).toBeGreaterThan(195);
      expect(Math.abs(sumE / n - 1)).toBeLessThan(p < 3000 ? 0.015 : 0.005);
      expect(Math.abs(sumX / n)).toBeLessThan(0.2);
      expect(Math.abs(sumT / n)).toBeLessThan(0.15);
    }
  });

  it('knows the T0s, gains and pedestals it is told', () => {
    const conditions = lkrConditions('kaon-2018');
    const emulator = new LkrEmulator(conditions, QUIET);
    const told = findLkrClusters({ conditions });
    const spreadOf = (finder: typeof find) => {
      let sum = 0;
      for (let event = 0; event < 100; event++) {
        const [c] = clusters([photon(400 + 7 * event, 217, 20_000)], event, emulator, finder);
        sum += c === undefined ? 0 : c.time * c.time;
      }
      return Math.sqrt(sum / 100);
    };
    expect(spreadOf(told)).toBeLessThan(0.4);
    expect(spreadOf(find)).toBeGreaterThan(1.5);
  });

  it('separates photons 6 to 15 cm apart and shares their cells', () => {
    for (const [apart, tolerance] of [
      [60, 0.05],
      [80, 0.03],
      [100, 0.02],
      [150, 0.02],
    ] as const) {
      let n = 0;
      const sums = [0, 0];
      for (let event = 0; event < 60; event++) {
        const x = 400 + 1.3 * event;
        const found = clusters([photon(x, 250, 20_000), photon(x + apart, 250, 8000)], event);
        if (found.length !== 2) continue;
        n++;
        found.sort((a, b) => a.x - b.x);
        sums[0]! += found[0]!.energy / 20_000;
        sums[1]! += found[1]!.energy / 8000;
        expect(Math.abs(found[0]!.x - x)).toBeLessThan(4);
        expect(Math.abs(found[1]!.x - x - apart)).toBeLessThan(8);
        if (apart <= 80) expect(found[0]!.flags & ClusterFlag.shares).toBe(ClusterFlag.shares);
      }
      expect(n).toBeGreaterThan(55);
      expect(Math.abs(sums[0]! / n - 1)).toBeLessThan(tolerance);
      expect(Math.abs(sums[1]! / n - 1)).toBeLessThan(2 * tolerance);
    }
  });

  it('keeps clusters apart in time', () => {
    const found = clusters([photon(400, 250, 20_000, -20), photon(470, 250, 8000, 45)]);
    expect(found.length).toBe(2);
    found.sort((a, b) => a.x - b.x);
    expect(Math.abs(found[0]!.time + 20)).toBeLessThan(1);
    expect(Math.abs(found[1]!.time - 45)).toBeLessThan(2);
    expect(found.every((c) => (c.flags & ClusterFlag.shares) === 0)).toBe(true);
    // what lies outside the window gives nothing
    expect(clusters([photon(400, 250, 20_000, 120)])).toEqual([]);
  });

  it('adds what is missing at the hole and at the edge, and flags both', () => {
    for (const [x, y, flag] of [
      [105, 8, ClusterFlag.nearHole],
      [1240, 300, ClusterFlag.nearEdge],
    ] as const) {
      let sum = 0;
      for (let event = 0; event < 50; event++) {
        const found = clusters([photon(x, y + event * 0.4, 20_000)], event);
        expect(found.length).toBe(1);
        expect(found[0]!.flags & flag).toBe(flag);
        sum += found[0]!.energy / 20_000;
      }
      expect(Math.abs(sum / 50 - 1)).toBeLessThan(0.01);
    }
  });

  it('survives a dead seed and flags it', () => {
    const conditions = nominalLkrConditions();
    const code = 85 * 128 + 75;
    conditions.gain[code] = 0;
    const emulator = new LkrEmulator(conditions, QUIET);
    const told = findLkrClusters({ conditions });
    const beside = clusters([photon(cellCentre(86), cellCentre(75), 20_000)], 1, emulator, told);
    expect(beside.length).toBe(1);
    expect(beside[0]!.flags & ClusterFlag.deadCell).toBe(ClusterFlag.deadCell);
    expect(Math.abs(beside[0]!.energy / 20_000 - 1)).toBeLessThan(0.06);
    const on = clusters([photon(cellCentre(85), cellCentre(75), 20_000)], 2, emulator, told);
    expect(on.length).toBeGreaterThan(0);
    expect(on.every((c) => (c.flags & ClusterFlag.deadCell) !== 0)).toBe(true);
    expect(finite(on)).toBe(true);
  });

  it('flags a saturated cell and stays finite', () => {
    const two = [photon(cellCentre(90), cellCentre(80), 75_000), photon(cellCentre(90), cellCentre(80), 75_000)];
    const [c] = clusters(two, 3);
    expect(c!.flags & ClusterFlag.saturated).toBe(ClusterFlag.saturated);
    expect(c!.energy).toBeLessThan(150_000);
    expect(finite([c!])).toBe(true);
  });

  it('takes any samples without a NaN: flat, zero, full, falling, doubled rows, codes without a cell', () => {
    const full = Array.from({ length: LKR_SAMPLES }, () => 16_383);
    const spike = [0, 0, 0, 16_383, 0, 0, 0, 0];
    const falling = [900, 800, 700, 600, 500, 400, 300, 200];
    const rows = [
      [90 * 128 + 90, full],
      [80 * 128 + 90, new Array(LKR_SAMPLES).fill(0)],
      [70 * 128 + 90, spike],
      [70 * 128 + 90, spike],
      [72 * 128 + 90, falling],
      [63 * 128 + 63, spike],
      [0, spike],
      [127 * 128 + 70, spike],
    ] as const;
    const { lkr_clusters, faults } = find(drawnCells(rows));
    expect(faults).toEqual([]);
    expect(lkr_clusters.length).toBe(2);
    for (const column of Object.values(lkr_clusters.columns)) {
      expect(Array.from(column.subarray(0, 2)).every(Number.isFinite)).toBe(true);
    }
  });

  it('does not depend on the order of the rows', () => {
    const batch = lkrEvent(quiet, 12, 0, [photon(400, 250, 20_000), photon(460, 290, 9000), photon(-500, 90, 3000)]);
    const rows = Array.from(
      { length: batch.lkr.length },
      (_, i) =>
        [
          batch.lkr.columns.channel[i]!,
          Array.from(batch.lkr.columns.samples.subarray(i * LKR_SAMPLES, (i + 1) * LKR_SAMPLES)),
        ] as const,
    );
    const reversed = [...rows].reverse();
    expect(find(drawnCells(reversed)).lkr_clusters).toEqual(find(drawnCells(rows)).lkr_clusters);
    expect(find(drawnCells(rows)).lkr_clusters.length).toBe(3);
  });

  it('refuses conditions of another detector and too many rows', () => {
    const short = { ...nominalLkrConditions(), t0: new Float64Array(5) } satisfies LkrConditions;
    expect(() => findLkrClusters({ conditions: short })).toThrow(/5 channels in t0/);
    const strict = findLkrClusters({ conditions: nominalLkrConditions(), settings: { maxCells: 3 } });
    const { faults } = strict(lkrEvent(quiet, 13, 0, [photon(400, 250, 20_000)]));
    expect((faults as readonly Fault[])[0]!.reason).toMatch(/more than 3/);
  });
});
