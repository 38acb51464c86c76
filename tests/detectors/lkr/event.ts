import { CLOCK_PERIOD, FINE_TIME_LSB } from '../../../src/core/constants.js';
import { RandomStream } from '../../../src/core/random.js';
import { flightCompensation } from '../../../src/detectors/common/timing.js';
import { PROJECTIVE_DISTANCE as FAR, LKR_FRONT_Z } from '../../../src/detectors/lkr/description.js';
import type { LkrEmulator } from '../../../src/detectors/lkr/emulate.js';
import { HadronShowers, noShower } from '../../../src/detectors/passage/hadron-showers.js';
import { TableBuilder } from '../../../src/event/builder.js';
import { triggers } from '../../../src/event/raw.js';
import { LKR_SAMPLES, lkr } from '../../../src/event/raw-downstream.js';
import { lkrTruth } from '../../../src/event/truth-downstream.js';

/** Stamp of the trigger of every test event, in the middle of its clock period. */
const STAMP = { timestamp: 120235500, fineTime: 128 };
const IN_TIME = STAMP.timestamp * CLOCK_PERIOD + STAMP.fineTime * FINE_TIME_LSB - flightCompensation(LKR_FRONT_Z);

/** A particle at the front plane, `dt` [ns] after the trigger; along its tower when no slope is given. */
export interface Entry {
  readonly pdg: number;
  readonly x: number;
  readonly y: number;
  readonly p: number;
  readonly tx?: number;
  readonly ty?: number;
  readonly dt?: number;
  readonly particle?: number;
}

export const photon = (x: number, y: number, p: number, dt = 0): Entry => ({ pdg: 22, x, y, p, dt });

const rng = new RandomStream();
const showers = new HadronShowers();
const shower = noShower();

/** A batch of one event of an emulator, ready for the reconstruction. */
export function lkrEvent(emulator: LkrEmulator, seed: number, event: number, entries: readonly Entry[]) {
  const hits = new TableBuilder(lkr, 1);
  const truth = new TableBuilder(lkrTruth, 1);
  emulator.begin(seed, 1, event, STAMP.timestamp);
  for (const [i, { pdg, x, y, p, tx = x / FAR, ty = y / FAR, dt = 0, particle }] of entries.entries()) {
    const who = particle ?? i;
    emulator.enter(pdg, x, y, tx, ty, IN_TIME + dt, p, who);
    if (Math.abs(pdg) < 100) continue;
    showers.draw(rng.key(seed, 0, 1, event, who), pdg, p, shower);
    const { z, emLkr, hadLkr } = shower;
    emulator.hadron(pdg, x, y, tx, ty, IN_TIME + dt, p, who, z - LKR_FRONT_Z, emLkr, hadLkr);
  }
  emulator.end(hits, truth);
  hits.endEvent();
  truth.endEvent();
  return batchOf(event, hits, truth);
}

/** A batch of one event of rows made by hand. */
export function drawnCells(rows: readonly (readonly [channel: number, samples: readonly number[]])[]) {
  const hits = new TableBuilder(lkr, 1);
  for (const [channel, samples] of rows) {
    const i = hits.next();
    hits.columns.channel[i] = channel;
    hits.columns.samples.set(samples, i * LKR_SAMPLES);
  }
  hits.endEvent();
  const truth = new TableBuilder(lkrTruth, 1);
  truth.endEvent();
  return batchOf(0, hits, truth);
}

function batchOf(event: number, hits: TableBuilder<typeof lkr>, truth: TableBuilder<typeof lkrTruth>) {
  const stamps = new TableBuilder(triggers, 1);
  const i = stamps.next();
  stamps.columns.timestamp[i] = STAMP.timestamp;
  stamps.columns.fine_time[i] = STAMP.fineTime;
  stamps.endEvent();
  return {
    sequence: 0,
    size: 1,
    burst: Uint32Array.of(1),
    event: Uint32Array.of(event),
    flaws: [],
    faults: [],
    triggers: stamps.finish(),
    lkr: hits.finish(),
    lkr_truth: truth.finish(),
  };
}
