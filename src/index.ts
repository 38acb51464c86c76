/**
 * Spillway: the NA62 detector chain, emulated hit by hit and reconstructed. Importing it has no side effects.
 *
 * The verbs of the command line are functions here; `simulation` and `reconstruction` are the chain itself, for streams of batches.
 */
import type { Settings } from './core/settings.js';
import { DECAY_MODES } from './generator/modes/index.js';
import { SELECTIONS } from './selection/index.js';
import { CONDITIONS } from './setups/conditions.js';
import { SETUPS } from './setups/index.js';
import { RECONSTRUCTION_SETTINGS, SIMULATION_SETTINGS } from './setups/modules.js';

type Modules = Readonly<Record<string, Settings>>;

export { readManifests, readPart } from './arrow/index.js';
export { ExitCode, InputError } from './core/errors.js';
export type { Setting, Settings } from './core/settings.js';
export { VERSION } from './core/version.js';
export type { EventBatch, Has } from './event/batch.js';
export { BATCH_EVENTS, eventKeys } from './event/keys.js';
export { straw, triggers } from './event/raw.js';
export { chod, gtk, ktag, newchod } from './event/raw-beam.js';
export { events, quarantine, tracks, vertices } from './event/run.js';
export {
  beamMatches,
  chodCandidates,
  gtkTracks,
  ktagCandidates,
  newchodCandidates,
  trackTimes,
} from './event/run-beam.js';
export { candidateEvents, candidates } from './event/selection.js';
export { type Stage, stage } from './event/stage.js';
export { type Column, type Rows, type Table, table } from './event/table.js';
export { particles, strawTruth } from './event/truth.js';
export { on, type RawBatch, type Reconstruction, reconstruction, type Simulation, simulation } from './pipeline.js';
export { selectionColumns } from './selection/columns/index.js';
export type { Cut, Region, Selection } from './selection/cut.js';
export { SELECTIONS } from './selection/index.js';
export { parseCut, type SelectionSource } from './selection/parse.js';
export { type Conditions, conditionsByName } from './setups/conditions.js';
export { cutflow } from './verbs/cutflow.js';
export { diff } from './verbs/diff.js';
export { efficiency } from './verbs/efficiency.js';
export { exportTables } from './verbs/export.js';
export { inspect } from './verbs/inspect.js';
export { nminus1 } from './verbs/nminus1.js';
export { replay } from './verbs/replay.js';
export { report } from './verbs/report.js';
export { scan } from './verbs/scan.js';
export { select } from './verbs/select.js';
export { chooseSelection } from './verbs/selection-file.js';
export { show } from './verbs/show.js';
export { simulate } from './verbs/simulate.js';
export type * from './verbs/types.js';
export { validate } from './verbs/validate.js';

/** Names that exist. */
export const setups: readonly string[] = SETUPS.map((s) => s.name);
export const decays: readonly string[] = [...DECAY_MODES.keys()];
export const conditions: readonly string[] = CONDITIONS;
export const selections: readonly string[] = SELECTIONS.map((s) => s.name);

/** Settings that `--set` changes, by module. */
export const simulationSettings: Modules = SIMULATION_SETTINGS;
export const reconstructionSettings: Modules = RECONSTRUCTION_SETTINGS;
