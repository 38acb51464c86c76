import { describe, expect, it } from 'vitest';
import { FINE_TIME_LSB } from '../../../src/core/constants.js';
import { RandomStream } from '../../../src/core/random.js';
import { withDefaults } from '../../../src/core/settings.js';
import { drawResponse, RESPONSE } from '../../../src/detectors/common/pmt-response.js';
import { countsToTime } from '../../../src/detectors/common/timing.js';
import { ktagConditions, nominalKtagConditions } from '../../../src/detectors/ktag/conditions.js';
import { CHANNELS, KTAG_WINDOW } from '../../../src/detectors/ktag/description.js';
import { KtagEmulator, ktagSettings } from '../../../src/detectors/ktag/emulate.js';
import { ktagHits } from '../../../src/detectors/ktag/stage.js';
import { TableBuilder } from '../../../src/event/builder.js';
import { NO_EDGE, triggers } from '../../../src/event/raw.js';
import { BeamPlane, beamCrossings } from '../../../src/event/simulation-beam.js';
import { inKtag, ktagEvent, STAMP } from './event.js';

const nominal = new KtagEmulator(nominalKtagConditions());
const time = (counts: number) => countsToTime(KTAG_WINDOW, counts, STAMP.fineTime);

describe('PMT response', () => {
  const N = 400_000;
  const rng = new RandomStream().key(1, 2, 3, 4);
  const drawn = Float64Array.from({ length: N }, () => drawResponse(rng));
  const share = (low: number, high: number) => drawn.filter((t) => t > low && t < high).length / N;

  it('has a tail that follows from the mean and the rms of the whole', () => {
    expect(RESPONSE.tail.fraction).toBeCloseTo(0.039, 3);
    expect(RESPONSE.tail.slope).toBeCloseTo(0.665, 3);
  });

  it('has mean 0.017 ns and rms 0.293 ns', () => {
    const mean = drawn.reduce((a, b) => a + b, 0) / N;
    const rms = Math.sqrt(drawn.reduce((a, b) => a + (b - mean) ** 2, 0) / N);
    // four standard errors: of the mean 0.0005, of the rms, with the tail's fourth moment, 0.0014
    expect(Math.abs(mean - 0.017)).toBeLessThan(0.002);
    expect(Math.abs(rms - 0.293)).toBeLessThan(0.005);
  });

  it('has its core, early and late parts where they belong', () => {
    // beyond −0.6 ns only the early Gaussian is left: 11 % · Φ(−0.425/0.301); around 1.475 the late one and the tail
    expect(Math.abs(share(-9, -0.6) - 0.11 * 0.079)).toBeLessThan(0.0006);
    const tail = RESPONSE.tail.fraction * (Math.exp(-1.307 / 0.665) - Math.exp(-1.643 / 0.665));
    expect(Math.abs(share(1.307, 1.643) - 0.007 * 0.6827 - tail)).toBeLessThan(0.0008);
  });
});

describe('KTAG emulator', () => {
  it('puts the light of a kaon in time with the trigger at the mean of the response, whatever its T0', () => {
    const conditions = ktagConditions('kaon-2018');
    const emulator = new KtagEmulator(conditions);
    let n = 0;
    let sum = 0;
    let tot = 0;
    for (let event = 0; event < 400; event++) {
      const hits = ktagEvent(emulator, 3, event, [0]);
      for (let i = 0; i < hits.n; i++) {
        n++;
        sum += time(hits.leading[i]!) - conditions.t0[hits.channel[i]!]!;
        tot += (hits.trailing[i]! - hits.leading[i]!) * FINE_TIME_LSB;
      }
    }
    expect(Math.abs(sum / n - 0.017)).toBeLessThan(0.015);
    expect(Math.abs(tot / n - 14)).toBeLessThan(0.08);
  });

  it('lights PMTs by their efficiency and dead ones never', () => {
    const conditions = nominalKtagConditions();
    conditions.efficiency.fill(0.5, 0, 192);
    conditions.efficiency[300] = 0;
    const emulator = new KtagEmulator(conditions);
    const n = [0, 0, 0];
    for (let event = 0; event < 1000; event++) {
      for (const c of ktagEvent(emulator, 4, event, [0]).channel) n[c === 300 ? 2 : c < 192 ? 0 : 1]!++;
    }
    expect(n[2]).toBe(0);
    expect(Math.abs(n[0]! / n[1]! - 0.5)).toBeLessThan(0.03);
  });

  it('sees one other particle in ten thousand', () => {
    let n = 0;
    const N = 200_000;
    for (let event = 0; event < N / 1000; event++) {
      const hits = ktagEvent(nominal, 5, event, () => {
        for (let i = 0; i < 1000; i++) nominal.cross(211, 0, 0, inKtag(0), i);
      });
      n += new Set([...hits.particle, ...hits.other].filter((p) => p >= 0)).size;
    }
    // Poisson of mean 20
    expect(n).toBeGreaterThan(5);
    expect(n).toBeLessThan(40);
  });

  it('merges pulses of one PMT closer than 15 ns, keeps others, and remembers both particles', () => {
    // 500 photoelectrons light 73 % of the PMTs
    const bright = new KtagEmulator(nominalKtagConditions(), withDefaults(ktagSettings, { photoelectrons: 500 }));
    const lit = -Math.expm1(-500 / CHANNELS);

    const merged = ktagEvent(bright, 6, 0, [0, 8]);
    expect(new Set(merged.channel).size).toBe(merged.n);
    expect(Math.abs(merged.n - CHANNELS * (1 - (1 - lit) ** 2))).toBeLessThan(25);
    const both = [...merged.channel.keys()].filter((i) => merged.particle[i] === 0 && merged.other[i] === 1);
    expect(Math.abs(both.length - CHANNELS * lit ** 2)).toBeLessThan(40);
    for (const i of both) {
      expect((merged.trailing[i]! - merged.leading[i]!) * FINE_TIME_LSB).toBeGreaterThan(16);
    }

    const apart = ktagEvent(bright, 6, 1, [0, 22]);
    expect(Math.abs(apart.n - 2 * CHANNELS * lit)).toBeLessThan(45);
    expect([...apart.other].every((o) => o === -1)).toBe(true);
  });

  it('keeps one edge of a pulse cut by the window', () => {
    const early = ktagEvent(nominal, 7, 0, [-69]);
    expect(early.n).toBeGreaterThan(5);
    expect([...early.leading].every((c) => c === NO_EDGE)).toBe(true);
    const late = ktagEvent(nominal, 7, 1, [57]);
    expect(late.n).toBeGreaterThan(5);
    expect([...late.trailing].every((c) => c === NO_EDGE)).toBe(true);
  });

  it('makes dark pulses when asked to', () => {
    const noisy = new KtagEmulator(nominalKtagConditions(), withDefaults(ktagSettings, { noiseRate: 1e-5 * 100 }));
    let n = 0;
    for (let event = 0; event < 200; event++) {
      const hits = ktagEvent(noisy, 8, event, []);
      n += hits.n;
      expect([...hits.particle].every((p) => p === -1)).toBe(true);
    }
    // 1 MHz a PMT over 125 ns and one pulse length before: 384 · 0.139 a event, less what merges
    expect(Math.abs(n / 200 - 53)).toBeLessThan(4);
  });

  it('does not depend on the order of the particles', () => {
    const send = (order: readonly number[]) =>
      ktagEvent(nominal, 9, 0, () => {
        for (const i of order) nominal.cross(321, i, 0, inKtag(0.7 * i), i);
      });
    expect(send([4, 1, 3, 0, 2])).toEqual(send([0, 1, 2, 3, 4]));
  });

  it('reads its own plane of the beam crossings, in a stage', () => {
    const stamps = new TableBuilder(triggers, 1);
    stamps.columns.timestamp[stamps.next()] = STAMP.timestamp;
    stamps.endEvent();
    const crossings = new TableBuilder(beamCrossings, 1);
    for (const [particle, plane] of [BeamPlane.gtk3, BeamPlane.ktag, BeamPlane.gtk1].entries()) {
      const i = crossings.next();
      crossings.columns.particle[i] = particle;
      crossings.columns.plane[i] = plane;
      crossings.columns.pdg[i] = 321;
      crossings.columns.t[i] = inKtag(0);
    }
    crossings.endEvent();
    const keys = { sequence: 0, size: 1, burst: Uint32Array.of(1), event: Uint32Array.of(5), flaws: [], faults: [] };
    const batch = { ...keys, triggers: stamps.finish(), beam_crossings: crossings.finish() };
    const { ktag, ktag_truth } = ktagHits(9, nominalKtagConditions())(batch);
    expect(ktag.length).toBeGreaterThan(5);
    expect(ktag.offsets).toEqual(ktag_truth.offsets);
    expect(new Set(ktag_truth.columns.particle.subarray(0, ktag.length))).toEqual(new Set([1]));
  });
});
