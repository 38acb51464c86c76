import { describe, expect, it } from 'vitest';
import { FINE_TIME_LSB } from '../../../src/core/constants.js';
import { particle } from '../../../src/core/particles.js';
import { withDefaults } from '../../../src/core/settings.js';
import { countsToTime } from '../../../src/detectors/common/timing.js';
import { nominalRichConditions, richConditions } from '../../../src/detectors/rich/conditions.js';
import { DISK_OFFSET, FOCAL_LENGTH, RICH_WINDOW } from '../../../src/detectors/rich/description.js';
import { RichEmulator, richSettings } from '../../../src/detectors/rich/emulate.js';
import { neonLight } from '../../../src/detectors/rich/light.js';
import { PMT_POSITION, PMTS, PMTS_PER_DISK, richChannel, supercellOf } from '../../../src/detectors/rich/pmts.js';
import { crossRich, richEvent, STAMP, towards } from './event.js';

const nominal = new RichEmulator(nominalRichConditions());
const time = (counts: number) => countsToTime(RICH_WINDOW, counts, STAMP.fineTime);
const LINE = towards(700, 500, -0.0075, 0.001);
/** PMTs hit, without the supercells. */
const pmts = (channel: ArrayLike<number>) => Array.from(channel, richChannel).filter((c) => c < PMTS);

describe('light of the neon', () => {
  it('has the ring of β = 1 where it should be, and 35 photoelectrons on 17.3 m before mirrors and cones', () => {
    const { excess, perLength } = neonLight(190.6);
    const mean = excess.reduce((a, n) => a + FOCAL_LENGTH * Math.sqrt(2 * n), 0) / excess.length;
    expect(Math.abs(mean - 190.6)).toBeLessThan(0.05);
    expect(excess.every((n, i) => i === 0 || n >= excess[i - 1]!)).toBe(true);
    // 370 /(eV cm) · sin²θ 1.25e-4 · QE · eV by hand: 0.106 + 0.187 + 0.2205 + 0.016
    expect(Math.abs(perLength * 10 - 370 * 1.254e-4 * 0.53)).toBeLessThan(0.0006);
  });
});

describe('RICH emulator', () => {
  it.each([
    [-11, 30_000],
    [-13, 20_000],
    [211, 20_000],
    [211, 40_000],
    [321, 60_000],
  ])('draws rings of %i at %i MeV/c at f √(2(n − 1) − m²/p²), with light in proportion to its square', (pdg, p) => {
    const n = 400;
    let hits = 0;
    let sum = 0;
    for (let event = 0; event < n; event++) {
      // another place on the lattice every time
      const line = towards(700, 500, -0.0075 + 1e-4 * ((0.7549 * event) % 20), 0.001 + 1e-4 * ((0.5698 * event) % 20));
      for (const c of pmts(richEvent(nominal, 1, event, () => crossRich(nominal, line, 0, pdg, p)).channel)) {
        const disk = c < PMTS_PER_DISK ? 0 : 1;
        expect(disk).toBe(0);
        const u = PMT_POSITION.x[c % PMTS_PER_DISK]! + DISK_OFFSET[disk] - FOCAL_LENGTH * line.tx;
        const v = PMT_POSITION.y[c % PMTS_PER_DISK]! - FOCAL_LENGTH * line.ty;
        hits++;
        sum += Math.hypot(u, v);
      }
    }
    const radius = Math.sqrt(190.6 ** 2 - (FOCAL_LENGTH * particle(pdg).mass) ** 2 / p ** 2);
    // the size of the cones adds σ²/2r, dispersion at small angles as much
    expect(Math.abs(sum / hits - radius)).toBeLessThan(0.35);
    const share = (radius / 190.6) ** 2;
    expect(Math.abs(hits / n / (13.45 * share + 0.9 * share * (1 - share)) - 1)).toBeLessThan(0.05);
  });

  it('gives no light below threshold', () => {
    for (const [pdg, p] of [
      [-13, 9_000],
      [211, 12_000],
      [321, 42_000],
      [2212, 75_000],
    ] as const) {
      for (let event = 0; event < 50; event++) {
        expect(richEvent(nominal, 2, event, () => crossRich(nominal, LINE, 0, pdg, p)).n).toBe(0);
      }
    }
  });

  it('is in time with the trigger at the mean of the response, whatever the T0; ORs come 50 ns later with theirs', () => {
    const conditions = richConditions('kaon-2018');
    const emulator = new RichEmulator(conditions);
    const mean = { pmt: 0, or: 0 };
    const n = { pmt: 0, or: 0 };
    let tot = 0;
    for (let event = 0; event < 400; event++) {
      const hits = richEvent(emulator, 3, event, () => crossRich(emulator, towards(30, 620, -0.009, 0), 0));
      for (let i = 0; i < hits.n; i++) {
        const c = richChannel(hits.channel[i]!);
        const kind = c < PMTS ? 'pmt' : 'or';
        n[kind]++;
        mean[kind] += time(hits.leading[i]!) - conditions.t0[c]!;
        if (kind === 'pmt') tot += (hits.trailing[i]! - hits.leading[i]!) * FINE_TIME_LSB;
      }
    }
    // light that starts 620 mm along a slope of up to 11 mrad comes up to 23 ps early or late; over a ring it is the track's own slope
    expect(Math.abs(mean.pmt / n.pmt - 0.017)).toBeLessThan(0.025);
    // the earlier of two PMTs counts
    expect(Math.abs(mean.or / n.or - 50)).toBeLessThan(0.08);
    expect(Math.abs(tot / n.pmt - 14)).toBeLessThan(0.3);
  });

  it('fires supercells with their PMTs only', () => {
    for (let event = 0; event < 50; event++) {
      const hits = richEvent(nominal, 4, event, () => crossRich(nominal, LINE, 0));
      const channels = Array.from(hits.channel, richChannel);
      const lit = new Set(channels.filter((c) => c < PMTS).map(supercellOf));
      expect(new Set(channels.filter((c) => c >= PMTS).map((c) => c - PMTS))).toEqual(lit);
    }
  });

  it('lights dead PMTs never, dead supercells with no PMT nor OR, others by their efficiency', () => {
    const conditions = nominalRichConditions();
    conditions.efficiency.fill(0.5, 0, PMTS_PER_DISK / 2);
    conditions.efficiency.fill(0, 0, 8 * 20);
    conditions.efficiency.fill(0, PMTS, PMTS + 20);
    const emulator = new RichEmulator(conditions);
    const dimmed = [0, 0];
    for (let event = 0; event < 400; event++) {
      for (const [k, e] of [nominal, emulator].entries()) {
        for (const c of Array.from(richEvent(e, 5, event, () => crossRich(e, LINE, 0)).channel, richChannel)) {
          if (k === 1) expect(c >= 8 * 20 && !(c >= PMTS && c < PMTS + 20)).toBe(true);
          if (c >= 8 * 20 && c < PMTS_PER_DISK / 2) dimmed[k]!++;
        }
      }
    }
    expect(Math.abs(dimmed[1]! / dimmed[0]! - 0.5)).toBeLessThan(0.06);
  });

  it('splits a ring between the disks where both kinds of mirrors are lit', () => {
    const disks = [0, 0];
    for (let event = 0; event < 200; event++) {
      const hits = richEvent(nominal, 6, event, () => crossRich(nominal, towards(6, 550, -0.009, 0), 0));
      for (const c of pmts(hits.channel)) disks[c < PMTS_PER_DISK ? 0 : 1]!++;
    }
    expect(disks[0]).toBeGreaterThan(600);
    expect(disks[1]).toBeGreaterThan(600);
  });

  it('moves the light of a mirror that is off, and no other', () => {
    const conditions = nominalRichConditions();
    // of (700, 500) to (617, 533) lie on the mirrors 14 and 15
    for (const mirror of [9, 10, 14, 15]) conditions.mirrorX[mirror] = 36;
    const off = new RichEmulator(conditions);
    const centre = [0, 0];
    const n = [0, 0];
    for (let event = 0; event < 300; event++) {
      for (const [k, e] of [nominal, off].entries()) {
        for (const c of pmts(richEvent(e, 9, event, () => crossRich(e, LINE, 0)).channel)) {
          centre[k]! += PMT_POSITION.x[c % PMTS_PER_DISK]!;
          n[k]!++;
        }
      }
    }
    expect(Math.abs(centre[1]! / n[1]! - centre[0]! / n[0]! - 36)).toBeLessThan(4);
    const elsewhere = nominalRichConditions();
    elsewhere.mirrorX.set([36, 36, 36, 36, 36, 36, 36, 36], 0);
    const same = new RichEmulator(elsewhere);
    for (let event = 0; event < 20; event++) {
      const hits = richEvent(same, 9, event, () => crossRich(same, LINE, 0));
      expect(hits.channel).toEqual(richEvent(nominal, 9, event, () => crossRich(nominal, LINE, 0)).channel);
    }
  });

  it('draws no light of particles long before or after its window', () => {
    for (const [dt, some] of [
      [-400, false],
      [-60, true],
      [60, true],
      [400, false],
    ] as const) {
      let n = 0;
      for (let event = 0; event < 20; event++) {
        n += richEvent(nominal, 10, event, () => crossRich(nominal, { ...LINE, dt }, 0)).n;
      }
      expect(n > 0).toBe(some);
    }
  });

  it('merges pulses of one PMT closer than 15 ns and remembers both particles', () => {
    const bright = new RichEmulator(nominalRichConditions(), withDefaults(richSettings, { collection: 20 }));
    const two = richEvent(bright, 7, 0, () => {
      crossRich(bright, LINE, 0);
      crossRich(bright, { ...LINE, dt: 8 }, 1);
    });
    expect(new Set(two.channel).size).toBe(two.n);
    expect([...two.other].filter((p) => p === 1).length).toBeGreaterThan(0.5 * two.n);
    const apart = richEvent(bright, 7, 0, () => {
      crossRich(bright, LINE, 0);
      crossRich(bright, { ...LINE, dt: 40 }, 1);
    });
    expect(apart.n).toBeGreaterThan(1.5 * two.n);
  });

  it('makes noise where it is asked to', () => {
    const noisy = new RichEmulator(nominalRichConditions(), withDefaults(richSettings, { noiseRate: 1e-5 }));
    let n = 0;
    for (let event = 0; event < 200; event++) {
      const hits = richEvent(noisy, 8, event, () => {});
      n += pmts(hits.channel).length;
      expect([...hits.particle].every((p) => p === -1)).toBe(true);
    }
    // 1e-5 /ns · 1952 · 125 ns
    expect(Math.abs(n / 200 - 2.43)).toBeLessThan(0.5);
  });
});
