import { straw, triggers } from './raw.js';
import { chod, gtk, ktag, newchod } from './raw-beam.js';
import { lkr, muv3, rich } from './raw-downstream.js';
import { badFragments, events, quarantine, tracks, vertices } from './run.js';
import { beamMatches, chodCandidates, gtkTracks, ktagCandidates, newchodCandidates, trackTimes } from './run-beam.js';
import { lkrClusters, muv3Candidates, richRings, trackClusters, trackMuons } from './run-downstream.js';
import { SELECTION_TABLES } from './selection.js';
import type { Table } from './table.js';
import { particles, strawConditions, strawTruth } from './truth.js';
import {
  chodConditionsTable,
  chodTruth,
  gtkConditionsTable,
  gtkTruth,
  ktagConditionsTable,
  ktagTruth,
  newchodConditionsTable,
  newchodTruth,
} from './truth-beam.js';
import {
  lkrConditionsTable,
  lkrTruth,
  muv3ConditionsTable,
  muv3Truth,
  richConditionsTable,
  richTruth,
} from './truth-downstream.js';

/** Raw tables of a spill: all that the reconstruction reads. */
export const RAW_TABLES = [triggers, ktag, gtk, straw, newchod, chod, rich, lkr, muv3] as const;

/** Truth of a simulated spill, event by event. */
export const TRUTH_TABLES = [
  particles,
  ktagTruth,
  gtkTruth,
  strawTruth,
  newchodTruth,
  chodTruth,
  richTruth,
  lkrTruth,
  muv3Truth,
] as const;

/** Conditions as emulated, channel by channel. */
export const CONDITION_TABLES = [
  ktagConditionsTable,
  gtkConditionsTable,
  strawConditions,
  newchodConditionsTable,
  chodConditionsTable,
  richConditionsTable,
  lkrConditionsTable,
  muv3ConditionsTable,
] as const;

/** Tables of a run. */
export const RUN_TABLES = [
  events,
  ktagCandidates,
  gtkTracks,
  tracks,
  chodCandidates,
  newchodCandidates,
  richRings,
  lkrClusters,
  muv3Candidates,
  trackTimes,
  trackClusters,
  trackMuons,
  vertices,
  beamMatches,
  quarantine,
  badFragments,
] as const;

/** Every table there is, of spills, runs and selections. */
export const ALL_TABLES: readonly Table[] = [
  ...RAW_TABLES,
  ...TRUTH_TABLES,
  ...CONDITION_TABLES,
  ...RUN_TABLES,
  ...SELECTION_TABLES,
];
