import { describe, expect, it } from 'vitest';
import { withDefaults } from '../../src/core/settings.js';
import { indexOfCode, muvPulse } from '../../src/detectors/muv-strips/description.js';
import { muv1Conditions } from '../../src/detectors/muv1/conditions.js';
import { MUV1 } from '../../src/detectors/muv1/description.js';
import { muv1Emulator, muv1Settings } from '../../src/detectors/muv1/emulate.js';
import { muv2Conditions } from '../../src/detectors/muv2/conditions.js';
import { MUV2 } from '../../src/detectors/muv2/description.js';
import { muv2Emulator } from '../../src/detectors/muv2/emulate.js';
import { TableBuilder } from '../../src/event/builder.js';
import { MUV_SAMPLES, muv1 } from '../../src/event/raw-vetoes.js';
import { tracks } from '../../src/event/run.js';
import { trackTimes } from '../../src/event/run-beam.js';
import { findMuvClusters } from '../../src/pid/muv-clusters.js';
import { findStripPeak } from '../../src/pid/muv-strips.js';
import { hadronsOfTracks } from '../../src/pid/muv-tracks.js';
import { DOWNSTREAM_PLANE } from '../../src/tracking/straw/stage.js';
import type { Line } from '../detectors/contract.js';
import { type Meets, stripEvent } from '../detectors/muv-strips/strip-event.js';

const at = (x: number, y: number, dt = 0): Line => ({ x, y, tx: 0, ty: 0, dt });
const NOMINAL = { muv1: muv1Conditions('nominal'), muv2: muv2Conditions('nominal') };
const QUIET = withDefaults(muv1Settings, {
  noise: 0,
  clockJitter: 0,
  pulseSigmaSpread: 0,
  samplingTerm: 0,
  zeroSuppression: 4,
});
const quiet = { muv1: muv1Emulator(NOMINAL.muv1, QUIET), muv2: muv2Emulator(NOMINAL.muv2, QUIET) };
const emulators = { muv1: muv1Emulator(NOMINAL.muv1), muv2: muv2Emulator(NOMINAL.muv2) };
const find = findMuvClusters(NOMINAL);

const clustersOf = (detector: typeof MUV1, particles: readonly Meets[], how = emulators, event = 0, seed = 1) => {
  const batch = find(stripEvent(detector, how[detector.name], seed, event, particles));
  expect(batch.faults).toEqual([]);
  return batch.muv_clusters;
};
const slow = (x: number, y: number, dt = 0): Meets => ({ line: at(x, y, dt), p: 1500 });
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const rms = (values: readonly number[]) => Math.sqrt(mean(values.map((v) => (v - mean(values)) ** 2)));
const inside = { z: MUV1.frontZ + 100 };

describe('pulse of a strip', () => {
  it('has its time and height at any phase, with a pulse of the nominal width', () => {
    const peak = { counts: 0, time: 0 };
    for (let t = -30; t < 40; t += 1.7) {
      const samples = Array.from(
        { length: MUV_SAMPLES },
        (_, k) => 1000 + 800 * muvPulse((k - 4) * 24.951059536 - t, 35.4),
      );
      expect(findStripPeak(samples, 0, peak)).toBe(true);
      expect(Math.abs(peak.time - t)).toBeLessThan(0.1);
      expect(Math.abs(peak.counts / 800 - 1)).toBeLessThan(0.005);
    }
  });

  it('has none at the edges of the window, nor without signal', () => {
    const peak = { counts: 0, time: 0 };
    const flat = new Array<number>(MUV_SAMPLES).fill(1000);
    expect(findStripPeak(flat, 0, peak)).toBe(false);
    expect(findStripPeak([1500, 1300, 1100, 1000, 1000, 1000, 1000, 1000], 0, peak)).toBe(false);
    expect(findStripPeak([1000, 1000, 1000, 1000, 1000, 1000, 1200, 1500], 0, peak)).toBe(false);
    // a single sample is no pulse
    expect(findStripPeak([1000, 1000, 1000, 1100, 1000, 1000, 1000, 1000], 0, peak)).toBe(false);
  });
});

describe('MUV1 and MUV2 clusters', () => {
  it('give a muon where it is, in time, about 1 GeV, in one strip of each view', () => {
    for (const detector of [MUV1, MUV2]) {
      const [energy, dx, dt, pull]: number[][] = [[], [], [], []];
      for (let e = 0; e < 300; e++) {
        const x = -900 + 6 * e + (e > 120 ? 130 : 0);
        const { length, columns: c } = clustersOf(
          detector,
          [{ line: at(x, 850 - 3 * e, 0.4), p: 20_000 }],
          emulators,
          e,
        );
        expect(length).toBe(1);
        expect(c.detector[0]).toBe(detector === MUV1 ? 1 : 2);
        energy!.push(c.energy[0]!);
        dx!.push(c.x[0]! - x);
        dt!.push(c.time[0]! - 0.4);
        pull!.push((c.time[0]! - 0.4) / c.time_sigma[0]!);
        if (c.n_strips[0] === 2) expect([c.rms[0], c.seed_fraction[0]]).toEqual([0, 1]);
      }
      const middle = [...energy!].sort((a, b) => a - b)[150]!;
      expect(middle).toBeGreaterThan(700);
      expect(middle).toBeLessThan(1100);
      expect(rms(dx!)).toBeLessThan(1.2 * (detector.pitch / Math.sqrt(12)));
      expect(Math.abs(mean(dx!))).toBeLessThan(5);
      expect(Math.abs(mean(dt!))).toBeLessThan(0.25);
      expect(rms(pull!)).toBeGreaterThan(0.7);
      expect(rms(pull!)).toBeLessThan(1.4);
    }
  });

  it('do not depend on where along the strips it was, halves or full ones', () => {
    for (const detector of [MUV1, MUV2]) {
      const by = (x: number, y: number) => {
        const list = Array.from({ length: 60 }, (_, e) => clustersOf(detector, [slow(x, y)], quiet, e).columns);
        return { energy: mean(list.map((c) => c.energy[0]!)), time: mean(list.map((c) => c.time[0]!)) };
      };
      const reference = by(-690, 690);
      for (const [x, y] of [
        [-1050, 30],
        [-200, 30],
        [1050, -30],
        [30, 1050],
        [30, -250],
        [-1050, -1050],
      ] as const) {
        const there = by(x, y);
        expect(Math.abs(there.energy / reference.energy - 1)).toBeLessThan(0.06);
        // half a strip of the other view is 0.4 ns of light
        expect(Math.abs(there.time - reference.time)).toBeLessThan(0.6);
      }
    }
  });

  it('have the energy of a shower, wide and shared', () => {
    const [energy, width, seed]: number[][] = [[], [], []];
    for (let e = 0; e < 200; e++) {
      const { length, columns: c } = clustersOf(
        MUV1,
        [{ line: at(-510, 690), shower: { energy: 15_000, ...inside } }],
        emulators,
        e,
      );
      expect(length).toBeGreaterThan(0);
      energy!.push(c.energy[0]!);
      width!.push(c.rms[0]!);
      seed!.push(c.seed_fraction[0]!);
    }
    // and what it ionised before
    expect(Math.abs(mean(energy!) / 15_000 - 1)).toBeLessThan(0.05);
    expect(rms(energy!) / 15_000).toBeGreaterThan(0.15);
    expect(rms(energy!) / 15_000).toBeLessThan(0.3);
    expect(mean(width!)).toBeGreaterThan(30);
    expect(mean(seed!)).toBeLessThan(0.7);
  });

  it('stay apart for two muons in time, and for one late by more than 25 ns', () => {
    const two = clustersOf(MUV1, [slow(-690, 690), slow(510, -510)], quiet);
    expect(two.length).toBe(2);
    // views are paired by energy alone: two muons are as alike as can be
    const places = new Set([...two.columns.x.subarray(0, 2)].map(Math.round));
    expect(places).toEqual(new Set([-690, 510]));
    // the halves of the MUV2 know their side
    const halves = clustersOf(MUV2, [slow(-690, 690), slow(510, -510)], quiet, 4);
    expect(halves.length).toBe(2);
    for (let i = 0; i < 2; i++) expect(Math.sign(halves.columns.x[i]! * halves.columns.y[i]!)).toBe(-1);
    const late = clustersOf(MUV1, [slow(-690, 690), slow(510, -510, 30)], quiet);
    expect(late.length).toBe(2);
    expect(late.columns.x[0]! * late.columns.y[0]!).toBeLessThan(0);
    expect(Math.abs(Math.abs(late.columns.time[0]! - late.columns.time[1]!) - 30)).toBeLessThan(1);
  });

  it('join the two halves of a shower across the middle', () => {
    const energies = Array.from({ length: 60 }, (_, e) => {
      const { columns, length } = clustersOf(
        MUV2,
        [{ line: at(0, 690), shower: { energy: 15_000, z: MUV2.frontZ + 100 } }],
        quiet,
        e,
      );
      return length === 0 ? 0 : columns.energy[0]!;
    });
    expect(mean(energies)).toBeGreaterThan(13_000);
  });

  it('live with one end of a strip dead, and with one view missing', () => {
    const conditions = muv1Conditions('nominal');
    conditions.efficiency[indexOfCode(MUV1, 134)] = 0;
    const event = stripEvent(MUV1, muv1Emulator(conditions, QUIET), 1, 0, [slow(-810.5, 690.5)]);
    const whole = clustersOf(MUV1, [slow(-810.5, 690.5)], quiet).columns;
    const { muv_clusters: one } = findMuvClusters({ ...NOMINAL, muv1: conditions })(event);
    expect(one.length).toBe(1);
    expect(Math.abs(one.columns.energy[0]! / whole.energy[0]! - 1)).toBeLessThan(0.1);
    expect(Math.abs(one.columns.time[0]! - whole.time[0]!)).toBeLessThan(0.5);
    const vertical = muv1Conditions('nominal');
    for (const code of [159, 259]) vertical.efficiency[indexOfCode(MUV1, code)] = 0;
    expect(findMuvClusters({ ...NOMINAL, muv1: vertical })(event).muv_clusters.length).toBe(0);
  });

  it('do not depend on the order of the rows; a repeated channel counts once, one that is none is refused', () => {
    const event = stripEvent(MUV1, emulators.muv1, 2, 0, [
      slow(-690, 690),
      { line: at(510, -400), shower: { energy: 9000, ...inside } },
    ]);
    const once = find(event).muv_clusters;
    const rows = event.muv1;
    const from = (order: readonly number[], codes = (code: number) => code) => {
      const built = new TableBuilder(muv1, 1);
      for (const i of order) {
        const k = built.next();
        built.columns.channel[k] = codes(rows.columns.channel[i]!);
        for (let s = 0; s < MUV_SAMPLES; s++) {
          built.columns.samples[k * MUV_SAMPLES + s] = rows.columns.samples[i * MUV_SAMPLES + s]!;
        }
      }
      built.endEvent();
      return find({ ...event, faults: [], muv1: built.finish() });
    };
    const all = Array.from({ length: rows.length }, (_, i) => i);
    expect(from([...all].reverse()).muv_clusters).toEqual(once);
    expect(from([...all, ...all]).muv_clusters).toEqual(once);
    expect(from([]).muv_clusters.length).toBe(0);
    expect(from([0], () => 150).faults).toMatchObject([{ reason: 'muv1 channel 150 is none' }]);
  });

  it('are finite when strips are full', () => {
    const { length, columns: c } = clustersOf(MUV1, [{ line: at(-510, 690), shower: { energy: 900_000, ...inside } }]);
    expect(length).toBeGreaterThan(0);
    for (const column of [c.energy, c.x, c.y, c.time, c.time_sigma, c.rms])
      expect(Number.isFinite(column[0])).toBe(true);
    expect(c.energy[0]).toBeLessThan(900_000);
  });

  it('refuse conditions of another detector', () => {
    expect(() => findMuvClusters({ muv1: NOMINAL.muv2, muv2: NOMINAL.muv2 })).toThrow(/expected 176/);
  });
});

describe('MUV1 and MUV2 of tracks', () => {
  const match = (track: Partial<Line>, particles: readonly Meets[], settings = {}) => {
    const batch = find(stripEvent(MUV1, quiet.muv1, 3, 0, particles));
    const table = { tracks: new TableBuilder(tracks, 1), times: new TableBuilder(trackTimes, 1) };
    const i = table.tracks.next();
    const { x = 0, y = 0, tx = 0, ty = 0, dt = 0 } = track;
    table.tracks.columns.x_down[i] = x + DOWNSTREAM_PLANE * tx;
    table.tracks.columns.y_down[i] = y + DOWNSTREAM_PLANE * ty;
    table.tracks.columns.tx_down[i] = tx;
    table.tracks.columns.ty_down[i] = ty;
    table.times.columns.time[table.times.next()] = dt;
    table.tracks.endEvent();
    table.times.endEvent();
    const {
      muv1: row,
      muv2: none,
      muv1_energy,
      muv2_energy,
    } = hadronsOfTracks(settings)({
      ...batch,
      tracks: table.tracks.finish(),
      track_times: table.times.finish(),
    }).track_hadrons.columns;
    return [row[0], muv1_energy[0]! > 0, none[0], muv2_energy[0]];
  };
  const muon = slow(-690, 690);

  it('are the nearest cluster within 100 mm and 20 ns', () => {
    expect(match({ x: -700, y: 680 }, [muon])).toEqual([0, true, -1, 0]);
    expect(match({ x: -785, y: 690 }, [muon])).toEqual([0, true, -1, 0]);
    expect(match({ x: -795, y: 690 }, [muon])).toEqual([-1, false, -1, 0]);
    expect(match({ x: -795, y: 690 }, [muon], { distance: 150 })).toEqual([0, true, -1, 0]);
    expect(match({ x: -690, y: 690, dt: 18 }, [muon])).toEqual([0, true, -1, 0]);
    expect(match({ x: -690, y: 690, dt: 22 }, [muon])).toEqual([-1, false, -1, 0]);
    expect(match({ x: -690, y: 690, dt: Number.NaN }, [muon])).toEqual([0, true, -1, 0]);
    // straight on: 24 m from the plane behind the STRAW
    expect(match({ x: -690 - 0.01 * MUV1.frontZ, y: 690, tx: 0.01 }, [muon])).toEqual([0, true, -1, 0]);
  });

  it('are 0 without a cluster, and no number outside the acceptance', () => {
    expect(match({ x: 500, y: 500 }, [])).toEqual([-1, false, -1, 0]);
    expect(match({ x: 50, y: 50 }, [])).toEqual([-1, false, -1, Number.NaN]);
    expect(match({ x: 1101, y: 0 }, [])).toEqual([-1, false, -1, Number.NaN]);
    expect(match({ x: Number.NaN, y: 0 }, [muon])).toEqual([-1, false, -1, Number.NaN]);
  });
});
