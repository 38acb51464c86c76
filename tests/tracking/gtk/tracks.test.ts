import { describe, expect, it } from 'vitest';
import { RandomStream, stageKey } from '../../../src/core/random.js';
import { nominalGtkConditions } from '../../../src/detectors/gtk/conditions.js';
import { gtkTracks } from '../../../src/tracking/gtk/stage.js';
import { drawBeam } from './drawn.js';

const nominal = nominalGtkConditions();
const tracking = gtkTracks({ conditions: nominal });
/** Packed places of the variances of x, y, tx, ty, 1/p. */
const DIAGONAL = [0, 5, 9, 12, 14];

const moments = (v: readonly number[]) => {
  const mean = v.reduce((s, x) => s + x, 0) / v.length;
  return { mean, sigma: Math.sqrt(v.reduce((s, x) => s + (x - mean) ** 2, 0) / v.length) };
};

const rng = new RandomStream();
/** Times of beam particles of a flat intensity over [−35, 45) ns, the trigger's own first. */
const crowd = (events: number, rate: number, seed: number) =>
  Array.from({ length: events }, (_, e) => {
    rng.key(seed, stageKey('test.crowd'), 0, e);
    const n = rng.poisson(rate * 80);
    return [0, ...Array.from({ length: n }, () => rng.range(-35, 45))];
  });

describe('GTK tracks of single beam particles', () => {
  const events = 4000;
  const { raw, truth } = drawBeam(Array.from({ length: events }, (_, e) => [((e * 0.618) % 1) * 10 - 5]));
  const tracks = tracking(raw).gtk_tracks;
  const { p, x, y, tx, ty, covariance, time, time_sigma, chi2_time, chi2_x, chi2, chi2_y, hits } = tracks.columns;
  const residuals: number[][] = [[], [], [], [], [], []];
  const pulls: number[][] = [[], [], [], [], []];
  let one = 0;
  for (let e = 0; e < events; e++) {
    const i = tracks.offsets[e]!;
    if (tracks.offsets[e + 1]! - i !== 1) continue;
    one++;
    const t = truth[e]![0]!;
    const d = [x[i]! - t.x, y[i]! - t.y, tx[i]! - t.tx, ty[i]! - t.ty, 1 / p[i]! - 1 / t.p];
    d.forEach((v, k) => {
      pulls[k]!.push(v / Math.sqrt(covariance[15 * i + DIAGONAL[k]!]!));
      residuals[k]!.push(k === 4 ? p[i]! - t.p : v);
    });
    residuals[5]!.push(time[i]! - t.time);
  }
  const sigma = residuals.map((r) => moments(r).sigma);

  it('are found, one each', () => {
    const stations = (e: number) => {
      const codes = raw.gtk.columns.channel.subarray(raw.gtk.offsets[e]!, raw.gtk.offsets[e + 1]!);
      return new Set(Array.from(codes, (c) => Math.floor(c / 100_000))).size;
    };
    const triplets = truth.filter((_, e) => stations(e) === 3).length;
    console.log(
      `tracks of true triplets ${((100 * one) / triplets).toFixed(1)} %, of all ${((100 * one) / events).toFixed(1)} %`,
    );
    // what the accepted momenta and slopes of DET §4.2 cost this beam
    expect(one / triplets).toBeGreaterThan(0.985);
  });

  it('have the momentum to 0.15 GeV/c without bias', () => {
    console.log(`σp ${(sigma[4]! / 1000).toFixed(4)} GeV/c, bias ${moments(residuals[4]!).mean.toFixed(1)} MeV/c`);
    expect(Math.abs(sigma[4]! / 150 - 1)).toBeLessThan(0.15);
    expect(Math.abs(moments(residuals[4]!).mean)).toBeLessThan(8);
  });

  it('have the slopes behind GTK3 to 11–18 µrad and the place to 0.08 mm', () => {
    const urad = sigma.slice(2, 4).map((s) => s * 1e6);
    console.log(
      `σ(dx/dz) ${urad[0]!.toFixed(2)}, σ(dy/dz) ${urad[1]!.toFixed(2)} µrad; σx ${sigma[0]!.toFixed(4)}, σy ${sigma[1]!.toFixed(4)} mm`,
    );
    for (const s of urad) {
      expect(s).toBeGreaterThan(11);
      expect(s).toBeLessThan(18);
    }
    for (const s of sigma.slice(0, 2)) expect(Math.abs(s - 0.085)).toBeLessThan(0.01);
    residuals.slice(0, 4).forEach((r) => {
      const { mean, sigma: width } = moments(r);
      expect(Math.abs(mean)).toBeLessThan((4 * width) / Math.sqrt(r.length));
    });
  });

  it('have the time to the hit σ over √3, without bias', () => {
    const t = moments(residuals[5]!);
    console.log(`σt ${(t.sigma * 1000).toFixed(1)} ps, bias ${(t.mean * 1000).toFixed(1)} ps`);
    expect(Math.abs(t.sigma / (0.19 / Math.sqrt(3)) - 1)).toBeLessThan(0.1);
    expect(Math.abs(t.mean)).toBeLessThan(0.007);
    expect(time_sigma[0]).toBeCloseTo(0.19 / Math.sqrt(3), 12);
  });

  it('have pulls of width 1', () => {
    const widths = pulls.map((v) => moments(v).sigma);
    console.log(`pulls of x, y, tx, ty, 1/p: ${widths.map((w) => w.toFixed(3)).join(' ')}`);
    for (const w of widths) {
      expect(w).toBeGreaterThan(0.9);
      expect(w).toBeLessThan(1.1);
    }
  });

  it('have the covariance between the parameters, not only the variances', () => {
    let i = 0;
    const names = ['x', 'y', 'tx', 'ty', 'q'];
    const d = residuals.slice(0, 4).map((r) => [...r]);
    // residual of 1/p from that of p
    d.push(residuals[4]!.map((v) => -v / 75_000 ** 2));
    for (let a = 0; a < 5; a++) {
      for (let b = a; b < 5; b++, i++) {
        if (a === b) continue;
        const expected = covariance[i]! / Math.sqrt(covariance[DIAGONAL[a]!]! * covariance[DIAGONAL[b]!]!);
        const found =
          d[a]!.reduce((s, v, k) => s + v * d[b]![k]!, 0) /
          d[a]!.length /
          (moments(d[a]!).sigma * moments(d[b]!).sigma);
        expect(Math.abs(found - expected), `${names[a]}–${names[b]}`).toBeLessThan(0.07);
      }
    }
  });

  it('have χ² as large as their degrees of freedom', () => {
    const of = (c: Float64Array) => moments(Array.from(c.subarray(0, tracks.length))).mean;
    expect(Math.abs(of(chi2_x) - 1)).toBeLessThan(0.1);
    expect(Math.abs(of(chi2_time) - 2)).toBeLessThan(0.15);
    expect(chi2[0]).toBeCloseTo(chi2_x[0]! + chi2_y[0]! + chi2_time[0]!, 10);
  });

  it('name their hits', () => {
    for (let e = 0; e < 100; e++) {
      for (let i = tracks.offsets[e]!; i < tracks.offsets[e + 1]!; i++) {
        const start = raw.gtk.offsets[e]!;
        const stations = [0, 1, 2].map((s) => Math.floor(raw.gtk.columns.channel[start + hits[4 * i + s]!]! / 100_000));
        expect(stations).toEqual([0, 1, 2]);
        expect(hits[4 * i + 3]).toBe(-1);
      }
    }
  });
});

describe('GTK tracks under wrong conditions', () => {
  const times = Array.from({ length: 1500 }, () => [0]);
  const residual = (shifted: (chip: number) => boolean) => {
    const { raw } = drawBeam(times, 11);
    const t0 = nominal.t0.map((v, chip) => (shifted(chip) ? v + 0.1 : v));
    const { gtk_tracks: tracks } = gtkTracks({ conditions: { ...nominal, t0 } })(raw);
    return moments(Array.from(tracks.columns.time.subarray(0, tracks.length)));
  };
  const right = residual(() => false);

  it('a T0 100 ps late in the assumed conditions moves the time by −100 ps, in one station by a third', () => {
    const all = residual(() => true);
    const third = residual((chip) => chip >= 10 && chip < 20);
    expect(Math.abs(all.mean - right.mean + 0.1)).toBeLessThan(0.005);
    expect(Math.abs(third.mean - right.mean + 0.1 / 3)).toBeLessThan(0.005);
    expect(Math.abs(all.sigma - right.sigma)).toBeLessThan(0.003);
    expect(Math.abs(third.sigma - right.sigma)).toBeLessThan(0.003);
  });

  it('conditions of another number of chips are refused', () => {
    expect(() => gtkTracks({ conditions: nominalGtkConditions(4) })).toThrow(/another number of channels/);
  });
});

describe('GTK tracks in the crowd', () => {
  /** Efficiency for the particle at the trigger; tracks of mixed particles over tracks of one, all in the window. */
  const measure = (rate: number, events: number) => {
    const { raw, truth } = drawBeam(crowd(events, rate, 3), 13);
    const start = performance.now();
    const { gtk_tracks: tracks } = tracking(raw);
    const took = (performance.now() - start) / events;
    const { particle } = raw.gtk_truth.columns;
    const { hits, time, x } = tracks.columns;
    let seen = 0;
    let found = 0;
    let fakes = 0;
    let good = 0;
    let near = 0;
    for (let e = 0; e < events; e++) {
      const at = raw.gtk.offsets[e]!;
      const stations = new Set<number>();
      for (let h = at; h < raw.gtk.offsets[e + 1]!; h++) {
        if (particle[h] === 0) stations.add(Math.floor(raw.gtk.columns.channel[h]! / 100_000));
      }
      if (stations.size === 3) seen++;
      let hit = false;
      for (let i = tracks.offsets[e]!; i < tracks.offsets[e + 1]!; i++) {
        const owners = [0, 1, 2].map((s) => particle[at + hits[4 * i + s]!]!);
        const own = owners.every((o) => o === owners[0]);
        if (own) good++;
        else fakes++;
        if (own && owners[0] === 0 && Math.abs(x[i]! - truth[e]![0]!.x) < 1) hit = true;
        else if (Math.abs(time[i]!) < 0.6) near++;
      }
      if (hit && stations.size === 3) found++;
    }
    return {
      efficiency: found / seen,
      fakes: fakes / (good + fakes),
      took,
      near: near / events,
      hitsPerStation: raw.gtk.length / events / 3,
    };
  };

  it('hold at 600 MHz', () => {
    const at600 = measure(0.6, 600);
    for (const [mhz, r] of [
      [0, measure(0, 600)],
      [300, measure(0.3, 600)],
      [450, measure(0.45, 600)],
      [600, at600],
      [750, measure(0.75, 600)],
    ] as const) {
      console.log(
        `${mhz} MHz: ${r.hitsPerStation.toFixed(1)} hits a station, efficiency of true triplets ${(100 * r.efficiency).toFixed(1)} %, ` +
          `mixed tracks ${(100 * r.fakes).toFixed(1)} %, other tracks in ±0.6 ns ${r.near.toFixed(3)}, ${(1000 * r.took).toFixed(0)} µs an event`,
      );
    }
    expect(at600.efficiency).toBeGreaterThan(0.95);
    expect(at600.fakes).toBeLessThan(0.05);
    expect(Math.abs(at600.hitsPerStation / 45 - 1)).toBeLessThan(0.1);
  });

  it('do not depend on the order of the hits', () => {
    const { raw } = drawBeam(crowd(20, 0.6, 4), 17);
    expectSameWhenTurned(raw);
  });

  it('do not depend on it when all hits have one time', () => {
    const { raw } = drawBeam(
      Array.from({ length: 50 }, () => new Array<number>(20).fill(0)),
      17,
      { timeSigma: 0, totWidth: 0 },
    );
    expectSameWhenTurned(raw);
  });

  const expectSameWhenTurned = (raw: ReturnType<typeof drawBeam>['raw']) => {
    const columns = { ...raw.gtk.columns };
    const back = {
      channel: columns.channel.slice(),
      leading: columns.leading.slice(),
      trailing: columns.trailing.slice(),
    };
    for (let e = 0; e < raw.size; e++) {
      const a = raw.gtk.offsets[e]!;
      const b = raw.gtk.offsets[e + 1]!;
      for (const c of Object.values(back)) c.subarray(a, b).reverse();
    }
    const turned = { ...raw, gtk: { ...raw.gtk, columns: back } };
    const one = tracking(raw).gtk_tracks;
    const two = tracking(turned).gtk_tracks;
    expect(two.offsets).toEqual(one.offsets);
    for (const name of ['p', 'x', 'y', 'tx', 'ty', 'covariance', 'time', 'chi2'] as const) {
      expect(two.columns[name], name).toEqual(one.columns[name]);
    }
  };

  it('send an event with a code that is no pixel, or too many hits, to quarantine', () => {
    const { raw } = drawBeam([[0], [0], Array.from({ length: 120 }, () => 0)], 19);
    raw.gtk.columns.channel[0] = 1800;
    const done = tracking(raw);
    expect(done.faults.map((f) => [f.row, f.reason])).toEqual([
      [0, '1800 is not a GTK pixel'],
      [2, 'more than 100 hits of GTK1 in the window'],
    ]);
  });
});
