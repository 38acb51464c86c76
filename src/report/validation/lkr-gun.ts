import { CLOCK_PERIOD, FINE_TIME_LSB } from '../../core/constants.js';
import { RandomStream, stageKey } from '../../core/random.js';
import { flightCompensation } from '../../detectors/common/timing.js';
import { type LkrConditions, lkrConditions } from '../../detectors/lkr/conditions.js';
import { inFiducial, LKR_FRONT_Z } from '../../detectors/lkr/description.js';
import { lkrHits } from '../../detectors/lkr/stage.js';
import { drawHadronShowers } from '../../detectors/passage/hadron-showers.js';
import type { EventBatch, Has } from '../../event/batch.js';
import { TableBuilder } from '../../event/builder.js';
import { triggers } from '../../event/raw.js';
import type { lkrClusters } from '../../event/run-downstream.js';
import { calorimeterEntries } from '../../event/simulation-downstream.js';
import { findLkrClusters } from '../../pid/lkr.js';
import { type Bench, SETUP, SPILL_TIME } from './samples.js';

/** One particle an event at the front of the LKr, even over the fiducial octagon, from a decay in the middle of the fiducial volume. */
export interface LkrSample {
  readonly pdg: number;
  /** [MeV/c] */
  readonly momentum: number;
  readonly events: number;
  readonly seed: number;
}

/** What the LKr made of it. Times relative to the trigger [ns]. */
interface LkrShot {
  readonly x: number;
  readonly y: number;
  readonly time: number;
  readonly clusters: Has<typeof lkrClusters>['lkr_clusters'];
  /** Row of the cluster nearest to the particle within 100 mm; −1: none. */
  readonly cluster: number;
}

const DECAY_Z = 140_000;
const NEAR = 100;
const TIMESTAMP = Math.round(SPILL_TIME / CLOCK_PERIOD);

/** Makes the sample, in slices, with the true conditions of the setup known to the reconstruction, and shows every particle. */
export function lkrShots(bench: Bench, sample: LkrSample, look: (shot: LkrShot) => void): void {
  const conditions: LkrConditions = lkrConditions(SETUP);
  const shower = drawHadronShowers(sample.seed);
  const emulate = lkrHits(sample.seed, conditions);
  const reconstruct = findLkrClusters({ conditions });
  const rng = new RandomStream();
  const key = stageKey('validation.lkr-gun');
  const slice = 1000;
  for (let first = 0; first < sample.events; first += slice) {
    bench.signal.throwIfAborted();
    const size = Math.min(slice, sample.events - first);
    const entries = new TableBuilder(calorimeterEntries, size);
    const stamps = new TableBuilder(triggers, size);
    for (let e = 0; e < size; e++) {
      rng.key(sample.seed, key, sample.pdg, first + e, sample.momentum);
      const fine = Math.floor(256 * rng.uniform());
      const i = entries.next();
      const c = entries.columns;
      do {
        c.x[i] = rng.range(-1130, 1130);
        c.y[i] = rng.range(-1130, 1130);
      } while (!inFiducial(c.x[i]!, c.y[i]!));
      c.tx[i] = c.x[i]! / (LKR_FRONT_Z - DECAY_Z);
      c.ty[i] = c.y[i]! / (LKR_FRONT_Z - DECAY_Z);
      c.pdg[i] = sample.pdg;
      c.p[i] = sample.momentum;
      c.t[i] = TIMESTAMP * CLOCK_PERIOD + (fine + 0.5) * FINE_TIME_LSB - flightCompensation(LKR_FRONT_Z);
      stamps.columns.timestamp[stamps.next()] = TIMESTAMP;
      stamps.columns.fine_time[stamps.length - 1] = fine;
      entries.endEvent();
      stamps.endEvent();
    }
    const keys: EventBatch = {
      sequence: 0,
      size,
      burst: new Uint32Array(size).fill(1),
      event: Uint32Array.from({ length: size }, (_, e) => first + e),
      flaws: [],
      faults: [],
    };
    const entered = entries.finish();
    const { lkr_clusters: clusters, faults } = reconstruct(
      emulate(shower({ ...keys, triggers: stamps.finish(), calorimeter_entries: entered })),
    );
    if (faults.length > 0) throw new Error(`${faults[0]!.stage}: ${faults[0]!.reason}`);
    for (let e = 0; e < size; e++) {
      const x = entered.columns.x[e]!;
      const y = entered.columns.y[e]!;
      let cluster = -1;
      let smallest = NEAR ** 2;
      for (let k = clusters.offsets[e]!; k < clusters.offsets[e + 1]!; k++) {
        const d2 = (clusters.columns.x[k]! - x) ** 2 + (clusters.columns.y[k]! - y) ** 2;
        if (d2 < smallest) {
          smallest = d2;
          cluster = k;
        }
      }
      look({ x, y, time: 0.5 * FINE_TIME_LSB, clusters, cluster });
    }
    bench.onEvents(size);
  }
}
