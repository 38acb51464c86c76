import { map, type Observable, tap } from 'rxjs';
import { withDefaults } from './core/settings.js';
import { transport } from './detectors/apparatus.js';
import { strawConditions } from './detectors/straw/conditions.js';
import { strawHits } from './detectors/straw/stage.js';
import type { EventBatch, Has } from './event/batch.js';
import { checkValues } from './event/check.js';
import { RAW_TABLES, type straw, type triggers } from './event/raw.js';
import type { primaries } from './event/simulation.js';
import type { Stage } from './event/stage.js';
import { summarise } from './event/summary.js';
import type { Table } from './event/table.js';
import { kaonDecays } from './generator/kaon-decays.js';
import { decayMode } from './generator/modes/index.js';
import { setupByName } from './setups/index.js';
import type { Changes, RECONSTRUCTION_SETTINGS, SIMULATION_SETTINGS } from './setups/modules.js';
import { apparatusSettings } from './setups/setup.js';
import { strawTracks } from './tracking/straw/stage.js';
import { na62Field } from './transport/na62-field.js';
import { controlTriggerSettings, drawSpillTime } from './trigger/control.js';
import { controlTriggers } from './trigger/stage.js';
import { findVertices } from './vertex/stage.js';

/**
 * The chain. Forward: what nature and the electronics do; backward: what an experimenter can know. The raw hits are the border:
 * nothing in `reconstruction` reads truth, seeds or settings of `simulation`. Batches of events flow; each stage adds the tables it
 * writes, and a stage placed before the tables it reads exist does not compile.
 */

/** How to simulate: the true state of the experiment. */
export interface Simulation {
  readonly setup: string;
  readonly decay: string;
  readonly seed: number;
  /** Name of the true conditions; the setup's own when absent. */
  readonly conditions?: string;
  readonly settings?: Changes<typeof SIMULATION_SETTINGS>;
}

/** How to reconstruct: what is assumed of the experiment. */
export interface Reconstruction {
  readonly setup: string;
  /** Name of the assumed conditions; the setup's own when absent. */
  readonly conditions?: string;
  readonly settings?: Changes<typeof RECONSTRUCTION_SETTINGS>;
}

/** A batch of raw data: all that the reconstruction reads. */
export type RawBatch = EventBatch & Has<typeof triggers | typeof straw>;

/** What starts a chain: the stage that makes particles. */
export type Generator = Stage<readonly [], readonly [typeof primaries]>;

/** Lifts a stage into a stream of batches. */
export const on =
  <R extends readonly Table[], W extends readonly Table[]>(stage: Stage<R, W>) =>
  <B extends EventBatch & Has<R[number]>>(batches: Observable<B>): Observable<B & Has<W[number]>> =>
    batches.pipe(map((batch) => stage(batch)));

/** From event keys to raw hits and truth of beam kaons that decay. */
export function simulation({ decay, ...how }: Simulation) {
  const { setup, seed, settings = {} } = how;
  const spill = withDefaults(controlTriggerSettings, settings.trigger);
  const decays = kaonDecays({
    mode: decayMode(decay),
    field: fieldOf(settings.apparatus),
    decayRegion: setupByName(setup).decayRegion,
    seed,
    beam: settings.beam ?? {},
    drawTime: (rng) => drawSpillTime(rng, spill),
  });
  return emulation(decays, how);
}

/** From event keys to raw hits and truth of whatever a generator makes. */
export function emulation(generator: Generator, how: Omit<Simulation, 'decay'>) {
  const { setup, seed, conditions, settings = {} } = how;
  const { materialScale } = withDefaults(apparatusSettings, settings.apparatus);
  const trigger = controlTriggers(seed, settings.trigger);
  const apparatus = transport({ field: fieldOf(settings.apparatus), materialScale, seed });
  const straws = strawHits(seed, strawConditions(conditions ?? setupByName(setup).conditions), settings.straw);

  return (keys: Observable<EventBatch>) =>
    keys.pipe(
      on(generator), // beam kaon, flight, decay
      on(trigger), // time stamp of the control trigger
      on(apparatus), // field, matter, apertures, π → μν
      on(straws), // drift, edges, TDC counts
    );
}

/** The stages of the reconstruction, ready to run. */
function reconstructionStages({ setup: setupName, conditions, settings = {} }: Reconstruction) {
  const setup = setupByName(setupName);
  const field = fieldOf(settings.apparatus);

  const tracks = strawTracks({
    field,
    conditions: strawConditions(conditions ?? setup.conditions),
    settings: settings['straw-tracks'] ?? {},
  });
  const vertices = findVertices({ field, settings: settings.vertex ?? {} });
  return { tracks, vertices };
}

/** From raw hits to candidates. */
export function reconstruction(options: Reconstruction) {
  const { tracks, vertices } = reconstructionStages(options);
  return <B extends RawBatch>(raw: Observable<B>) =>
    raw.pipe(
      tap((batch) => checkValues(batch, RAW_TABLES)), // bad events to quarantine
      on(tracks), // drift circles → views → chambers → Kalman fit
      on(vertices), // pairs and triples, swum to a common point
      map(summarise), // counts per event, faults as rows
    );
}

/** The magnets as they are set (forward) or as they are assumed to be (backward). */
function fieldOf(apparatus?: Changes<typeof SIMULATION_SETTINGS>['apparatus']) {
  const { mnp33Scale, blueTube } = withDefaults(apparatusSettings, apparatus);
  return na62Field({ mnp33Scale, blueTube: blueTube !== 0 });
}
