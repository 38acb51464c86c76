import { describe, expect, it } from 'vitest';
import { nominalStrawConditions } from '../../../src/detectors/straw/conditions.js';
import { CHAMBER_Z, HOLE_X, planeOf } from '../../../src/detectors/straw/description.js';
import { straw, triggers } from '../../../src/event/raw.js';
import { sliceEvents } from '../../../src/event/slice.js';
import { strawTracks } from '../../../src/tracking/straw/stage.js';
import { type Drawn, draw, FIELD } from './drawn.js';

const find = strawTracks({ field: FIELD, conditions: nominalStrawConditions() });

/** Momenta with sign, ordered, of the tracks found in each event. */
function found(events: readonly (readonly Drawn[])[]): number[][] {
  const { tracks, faults } = find(draw(events));
  expect(faults).toEqual([]);
  return events.map((_, e) =>
    Array.from(tracks.columns.qp.slice(tracks.offsets[e]!, tracks.offsets[e + 1]!), (qp) => 1 / qp).sort(
      (a, b) => a - b,
    ),
  );
}

const right: Drawn = { x: 300, y: 150, tx: 4e-3, ty: 2e-3, qp: 25_000 };
const left: Drawn = { x: -300, y: -150, tx: -4e-3, ty: -2e-3, qp: -25_000 };

describe('STRAW tracks of drawn events', () => {
  it('finds nothing in an empty event', () => {
    expect(found([[]])).toEqual([[]]);
  });

  it('finds one track, with its charge and its momentum within 2 %', () => {
    const [[p]] = found([[right]]) as [[number]];
    expect(p / right.qp).toBeCloseTo(1, 1);
    expect(Math.abs(p / right.qp - 1)).toBeLessThan(0.02);
  });

  it('finds two tracks that are mirror images of each other', () => {
    const [list] = found([[right, left]]);
    expect(list).toHaveLength(2);
    expect(Math.abs(list![0]! / left.qp - 1)).toBeLessThan(0.02);
    expect(Math.abs(list![1]! / right.qp - 1)).toBeLessThan(0.02);
  });

  it('separates tracks that cross in one view', () => {
    const sameX: Drawn = { ...right, y: -150, ty: -2e-3, qp: 40_000 };
    expect(found([[right, sameX]])[0]).toHaveLength(2);
  });

  it('sees two trajectories on top of each other as one track', () => {
    expect(found([[right, { ...right }]])[0]).toHaveLength(1);
  });

  it('sees a track in the beam hole nowhere', () => {
    expect(found([[{ x: 94, y: 0, tx: 1.2e-3, ty: 0, qp: 75_000 }]])).toEqual([[]]);
  });

  it('keeps events apart', () => {
    expect(found([[right], [], [left], [right, left]]).map((l) => l.length)).toEqual([1, 0, 1, 2]);
  });

  it('finds the same tracks whatever the events before were', () => {
    // crowded, empty and quiet events in turn, forwards and backwards: nothing of one event is left for the next
    const events = Array.from({ length: 24 }, (_, e) =>
      Array.from({ length: (7 * e) % 6 }, (_, k): Drawn => {
        const side = (e + k) % 2 === 0 ? 1 : -1;
        const qp = side * (12_000 + 3000 * k);
        return { x: side * (160 + 60 * k), y: 40 * (e % 9) - 160, tx: side * 4e-3, ty: 1e-3 * (k - 2), qp };
      }),
    );
    const batch = draw(events);
    const forwards = find(batch).tracks;
    const n = batch.size;
    const alone = events.map((_, e) => find(oneEvent(batch, n - 1 - e)).tracks).reverse();
    alone.forEach((tracks, e) => {
      const start = forwards.offsets[e]!;
      expect(tracks.length).toBe(forwards.offsets[e + 1]! - start);
      for (const name of ['x', 'y', 'tx', 'ty', 'qp', 'chi2', 'p_pattern'] as const)
        expect(tracks.columns[name]).toEqual(forwards.columns[name].slice(start, start + tracks.length));
    });
    expect(forwards.length).toBeGreaterThan(30);
  });

  it('puts the track where it was drawn', () => {
    const { tracks } = find(draw([[right]]));
    const { x, y, tx, ty, covariance, chambers, chi2, ndf } = tracks.columns;
    const pull = (value: number, truth: number, at: number) => Math.abs(value - truth) / Math.sqrt(covariance[at]!);
    expect(pull(x[0]!, right.x, 0)).toBeLessThan(4);
    expect(pull(y[0]!, right.y, 5)).toBeLessThan(4);
    expect(pull(tx[0]!, right.tx, 9)).toBeLessThan(4);
    expect(pull(ty[0]!, right.ty, 12)).toBeLessThan(4);
    expect(chambers[0]).toBe(0b1111);
    expect(chi2[0]! / ndf[0]!).toBeLessThan(2);
  });
});

/** One event of a batch. */
function oneEvent(batch: ReturnType<typeof draw>, e: number): ReturnType<typeof draw> {
  return sliceEvents(batch, [triggers, straw], e, e + 1)!;
}

/** Tracks of 20 to 40 GeV/c from the middle of the beam at 140 m that pass the hole of STRAW1 at `distance` [mm] from its centre. */
function besideHole(distance: number, count: number): Drawn[] {
  return Array.from({ length: count }, (_, i) => {
    const phi = (2 * Math.PI * (i + 0.5)) / count;
    const tx = (HOLE_X[0]! - 46 + distance * Math.cos(phi)) / (CHAMBER_Z[0]! - 140_000);
    const ty = (distance * Math.sin(phi)) / (CHAMBER_Z[0]! - 140_000);
    const p = 20_000 + (20_000 * i) / count;
    return { x: 46 + 40_000 * tx, y: 40_000 * ty, tx, ty, qp: i % 2 === 0 ? p : -p };
  });
}

/** Without points of two views in candidates of three chambers: no three points have 13 views. */
const threeViews = strawTracks({ field: FIELD, conditions: nominalStrawConditions(), settings: { minViews: 13 } });

describe('STRAW tracks beside the hole', () => {
  // two views of a chamber see them, often with too few hits for a point; the other chambers have two or three views
  it('are found by three chambers of two and three views, at 80 mm from its centre', () => {
    const batch = draw(besideHole(80, 400).map((track) => [track]));
    const { tracks } = find(batch);
    const perEvent = Array.from({ length: batch.size }, (_, e) => tracks.offsets[e + 1]! - tracks.offsets[e]!);
    expect(Math.max(...perEvent)).toBe(1);
    const strict = threeViews(batch).tracks.length;
    expect(tracks.length / batch.size).toBeGreaterThan(0.93);
    expect(tracks.length - strict).toBeGreaterThan(0.1 * batch.size);
  });

  it('are not needed by candidates of three views each', () => {
    const batch = draw([[right]]);
    const dead = { ...batch, straw: withoutChamber(batch.straw, 1) };
    for (const stage of [find, threeViews]) expect(stage(dead).tracks.columns.chambers[0]).toBe(0b1101);
  });
});

/** A particle that ends before STRAW4 leaves nothing there: that is not held against its track. */
it('finds a track of three chambers whose particle is not in the fourth', () => {
  const batch = draw(Array.from({ length: 50 }, (_, i) => [{ ...right, y: 150 + 3 * i }]));
  const { tracks } = find({ ...batch, straw: withoutChamber(batch.straw, 3) });
  expect(tracks.length).toBe(50);
  expect(new Set(tracks.columns.chambers.slice(0, 50))).toEqual(new Set([0b0111]));
});

/** The raw hits without those of one chamber. */
function withoutChamber(rows: ReturnType<typeof draw>['straw'], chamber: number): typeof rows {
  const keep: number[] = [];
  const offsets = rows.offsets.slice();
  for (let e = 0; e + 1 < rows.offsets.length; e++) {
    for (let i = rows.offsets[e]!; i < rows.offsets[e + 1]!; i++)
      if (planeOf(rows.columns.channel[i]!) >> 4 !== chamber) keep.push(i);
    offsets[e + 1] = keep.length;
  }
  const { channel, leading, trailing } = rows.columns;
  return {
    ...rows,
    length: keep.length,
    offsets,
    columns: {
      channel: Uint16Array.from(keep, (i) => channel[i]!),
      leading: Int16Array.from(keep, (i) => leading[i]!),
      trailing: Int16Array.from(keep, (i) => trailing[i]!),
    },
  };
}
