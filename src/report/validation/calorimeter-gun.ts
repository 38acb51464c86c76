import { C_LIGHT, CLOCK_PERIOD, FINE_TIME_LSB } from '../../core/constants.js';
import { RandomStream, stageKey } from '../../core/random.js';
import { flightCompensation } from '../../detectors/common/timing.js';
import { lkrConditions } from '../../detectors/lkr/conditions.js';
import { inFiducial, LKR_FRONT_Z } from '../../detectors/lkr/description.js';
import { lkrHits } from '../../detectors/lkr/stage.js';
import { inMuvFiducial } from '../../detectors/muv-strips/description.js';
import { muv1Conditions } from '../../detectors/muv1/conditions.js';
import { MUV1 } from '../../detectors/muv1/description.js';
import { muv1Hits } from '../../detectors/muv1/stage.js';
import { muv2Conditions } from '../../detectors/muv2/conditions.js';
import { MUV2 } from '../../detectors/muv2/description.js';
import { muv2Hits } from '../../detectors/muv2/stage.js';
import { drawHadronShowers } from '../../detectors/passage/hadron-showers.js';
import type { EventBatch, Has } from '../../event/batch.js';
import { TableBuilder } from '../../event/builder.js';
import { triggers } from '../../event/raw.js';
import { tracks } from '../../event/run.js';
import { trackTimes } from '../../event/run-beam.js';
import type { lkrClusters, trackClusters } from '../../event/run-downstream.js';
import type { muvClusters, trackHadrons } from '../../event/run-vetoes.js';
import { calorimeterEntries, type hadronShowers, muvCrossings } from '../../event/simulation-downstream.js';
import { findLkrClusters } from '../../pid/lkr.js';
import { clustersOfTracks } from '../../pid/lkr-tracks.js';
import { findMuvClusters } from '../../pid/muv-clusters.js';
import { hadronsOfTracks } from '../../pid/muv-tracks.js';
import { DOWNSTREAM_PLANE } from '../../tracking/straw/stage.js';
import { type Bench, SETUP, SPILL_TIME } from './samples.js';

/** One particle an event at the front of the LKr, even over the acceptance of all calorimeters, with its true track. */
export interface CalorimeterSample {
  readonly pdg: number;
  /** [MeV/c] */
  readonly momentum: readonly [number, number];
  readonly events: number;
  readonly seed: number;
}

/** A slice of such events; track i is that of event i. */
export type CalorimeterBatch = EventBatch &
  Has<
    | typeof hadronShowers
    | typeof tracks
    | typeof lkrClusters
    | typeof trackClusters
    | typeof muvClusters
    | typeof trackHadrons
  >;

const DECAY_Z = 140_000;
const TIMESTAMP = Math.round(SPILL_TIME / CLOCK_PERIOD);
const SLICE = 1000;
/** A muon has lost this before the MUV1 and before the MUV2 [MeV]. Source: PDG, minimum ionisation with its rise. */
const LOST = [550, 1500];

/**
 * Makes the sample, in slices, with the true conditions of the setup known to the reconstruction. A muon flies straight through all of it.
 * @throws Error when a stage refuses an event
 */
export function calorimeterBatches(
  bench: Bench,
  sample: CalorimeterSample,
  look: (batch: CalorimeterBatch) => void,
): void {
  const conditions = { lkr: lkrConditions(SETUP), muv1: muv1Conditions(SETUP), muv2: muv2Conditions(SETUP) };
  const shower = drawHadronShowers(sample.seed);
  const lkr = lkrHits(sample.seed, conditions.lkr);
  const muv1 = muv1Hits(sample.seed, conditions.muv1);
  const muv2 = muv2Hits(sample.seed, conditions.muv2);
  const findLkr = findLkrClusters({ conditions: conditions.lkr });
  const findMuv = findMuvClusters(conditions);
  const matchLkr = clustersOfTracks();
  const matchMuv = hadronsOfTracks();
  for (let first = 0; first < sample.events; first += SLICE) {
    bench.signal.throwIfAborted();
    const drawn = draw(sample, first, Math.min(SLICE, sample.events - first));
    const batch = matchMuv(matchLkr(findMuv(findLkr(muv2(muv1(lkr(shower(drawn))))))));
    const [fault] = batch.faults;
    if (fault !== undefined) throw new Error(`${fault.stage}: ${fault.reason}`);
    look(batch);
    bench.onEvents(drawn.size);
  }
}

function draw({ pdg, momentum, seed }: CalorimeterSample, first: number, size: number) {
  const rng = new RandomStream();
  const key = stageKey('validation.calorimeter-gun');
  const tables = {
    triggers: new TableBuilder(triggers, size),
    calorimeter_entries: new TableBuilder(calorimeterEntries, size),
    muv_crossings: new TableBuilder(muvCrossings, size),
    tracks: new TableBuilder(tracks, size),
    track_times: new TableBuilder(trackTimes, size),
  };
  const muon = Math.abs(pdg) === 13;
  for (let e = 0; e < size; e++) {
    rng.key(seed, key, pdg, first + e, momentum[0]);
    const fine = Math.floor(256 * rng.uniform());
    const p = rng.range(...momentum);
    let x: number;
    let y: number;
    do {
      x = rng.range(-1060, 1060);
      y = rng.range(-1060, 1060);
    } while (!inFiducial(x, y) || !inMuvFiducial(x, y));
    const tx = x / (LKR_FRONT_Z - DECAY_Z);
    const ty = y / (LKR_FRONT_Z - DECAY_Z);
    const t = TIMESTAMP * CLOCK_PERIOD + (fine + 0.5) * FINE_TIME_LSB - flightCompensation(LKR_FRONT_Z);
    const i = tables.triggers.next();
    tables.triggers.columns.timestamp[i] = TIMESTAMP;
    tables.triggers.columns.fine_time[i] = fine;
    const state = { pdg, x, y, tx, ty, t, p };
    fill(tables.calorimeter_entries, state);
    for (const [k, { frontZ }] of muon ? [MUV1, MUV2].entries() : []) {
      const way = frontZ - LKR_FRONT_Z;
      const there = { x: x + way * tx, y: y + way * ty, t: t + way / C_LIGHT, p: p - LOST[k]! };
      tables.muv_crossings.columns.plane[fill(tables.muv_crossings, { ...state, ...there })] = k + 1;
    }
    const track = tables.tracks.next();
    const c = tables.tracks.columns;
    const back = DOWNSTREAM_PLANE - LKR_FRONT_Z;
    c.p[track] = p;
    c.x_down[track] = x + back * tx;
    c.y_down[track] = y + back * ty;
    c.tx_down[track] = tx;
    c.ty_down[track] = ty;
    tables.track_times.columns.time[tables.track_times.next()] = 0.5 * FINE_TIME_LSB;
    for (const table of Object.values(tables)) table.endEvent();
  }
  const keys: EventBatch = {
    sequence: 0,
    size,
    burst: new Uint32Array(size).fill(1),
    event: Uint32Array.from({ length: size }, (_, e) => first + e),
    flaws: [],
    faults: [],
  };
  return {
    ...keys,
    triggers: tables.triggers.finish(),
    calorimeter_entries: tables.calorimeter_entries.finish(),
    muv_crossings: tables.muv_crossings.finish(),
    tracks: tables.tracks.finish(),
    track_times: tables.track_times.finish(),
  };
}

type State = { readonly [K in 'pdg' | 'x' | 'y' | 'tx' | 'ty' | 't' | 'p']: number };

function fill(
  table: TableBuilder<typeof calorimeterEntries> | TableBuilder<typeof muvCrossings>,
  { pdg, x, y, tx, ty, t, p }: State,
): number {
  const i = table.next();
  const c = table.columns;
  c.pdg[i] = pdg;
  c.x[i] = x;
  c.y[i] = y;
  c.tx[i] = tx;
  c.ty[i] = ty;
  c.t[i] = t;
  c.p[i] = p;
  return i;
}
