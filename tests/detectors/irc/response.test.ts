import { describe, expect, it } from 'vitest';
import { ircConditions } from '../../../src/detectors/irc/conditions.js';
import { IRC_END_Z, IRC_FRONT_Z } from '../../../src/detectors/irc/description.js';
import { ircEmulator } from '../../../src/detectors/irc/emulate.js';
import { type Entry, vetoEvent } from '../veto-event.js';

const emulator = ircEmulator(ircConditions('nominal'));
const photon = (more: Partial<Entry> = {}): Entry => ({ x: 75, y: 75, tx: 0, ty: 0, dt: 0, ...more });
const low = (entry: Entry, event = 1) =>
  Array.from(vetoEvent(emulator, IRC_FRONT_Z, 1, event, [entry]).channel).filter((c) => c < 1000);

describe('IRC', () => {
  it('has the light in the quadrant of the shower', () => {
    expect(low(photon({ x: -75, y: 75 }))).toEqual([0]);
    expect(low(photon({ x: -75, y: -75 }))).toEqual([1]);
    expect(low(photon({ x: 75, y: -75 }))).toEqual([2]);
    expect(low(photon({ x: 75, y: 75 }))).toEqual([3]);
    // on the border of two
    expect(low(photon({ x: 1, y: -100 }))).toEqual([1, 2]);
  });

  it('sees what comes through the wall of the bore, less the deeper it does', () => {
    const seen = (z: number) => {
      let n = 0;
      for (let e = 0; e < 500; e++) if (low(photon({ x: 73.01 - 0.02 * z, y: 0, tx: 0.02, z }), e).length > 0) n++;
      return n / 500;
    };
    expect(seen(IRC_FRONT_Z + 50)).toBeGreaterThan(0.99);
    const late = seen(IRC_END_Z - 50);
    expect(late).toBeGreaterThan(0.3);
    expect(late).toBeLessThan(0.9);
    expect(seen(IRC_END_Z + 1)).toBe(0);
  });

  it('takes the gap between the modules as nothing', () => {
    const rows = (z: number) => vetoEvent(emulator, IRC_FRONT_Z, 1, 1, [photon({ z })]).leading.length;
    expect(rows(IRC_FRONT_Z + 80)).toBe(rows(IRC_FRONT_Z + 110));
  });
});
