import { describe, expect, it } from 'vitest';
import { nominalStrawConditions } from '../../../src/detectors/straw/conditions.js';
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
