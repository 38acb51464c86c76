import { describe, expect, it } from 'vitest';
import { FINE_TIME_LSB } from '../../../src/core/constants.js';
import { hascConditions } from '../../../src/detectors/hasc/conditions.js';
import { HASC_FRONT_Z } from '../../../src/detectors/hasc/description.js';
import { HascEmulator } from '../../../src/detectors/hasc/emulate.js';
import { type Entry, vetoEvent } from '../veto-event.js';

const emulator = new HascEmulator(hascConditions('nominal'));
const entry = (more: Partial<Entry> = {}): Entry => ({ x: -330, y: 0, tx: 0, ty: 0, dt: 0, ...more });
const channels = (of: Entry, event = 1) => Array.from(vetoEvent(emulator, HASC_FRONT_Z, 1, event, [of]).channel);

describe('HASC', () => {
  it('has muons in the ten sections of their module', () => {
    expect(channels(entry({ pdg: 13 }))).toEqual([40, 41, 42, 43, 44, 45, 46, 47, 48, 49]);
    expect(channels(entry({ pdg: 13, x: -470, y: 140 }))).toEqual([60, 61, 62, 63, 64, 65, 66, 67, 68, 69]);
    // from one module into the next: 120 mm a section
    const slanted = channels(entry({ pdg: 13, x: -387 - 0.02 * HASC_FRONT_Z, tx: 0.02 }));
    expect(slanted).toEqual([30, 31, 32, 43, 44, 45, 46, 47, 48, 49]);
  });

  it('has photons in the first sections, and pions to the end of their shower', () => {
    const photon = channels(entry({ p: 5000 }));
    expect(photon).toContain(40);
    expect(Math.max(...photon.map((c) => c % 10))).toBeLessThan(4);
    let deep = 0;
    for (let e = 0; e < 300; e++) if (channels(entry({ pdg: 211, p: 20_000 }), e).some((c) => c % 10 > 4)) deep++;
    expect(deep).toBeGreaterThan(200);
  });

  it('has the way of the light to the back, 200 mm/ns', () => {
    let early = 0;
    for (let e = 0; e < 200; e++) {
      const { leading } = vetoEvent(emulator, HASC_FRONT_Z, 1, e, [entry({ pdg: 13 })]);
      early += ((leading[0]! - leading[9]!) * FINE_TIME_LSB) / 200;
    }
    expect(Math.abs(early - 1080 / 200)).toBeLessThan(0.2);
  });

  it('starts at the section that is entered', () => {
    expect(channels(entry({ pdg: 13, z: HASC_FRONT_Z + 601 }))).toEqual([45, 46, 47, 48, 49]);
  });
});
