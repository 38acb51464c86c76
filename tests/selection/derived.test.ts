import { describe, expect, it } from 'vitest';
import { CHAMBER_Z, HOLE_HALF_WIDTH, HOLE_X, OUTER_RADIUS } from '../../src/detectors/straw/description.js';
import { tracks } from '../../src/event/run.js';
import { DOWNSTREAM_Z, isInside, RINGS, UPSTREAM_Z } from '../../src/selection/acceptance.js';
import { DERIVED } from '../../src/selection/derived.js';
import { TRACK_PLANE } from '../../src/tracking/straw/stage.js';
import { type Drawn, drawnBatch, good, straight } from './drawn.js';

const of = (name: keyof typeof DERIVED, event: Drawn, row = 0): number =>
  // an empty event first: rows of the batch are not rows of the event
  DERIVED[name].value(drawnBatch([good(), event]), 1, 1 + row);

describe('derived columns', () => {
  it('add up the momentum', () => {
    expect(of('p_total', good({ px: 3000, py: 4000, pz: 12000 }))).toBeCloseTo(13000, 9);
    expect(of('p_beam_difference', good({ px: 0, py: 0, pz: 72500 }))).toBeCloseTo(-2500, 9);
  });

  it('tell the control line from the others', () => {
    expect(of('control_line', good())).toBe(1);
    expect(of('control_line', { ...good(), control: false })).toBe(0);
  });

  it('count three-track vertices of the own event only', () => {
    const [v] = good().vertices;
    expect(of('n_three_track_vertices', good())).toBe(1);
    expect(of('n_three_track_vertices', { ...good(), vertices: [v!, { ...v, n_tracks: 2 }, v!] })).toBe(2);
  });

  it('average the CHOD times that there are; NaN when there is none', () => {
    expect(of('mean_chod_time', good())).toBe(1.5);
    const none = { chod: -1, chod_time: Number.NaN };
    expect(of('mean_chod_time', { ...good(), times: [none, none, none] })).toBeNaN();
    // tracks of the vertex only
    const { times = [], ...rest } = good();
    const event = { ...rest, times: [...times, { chod: 3, chod_time: 99 }], tracks: [...rest.tracks, straight(0, 0)] };
    expect(of('mean_chod_time', event)).toBe(1.5);
  });

  it('find the pair of tracks that is nearest at STRAW1', () => {
    const event = { ...good(), tracks: [straight(0, 0, 1e-3), straight(30, 40, -1e-3), straight(500, 0)] };
    expect(of('min_track_distance', event)).toBeCloseTo(50, 6);
  });

  it('take the best match of the vertex, never that of a track', () => {
    expect(of('match_gtk', good())).toBe(4);
    expect(of('match_cda', good())).toBe(1.5);
    expect(of('match_ambiguous', good())).toBe(1);
    expect(of('matched', good())).toBe(1);
    const lonely = { ...good(), matches: good().matches!.slice(2) };
    expect(of('match_gtk', lonely)).toBe(-1);
    expect(of('match_dt_ktag', lonely)).toBeNaN();
    expect(of('matched', lonely)).toBe(0);
  });
});

describe('the acceptance', () => {
  const inside = (...moved: Drawn['tracks']) => of('tracks_in_acceptance', { ...good(), tracks: moved });
  const far = straight(-300, -400);

  it('is that of all planes at once', () => {
    expect(inside(straight(500, 0), straight(-300, 400), far)).toBe(3);
    // in the beam hole of STRAW1; outside at 1000 mm; both
    expect(inside(straight(101, 30), straight(-300, 400), far)).toBe(2);
    expect(inside(straight(101, 30), straight(0, 1001), far)).toBe(1);
    // through STRAW1–3 and the inner hole of the NewCHOD
    expect(inside(straight(-500, 0, 500 / 54623.5), straight(-300, 400), far)).toBe(2);
    // leaves at the side between STRAW4 and NewCHOD
    expect(inside(straight(-900, 0, -99 / 35367), straight(-300, 400), far)).toBe(3);
    expect(inside(straight(-900, 0, -99 / 35367, 480 / 54623.5), straight(-300, 400), far)).toBe(2);
  });

  it('uses the state on the side of the plane', () => {
    const up = straight(500, 0);
    const { x_down: _x, y_down: _y, ...bent } = straight(500, 0);
    expect(inside({ ...bent, x_down: 1200, y_down: 0 }, straight(-300, 400), far)).toBe(2);
    expect(inside({ ...up, x: 101, y: 0 }, straight(-300, 400), far)).toBe(2);
  });

  it('has edges of its own', () => {
    const ring = RINGS[3]!;
    expect(isInside(ring, 52.8 + 63.7, 0)).toBe(false);
    expect(isInside(ring, 52.8 + 63.9, 0)).toBe(true);
    expect(isInside(ring, -999.9, 0)).toBe(true);
    expect(isInside(ring, 0, 1000.1)).toBe(false);
  });

  it('agrees with the description of the spectrometer and with the planes of the track states', () => {
    for (const [i, ring] of RINGS.slice(0, 4).entries()) {
      expect(ring.holeX).toBe(HOLE_X[i]);
      expect(ring.inner).toBe(HOLE_HALF_WIDTH);
      expect(ring.outer).toBe(OUTER_RADIUS);
      expect(Math.abs(ring.z - CHAMBER_Z[i]!)).toBeLessThan(10);
    }
    expect(UPSTREAM_Z).toBe(TRACK_PLANE);
    expect(tracks.columns.x.doc).toContain(`z = ${UPSTREAM_Z / 1000} m`);
    expect(tracks.columns.x_down.doc).toContain(`z = ${DOWNSTREAM_Z / 1000} m`);
  });
});
