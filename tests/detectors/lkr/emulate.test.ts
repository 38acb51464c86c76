import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../src/core/random.js';
import { withDefaults } from '../../../src/core/settings.js';
import { lkrConditions, nominalLkrConditions } from '../../../src/detectors/lkr/conditions.js';
import {
  CELL,
  CELLS,
  CellShares,
  CORE_RADIUS,
  cellCentre,
  cellIndex,
  HALO_FRACTION,
  HALO_RADIUS,
  isCell,
  NOISE,
  pulse,
  REACH,
  SPAN,
  ZERO_SUPPRESSION,
} from '../../../src/detectors/lkr/description.js';
import { LkrEmulator } from '../../../src/detectors/lkr/emulate.js';
import { drawShowers } from '../../../src/detectors/lkr/muon.js';
import { lkrSettings } from '../../../src/detectors/lkr/settings.js';
import { lkrHits } from '../../../src/detectors/lkr/stage.js';
import { drawHadronShowers } from '../../../src/detectors/passage/hadron-showers.js';
import { TableBuilder } from '../../../src/event/builder.js';
import { LKR_SAMPLES } from '../../../src/event/raw-downstream.js';
import { calorimeterEntries } from '../../../src/event/simulation-downstream.js';
import { type Entry, lkrEvent, photon } from './event.js';

const nominal = new LkrEmulator(nominalLkrConditions());
const EXACT = withDefaults(lkrSettings, {
  samplingTerm: 0,
  showerNoise: 0,
  uniformity: 0,
  calibrationError: 0,
  noise: 0,
  cellTimeSigma: 0,
  axisSpread: 0,
});
const exact = new LkrEmulator(nominalLkrConditions(), EXACT);
const middle = (ix: number, iy: number, p: number, dt = 0): Entry => photon(cellCentre(ix), cellCentre(iy), p, dt);
const span = (samples: ArrayLike<number>, i: number) => {
  const s = Array.from({ length: LKR_SAMPLES }, (_, k) => samples[i * LKR_SAMPLES + k]!);
  return Math.max(...s) - Math.min(...s);
};

describe('LKr geometry', () => {
  it('has 13 248 cells in four equal quarters, a hole and cut corners', () => {
    let n = 0;
    let asymmetric = 0;
    for (let c = 0; c < 128 * 128; c++) {
      if (isCell(c)) n++;
      const mirror = (127 - (c >> 7)) * 128 + (127 - (c & 127));
      if (isCell(c) !== isCell(mirror) || isCell(c) !== isCell((c >> 7) * 128 + 127 - (c & 127))) asymmetric++;
    }
    expect(n).toBe(CELLS);
    expect(asymmetric).toBe(0);
    expect([isCell(63 * 128 + 63), isCell(59 * 128 + 63), isCell(0), isCell(-1), isCell(128 * 128)]).toEqual([
      false,
      true,
      false,
      false,
      false,
    ]);
  });

  it('numbers cells by where they are', () => {
    for (let i = 0; i < 128; i++) {
      expect(cellIndex(cellCentre(i))).toBe(i);
      expect(cellIndex(cellCentre(i) + 0.49 * CELL)).toBe(i);
    }
    expect(cellCentre(0)).toBeCloseTo(-63.5 * 19.7383881, 9);
  });
});

describe('LKr response', () => {
  it('keeps noise and zero suppression as they were measured', () => {
    expect([NOISE, ZERO_SUPPRESSION, lkrSettings.noise.default]).toEqual([2.15, 20, 2.15]);
  });

  it('shares energy as the lateral profile: 45.5 % at most, 90 % near one Molière radius', () => {
    const shares = new CellShares();
    const out = new Float64Array(SPAN * SPAN);
    const at = (i: number, j: number) => out[(i + REACH) * SPAN + j + REACH]!;
    shares.at(0.5, 0.5, out);
    expect(at(0, 0)).toBeGreaterThan(0.44);
    expect(at(0, 0)).toBeLessThan(0.46);
    for (const e of [at(1, 0), at(-1, 0), at(0, 1), at(0, -1)]) expect(e).toBeCloseTo(0.068, 2);
    for (const e of [at(1, 1), at(-1, 1)]) expect(e).toBeCloseTo(0.022, 2);
    shares.at(0, 0, out);
    for (const e of [at(0, 0), at(-1, 0), at(0, -1), at(-1, -1)]) expect(e).toBeCloseTo(0.18, 2);
    const within = (r: number) =>
      ((1 - HALO_FRACTION) * r * r) / (r * r + CORE_RADIUS ** 2) + (HALO_FRACTION * r * r) / (r * r + HALO_RADIUS ** 2);
    expect(Math.abs(within(59) - 0.9)).toBeLessThan(0.04);
    expect(Math.abs(within(118) - 0.95)).toBeLessThan(0.02);
  });

  it('reads shares from the table that a numerical integral gives', () => {
    const shares = new CellShares();
    const out = new Float64Array(SPAN * SPAN);
    const [u, v] = [0.317, 0.862];
    shares.at(u, v, out);
    const density = (r2: number, R: number) => (R * R) / (Math.PI * (r2 + R * R) ** 2);
    for (const [i, j] of [
      [0, 0],
      [1, 0],
      [0, 1],
      [-2, 3],
    ] as const) {
      let sum = 0;
      const N = 200;
      for (let a = 0; a < N; a++) {
        for (let b = 0; b < N; b++) {
          const x = (i - u + (a + 0.5) / N) * CELL;
          const y = (j - v + (b + 0.5) / N) * CELL;
          sum +=
            (1 - HALO_FRACTION) * density(x * x + y * y, CORE_RADIUS) +
            HALO_FRACTION * density(x * x + y * y, HALO_RADIUS);
        }
      }
      const integral = sum * (CELL / N) ** 2;
      expect(out[(i + REACH) * SPAN + j + REACH]! / integral).toBeCloseTo(1, 2);
    }
  });

  it('has a pulse of 74.4 ns at half height, 42 ns of rise and an undershoot of 3.2 %', () => {
    const cross = (level: number, from: number, to: number) => {
      const step = Math.sign(to - from) * 0.01;
      let t = from;
      while (pulse(t) < level) t += step;
      return t;
    };
    expect(cross(0.5, 150, -90) - cross(0.5, -90, 150)).toBeCloseTo(74.4, 0);
    expect(Math.abs(cross(0.9, -90, 0) - cross(0.1, -90, 0) - 42)).toBeLessThan(1.5);
    expect(pulse(0)).toBeCloseTo(1, 6);
    expect(pulse(1000)).toBeCloseTo(-0.032, 6);
    expect([pulse(-200), pulse(5000), pulse(Number.NaN)]).toEqual([0, 0, 0]);
  });
});

describe('LKr emulator', () => {
  it('puts the energy of a photon into its cells in proportion, peak in the fifth sample or the sixth', () => {
    const { lkr } = lkrEvent(exact, 1, 0, [middle(80, 90, 20_000, -12.6)]);
    const seed = lkr.columns.channel.indexOf(80 * 128 + 90);
    const samples = lkr.columns.samples.subarray(seed * LKR_SAMPLES, (seed + 1) * LKR_SAMPLES);
    expect(samples.indexOf(Math.max(...samples))).toBe(4);
    // 45.5 % of 20 GeV at 3.5 MeV a count
    expect((samples[4]! - 399) / (20_000 / 3.5)).toBeCloseTo(0.455, 2);
    expect(samples[0]).toBe(399);
  });

  it('sees nothing of the published share of photons, the others as they are without that loss', () => {
    const losing = (photonuclear: number) =>
      new LkrEmulator(nominalLkrConditions(), withDefaults(lkrSettings, { photonuclear }));
    const [none, many] = [losing(0), losing(100)];
    const count = (p: number) => {
      let lost = 0;
      for (let e = 0; e < 300; e++) {
        const [a, b] = [none, many].map((l) => lkrEvent(l, 6, e, [middle(90, 80, p)]).lkr);
        if (b!.length === 0) lost++;
        else expect(b!.columns.samples).toEqual(a!.columns.samples);
      }
      return lost;
    };
    // a hundred times 1e-3, 1e-4 and 8e-6: 30 ± 5, 3 ± 1.7, 0.2
    expect(Math.abs(count(4_000) - 30)).toBeLessThan(20);
    expect(Math.abs(count(6_500) - 3)).toBeLessThan(6);
    expect(count(20_000)).toBeLessThan(4);
    const all = losing(1e6);
    expect(lkrEvent(all, 6, 0, [middle(90, 80, 30_000)]).lkr.length).toBe(0);
    expect(lkrEvent(all, 6, 0, [{ ...middle(90, 80, 30_000), pdg: 11 }]).lkr.length).toBeGreaterThan(10);
  });

  it('reads out no cell below zero suppression', () => {
    const { lkr } = lkrEvent(nominal, 2, 0, [middle(80, 90, 40_000)]);
    expect(lkr.length).toBeGreaterThan(25);
    for (let i = 0; i < lkr.length; i++) expect(span(lkr.columns.samples, i)).toBeGreaterThanOrEqual(20);
  });

  it('cuts a cell at full scale, 56 GeV', () => {
    const { lkr } = lkrEvent(exact, 3, 0, [middle(80, 90, 75_000), { ...middle(80, 90, 75_000), particle: 1 }]);
    const largest = Math.max(...lkr.columns.samples.subarray(0, lkr.length * LKR_SAMPLES));
    expect(largest).toBe(16_383);
  });

  it('adds samples of photons that share cells, and remembers both', () => {
    const a = middle(80, 90, 20_000);
    const b = { ...middle(82, 90, 10_000), particle: 1 };
    const at = (entries: readonly Entry[], code: number) => {
      const { lkr, lkr_truth } = lkrEvent(exact, 4, 0, entries);
      const i = lkr.columns.channel.indexOf(code);
      return { top: lkr.columns.samples[i * LKR_SAMPLES + 4]! - 399, ...originAt(lkr_truth.columns, i) };
    };
    const between = 81 * 128 + 90;
    const both = at([a, b], between);
    expect(Math.abs(both.top - at([a], between).top - at([b], between).top)).toBeLessThan(2);
    expect([both.particle, both.other]).toEqual([0, 1]);
    expect(at([a], between)).toMatchObject({ particle: 0, other: -1 });
  });

  it('leaves a dead cell out and shifts by T0', () => {
    const conditions = nominalLkrConditions();
    conditions.gain[80 * 128 + 91] = 0;
    conditions.t0[80 * 128 + 90] = 20;
    const { lkr } = lkrEvent(new LkrEmulator(conditions, EXACT), 5, 0, [middle(80, 90, 20_000, -12.6)]);
    const codes = Array.from(lkr.columns.channel.subarray(0, lkr.length));
    expect(codes).not.toContain(80 * 128 + 91);
    const at = (code: number) => {
      const i = codes.indexOf(code) * LKR_SAMPLES;
      return lkr.columns.samples[i + 5]! / lkr.columns.samples[i + 4]!;
    };
    expect(at(80 * 128 + 90)).toBeGreaterThan(1.1);
    expect(at(80 * 128 + 89)).toBeLessThan(0.9);
  });

  it('sees nothing through the bore and part of a shower at its edge', () => {
    const cells = (x: number) => lkrEvent(exact, 6, 0, [photon(x, 0, 20_000)]).lkr;
    expect(cells(79).length).toBe(0);
    const energy = (x: number) => {
      const { length, columns } = cells(x);
      let sum = 0;
      for (let i = 0; i < length; i++) sum += span(columns.samples, i);
      return sum;
    };
    expect(energy(85) / energy(285)).toBeGreaterThan(0.5);
    expect(energy(85) / energy(285)).toBeLessThan(0.8);
  });

  it('gives a muon about 0.5 GeV in fewer than six cells', () => {
    let cells = 0;
    let sum = 0;
    const N = 300;
    for (let event = 0; event < N; event++) {
      const { lkr } = lkrEvent(exact, 7, event, [{ pdg: -13, x: -700, y: 300 + event, p: 20_000 }]);
      cells += lkr.length;
      let e = 0;
      for (let i = 0; i < lkr.length; i++) e += span(lkr.columns.samples, i) * 3.5;
      sum += Math.min(e, 1000);
    }
    expect(cells / N).toBeLessThan(6);
    expect(sum / N).toBeGreaterThan(450);
    expect(sum / N).toBeLessThan(650);
  });

  it('lets muons radiate and knock on electrons as the cross sections say', () => {
    const rng = new RandomStream().key(1, 2, 3, 4);
    const N = 400_000;
    const [E, CUT, MU, ME] = [30_000, 6000, 105.66, 0.511];
    let n = 0;
    drawShowers(rng, E, MU, true, () => {});
    const count = (e: number) => {
      if (e > CUT) n++;
    };
    for (let i = 0; i < N; i++) drawShowers(rng, E, MU, true, count);
    // photons: α N (2 Z r_e m/μ)² ∫ (4/3 (1 − y) + y²)/y Φ(y) dy; δ rays: ξ ∫ (1 − T/T_max + T²/2E²)/T² dT
    const nuclei = (6.022e23 / 83.8) * 2.418 * 127;
    const factor = (nuclei / 137.04) * (2 * 36 * 2.818e-13 * (ME / MU)) ** 2;
    const screen = (y: number) => {
      const delta = (MU * MU * y) / (2 * E * (1 - y));
      const third = 36 ** (1 / 3);
      return Math.log(((2 / 3) * 189 * MU) / ME / third ** 2 / (1 + (189 * Math.sqrt(Math.E) * delta) / ME / third));
    };
    const largest = (2 * ME * (E / MU) ** 2) / (1 + (2 * E * ME) / MU ** 2);
    let want = 0;
    const STEPS = 2000;
    for (let k = 0; k < STEPS; k++) {
      const y = CUT / E + ((1 - CUT / E) * (k + 0.5)) / STEPS;
      const t = y * E;
      const photons = (factor * ((4 * (1 - y)) / 3 + y * y) * Math.max(0, screen(y))) / y;
      const deltas = t < largest ? ((20.25 * (1 - t / largest + (0.5 * t * t) / E ** 2)) / (t * t)) * E : 0;
      want += ((photons + deltas) * (1 - CUT / E)) / STEPS;
    }
    // about 1000 expected: 3 % by chance
    expect(Math.abs(n / N / want - 1)).toBeLessThan(0.1);
  });

  it('gives hadrons ionisation alone in exp(−2) of the cases and any energy below their own otherwise', () => {
    let ionising = 0;
    let most = 0;
    const N = 2000;
    for (let event = 0; event < N; event++) {
      const { lkr } = lkrEvent(exact, 8, event, [{ pdg: 211, x: -700, y: 300, p: 20_000 }]);
      let e = 0;
      for (let i = 0; i < lkr.length; i++) e += span(lkr.columns.samples, i) * 3.5;
      if (e < 700) ionising++;
      most = Math.max(most, e);
    }
    // late interactions leave little too
    expect(ionising / N).toBeGreaterThan(0.11);
    expect(ionising / N).toBeLessThan(0.19);
    expect(most).toBeLessThan(21_500);
  });

  it('does not depend on the order of the particles', () => {
    const entries = Array.from({ length: 12 }, (_, k) => ({
      pdg: [22, 211, -13, -11][k % 4]!,
      x: -600 + 40 * k,
      y: 300,
      p: 5000 + 2000 * k,
      dt: 3 * k,
      particle: k,
    }));
    const once = lkrEvent(nominal, 9, 0, entries);
    const again = lkrEvent(nominal, 9, 0, [...entries].reverse());
    expect(again.lkr).toEqual(once.lkr);
    expect(again.lkr_truth).toEqual(once.lkr_truth);
  });

  it('reads entries in a stage, and leaves neutral ones alone', () => {
    const conditions = lkrConditions('kaon-2018');
    const entries = new TableBuilder(calorimeterEntries, 1);
    const batch = lkrEvent(nominal, 1, 5, []);
    for (const pdg of [14, 22, 111]) {
      const i = entries.next();
      const c = entries.columns;
      c.particle[i] = i;
      c.pdg[i] = pdg;
      c.x[i] = 300 * (i + 1);
      c.p[i] = 10_000;
      c.t[i] = batch.triggers.columns.timestamp[0]! * 24.951059536;
    }
    entries.endEvent();
    const { lkr, lkr_truth } = lkrHits(
      9,
      conditions,
    )(drawHadronShowers(9)({ ...batch, calorimeter_entries: entries.finish() }));
    expect(lkr.length).toBeGreaterThan(5);
    expect(lkr.offsets).toEqual(lkr_truth.offsets);
    expect(new Set(lkr_truth.columns.particle.subarray(0, lkr.length))).toEqual(new Set([1]));
  });
});

const originAt = (columns: { particle: Int32Array; other: Int32Array }, i: number) => ({
  particle: columns.particle[i],
  other: columns.other[i],
});
