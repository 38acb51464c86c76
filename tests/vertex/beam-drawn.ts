import type { RandomStream } from '../../src/core/random.js';
import type { Fault } from '../../src/event/batch.js';
import { TableBuilder } from '../../src/event/builder.js';
import { tracks, vertices } from '../../src/event/run.js';
import { gtkTracks, ktagCandidates, trackTimes } from '../../src/event/run-beam.js';
import { TRACK_PLANE } from '../../src/tracking/straw/stage.js';
import { na62Field } from '../../src/transport/na62-field.js';
import { SwimPath } from '../../src/transport/step-grid.js';
import { swim } from '../../src/transport/swim.js';
import { BEAM_PLANE } from '../../src/vertex/beam-match-paths.js';

export const FIELD = na62Field();
const path = new SwimPath();

/** A beam track at GTK3: x, y [mm], slopes, momentum [MeV/c], time [ns]. */
export interface Beam {
  readonly x: number;
  readonly y: number;
  readonly tx: number;
  readonly ty: number;
  readonly p: number;
  readonly time: number;
  readonly chi2?: number;
}

/** A decay track at its origin: position [mm], slopes, charge / momentum, time [ns] and its spread. */
export interface Decay {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly tx: number;
  readonly ty: number;
  readonly qp: number;
  readonly time: number;
  readonly sigma: number;
}

export interface DrawnEvent {
  readonly beam: readonly Beam[];
  readonly kaons: readonly { readonly time: number; readonly sectors: number }[];
  readonly decays: readonly Decay[];
  /** Members and position of each vertex. */
  readonly vertices?: readonly {
    readonly members: readonly number[];
    readonly at: readonly [number, number, number];
  }[];
}

/** A beam kaon as DET §1.1 has it. */
export const drawBeam = (rng: RandomStream, time: number): Beam => {
  const x = 12 * rng.gauss();
  return {
    x,
    y: 5 * rng.gauss(),
    tx: 1.213e-3 - 5.5e-6 * x + 0.083e-3 * rng.gauss(),
    ty: 0.03e-3 + 0.1e-3 * rng.gauss(),
    p: 75_000 + 820 * rng.gauss(),
    time,
  };
};

/** Where the beam particle is at z: x, y, tx, ty. */
export function beamAt(beam: Beam, z: number): Float64Array {
  const s = Float64Array.of(beam.x, beam.y, beam.tx, beam.ty, 1 / beam.p);
  swim(path.between(FIELD, BEAM_PLANE, z), 0, 1, s);
  return s;
}

/** A track of a decay of `beam` at z, at an angle to it. */
export function decayOf(
  beam: Beam,
  z: number,
  angle: number,
  phi: number,
  qp: number,
  time: number,
  sigma: number,
): Decay {
  const s = beamAt(beam, z);
  const tx = s[2]! + angle * Math.cos(phi);
  return { x: s[0]!, y: s[1]!, z, tx, ty: s[3]! + angle * Math.sin(phi), qp, time, sigma };
}

/** A run batch of these events. */
export function drawRun(events: readonly DrawnEvent[]) {
  const t = new TableBuilder(tracks, events.length);
  const tt = new TableBuilder(trackTimes, events.length);
  const v = new TableBuilder(vertices, events.length);
  const k = new TableBuilder(ktagCandidates, events.length);
  const g = new TableBuilder(gtkTracks, events.length);
  for (const event of events) {
    for (const d of event.decays) {
      const s = Float64Array.of(d.x, d.y, d.tx, d.ty, d.qp);
      swim(path.between(FIELD, d.z, TRACK_PLANE), 0, 1, s);
      const i = t.next();
      t.columns.x[i] = s[0]!;
      t.columns.y[i] = s[1]!;
      t.columns.tx[i] = s[2]!;
      t.columns.ty[i] = s[3]!;
      t.columns.qp[i] = d.qp;
      const j = tt.next();
      tt.columns.time[j] = d.time;
      tt.columns.time_sigma[j] = d.sigma;
    }
    for (const { members, at } of event.vertices ?? []) {
      const i = v.next();
      v.columns.n_tracks[i] = members.length;
      for (let m = 0; m < 3; m++) v.columns.tracks[3 * i + m] = members[m] ?? -1;
      v.columns.x[i] = at[0];
      v.columns.y[i] = at[1];
      v.columns.z[i] = at[2];
    }
    for (const { time, sectors } of event.kaons) {
      const i = k.next();
      k.columns.time[i] = time;
      k.columns.time_sigma[i] = 0.07;
      k.columns.n_sectors[i] = sectors;
    }
    for (const b of event.beam) {
      const i = g.next();
      g.columns.x[i] = b.x;
      g.columns.y[i] = b.y;
      g.columns.tx[i] = b.tx;
      g.columns.ty[i] = b.ty;
      g.columns.p[i] = b.p;
      g.columns.time[i] = b.time;
      g.columns.time_sigma[i] = 0.11;
      g.columns.chi2[i] = b.chi2 ?? 3;
    }
    for (const builder of [t, tt, v, k, g]) builder.endEvent();
  }
  return {
    sequence: 0,
    size: events.length,
    burst: new Uint32Array(events.length).fill(1),
    event: Uint32Array.from(events, (_, i) => i),
    flaws: [],
    faults: [] as Fault[],
    tracks: t.finish(),
    track_times: tt.finish(),
    vertices: v.finish(),
    ktag_candidates: k.finish(),
    gtk_tracks: g.finish(),
  };
}
