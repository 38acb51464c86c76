import { nominalRichConditions, type RichConditions } from '../../src/detectors/rich/conditions.js';
import { RichEmulator } from '../../src/detectors/rich/emulate.js';
import type { EventBatch, Fault, Has } from '../../src/event/batch.js';
import { TableBuilder } from '../../src/event/builder.js';
import { triggers } from '../../src/event/raw.js';
import { rich } from '../../src/event/raw-downstream.js';
import { tracks } from '../../src/event/run.js';
import { richTruth } from '../../src/event/truth-downstream.js';
import { findRichRings } from '../../src/pid/rich.js';
import type { Line } from '../detectors/contract.js';
import { crossRich, STAMP } from '../detectors/rich/event.js';

const DOWNSTREAM = 219_445;

/** A particle on a line, and its STRAW track when it has one. */
export interface Drawn {
  readonly line: Line;
  readonly pdg: number;
  readonly p: number;
  /** Time of the STRAW less the true one [ns]; absent: no track. */
  readonly straw?: number;
}

/** Raw RICH hits of drawn particles, their STRAW tracks with exact states. */
export function drawRich(
  events: readonly (readonly Drawn[])[],
  conditions: RichConditions = nominalRichConditions(),
  seed = 9,
): EventBatch & Has<typeof triggers | typeof rich | typeof tracks> & { readonly faults: Fault[] } {
  const emulator = new RichEmulator(conditions);
  const n = events.length;
  const tables = {
    triggers: new TableBuilder(triggers, n),
    rich: new TableBuilder(rich, n),
    richTruth: new TableBuilder(richTruth, n),
    tracks: new TableBuilder(tracks, n),
  };
  events.forEach((particles, e) => {
    emulator.begin(seed, 1, e, STAMP.timestamp);
    particles.forEach(({ line, pdg, p, straw }, k) => {
      crossRich(emulator, line, k, pdg, p);
      if (straw === undefined) return;
      const i = tables.tracks.next();
      const c = tables.tracks.columns;
      c.p[i] = p;
      c.x_down[i] = line.x + line.tx * DOWNSTREAM;
      c.y_down[i] = line.y + line.ty * DOWNSTREAM;
      c.tx_down[i] = line.tx;
      c.ty_down[i] = line.ty;
      c.time[i] = line.dt + straw;
      c.time_sigma[i] = 5;
    });
    emulator.end(tables.rich, tables.richTruth);
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
    rich: tables.rich.finish(),
    tracks: tables.tracks.finish(),
  };
}

/** One ring as a row. */
export interface Ring {
  readonly event: number;
  readonly track: number;
  readonly hits: number;
  readonly radius: number;
  readonly sigma: number;
  readonly freeRadius: number;
  readonly time: number;
  readonly timeSigma: number;
  readonly mass2: number;
  readonly expected: number;
  readonly likelihood: readonly number[];
}

/** The rings found in a batch. */
export function ringsOf(batch: ReturnType<typeof drawRich>, conditions: RichConditions = nominalRichConditions()) {
  const { rich_rings: rows, faults } = findRichRings({ conditions })(batch);
  const c = rows.columns;
  const rings: Ring[] = [];
  for (let event = 0; event < batch.size; event++) {
    for (let i = rows.offsets[event]!; i < rows.offsets[event + 1]!; i++) {
      rings.push({
        event,
        track: c.track[i]!,
        hits: c.n_hits[i]!,
        radius: c.radius[i]!,
        sigma: c.radius_sigma[i]!,
        freeRadius: c.free_radius[i]!,
        time: c.time[i]!,
        timeSigma: c.time_sigma[i]!,
        mass2: c.mass2[i]!,
        expected: c.expected_hits[i]!,
        likelihood: Array.from(c.log_likelihood.subarray(5 * i, 5 * i + 5)),
      });
    }
  }
  return { rings, faults };
}
