import { describe, expect, it } from 'vitest';
import { CHAMBER_Z, HOLE_HALF_WIDTH, HOLE_X, OUTER_RADIUS } from '../../src/detectors/straw/description.js';
import { tracks } from '../../src/event/run.js';
import { DOWNSTREAM_Z, isInside, RINGS, UPSTREAM_Z } from '../../src/selection/acceptance.js';
import { TRACK_PLANE } from '../../src/tracking/straw/stage.js';
import { asking } from './ask.js';
import { type Drawn, good, straight } from './drawn.js';

const of = asking('vertices', 'pi', 'pi', 'pi');
type Track = NonNullable<Drawn['tracks'][number]>;

describe('the acceptance', () => {
  const inside = (...moved: Track[]) => of('sum_in_acceptance', { ...good(), tracks: moved });
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

  it('of MUV3 is a square with a round hole', () => {
    const points = (...moved: Track[]) => of('sum_in_muv3', { ...good(), tracks: moved });
    expect(points(straight(1319, 1319), straight(103.1, 0), straight(0, -103.1))).toBe(3);
    expect(points(straight(1321, 0), straight(72, 72), straight(0, -1321))).toBe(0);
    // as a straight line to 246.8 m
    expect(points(straight(0, 0, 1e-2), straight(0, 500), straight(0, 0, 1e-3))).toBe(2);
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
