import { straw, triggers } from './raw.js';
import { chod, gtk, ktag, newchod } from './raw-beam.js';
import { lkr, muv3, rich } from './raw-downstream.js';
import { anti0, chanti, hasc, irc, lav, muv0, muv1, muv2, sac, vetoCounter } from './raw-vetoes.js';
import { badFragments, events, quarantine, tracks, vertices } from './run.js';
import {
  beamMatches,
  chodCandidates,
  gtkTracks,
  ktagCandidates,
  newchodCandidates,
  trackAxis,
  trackTimes,
} from './run-beam.js';
import { lkrClusters, muv3Candidates, richRings, trackClusters, trackMuons } from './run-downstream.js';
import { muvClusters, neutralPairs, trackHadrons, trackIdentity, vetoes, vetoHits } from './run-vetoes.js';
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
import {
  anti0ConditionsTable,
  anti0Truth,
  chantiConditionsTable,
  chantiTruth,
  hascConditionsTable,
  hascTruth,
  ircConditionsTable,
  ircTruth,
  lavConditionsTable,
  lavTruth,
  muv0ConditionsTable,
  muv0Truth,
  muv1ConditionsTable,
  muv1Truth,
  muv2ConditionsTable,
  muv2Truth,
  sacConditionsTable,
  sacTruth,
  vetoCounterConditionsTable,
  vetoCounterTruth,
} from './truth-vetoes.js';

/** Raw tables of a spill: all that the reconstruction reads. */
export const RAW_TABLES = [
  triggers,
  ktag,
  gtk,
  straw,
  newchod,
  chod,
  rich,
  lkr,
  muv3,
  chanti,
  lav,
  irc,
  sac,
  muv0,
  muv1,
  muv2,
  hasc,
  anti0,
  vetoCounter,
] as const;

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
  chantiTruth,
  lavTruth,
  ircTruth,
  sacTruth,
  muv0Truth,
  muv1Truth,
  muv2Truth,
  hascTruth,
  anti0Truth,
  vetoCounterTruth,
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
  chantiConditionsTable,
  lavConditionsTable,
  ircConditionsTable,
  sacConditionsTable,
  muv0ConditionsTable,
  muv1ConditionsTable,
  muv2ConditionsTable,
  hascConditionsTable,
  anti0ConditionsTable,
  vetoCounterConditionsTable,
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
  muvClusters,
  vetoHits,
  trackTimes,
  trackClusters,
  trackMuons,
  trackHadrons,
  trackIdentity,
  neutralPairs,
  vetoes,
  trackAxis,
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
