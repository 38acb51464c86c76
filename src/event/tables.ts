import { straw, triggers } from './raw.js';
import { chod, gtk, ktag, newchod } from './raw-beam.js';
import { muv3 } from './raw-downstream.js';
import { badFragments, events, quarantine, tracks, vertices } from './run.js';
import { beamMatches, chodCandidates, gtkTracks, ktagCandidates, newchodCandidates, trackTimes } from './run-beam.js';
import { muv3Candidates, trackMuons } from './run-downstream.js';
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
import { muv3ConditionsTable, muv3Truth } from './truth-downstream.js';

/** Raw tables of a spill: all that the reconstruction reads. */
export const RAW_TABLES = [triggers, ktag, gtk, straw, newchod, chod, muv3] as const;

/** Truth of a simulated spill, event by event. */
export const TRUTH_TABLES = [particles, ktagTruth, gtkTruth, strawTruth, newchodTruth, chodTruth, muv3Truth] as const;

/** Conditions as emulated, channel by channel. */
export const CONDITION_TABLES = [
  ktagConditionsTable,
  gtkConditionsTable,
  strawConditions,
  newchodConditionsTable,
  chodConditionsTable,
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
  muv3Candidates,
  trackTimes,
  trackMuons,
  vertices,
  beamMatches,
  quarantine,
  badFragments,
] as const;
