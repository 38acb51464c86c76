import { CLOCK_PERIOD } from '../../../src/core/constants.js';
import { withDefaults } from '../../../src/core/settings.js';
import { flightCompensation } from '../../../src/detectors/common/timing.js';
import { nominalStrawConditions } from '../../../src/detectors/straw/conditions.js';
import { PLANE_LIST } from '../../../src/detectors/straw/description.js';
import { StrawEmulator, strawSettings } from '../../../src/detectors/straw/emulate.js';
import type { EventBatch, Has } from '../../../src/event/batch.js';
import { TableBuilder } from '../../../src/event/builder.js';
import { straw, triggers } from '../../../src/event/raw.js';
import { strawTruth } from '../../../src/event/truth.js';
import { na62Field } from '../../../src/transport/na62-field.js';
import { makeStepGrid } from '../../../src/transport/step-grid.js';
import { swim } from '../../../src/transport/swim.js';

export const FIELD = na62Field();
const GRID = makeStepGrid(FIELD, [180_000, ...PLANE_LIST.map((p) => p.z)]);
const TIMESTAMP = 100_000;

/** A trajectory drawn by hand: state (x, y, tx, ty) at z = 180 m [mm, rad], charge · momentum [e MeV/c]. */
export interface Drawn {
  readonly x: number;
  readonly y: number;
  readonly tx: number;
  readonly ty: number;
  readonly qp: number;
}

/** Straws without losses and δ rays: what is drawn is what is seen, up to the drift-time smearing. */
const PERFECT = withDefaults(strawSettings, { inefficiency: 0, earlyFraction: 0 });

/** Raw batch of events, each a list of trajectories without scattering, in time with the trigger. */
export function draw(
  events: readonly (readonly Drawn[])[],
  seed = 7,
): EventBatch & Has<typeof triggers | typeof straw> {
  const emulator = new StrawEmulator(nominalStrawConditions(), PERFECT);
  const hits = new TableBuilder(straw, events.length);
  const truth = new TableBuilder(strawTruth, events.length);
  const stamps = new TableBuilder(triggers, events.length);
  events.forEach((tracks, e) => {
    emulator.begin(seed, 1, e, TIMESTAMP);
    tracks.forEach(({ x, y, tx, ty, qp }, k) => {
      const s = Float64Array.of(x, y, tx, ty, 1 / qp);
      PLANE_LIST.forEach((plane, p) => {
        swim(GRID, p, p + 1, s);
        const inTime = TIMESTAMP * CLOCK_PERIOD - flightCompensation(plane.z);
        emulator.cross(p, s[0]!, s[1]!, s[2]!, s[3]!, inTime, k);
      });
    });
    emulator.end(hits, truth);
    hits.endEvent();
    stamps.columns.timestamp[stamps.next()] = TIMESTAMP;
    stamps.endEvent();
  });
  return {
    sequence: 0,
    size: events.length,
    burst: new Uint32Array(events.length).fill(1),
    event: Uint32Array.from(events, (_, i) => i),
    flaws: [],
    faults: [],
    triggers: stamps.finish(),
    straw: hits.finish(),
  };
}
