import { CLOCK_PERIOD } from '../../../src/core/constants.js';
import { RandomStream, stageKey } from '../../../src/core/random.js';
import type { Values } from '../../../src/core/settings.js';
import { flightCompensation } from '../../../src/detectors/common/timing.js';
import { type GtkConditions, nominalGtkConditions } from '../../../src/detectors/gtk/conditions.js';
import { GTK_STATIONS, type GtkStation } from '../../../src/detectors/gtk/description.js';
import type { gtkSettings } from '../../../src/detectors/gtk/emulate.js';
import { gtkHits } from '../../../src/detectors/gtk/stage.js';
import type { EventBatch, Has } from '../../../src/event/batch.js';
import { TableBuilder } from '../../../src/event/builder.js';
import { triggers } from '../../../src/event/raw.js';
import type { gtk } from '../../../src/event/raw-beam.js';
import { primaries } from '../../../src/event/simulation.js';
import { pileup } from '../../../src/event/simulation-beam.js';
import { Process } from '../../../src/event/truth.js';
import type { gtkTruth } from '../../../src/event/truth-beam.js';
import { beamLine } from '../../../src/generator/beam-line-stage.js';
import { GTK_Z } from '../../../src/transport/beam-line.js';

/** A beam particle behind GTK3 [mm, rad, MeV/c] and its time relative to the trigger [ns]. */
export interface Truth {
  x: number;
  y: number;
  tx: number;
  ty: number;
  p: number;
  time: number;
}

const KAON = 321;
const TIMESTAMP = 120_235_500;
const FINE_TIME = 128;
const TRIGGER = (TIMESTAMP + FINE_TIME / 256) * CLOCK_PERIOD;
/**
 * Raw batch of beam particles with the spot, slopes and momenta of the beam: `times[e]` are the times of the particles of event e relative
 * to the trigger [ns]. `truth[e]` has the state of each behind GTK3.
 */
export function drawBeam(
  times: readonly (readonly number[])[],
  seed = 7,
  settings: Partial<Values<typeof gtkSettings>> = {},
  conditions: GtkConditions = nominalGtkConditions(),
  stations: readonly GtkStation[] = GTK_STATIONS,
): {
  raw: EventBatch & Has<typeof triggers | typeof gtk | typeof gtkTruth>;
  truth: Truth[][];
} {
  const rng = new RandomStream();
  const key = stageKey('test.beam');
  const stamps = new TableBuilder(triggers, times.length);
  const beam = new TableBuilder(primaries, times.length);
  const nothing = new TableBuilder(pileup, times.length);
  const truth = times.map((list, e) => {
    const row = stamps.next();
    stamps.columns.timestamp[row] = TIMESTAMP;
    stamps.columns.fine_time[row] = FINE_TIME;
    stamps.endEvent();
    const states = list.map((time, particle): Truth => {
      rng.key(seed, key, 0, e, particle);
      const p = 75_000 + 820 * rng.gauss();
      const x = 12 * rng.gauss();
      const y = 5 * rng.gauss();
      const tx = (1.213 - 0.0055 * x + 0.083 * rng.gauss()) * 1e-3;
      const ty = (0.03 + 0.103 * rng.gauss()) * 1e-3;
      const j = beam.next();
      const c = beam.columns;
      const pz = p / Math.sqrt(1 + tx * tx + ty * ty);
      c.pdg[j] = KAON;
      c.process[j] = Process.beam;
      c.x[j] = x;
      c.y[j] = y;
      c.z[j] = GTK_Z[2];
      c.t[j] = TRIGGER + time - flightCompensation(GTK_Z[2]);
      c.px[j] = tx * pz;
      c.py[j] = ty * pz;
      c.pz[j] = pz;
      return { x, y, tx, ty, p, time };
    });
    beam.endEvent();
    nothing.endEvent();
    return states;
  });
  const batch = {
    sequence: 0,
    size: times.length,
    burst: new Uint32Array(times.length).fill(1),
    event: Uint32Array.from(times, (_, i) => i),
    flaws: [],
    faults: [],
    triggers: stamps.finish(),
    primaries: beam.finish(),
    pileup: nothing.finish(),
  };
  return {
    raw: gtkHits(seed, conditions, settings, stations)(beamLine({ seed, gtkZ: stations.map(({ z }) => z) })(batch)),
    truth,
  };
}
