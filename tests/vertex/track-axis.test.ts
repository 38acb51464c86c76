import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../src/core/random.js';
import { TableBuilder } from '../../src/event/builder.js';
import { tracks } from '../../src/event/run.js';
import { GTK_Z } from '../../src/transport/beam-line.js';
import type { Field } from '../../src/transport/field.js';
import { tracksAtAxis } from '../../src/vertex/track-axis.js';
import { beamAt, decayOf, drawRun, FIELD } from './beam-drawn.js';

const NO_FIELD: Field = { regions: [], shape: { s2: 0, s4: 0, s6: 0 } };
const PLANE = 180_000;
const SLOPE = 1.2e-3;

interface Line {
  readonly x: number;
  readonly y: number;
  readonly tx: number;
  readonly ty: number;
  readonly p: number;
}

/** A batch of one event of straight tracks through (x, y) at 180 m, after one without any. */
function batchOf(lines: readonly Line[]) {
  const t = new TableBuilder(tracks, 2);
  t.endEvent();
  for (const line of lines) {
    const i = t.next();
    for (const name of ['x', 'y', 'tx', 'ty', 'p'] as const) t.columns[name][i] = line[name];
    t.columns.qp[i] = 1 / line.p;
  }
  t.endEvent();
  const keys = { burst: new Uint32Array(2).fill(1), event: Uint32Array.of(0, 1) };
  return { sequence: 0, size: 2, ...keys, flaws: [], faults: [], tracks: t.finish() };
}

/** Closest approach of a track and the axis through (ax, ay) at GTK3, by vectors. */
function closed(line: Line, ax: number, ay: number, sx: number, sy: number) {
  const [u, v] = [
    [line.tx, line.ty, 1],
    [sx, sy, 1],
  ] as const;
  const w = [line.x - ax, line.y - ay, PLANE - GTK_Z[2]] as const;
  const dot = (a: readonly number[], b: readonly number[]): number => a[0]! * b[0]! + a[1]! * b[1]! + a[2]! * b[2]!;
  const n = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]] as const;
  const cda = Math.abs(dot(w, n)) / Math.sqrt(dot(n, n));
  const [a, b, c, d, e] = [dot(u, u), dot(u, v), dot(v, v), dot(u, w), dot(v, w)];
  const s = (b * e - c * d) / (a * c - b * b);
  const t = (a * e - b * d) / (a * c - b * b);
  const at = (k: 0 | 1 | 2, p: number, q: number): number => 0.5 * (p + s * u[k] + q + t * v[k]);
  return { cda, x: at(0, line.x, ax), y: at(1, line.y, ay), z: at(2, PLANE, GTK_Z[2]) };
}

const rng = new RandomStream().key(66, 0, 0, 0);
/** Tracks that pass the axis by some millimetres at some z. */
const LINES = Array.from({ length: 200 }, (): Line => {
  const z = rng.range(105_000, 178_000);
  const [tx, ty] = [SLOPE + 5e-3 * rng.gauss(), 5e-3 * rng.gauss()];
  const x = SLOPE * (z - GTK_Z[2]) + 5 * rng.gauss() + tx * (PLANE - z);
  return { x, y: 5 * rng.gauss() + ty * (PLANE - z), tx, ty, p: rng.range(5000, 70_000) };
});

describe('a track and the axis of the beam', () => {
  it('meet in no field where two lines do', () => {
    const { track_axis } = tracksAtAxis({ field: NO_FIELD })(batchOf(LINES));
    expect([...track_axis.offsets]).toEqual([0, 0, LINES.length]);
    const c = track_axis.columns;
    for (const [i, line] of LINES.entries()) {
      const expected = closed(line, 0, 0, SLOPE, 0);
      expect(Math.abs(c.cda[i]! - expected.cda)).toBeLessThan(1e-6);
      expect(Math.abs(c.x[i]! - expected.x)).toBeLessThan(1e-5);
      expect(Math.abs(c.y[i]! - expected.y)).toBeLessThan(1e-5);
      expect(Math.abs(c.z[i]! - expected.z)).toBeLessThan(1e-2);
      // the momentum is that of the track, along it
      const pz = line.p / Math.hypot(1, line.tx, line.ty);
      expect([c.px[i]! / (pz * line.tx), c.py[i]! / (pz * line.ty), c.pz[i]! / pz]).toEqual(
        [1, 1, 1].map((one) => expect.closeTo(one, 9)),
      );
    }
  });

  it('meet where the axis of the settings is', () => {
    const settings = { x: 7, y: -3, slopeX: 2e-3, slopeY: -1e-3 };
    const { track_axis } = tracksAtAxis({ field: NO_FIELD, settings })(batchOf(LINES));
    for (const [i, line] of LINES.entries()) {
      expect(Math.abs(track_axis.columns.cda[i]! - closed(line, 7, -3, 2e-3, -1e-3).cda)).toBeLessThan(1e-6);
    }
  });

  it('are bent by the residual field, both', () => {
    // decays on the axis, as the field has it
    const axis = { x: 0, y: 0, tx: SLOPE, ty: 0, p: 75_000, time: 0 };
    const decays = Array.from({ length: 40 }, (_, i) =>
      decayOf(axis, 110_000 + 1700 * i, 4e-3, i, (i % 2 === 0 ? 1 : -1) / (8000 + 1000 * i), 0, 0.3),
    );
    const batch = drawRun([{ beam: [], kaons: [], decays }]);
    for (const [i, d] of decays.entries()) batch.tracks.columns.p[i] = Math.abs(1 / d.qp);
    const { track_axis } = tracksAtAxis({ field: FIELD })(batch);
    const straight = tracksAtAxis({ field: NO_FIELD })(batch).track_axis.columns;
    let most = 0;
    for (const [i, d] of decays.entries()) {
      const c = track_axis.columns;
      expect(c.cda[i]).toBeLessThan(0.01);
      expect(Math.abs(c.z[i]! - d.z)).toBeLessThan(20);
      const s = beamAt(axis, d.z);
      expect(Math.hypot(c.x[i]! - s[0]!, c.y[i]! - s[1]!)).toBeLessThan(0.05);
      // the slope there, not that at 180 m
      expect(Math.abs(c.px[i]! / c.pz[i]! - d.tx)).toBeLessThan(2e-6);
      expect(Math.abs(c.py[i]! / c.pz[i]! - d.ty)).toBeLessThan(2e-6);
      expect(Math.hypot(c.px[i]!, c.py[i]!, c.pz[i]!) * Math.abs(d.qp)).toBeCloseTo(1, 9);
      most = Math.max(most, straight.cda[i]!);
    }
    // and the field is not nothing
    expect(most).toBeGreaterThan(0.5);
  });

  it('of a track that is none is missing', () => {
    const { track_axis } = tracksAtAxis({ field: NO_FIELD })(batchOf([{ ...LINES[0]!, x: Number.NaN }, LINES[1]!]));
    const { x, y, z, cda, px, py, pz } = track_axis.columns;
    expect([x, y, z, cda, px, py, pz].map((column) => column[0])).toEqual(new Array(7).fill(Number.NaN));
    expect(cda[1]).toBeGreaterThan(0);
  });
});
