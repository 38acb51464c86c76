import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/core/errors.js';
import { withDefaults } from '../../../src/core/settings.js';
import { countsToTime } from '../../../src/detectors/common/timing.js';
import { checkGtkConditions, gtkConditions, nominalGtkConditions } from '../../../src/detectors/gtk/conditions.js';
import {
  COLUMN_X,
  columnOf,
  GTK_WINDOW,
  gtkStations2022,
  pixelCode,
  ROW_Y,
  rowOf,
  stationOf,
  timeWalk,
} from '../../../src/detectors/gtk/description.js';
import { GtkEmulator, gtkSettings } from '../../../src/detectors/gtk/emulate.js';
import { NO_EDGE } from '../../../src/event/raw.js';
import { gtk } from '../../../src/event/raw-beam.js';
import { crossAll, gtkEvent, STAMP, timeAt } from './event.js';

const nominal = nominalGtkConditions();
const sure = withDefaults(gtkSettings, { efficiency: 1, sharing: 0 });

/** Lines evenly over the middle of the sensor. */
const line = (i: number, dt = 0) => ({
  x: -25 + ((i * 0.7548776662466927) % 1) * 50,
  y: -12 + ((i * 0.5698402909980532) % 1) * 24,
  tx: 0,
  ty: 0,
  dt,
});

describe('GTK emulator', () => {
  it('has the multiplicity of the pile-up library: 94.5 % one hit a station, 2.7 % a station missed, 2.7 % extra', () => {
    const emulator = new GtkEmulator(nominal);
    const n = 20_000;
    let one = 0;
    let missed = 0;
    let extra = 0;
    for (let e = 0; e < n; e++) {
      const hits = gtkEvent(emulator, 1, e, () => crossAll(emulator, line(e), 0));
      const per = [0, 0, 0];
      for (const c of hits.channel) per[stationOf(c)]!++;
      if (per.every((k) => k === 1)) one++;
      if (per.some((k) => k === 0)) missed++;
      if (per.some((k) => k > 1)) extra++;
    }
    // a per cent of 20000 is known to 0.16 points at 5 %
    expect(Math.abs(one / n - 0.945)).toBeLessThan(0.006);
    expect(Math.abs(missed / n - 0.027)).toBeLessThan(0.004);
    expect(Math.abs(extra / n - 0.027)).toBeLessThan(0.004);
  });

  it('shares charge only with the neighbour across the near edge', () => {
    const emulator = new GtkEmulator(
      nominal,
      withDefaults(gtkSettings, { efficiency: 1, sharing: 0.12, sharingRange: 0.01 }),
    );
    let pairs = 0;
    for (let e = 0; e < 3000; e++) {
      const hits = gtkEvent(emulator, 2, e, () => crossAll(emulator, line(e), 0));
      for (let i = 0; i + 1 < hits.n; i++) {
        const [a, b] = [hits.channel[i]!, hits.channel[i + 1]!];
        if (stationOf(a) !== stationOf(b)) continue;
        pairs++;
        const dc = Math.abs(columnOf(a) - columnOf(b));
        const dr = Math.abs(rowOf(a) - rowOf(b));
        expect(dc + dr).toBe(1);
        const { x, y } = line(e);
        const off =
          dc === 1
            ? x - (COLUMN_X[columnOf(a)]! + COLUMN_X[columnOf(b)]!) / 2
            : y - (ROW_Y[rowOf(a)]! + ROW_Y[rowOf(b)]!) / 2;
        // the middle of two columns of different width lies 25 µm off their edge
        expect(Math.abs(off)).toBeLessThan(0.01 + 0.025 + 1e-9);
      }
    }
    expect(pairs).toBeGreaterThan(0.08 * 9000);
    expect(pairs).toBeLessThan(0.14 * 9000);
  });

  it('gives times of 190 ps after the time walk, without bias', () => {
    const emulator = new GtkEmulator(nominal, sure);
    let n = 0;
    let sum = 0;
    let sum2 = 0;
    let raw2 = 0;
    let raw1 = 0;
    for (let e = 0; e < 4000; e++) {
      const hits = gtkEvent(emulator, 3, e, () => crossAll(emulator, line(e, 3.3), 0));
      for (let i = 0; i < hits.n; i++) {
        const t = countsToTime(GTK_WINDOW, hits.leading[i]!, STAMP.fineTime);
        const walk = timeWalk((hits.trailing[i]! - hits.leading[i]!) * GTK_WINDOW.lsb);
        const d = t - walk - 3.3;
        n++;
        sum += d;
        sum2 += d * d;
        raw1 += t;
        raw2 += t * t;
      }
    }
    expect(n).toBe(12_000);
    expect(Math.abs(sum / n)).toBeLessThan(0.007);
    // with the quantisation of both edges: 0.190 ⊕ 0.028 ⊕ 0.016
    expect(Math.sqrt(sum2 / n)).toBeGreaterThan(0.188);
    expect(Math.sqrt(sum2 / n)).toBeLessThan(0.198);
    // without the correction the spread is several times that
    expect(Math.sqrt(raw2 / n - (raw1 / n) ** 2)).toBeGreaterThan(0.5);
  });

  it('adds the T0 of the chip', () => {
    const shifted = { ...nominal, t0: nominal.t0.map((_, i) => (i === 12 ? 2 : 0)) };
    const a = new GtkEmulator(nominal, sure);
    const b = new GtkEmulator(shifted, sure);
    for (let e = 0; e < 200; e++) {
      const one = gtkEvent(a, 4, e, () => crossAll(a, line(e), 0));
      const two = gtkEvent(b, 4, e, () => crossAll(b, line(e), 0));
      for (let i = 0; i < one.n; i++) {
        const moved = (two.leading[i]! - one.leading[i]!) * GTK_WINDOW.lsb;
        const expected = Math.floor(one.channel[i]! / 10_000) === 12 ? 2 : 0;
        expect(Math.abs(moved - expected)).toBeLessThan(0.1);
      }
    }
  });

  it('loses the hits of a dead chip only', () => {
    const dead = { ...nominal, efficiency: nominal.efficiency.map((v, i) => (i === 3 ? 0 : v)) };
    const emulator = new GtkEmulator(dead, sure);
    const seen = new Set<number>();
    for (let e = 0; e < 500; e++) {
      for (const c of gtkEvent(emulator, 5, e, () => crossAll(emulator, line(e), 0)).channel)
        seen.add(Math.floor(c / 10_000));
    }
    expect(seen.size).toBe(29);
    expect(seen.has(3)).toBe(false);
  });

  it('merges hits of one pixel nearer than 5 ns or overlapping, and keeps both particles', () => {
    const emulator = new GtkEmulator(
      nominal,
      withDefaults(gtkSettings, { efficiency: 1, sharing: 0, totPeak: 3, totWidth: 0 }),
    );
    const two = (dt: number) =>
      gtkEvent(emulator, 6, 0, () => {
        emulator.cross(0, 0.05, 0.05, timeAt(79_600, 0), 0);
        emulator.cross(0, 0.05, 0.05, timeAt(79_600, dt), 1);
      });
    const near = two(3.5);
    expect(Array.from(near.channel)).toEqual([pixelCode(0, columnOf(near.channel[0]!), rowOf(near.channel[0]!))]);
    expect([near.particle[0], near.other[0]]).toEqual([0, 1]);
    const far = two(7);
    expect(Array.from(far.particle)).toEqual([0, 1]);
    expect(Array.from(far.other)).toEqual([-1, -1]);
  });

  it('gives every particle and station its own numbers', () => {
    const emulator = new GtkEmulator(nominal, sure);
    const hits = gtkEvent(emulator, 10, 0, () => {
      for (let i = 0; i < 50; i++) crossAll(emulator, line(i), i);
    });
    const edges = Array.from({ length: 3 }, () => new Map<number, number>());
    for (let i = 0; i < hits.n; i++) edges[stationOf(hits.channel[i]!)]!.set(hits.particle[i]!, hits.leading[i]!);
    for (const station of edges) expect(new Set(station.values()).size).toBeGreaterThan(15);
    let same = 0;
    for (let i = 0; i < 50; i++) if (edges[0]!.get(i) === edges[1]!.get(i)) same++;
    expect(same).toBeLessThan(15);
  });

  it('does not depend on the order of crossings', () => {
    const emulator = new GtkEmulator(nominal);
    const ids = Array.from({ length: 300 }, (_, i) => i);
    const run = (order: number[]) => {
      const h = gtkEvent(emulator, 7, 0, () => {
        for (const i of order) crossAll(emulator, line(i % 50, (i % 7) * 3), i);
      });
      return [h.channel, h.leading, h.trailing, h.particle, h.other].map((a) => Array.from(a));
    };
    expect(run([...ids].reverse())).toEqual(run(ids));
  });

  it('keeps a hit whose trailing edge is beyond the window', () => {
    const emulator = new GtkEmulator(nominal, sure);
    const late = gtkEvent(emulator, 8, 0, () => crossAll(emulator, line(0, 33), 0));
    expect(Array.from(late.trailing)).toEqual([NO_EDGE, NO_EDGE, NO_EDGE]);
    expect(late.leading.every((l) => l > 0)).toBe(true);
  });

  it('takes the stations of another setup', () => {
    const stations = gtkStations2022(79_000, 87_000);
    const emulator = new GtkEmulator(nominalGtkConditions(4), sure, stations);
    const hits = gtkEvent(emulator, 9, 0, () => crossAll(emulator, line(1), 0, stations));
    expect(Array.from(hits.channel, stationOf)).toEqual([0, 1, 2, 3]);
    const [low, high] = gtk.columns.channel.range;
    for (const code of hits.channel) expect(code >= low && code <= high).toBe(true);
    expect(pixelCode(3, 199, 89)).toBe(high);
  });
});

describe('GTK conditions', () => {
  it('are the same for ever under one name, and spread as their setting says', () => {
    const set = gtkConditions('kaon-2018');
    expect(gtkConditions('kaon-2018')).toEqual(set);
    const rms = Math.sqrt(set.t0.reduce((s, t) => s + t * t, 0) / set.t0.length);
    expect(rms).toBeGreaterThan(0.6);
    expect(rms).toBeLessThan(1.4);
    expect(gtkConditions('nominal')).toEqual(nominal);
  });

  it('are refused by an unknown name and for another number of chips', () => {
    expect(() => gtkConditions('kaon-2081')).toThrow(/did you mean kaon-2018/);
    expect(() => checkGtkConditions(nominalGtkConditions(4), 3)).toThrow(InputError);
    expect(() => checkGtkConditions(nominal, 3)).not.toThrow();
  });
});
