import { describe, expect, it } from 'vitest';
import { alignColumns, alignFacts, formatBytes, formatCount } from '../../src/report/terminal.js';

describe('aligned columns', () => {
  it('sets text to the left and numbers to the right, by code points', () => {
    const text = alignColumns(
      ['quantity', 'here'],
      [
        ['σ(z)', '0.31 ± 0.01 m'],
        ['m(K⁺) of all', '9 MeV'],
      ],
    );
    expect(text).toBe('quantity               here\nσ(z)          0.31 ± 0.01 m\nm(K⁺) of all          9 MeV\n');
  });

  it('prints a table without rows and facts below each other', () => {
    expect(alignColumns(['a', 'b'], [])).toBe('a  b\n');
    expect(
      alignFacts([
        { label: 'seed', value: '1' },
        { label: 'code version', value: '0.1.0' },
      ]),
    ).toBe('  seed          1\n  code version  0.1.0\n');
  });
});

describe('numbers', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.00 kB'],
    [999499, '999 kB'],
    [999500, '1.00 MB'],
    [2.5e12, '2.50 TB'],
  ])('%d bytes read %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  it.each([
    [7, '7'],
    [1234, '1,234'],
    [1234567, '1,234,567'],
  ])('%d reads %s', (n, text) => {
    expect(formatCount(n)).toBe(text);
  });
});
