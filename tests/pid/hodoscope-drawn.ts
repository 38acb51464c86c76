import { RandomStream, stageKey } from '../../src/core/random.js';
import { type ChodConditions, chodConditions } from '../../src/detectors/chod/conditions.js';
import { ChodEmulator } from '../../src/detectors/chod/emulate.js';
import { type NewchodConditions, newchodConditions } from '../../src/detectors/newchod/conditions.js';
import { NewchodEmulator } from '../../src/detectors/newchod/emulate.js';
import type { EventBatch, Has } from '../../src/event/batch.js';
import { TableBuilder } from '../../src/event/builder.js';
import { triggers } from '../../src/event/raw.js';
import { chod, newchod } from '../../src/event/raw-beam.js';
import { tracks } from '../../src/event/run.js';
import { chodTruth, newchodTruth } from '../../src/event/truth-beam.js';
import type { Line } from '../detectors/contract.js';
import { crossChod, crossNewchod, STAMP } from '../detectors/hodoscope-event.js';

export const STRAW_SIGMA = 5.1;
const DOWNSTREAM = 219_445;

export type Drawn = EventBatch & Has<typeof triggers | typeof newchod | typeof chod | typeof tracks>;

export interface TrueConditions {
  readonly newchod?: NewchodConditions;
  readonly chod?: ChodConditions;
}

/**
 * Raw hodoscope hits of straight lines, and the STRAW tracks of 30 GeV/c they would make: exact downstream states, times spread by
 * `STRAW_SIGMA`. Row k of an event's tracks is its line k.
 */
export function drawHodoscopes(events: readonly (readonly Line[])[], how: TrueConditions = {}, seed = 7): Drawn {
  const newchodEmulator = new NewchodEmulator(how.newchod ?? newchodConditions('nominal'));
  const chodEmulator = new ChodEmulator(how.chod ?? chodConditions('nominal'));
  const n = events.length;
  const tables = {
    triggers: new TableBuilder(triggers, n),
    newchod: new TableBuilder(newchod, n),
    newchodTruth: new TableBuilder(newchodTruth, n),
    chod: new TableBuilder(chod, n),
    chodTruth: new TableBuilder(chodTruth, n),
    tracks: new TableBuilder(tracks, n),
  };
  const rng = new RandomStream().key(seed, stageKey('drawn straw times'), 0, 0);
  events.forEach((lines, e) => {
    newchodEmulator.begin(seed, 1, e, STAMP.timestamp);
    chodEmulator.begin(seed, 1, e, STAMP.timestamp);
    lines.forEach((line, k) => {
      crossNewchod(newchodEmulator, line, k);
      crossChod(chodEmulator, line, k);
      const i = tables.tracks.next();
      const c = tables.tracks.columns;
      c.p[i] = 30_000;
      c.x_down[i] = line.x + line.tx * DOWNSTREAM;
      c.y_down[i] = line.y + line.ty * DOWNSTREAM;
      c.tx_down[i] = line.tx;
      c.ty_down[i] = line.ty;
      c.time[i] = line.dt + STRAW_SIGMA * rng.gauss();
      c.time_sigma[i] = STRAW_SIGMA;
    });
    newchodEmulator.end(tables.newchod, tables.newchodTruth);
    chodEmulator.end(tables.chod, tables.chodTruth);
    const i = tables.triggers.next();
    tables.triggers.columns.timestamp[i] = STAMP.timestamp;
    tables.triggers.columns.fine_time[i] = STAMP.fineTime;
    for (const table of Object.values(tables)) table.endEvent();
  });
  return {
    sequence: 0,
    size: n,
    burst: new Uint32Array(n).fill(1),
    event: Uint32Array.from(events, (_, i) => i),
    flaws: [],
    faults: [],
    triggers: tables.triggers.finish(),
    newchod: tables.newchod.finish(),
    chod: tables.chod.finish(),
    tracks: tables.tracks.finish(),
  };
}

/**
 * Lines from the decay region that meet the V plane evenly in x and y between radii `r0` and `r1` [mm], at times spread evenly over
 * 2 ns so that the counts of the TDC leave no pattern.
 */
export function someLines(count: number, r0: number, r1: number, seed = 3): Line[] {
  const rng = new RandomStream().key(seed, stageKey('drawn lines'), 0, 0);
  return Array.from({ length: count }, () => {
    const r = Math.sqrt(rng.range(r0 * r0, r1 * r1));
    const phi = rng.range(0, 2 * Math.PI);
    const z = rng.range(120_000, 165_000);
    const tx = (r * Math.cos(phi)) / (239_009 - z);
    const ty = (r * Math.sin(phi)) / (239_009 - z);
    return { x: -tx * z, y: -ty * z, tx, ty, dt: rng.range(-1, 1) };
  });
}

/** Mean and standard deviation. */
export function spread(values: readonly number[]): { readonly mean: number; readonly sigma: number } {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return { mean, sigma: Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length) };
}
