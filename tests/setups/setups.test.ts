import { describe, expect, it } from 'vitest';
import { ExitCode, InputError } from '../../src/core/errors.js';
import { conditionsByName, conditionsOf } from '../../src/setups/conditions.js';
import { gtkStationsOf } from '../../src/setups/gtk-stations.js';
import { checkSetup, SETUPS, setupByName } from '../../src/setups/index.js';

describe('setups', () => {
  it('are found by name', () => {
    const setup = setupByName('kaon-2018');
    expect(setup.decayRegion).toEqual([105_000, 180_000]);
    expect(setup.detectors).toContain('straw');
    expect(setup.intensity).toBeCloseTo(0.45, 12);
  });

  it('refuse an unknown name with the nearest and the list', () => {
    try {
      setupByName('koan-2018');
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(InputError);
      const { code, complaint } = error as InputError;
      expect(code).toBe(ExitCode.usage);
      expect(complaint.what).toContain('did you mean kaon-2018?');
      expect(complaint.found).toBe('koan-2018');
      expect(complaint.expected).toContain('kaon-2018');
    }
  });

  it('have names of their own and name conditions that exist', () => {
    expect(new Set(SETUPS.map((s) => s.name)).size).toBe(SETUPS.length);
    for (const s of SETUPS) expect(conditionsByName(s.conditions).straw.t0.length).toBeGreaterThan(0);
  });

  it('of 2022 have four GTK stations, the two of unknown place where the settings put them', () => {
    const setup = setupByName('kaon-2022');
    expect(setup.intensity).toBeCloseTo(0.58, 12);
    const z = (apparatus = {}) => gtkStationsOf(setup, apparatus).map((s) => s.z);
    expect(z()).toEqual([79_600, 86_900, 102_400, 79_300]);
    expect(z({ gtk0Z: 80_000, gtk2Z: 87_200 })).toEqual([79_600, 87_200, 102_400, 80_000]);
    expect(gtkStationsOf(setup, {}).map((s) => [s.name, s.y])).toEqual([
      ['GTK1', 0],
      ['GTK2', -60],
      ['GTK3', 0],
      ['GTK0', 0],
    ]);
    // inside BEND4A; behind BEND5
    expect(() => z({ gtk0Z: 81_000 })).toThrow(/beam is bent[\s\S]*gtk0Z[\s\S]*81 m[\s\S]*75.3 m and 80.48 m/);
    expect(() => z({ gtk2Z: 97_000 })).toThrow(/gtk2Z[\s\S]*97 m[\s\S]*86.58 m and 93.36 m/);
  });

  it('of 2018 have three at known places and refuse to move them', () => {
    const setup = setupByName('kaon-2018');
    expect(gtkStationsOf(setup)).toBe(setup.gtk);
    expect(() => gtkStationsOf(setup, { gtk2Z: 87_000 })).toThrow(/apparatus.gtk2Z[\s\S]*kaon-2018[\s\S]*kaon-2022/);
  });

  it('refuse a menu that needs a detector that is off, by name', () => {
    const off = { ...setupByName('kaon-2018'), detectors: ['straw', 'gtk'] as const };
    expect(() => checkSetup(off)).toThrow(/line control[\s\S]*chod[\s\S]*straw, gtk/);
  });
});

describe('conditions', () => {
  it('are taken by name or as they are', () => {
    const set = conditionsByName('kaon-2018');
    expect(conditionsOf(set)).toBe(set);
    expect(conditionsOf('nominal').ktag.t0.every((t) => t === 0)).toBe(true);
    expect(() => conditionsOf('kaon-2081')).toThrow(/did you mean kaon-2018/);
  });

  it('are those of 2018 for a fourth GTK station, its own drawn besides', () => {
    const [three, four] = [conditionsByName('kaon-2018'), conditionsByName('kaon-2018', 4)];
    expect(four.gtk.t0.slice(0, 30)).toEqual(three.gtk.t0);
    expect(four.gtk.t0.length).toBe(40);
    expect(four.gtk.t0.slice(30).some((t) => Math.abs(t) > 0.3)).toBe(true);
  });

  it('are refused for another number of channels, by detector', () => {
    const set = conditionsByName('nominal');
    const short = { ...set, chod: { ...set.chod, t0: new Float64Array(64) } };
    expect(() => conditionsOf(conditionsByName('nominal', 4))).toThrow(/gtk\.t0[\s\S]*40 channels[\s\S]*30 channels/);
    expect(() => conditionsOf(set, 4)).toThrow(/gtk\.t0[\s\S]*30 channels[\s\S]*40 channels/);
    expect(() => conditionsOf(short)).toThrow(/chod\.t0[\s\S]*64 channels[\s\S]*128 channels/);
  });
});
