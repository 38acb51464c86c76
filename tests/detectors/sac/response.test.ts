import { describe, expect, it } from 'vitest';
import { withDefaults } from '../../../src/core/settings.js';
import { sacConditions } from '../../../src/detectors/sac/conditions.js';
import { SAC_END_Z, SAC_FRONT_Z } from '../../../src/detectors/sac/description.js';
import { sacEmulator, sacSettings } from '../../../src/detectors/sac/emulate.js';
import { type Entry, vetoEvent } from '../veto-event.js';

const nominal = sacConditions('nominal');
const emulator = sacEmulator(nominal);
const photon = (more: Partial<Entry> = {}): Entry => ({ x: 20, y: 30, tx: 0, ty: 0, dt: 0, ...more });
const seen = (entry: Entry, events: number, of = emulator) => {
  let n = 0;
  for (let e = 0; e < events; e++) if (vetoEvent(of, SAC_FRONT_Z, 1, e, [entry]).n > 0) n++;
  return n / events;
};

describe('SAC', () => {
  it('sees every photon and electron, wherever, and most muons', () => {
    for (const entry of [photon(), photon({ x: -90, y: 90 }), photon({ pdg: -11, p: 1000 })]) {
      expect(seen(entry, 300)).toBeGreaterThan(0.99);
    }
    expect(seen(photon({ pdg: 13 }), 300)).toBeGreaterThan(0.7);
  });

  it('loses photons that convert too late to be seen: of 8 radiation lengths, behind the first 4 to 8', () => {
    const z = SAC_END_Z - (8 / 19) * (SAC_END_Z - SAC_FRONT_Z);
    const lost = 1 - seen(photon({ z, p: 30_000 }), 10_000);
    expect(lost).toBeGreaterThan(Math.exp((-7 / 9) * 8));
    expect(lost).toBeLessThan(Math.exp((-7 / 9) * 4));
  });

  it('loses photons to nuclei as often as it is told, less with energy', () => {
    const values = withDefaults(sacSettings, { photonuclear: 0.4 });
    const nuclear = sacEmulator(nominal, values);
    expect(1 - seen(photon({ p: 1000 }), 3000, nuclear)).toBeCloseTo(0.4, 1);
    expect(1 - seen(photon({ p: 4000 }), 3000, nuclear)).toBeCloseTo(0.1, 1);
  });

  it('shares the light among all four channels', () => {
    const { channel } = vetoEvent(emulator, SAC_FRONT_Z, 1, 1, [photon({ x: 80, y: 80 })]);
    expect(Array.from(channel)).toEqual([0, 1, 2, 3, 1000, 1001, 1002, 1003]);
  });

  it('is silent in a dead channel and changes no other', () => {
    const efficiency = Float64Array.of(1, 0, 1, 1);
    const dead = vetoEvent(sacEmulator({ ...nominal, efficiency }), SAC_FRONT_Z, 1, 1, [photon()]);
    const whole = vetoEvent(emulator, SAC_FRONT_Z, 1, 1, [photon()]);
    const others = Array.from(whole.channel.keys()).filter((i) => whole.channel[i]! % 1000 !== 1);
    expect(Array.from(dead.leading)).toEqual(others.map((i) => whole.leading[i]));
  });

  it('adds what two particles leave at the same time, in any order', () => {
    const two = [photon({ p: 60 }), photon({ p: 50, x: -40 })];
    const one = vetoEvent(emulator, SAC_FRONT_Z, 3, 4, two, [3, 8]);
    const other = vetoEvent(emulator, SAC_FRONT_Z, 3, 4, [...two].reverse(), [8, 3]);
    expect(Array.from(other.leading)).toEqual(Array.from(one.leading));
    expect(Array.from(other.particle)).toEqual(Array.from(one.particle));
  });

  it('is quiet for momenta that are none', () => {
    for (const p of [0, -1, Number.NaN]) expect(seen(photon({ p }), 5)).toBe(0);
  });
});
