import { describe, expect, it } from 'vitest';
import { withDefaults } from '../../../src/core/settings.js';
import { MHz } from '../../../src/core/units.js';
import { lavConditions } from '../../../src/detectors/lav/conditions.js';
import { BLOCK_CODES, BLOCK_INDEX, STATION } from '../../../src/detectors/lav/description.js';
import { LavEmulator } from '../../../src/detectors/lav/emulate.js';
import { lavSettings } from '../../../src/detectors/lav/settings.js';
import { LAV_HIGH_THRESHOLD as HIGH } from '../../../src/event/raw-vetoes.js';
import { lavEvent, type Shot } from './event.js';

const nominal = () => lavConditions('nominal');
/** φ of the axis of block 1 of banana 0 in the first ring of stations 1–5. */
const PHI = ((98.86 - 0.5 * 11.25) * Math.PI) / 180;
/** Along the beam, 100 mm inside the first ring of station 1, on the axis of its block 10001. */
const along = (shot: Partial<Shot> = {}): Shot => ({
  x: 636.5 * Math.cos(PHI),
  y: 636.5 * Math.sin(PHI),
  tx: 0,
  ty: 0,
  dt: 0,
  ...shot,
});
const low = (channel: ArrayLike<number>) => Array.from(channel).filter((c) => c < HIGH);

describe('emulation of the LAV', () => {
  it('gives a muon along the beam a low pulse in every block it crosses, and nothing else', () => {
    const emulator = new LavEmulator(nominal());
    const events = 1000;
    // gaps in the third and fourth ring; the fifth is turned by 9°, not quite one block
    const seen = new Map([10_001, 11_001, 14_002].map((code) => [code, 0]));
    for (let event = 0; event < events; event++) {
      const { channel } = lavEvent(emulator, 1, event, [along()]);
      for (const code of low(channel)) {
        expect(seen.has(code)).toBe(true);
        seen.set(code, seen.get(code)! + 1);
      }
    }
    // 21 photoelectrons, 6 reach the threshold when they come together
    for (const n of seen.values()) expect(n / events).toBeGreaterThan(0.98);
  });

  it('has the high pulse inside the low one', () => {
    const emulator = new LavEmulator(nominal());
    let both = 0;
    for (let event = 0; event < 200; event++) {
      const { n, channel, leading, trailing } = lavEvent(emulator, 2, event, [along({ pdg: 22, p: 2000 })]);
      for (let i = 0; i < n; i++) {
        expect(trailing[i]!).toBeGreaterThan(leading[i]!);
        if (channel[i]! < HIGH) continue;
        const j = channel.indexOf(channel[i]! - HIGH);
        expect(leading[i]!).toBeGreaterThanOrEqual(leading[j]!);
        expect(trailing[i]!).toBeLessThan(trailing[j]!);
        both++;
      }
    }
    expect(both).toBeGreaterThan(400);
  });

  it('slews, and its time over threshold grows with the logarithm of the light', () => {
    const mean = (lightYield: number) => {
      const emulator = new LavEmulator(nominal(), withDefaults(lavSettings, { lightYield }));
      const sum = { leading: 0, width: 0, n: 0 };
      for (let event = 0; event < 400; event++) {
        const { leading, trailing } = lavEvent(emulator, 3, event, [along()]);
        sum.leading += leading[0]!;
        sum.width += trailing[0]! - leading[0]!;
        sum.n++;
      }
      return { leading: (0.0975 * sum.leading) / sum.n, width: (0.0975 * sum.width) / sum.n };
    };
    const [one, ten, hundred] = [mean(0.3), mean(3), mean(30)];
    expect(Math.abs(hundred.width - ten.width - 7.9 * Math.log(10))).toBeLessThan(0.8);
    expect(one.leading - ten.leading).toBeGreaterThan(0.8);
    expect(ten.leading - hundred.leading).toBeGreaterThan(0.1);
  });

  it('misses the photons that do not convert', () => {
    const emulator = new LavEmulator(nominal());
    // from the last ring on, 50 mm of glass are left: (7/9) · 50 mm / 15.1 mm
    const { z, innerRadius } = STATION[1]!;
    const phi = PHI + ((11.25 - 9) * Math.PI) / 180;
    let missed = 0;
    const n = 4000;
    for (let event = 0; event < n; event++) {
      const start = z + 480 + 105 - 50;
      const slope = 1e-4;
      const r = innerRadius + 200;
      const shot = { x: 0, y: 0, tx: 0, ty: 0, dt: 0, pdg: 22, p: 5000 };
      const line = {
        ...shot,
        x: (r - slope * start) * Math.cos(phi),
        y: (r - slope * start) * Math.sin(phi),
        tx: slope * Math.cos(phi),
        ty: slope * Math.sin(phi),
      };
      if (!Array.from(lavEvent(emulator, 4, event, [line], start).channel).some((c) => c % HIGH < 20_000)) missed++;
    }
    const share = (radiationLengths: number) => Math.exp((-7 / 9) * radiationLengths);
    // the block is 51.8 mm long behind its middle there; what converts in the last two radiation lengths has little light
    expect(missed / n).toBeGreaterThan(share(51.8 / 15.1));
    expect(missed / n).toBeLessThan(share(51.8 / 15.1 - 2));
  });

  it('lets what leaves a station at its end fly on into the next one', () => {
    const emulator = new LavEmulator(nominal());
    // 50 mm of glass in station 1, then 22 mrad on to station 2
    const { z, innerRadius } = STATION[1]!;
    const phi = PHI + ((11.25 - 9) * Math.PI) / 180;
    const slope = 0.022;
    const start = z + 480 + 105 - 50;
    const r = innerRadius + 100 - slope * start;
    const [cos, sin] = [Math.cos(phi), Math.sin(phi)];
    const line = { x: r * cos, y: r * sin, tx: slope * cos, ty: slope * sin, dt: 0, pdg: 22, p: 1000 };
    const seen = [0, 0, 0];
    for (let event = 0; event < 1000; event++) {
      const { n, channel, leading } = lavEvent(emulator, 5, event, [line], start);
      const stations = new Set(Array.from(channel, (c) => Math.floor((c % HIGH) / 10_000)));
      for (const station of stations) seen[station]!++;
      if (n === 0) seen[0]!++;
      // in time there too: two clock periods and a half after the window opens
      for (let i = 0; i < n; i++) expect(Math.abs(leading[i]! - 640)).toBeLessThan(150);
    }
    // at least those that do not convert; of the others most leave the larger part of their energy
    expect(seen[2]!).toBeGreaterThan(70);
    expect(seen[1]!).toBeGreaterThan(300);
    expect(seen[0]!).toBeLessThan(20);
  });

  it('sees every photon that has the whole station before it', () => {
    const emulator = new LavEmulator(nominal(), withDefaults(lavSettings, { photonuclear: 0 }));
    for (let event = 0; event < 2000; event++) {
      expect(lavEvent(emulator, 4, event, [along({ pdg: 22, p: 1000 })]).n).toBeGreaterThan(1);
    }
  });

  it('shifts both thresholds of a block by its T0, and leaves a dead block out', () => {
    const before = lavEvent(new LavEmulator(nominal()), 5, 0, [along({ p: 3000 })]);
    const changed = nominal();
    changed.t0[BLOCK_INDEX[10_001]!] = 10 * (24.951059536 / 256);
    changed.efficiency[BLOCK_INDEX[11_001]!] = 0;
    const after = lavEvent(new LavEmulator(changed), 5, 0, [along({ p: 3000 })]);
    expect(low(after.channel)).toEqual([10_001, 14_002]);
    const shift = after.leading[0]! - before.leading[0]!;
    expect(Math.abs(shift - 10)).toBeLessThan(1.5);
    expect(Math.abs(after.trailing[0]! - before.trailing[0]! - 10)).toBeLessThan(1.5);
  });

  it('does not change a particle when there are others, and joins what falls together', () => {
    const emulator = new LavEmulator(nominal());
    const one = along({ pdg: 22, p: 3000 });
    const far = { ...along({ pdg: 22, p: 3000 }), x: -along().x, y: -along().y };
    const alone = lavEvent(emulator, 6, 0, [one]);
    const crowd = lavEvent(emulator, 6, 0, [one, far]);
    const mine = (r: typeof crowd) =>
      Array.from(r.channel.keys())
        .filter((i) => r.truth.particle[i] === 0)
        .map((i) => [r.channel[i], r.leading[i], r.trailing[i]]);
    expect(mine(crowd)).toEqual(mine(alone));
    const joined = lavEvent(emulator, 6, 0, [one, { ...one, dt: 3 }]);
    expect(Array.from(joined.truth.other)).toContain(1);
  });

  it('sees nothing of neutrinos, of slow muons, or in a place that is no station', () => {
    const emulator = new LavEmulator(nominal());
    expect(lavEvent(emulator, 7, 0, [along({ pdg: 14 }), along({ p: 50 }), along({ p: 0 })]).n).toBe(0);
    emulator.begin(7, 1, 0, 0);
    emulator.enter(0, 22, 600, 0, 121_400, 0, 0, 0, 1000, 0);
    emulator.enter(13, 22, 600, 0, 121_400, 0, 0, 0, 1000, 0);
  });

  it('has the noise it is asked for, in live blocks', () => {
    const emulator = new LavEmulator(nominal(), withDefaults(lavSettings, { noise: 0.01 * MHz }));
    let n = 0;
    for (let event = 0; event < 400; event++) {
      const { channel, truth } = lavEvent(emulator, 8, event, []);
      n += channel.length;
      for (const particle of truth.particle) expect(particle).toBe(-1);
    }
    const expected = 400 * 0.01 * 1e-3 * 5 * 24.951 * BLOCK_CODES.length;
    expect(Math.abs(n / expected - 1)).toBeLessThan(0.1);
  });
});
