import { describe, expect, it } from 'vitest';
import { ExitCode, InputError } from '../../src/core/errors.js';
import { conditionsByName, conditionsOf } from '../../src/setups/conditions.js';
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

  it('are refused for another number of channels, by detector', () => {
    const set = conditionsByName('nominal');
    const short = { ...set, chod: { ...set.chod, t0: new Float64Array(64) } };
    expect(() => conditionsOf(short)).toThrow(/chod\.t0[\s\S]*64 channels[\s\S]*128 channels/);
  });
});
