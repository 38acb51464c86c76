import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/core/errors.js';
import { withDefaults } from '../../src/core/settings.js';
import { tdcConditions, tdcConditionsSettings } from '../../src/detectors/common/tdc-conditions.js';
import { hascConditions } from '../../src/detectors/hasc/conditions.js';
import { HASC_FRONT_Z } from '../../src/detectors/hasc/description.js';
import { hascHits } from '../../src/detectors/hasc/stage.js';
import { ircConditions } from '../../src/detectors/irc/conditions.js';
import { IRC_FRONT_Z } from '../../src/detectors/irc/description.js';
import { ircHits } from '../../src/detectors/irc/stage.js';
import { muv0Conditions } from '../../src/detectors/muv0/conditions.js';
import { MUV0_Z } from '../../src/detectors/muv0/description.js';
import { muv0Hits } from '../../src/detectors/muv0/stage.js';
import { sacConditions } from '../../src/detectors/sac/conditions.js';
import { SAC_FRONT_Z } from '../../src/detectors/sac/description.js';
import { sacHits } from '../../src/detectors/sac/stage.js';
import { TableBuilder } from '../../src/event/builder.js';
import { triggers } from '../../src/event/raw.js';
import { vetoEntries } from '../../src/event/simulation-downstream.js';
import { STAMP, timeAt } from './hodoscope-event.js';

/** A photon in the SAC, a pion in the IRC, a muon in the HASC and one in the MUV0, one event each, then an event with all. */
const ENTRIES = [
  { detector: 14, pdg: 22, x: 20, y: 30, z: SAC_FRONT_Z },
  { detector: 13, pdg: 211, x: 75, y: 75, z: IRC_FRONT_Z },
  { detector: 15, pdg: 13, x: -330, y: 0, z: HASC_FRONT_Z },
  { detector: 16, pdg: -13, x: 2245, y: 0, z: MUV0_Z },
];

function batchOf(events: readonly (typeof ENTRIES)[]) {
  const entries = new TableBuilder(vetoEntries, events.length);
  const stamps = new TableBuilder(triggers, events.length);
  for (const list of events) {
    list.forEach((entry) => {
      const i = entries.next();
      const c = entries.columns;
      c.detector[i] = entry.detector;
      c.pdg[i] = entry.pdg;
      c.x[i] = entry.x;
      c.y[i] = entry.y;
      c.z[i] = entry.z;
      c.t[i] = timeAt(entry.z, 0);
      c.p[i] = 20_000;
      c.particle[i] = ENTRIES.indexOf(entry);
    });
    stamps.columns.timestamp[stamps.next()] = STAMP.timestamp;
    entries.endEvent();
    stamps.endEvent();
  }
  return {
    sequence: 0,
    size: events.length,
    burst: new Uint32Array(events.length).fill(1),
    event: new Uint32Array(events.length).fill(9),
    flaws: [],
    faults: [],
    triggers: stamps.finish(),
    veto_entries: entries.finish(),
  };
}

describe('stages of IRC, SAC, HASC and MUV0', () => {
  it('take their own entries alone', () => {
    const chain = (batch: ReturnType<typeof batchOf>) =>
      muv0Hits(
        1,
        muv0Conditions('nominal'),
      )(
        hascHits(
          1,
          hascConditions('nominal'),
        )(sacHits(1, sacConditions('nominal'))(ircHits(1, ircConditions('nominal'))(batch))),
      );
    const out = chain(batchOf([...ENTRIES.map((e) => [e]), ENTRIES, []]));
    const counts = ['sac', 'irc', 'hasc', 'muv0'].map((name) => {
      const { offsets } = out[name as 'sac'];
      return Array.from({ length: 6 }, (_, e) => offsets[e + 1]! - offsets[e]!);
    });
    counts.forEach((of, detector) => {
      expect(of[detector]).toBeGreaterThan(0);
      // the same hits beside others; nothing elsewhere
      expect(of.map((n, e) => (e === detector || e === 4 ? n - of[detector]! : n))).toEqual([0, 0, 0, 0, 0, 0]);
    });
    // the same place in the LAV is not theirs
    expect(chain(batchOf([[{ ...ENTRIES[1]!, detector: 12 }]])).irc.length).toBe(0);
    expect(out.faults).toEqual([]);
    expect(Array.from(out.sac_truth.columns.particle).every((k) => k === 0)).toBe(true);
  });
});

describe('conditions of small detectors', () => {
  it('are perfect, or the same for ever', () => {
    const { t0, efficiency } = sacConditions('nominal');
    expect([...t0, ...efficiency]).toEqual([0, 0, 0, 0, 1, 1, 1, 1]);
    expect(sacConditions('kaon-2018')).toEqual(sacConditions('kaon-2018'));
    expect(sacConditions('kaon-2018').t0).not.toEqual(ircConditions('kaon-2018').t0);
    expect(hascConditions('nominal').t0.length).toBe(90);
  });

  it('has as many dead channels as it is told, no more than there are', () => {
    for (const [asked, dead] of [
      [2, 2],
      [99, 9],
    ] as const) {
      const values = withDefaults(tdcConditionsSettings, { deadChannels: asked });
      expect(tdcConditions('MUV0', 9, 'kaon-2018', values).efficiency.filter((e) => e === 0).length).toBe(dead);
    }
  });

  it('refuses an unknown name', () => {
    expect(() => ircConditions('kaon-2081')).toThrow(InputError);
  });
});
