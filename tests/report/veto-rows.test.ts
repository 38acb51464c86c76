import { describe, expect, it } from 'vitest';
import { validationRows } from '../../src/report/validation/index.js';

const bench = { small: true, signal: new AbortController().signal, onEvents: () => {} };
const rows = (names: (name: string) => boolean) => validationRows(bench, names);
const numberOf = (text: string): number => Number.parseFloat(text.replace('−', '-'));

describe('rates of the detectors', () => {
  it('are those of the beam where they are known, and 0 where nothing is', async () => {
    const found = new Map((await rows((name) => name.startsWith('rate-'))).map((row) => [row.name, row]));
    expect(found.size).toBe(20);
    for (const [name, rate, tolerance] of [
      ['rate-gtk', 600, 30],
      ['rate-ktag', 36, 5],
      ['rate-muv3', 13.5, 3],
      ['rate-newchod', 12, 3],
      ['rate-straw-hottest', 450, 250],
    ] as const) {
      expect(Math.abs(numberOf(found.get(name)!.here) - rate)).toBeLessThan(tolerance);
    }
    // a station of twelve is in it
    expect(numberOf(found.get('rate-lav12')!.here)).toBeLessThan(numberOf(found.get('rate-lav')!.here));
    for (const name of ['irc', 'lav12', 'lkr', 'muv1', 'muv2', 'anti0', 'rich', 'chod', 'straw', 'hasc'])
      expect(numberOf(found.get(`rate-${name}`)!.here)).toBeGreaterThan(0);
  });
});

describe('photons that are lost', () => {
  it('are few in the LKr above 2 GeV, and never both of a π⁰', async () => {
    const found = await rows((name) => name.startsWith('lkr-photons-') || name.startsWith('photon-geometry'));
    const share = (name: string) => numberOf(found.find((row) => row.name === name)!.here);
    expect(share('lkr-photons-1.5')).toBeGreaterThan(100);
    expect(share('lkr-photons-4')).toBeLessThan(400);
    expect(share('lkr-photons-20')).toBeLessThan(100);
    expect(found.filter(({ name }) => name.startsWith('photon')).map(({ verdict }) => verdict)).toEqual([
      'green',
      'green',
    ]);
  });
});
