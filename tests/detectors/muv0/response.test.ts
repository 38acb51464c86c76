import { describe, expect, it } from 'vitest';
import { muv0Conditions } from '../../../src/detectors/muv0/conditions.js';
import { counterAt, MUV0_X0, MUV0_Z } from '../../../src/detectors/muv0/description.js';
import { Muv0Emulator } from '../../../src/detectors/muv0/emulate.js';
import { type Entry, vetoEvent } from '../veto-event.js';

const emulator = new Muv0Emulator(muv0Conditions('nominal'));
const entry = (more: Partial<Entry> = {}): Entry => ({
  x: 2245,
  y: 0,
  tx: 0,
  ty: 0,
  dt: 0,
  pdg: -211,
  p: 5000,
  ...more,
});

describe('MUV0', () => {
  it('has nine counters', () => {
    expect([1600, 2245, 2900].flatMap((x) => [-500, 0, 500].map((y) => counterAt(x, y)))).toEqual([
      0, 3, 6, 1, 4, 7, 2, 5, 8,
    ]);
    expect([counterAt(1500, 0), counterAt(Number.NaN, 0)]).toEqual([-1, -1]);
  });

  it('sees charged particles, and photons that convert', () => {
    const seen = (of: Entry) => {
      let n = 0;
      for (let e = 0; e < 5000; e++) n += vetoEvent(emulator, MUV0_Z, 1, e, [of]).n;
      return n / 5000;
    };
    expect(seen(entry())).toBe(1);
    const converted = 1 - Math.exp((-7 / 9) * MUV0_X0);
    expect(seen(entry({ pdg: 22 }))).toBeGreaterThan(0.6 * converted);
    expect(seen(entry({ pdg: 22 }))).toBeLessThan(1.1 * converted);
  });
});
