import { describe, expect, it } from 'vitest';
import { chi2Probability } from '../../src/core/chi2.js';
import { C_LIGHT, CLOCK_PERIOD } from '../../src/core/constants.js';
import { RandomStream } from '../../src/core/random.js';
import { withDefaults } from '../../src/core/settings.js';
import { Process } from '../../src/event/truth.js';
import { beamSettings, kaonBeam } from '../../src/generator/beam.js';
import { BeamFlight } from '../../src/generator/pileup-decays.js';
import { SwimPath } from '../../src/transport/step-grid.js';
import { swim } from '../../src/transport/swim.js';
import { eachRow, field, GTK3_Z, pileUpBatches } from './pileup-chain.js';

const N = 8000;
const GTK = [-CLOCK_PERIOD, 2 * CLOCK_PERIOD] as const;
const KTAG = [-2 * CLOCK_PERIOD, 3 * CLOCK_PERIOD] as const;
const STRAW = [-4 * CLOCK_PERIOD - 250, 12 * CLOCK_PERIOD + 10] as const;
const length = ([a, b]: readonly [number, number]) => b - a;
const inside = ([a, b]: readonly [number, number], t: number) => t >= a && t < b;

/** Probability of a flat distribution, for values binned over [a, b). */
function flat(values: readonly number[], [a, b]: readonly [number, number], bins = 20): number {
  const counts = new Array<number>(bins).fill(0);
  for (const v of values) counts[Math.floor(((v - a) / (b - a)) * bins)]!++;
  const mean = values.length / bins;
  return chi2Probability(
    counts.reduce((sum, c) => sum + (c - mean) ** 2 / mean, 0),
    bins - 1,
  );
}

describe('pile-up at a flat 600 MHz', () => {
  // one pass over the sample fills what the rows below look at
  const perEvent = new Array<number>(N).fill(0);
  const species = new Map<number, number>();
  const gtkTimes: number[] = [];
  const ktagTimes: number[] = [];
  const decayTimes: number[] = [];
  const haloTimes: number[] = [];
  const modes = new Map<string, number>();
  let near = 0;
  let nearKaons = 0;
  let pionMuons = 0;
  let invisible = 0;
  let seenKaons = 0;
  let worstSum = 0;
  let worstTime = 0;
  let misplaced = 0;
  let event = 0;
  for (const batch of pileUpBatches({ intensity: 600, events: N })) {
    const c = batch.pileup.columns;
    eachRow(batch, (i, fromTrigger, fromPeriod, row) => {
      if (c.process[i] === Process.halo) {
        haloTimes.push(fromPeriod);
        return;
      }
      if (c.process[i] === Process.beam) {
        if (c.parent[i] !== -1 || c.z[i] !== GTK3_Z || c.end_process[i] === 0) misplaced++;
        if (inside(GTK, fromPeriod)) {
          gtkTimes.push(fromPeriod);
          perEvent[event + row]!++;
          species.set(c.pdg[i]!, (species.get(c.pdg[i]!) ?? 0) + 1);
        }
        if (Math.abs(fromTrigger) < 0.6) near++;
        if (c.pdg[i] !== 321) return;
        if (inside(KTAG, fromPeriod)) ktagTimes.push(fromPeriod);
        if (Math.abs(fromTrigger) < 1) nearKaons++;
        if (c.end_process[i] !== Process.kaonDecay) return;
        // the products: rows that name this one, counted from the first primary
        const primaries = batch.primaries.offsets[row + 1]! - batch.primaries.offsets[row]!;
        const index = primaries + i - batch.pileup.offsets[row]!;
        const sum = [0, 0, 0];
        const codes: number[] = [];
        for (let j = i + 1; j < batch.pileup.offsets[row + 1]! && c.process[j] !== Process.beam; j++) {
          if (c.parent[j] !== index) continue;
          codes.push(c.pdg[j]!);
          for (const [k, q] of [c.px, c.py, c.pz].entries()) sum[k]! += q[j]!;
          const flight = (c.t[j]! - c.t[i]!) * C_LIGHT - (c.z[j]! - c.z[i]!);
          worstTime = Math.max(worstTime, Math.abs(flight));
          if (c.z[j] !== c.end_z[i] || c.x[j] !== c.end_x[i]) misplaced++;
        }
        if (codes.length === 0) {
          if (inside(KTAG, fromPeriod)) invisible++;
          return;
        }
        decayTimes.push(fromPeriod);
        if (inside(KTAG, fromPeriod)) seenKaons++;
        const p = (a: number, b: number, d: number) => Math.sqrt(a * a + b * b + d * d);
        worstSum = Math.max(worstSum, Math.abs(p(sum[0]!, sum[1]!, sum[2]!) - p(c.px[i]!, c.py[i]!, c.pz[i]!)));
        const key = codes.join(' ');
        modes.set(key, (modes.get(key) ?? 0) + 1);
        return;
      }
      if (c.pdg[i] === -13 && c.process[i] === Process.decayInFlight) pionMuons++;
    });
    event += batch.size;
  }
  const total = gtkTimes.length;

  it('puts a Poisson number of beam particles into the 75 ns of the GTK: 45', () => {
    const mean = total / N;
    const expected = 0.6 * length(GTK);
    expect(Math.abs(expected - 45)).toBeLessThan(0.15);
    expect(Math.abs(mean - expected)).toBeLessThan(4 * Math.sqrt(expected / N));
    const variance = perEvent.reduce((sum, n) => sum + (n - mean) ** 2, 0) / (N - 1);
    expect(Math.abs(variance / mean - 1)).toBeLessThan(4 * Math.sqrt(2 / N));
  });

  it('has 0.72 beam particles in ± 0.6 ns of the trigger, and 0.072 kaons in ± 1 ns', () => {
    expect(Math.abs(near / N / 0.72 - 1)).toBeLessThan(0.05);
    expect(Math.abs(nearKaons / N - 0.072)).toBeLessThan(4 * Math.sqrt(0.072 / N));
    expect(Math.abs(ktagTimes.length / N - 0.036 * length(KTAG))).toBeLessThan(
      4 * Math.sqrt((0.036 * length(KTAG)) / N),
    );
  });

  it('is composed of π+, p, K+, μ+ as 70, 23, 6, 1 %', () => {
    for (const [pdg, fraction] of [
      [211, 0.7],
      [2212, 0.23],
      [321, 0.06],
      [-13, 0.01],
    ] as const) {
      const error = Math.sqrt((fraction * (1 - fraction)) / total);
      expect(Math.abs((species.get(pdg) ?? 0) / total - fraction), String(pdg)).toBeLessThan(4 * error);
    }
    expect([...species.values()].reduce((a, b) => a + b)).toBe(total);
  });

  it('comes evenly in each window, decays without a seam where one window ends', () => {
    expect(flat(gtkTimes, GTK)).toBeGreaterThan(1e-3);
    expect(flat(ktagTimes, KTAG)).toBeGreaterThan(1e-3);
    expect(flat(decayTimes, STRAW)).toBeGreaterThan(1e-3);
    expect(flat(haloTimes, STRAW)).toBeGreaterThan(1e-3);
  });

  it('lets kaons and pions decay as often as they do', () => {
    const kaonPath = (75_000 / 493.677) * 12.379 * C_LIGHT;
    const pionPath = (75_000 / 139.57039) * 26.033 * C_LIGHT;
    const fraction = (path: number) => -Math.expm1(-(239_389 - GTK3_Z) / path);
    const visible = 0.6356 + 0.2067 * 0.98823 + 0.05583;
    const kaons = 0.036 * visible * fraction(kaonPath) * length(STRAW);
    expect(Math.abs(decayTimes.length / N / kaons - 1)).toBeLessThan(4 / Math.sqrt(kaons * N));
    const pions = 0.42 * fraction(pionPath) * length(STRAW);
    expect(Math.abs(pionMuons / N / pions - 1)).toBeLessThan(4 / Math.sqrt(pions * N));
    const decayed = invisible + seenKaons;
    const error = Math.sqrt((visible * (1 - visible)) / decayed);
    expect(Math.abs(seenKaons / decayed - visible)).toBeLessThan(4 * error);
  });

  it('shares the kaon decays by branching fraction', () => {
    const fractions = new Map([
      ['-13 14', 0.6356],
      ['211 111', 0.2067 * 0.98823],
      ['211 211 -211', 0.05583],
    ]);
    expect(new Set(modes.keys())).toEqual(new Set(fractions.keys()));
    const sum = [...fractions.values()].reduce((a, b) => a + b);
    for (const [key, fraction] of fractions) {
      const f = fraction / sum;
      const error = Math.sqrt((f * (1 - f)) / decayTimes.length);
      expect(Math.abs(modes.get(key)! / decayTimes.length - f), key).toBeLessThan(4 * error);
    }
  });

  it('keeps parents, places, momentum and time in a decay', () => {
    expect(misplaced).toBe(0);
    expect(worstSum).toBeLessThan(1e-6);
    // a beam kaon falls behind light by 2e-5 of its way
    expect(worstTime).toBeLessThan(10);
  });
});

describe('pile-up', () => {
  const rows = (options: Omit<Parameters<typeof pileUpBatches>[0], 'events' | 'intensity'>, events = 40) => {
    const out: number[][] = [];
    for (const batch of pileUpBatches({ intensity: 450, events, ...options })) {
      const { offsets, columns } = batch.pileup;
      for (let e = 0; e < batch.size; e++) {
        for (let i = offsets[e]!; i < offsets[e + 1]!; i++) {
          const row = Object.values(columns).map((column) => column[i]!);
          out.push([batch.event[e]!, columns.process[i]!, ...row]);
        }
      }
    }
    return out;
  };

  it('gives the same rows for any batch size', () => {
    const all = rows({ ripple: 1 });
    expect(all.length).toBeGreaterThan(1000);
    expect(rows({ ripple: 1, batchEvents: 7 })).toEqual(all);
  });

  it('keeps its other rows when the halo is switched off', () => {
    const all = rows({});
    const without = rows({ halo: { rate: 0 } });
    expect(without).toEqual(all.filter((row) => row[1] !== Process.halo));
    expect(without.length).toBeLessThan(all.length);
  });

  it('follows the intensity at the time of the trigger', () => {
    let flatRows = 0;
    let rippled = 0;
    for (const batch of pileUpBatches({ intensity: 450, events: 2000 })) flatRows += batch.pileup.length;
    for (const batch of pileUpBatches({ intensity: 450, events: 2000, ripple: 1 })) rippled += batch.pileup.length;
    // events see mean(I²)/mean(I), some per cent above the mean
    expect(rippled / flatRows).toBeGreaterThan(1.02);
    expect(rippled / flatRows).toBeLessThan(1.12);
  });

  it('has no rows without beam', () => {
    for (const batch of pileUpBatches({ intensity: 0, events: 20 })) {
      expect(batch.pileup.length).toBe(0);
      expect(batch.faults).toEqual([]);
    }
  });

  it('ends interacting protons and pions at GTK3, evenly over the window of the STRAW', () => {
    const count = new Map<string, number>();
    const times: number[] = [];
    for (const batch of pileUpBatches({ intensity: 450, events: 300, settings: { interaction: 0.2 } })) {
      const c = batch.pileup.columns;
      eachRow(batch, (i, _, fromPeriod) => {
        if (c.process[i] !== Process.beam) return;
        const interacted = c.end_process[i] === Process.hadronicInteraction;
        if (interacted) {
          expect(c.end_z[i]).toBe(GTK3_Z);
          times.push(fromPeriod);
        }
        if (!inside(GTK, fromPeriod)) return;
        const key = `${c.pdg[i]} ${interacted}`;
        count.set(key, (count.get(key) ?? 0) + 1);
      });
    }
    const n = (pdg: number, interacted: boolean) => count.get(`${pdg} ${interacted}`) ?? 0;
    const protons = n(2212, true) + n(2212, false);
    expect(Math.abs(n(2212, true) / protons - 0.2)).toBeLessThan(4 * Math.sqrt(0.16 / protons));
    expect(n(211, true)).toBeGreaterThan(1000);
    expect([n(321, true), n(-13, true)]).toEqual([0, 0]);
    const expected = 300 * 0.2 * 0.45 * 0.93 * length(STRAW);
    expect(Math.abs(times.length / expected - 1)).toBeLessThan(4 / Math.sqrt(expected));
    expect(flat(times, STRAW)).toBeGreaterThan(1e-3);
  });

  it('follows an interaction by its products, from GTK3, at its time, and changes no halo muon', () => {
    const own = (settings: { interaction: number }) => {
      const halo: number[][] = [];
      let products = 0;
      for (const batch of pileUpBatches({ intensity: 450, events: 40, settings })) {
        const { offsets, columns: c } = batch.pileup;
        for (let row = 0; row < batch.size; row++) {
          const primaries = batch.primaries.offsets[row + 1]! - batch.primaries.offsets[row]!;
          for (let i = offsets[row]!; i < offsets[row + 1]!; i++) {
            if (c.process[i] === Process.halo) halo.push([c.t[i]!, c.x[i]!, c.y[i]!, c.px[i]!]);
            if (c.process[i] !== Process.hadronicInteraction) continue;
            products++;
            const parent = offsets[row]! + c.parent[i]! - primaries;
            expect(c.end_process[parent]).toBe(Process.hadronicInteraction);
            expect([c.x[i], c.y[i], c.z[i], c.t[i]]).toEqual([c.x[parent], c.y[parent], GTK3_Z, c.t[parent]]);
            expect(c.end_process[i]).toBe(c.pdg[i] === 111 ? Process.decayInFlight : 0);
          }
        }
      }
      return { halo, products };
    };
    const some = own({ interaction: 0.1 });
    expect(some.products).toBeGreaterThan(3000);
    const without = own({ interaction: 0 });
    expect(without.products).toBe(0);
    expect(some.halo.length).toBeGreaterThan(50);
    expect(some.halo).toEqual(without.halo);
  });
});

describe('flight of a beam particle to its decay', () => {
  it('agrees with swimming within 0.1 mm and 5 µrad', () => {
    const values = withDefaults(beamSettings);
    const flight = new BeamFlight(field, values, 239_389);
    const random = new RandomStream().key(1, 2, 3, 4);
    const draw = kaonBeam(values);
    const path = new SwimPath();
    const s = new Float64Array(5);
    const worst = [0, 0, 0, 0];
    for (let i = 0; i < 2000; i++) {
      draw(random, s);
      const exact = Float64Array.of(s[0]!, s[1]!, s[2]!, s[3]!, 1 / s[4]!);
      const z = random.range(GTK3_Z, 239_389);
      flight.to(z, s);
      swim(path.between(field, GTK3_Z, z), 0, 1, exact);
      for (let k = 0; k < 4; k++) worst[k] = Math.max(worst[k]!, Math.abs(s[k]! - exact[k]!));
    }
    for (const [k, limit] of [0.1, 0.1, 5e-6, 5e-6].entries()) expect(worst[k], String(k)).toBeLessThan(limit);
  });
});
