import { describe, expect, it } from 'vitest';
import { ExitCode, InputError } from '../../src/core/errors.js';
import { formatQuantity, parseQuantity, type Settings, type Unit, withDefaults } from '../../src/core/settings.js';

const settings = {
  window: { default: 5, unit: 'ns', doc: 'width', source: 'none: a test' },
  length: { default: 2000, unit: 'm', doc: 'length', source: 'none: a test' },
} as const satisfies Settings;

describe('withDefaults', () => {
  it('keeps what is not replaced', () => {
    expect(withDefaults(settings)).toEqual({ window: 5, length: 2000 });
    expect(withDefaults(settings, { window: 7 })).toEqual({ window: 7, length: 2000 });
  });
});

describe('parseQuantity', () => {
  it.each<[string, Unit, number]>([
    ['5ns', 'ns', 5],
    ['300 ps', 'ns', 0.3],
    ['0.3 m', 'mm', 300],
    ['1.5', '', 1.5],
    ['-2e-3 mrad', 'urad', -2e-6],
    ['+.5GeV', 'MeV', 500],
    [' 7 cm ', 'm', 70],
  ])('reads %s', (text, unit, value) => {
    expect(parseQuantity(text, unit, 'here')).toBeCloseTo(value, 12);
  });

  it.each<[string, Unit]>([
    ['5', 'ns'],
    ['5 mm', 'ns'],
    ['2k', ''],
    ['5 parsec', 'mm'],
    ['', ''],
    ['1..2', ''],
    ['NaN', ''],
    ['1e999', ''],
    ['ns', 'ns'],
  ])('refuses "%s" where %s is meant, saying what was found and expected', (text, unit) => {
    let caught: unknown;
    try {
      parseQuantity(text, unit, '--set straw.window');
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(InputError);
    const { code, complaint, message } = caught as InputError;
    expect(code).toBe(ExitCode.usage);
    expect(complaint.where).toBe('--set straw.window');
    expect(complaint.found).toBe(text);
    expect(message).toContain('expected: a number');
  });
});

describe('formatQuantity', () => {
  it('is read back as the same value', () => {
    for (const [value, unit] of [
      [102_400, 'm'],
      [8.3e-5, 'mrad'],
      [0.82e3, 'GeV'],
      [0.1 + 0.2, ''],
    ] as const) {
      expect(parseQuantity(formatQuantity(value, unit), unit, '')).toBeCloseTo(value, 10);
    }
    expect(formatQuantity(102_400, 'm')).toBe('102.4 m');
    expect(formatQuantity(0.1 + 0.2, '')).toBe('0.3');
  });
});
