import { RandomStream, stageKey } from '../../src/core/random.js';
import { type Muv3Conditions, muv3Conditions } from '../../src/detectors/muv3/conditions.js';
import { Muv3Emulator } from '../../src/detectors/muv3/emulate.js';
import type { EventBatch, Has } from '../../src/event/batch.js';
import { TableBuilder } from '../../src/event/builder.js';
import { triggers } from '../../src/event/raw.js';
import { muv3 } from '../../src/event/raw-downstream.js';
import { tracks } from '../../src/event/run.js';
import { trackTimes } from '../../src/event/run-beam.js';
import { muv3Truth } from '../../src/event/truth-downstream.js';
import { DOWNSTREAM_PLANE } from '../../src/tracking/straw/stage.js';
import type { Line } from '../detectors/contract.js';
import { STAMP } from '../detectors/hodoscope-event.js';
import { crossMuv3 } from '../detectors/muv3/event.js';

/** A muon that meets the MUV3 as `line`, and the track it leaves, whose line is another; either may be absent. */
export interface Muon {
  readonly line?: Line;
  readonly track?: Line;
  /** Of the track [MeV/c]. */
  readonly p?: number;
}

export type Drawn = EventBatch & Has<typeof triggers | typeof muv3 | typeof tracks | typeof trackTimes>;

/** Raw MUV3 hits of straight lines, and exact tracks with exact times in the order of the muons. */
export function drawMuons(
  events: readonly (readonly Muon[])[],
  conditions: Muv3Conditions = muv3Conditions('nominal'),
  seed = 7,
): Drawn {
  const emulator = new Muv3Emulator(conditions);
  const n = events.length;
  const tables = {
    triggers: new TableBuilder(triggers, n),
    muv3: new TableBuilder(muv3, n),
    truth: new TableBuilder(muv3Truth, n),
    tracks: new TableBuilder(tracks, n),
    times: new TableBuilder(trackTimes, n),
  };
  events.forEach((muons, e) => {
    emulator.begin(seed, 1, e, STAMP.timestamp);
    muons.forEach(({ line, track, p = 30_000 }, k) => {
      if (line !== undefined) crossMuv3(emulator, line, k);
      if (track === undefined) return;
      const i = tables.tracks.next();
      const c = tables.tracks.columns;
      c.p[i] = p;
      c.x_down[i] = track.x + track.tx * DOWNSTREAM_PLANE;
      c.y_down[i] = track.y + track.ty * DOWNSTREAM_PLANE;
      c.tx_down[i] = track.tx;
      c.ty_down[i] = track.ty;
      tables.times.columns.time[tables.times.next()] = track.dt;
    });
    emulator.end(tables.muv3, tables.truth);
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
    muv3: tables.muv3.finish(),
    tracks: tables.tracks.finish(),
    track_times: tables.times.finish(),
  };
}

/** Lines from the decay region that meet the MUV3 evenly between the hole and 1.2 m, at times spread over 2 ns. */
export function someMuons(count: number, seed = 3): Line[] {
  const rng = new RandomStream().key(seed, stageKey('drawn muons'), 0, 0);
  return Array.from({ length: count }, () => {
    const r = Math.sqrt(rng.range(150 ** 2, 1200 ** 2));
    const phi = rng.range(0, 2 * Math.PI);
    const z = rng.range(120_000, 165_000);
    const tx = (r * Math.cos(phi)) / (246_800 - z);
    const ty = (r * Math.sin(phi)) / (246_800 - z);
    return { x: -tx * z, y: -ty * z, tx, ty, dt: rng.range(-1, 1) };
  });
}
