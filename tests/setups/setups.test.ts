import { describe, expect, it } from 'vitest';
import { ExitCode, InputError } from '../../src/core/errors.js';
import { strawConditions } from '../../src/detectors/straw/conditions.js';
import { SETUPS, setupByName } from '../../src/setups/index.js';

describe('setups', () => {
  it('are found by name', () => {
    const setup = setupByName('kaon-2018');
    expect(setup.decayRegion).toEqual([105_000, 180_000]);
    expect(setup.detectors).toEqual(['straw']);
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
    for (const s of SETUPS) expect(strawConditions(s.conditions).t0.length).toBeGreaterThan(0);
  });
});
