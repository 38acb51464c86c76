import { describe, expect, it } from 'vitest';
import { particle } from '../../src/core/particles.js';
import { nominalStrawConditions } from '../../src/detectors/straw/conditions.js';
import { strawTracks } from '../../src/tracking/straw/stage.js';
import { SwimPath } from '../../src/transport/step-grid.js';
import { swim } from '../../src/transport/swim.js';
import { findVertices } from '../../src/vertex/stage.js';
import { type Drawn, draw, FIELD } from '../tracking/straw/drawn.js';

const find = findVertices({ field: FIELD });
const tracks = strawTracks({ field: FIELD, conditions: nominalStrawConditions() });

/** Trajectory at z = 180 m of a particle that leaves (x, y, z) with these slopes, through the residual field. */
function from(x: number, y: number, z: number, tx: number, ty: number, qp: number): Drawn {
  const s = Float64Array.of(x, y, tx, ty, 1 / qp);
  swim(new SwimPath().between(FIELD, z, 180_000), 0, 1, s);
  return { x: s[0]!, y: s[1]!, tx: s[2]!, ty: s[3]!, qp };
}

const Z = 130_000;
const X = 20;
const Y = -8;
const pionsAt = (z: number): Drawn[] => [
  from(X, Y, z, 6e-3, 3e-3, 25_000),
  from(X, Y, z, -5e-3, 4e-3, 22_000),
  from(X, Y, z, 1.5e-3, -7e-3, -28_000),
];

describe('vertices of drawn events', () => {
  it('are none for no track and for one', () => {
    expect(find(tracks(draw([[], [pionsAt(Z)[0]!]]))).vertices.length).toBe(0);
  });

  it('are two of two tracks and one of three for a three-pion decay, in the right place', () => {
    const { vertices: v } = find(tracks(draw([pionsAt(Z)])));
    const c = v.columns;
    expect([...c.n_tracks.slice(0, v.length)].sort()).toEqual([2, 2, 3]);
    for (let i = 0; i < v.length; i++) {
      const pull = (value: number, truth: number, k: number) =>
        Math.abs(value - truth) / Math.sqrt(c.covariance[6 * i + k]!);
      expect(pull(c.x[i]!, X, 0)).toBeLessThan(4);
      expect(pull(c.y[i]!, Y, 3)).toBeLessThan(4);
      expect(pull(c.z[i]!, Z, 5)).toBeLessThan(4);
    }
  });

  it('carry charge, summed momentum and the mass of the drawn pions', () => {
    const { vertices: v } = find(tracks(draw([pionsAt(Z)])));
    const i = [...v.columns.n_tracks.slice(0, v.length)].indexOf(3);
    expect(v.columns.charge[i]).toBe(1);
    expect(Math.abs(v.columns.pz[i]! / 75_000 - 1)).toBeLessThan(0.01);
    // the mass of the drawn momenta, from their slopes
    const m2 = particle(211).mass ** 2;
    let [e, px, py, pz] = [0, 0, 0, 0];
    for (const [tx, ty, p] of [
      [6e-3, 3e-3, 25_000],
      [-5e-3, 4e-3, 22_000],
      [1.5e-3, -7e-3, 28_000],
    ] as const) {
      const along = p / Math.sqrt(1 + tx * tx + ty * ty);
      e += Math.sqrt(p * p + m2);
      px += tx * along;
      py += ty * along;
      pz += along;
    }
    expect(Math.abs(v.columns.mass_pi[i]! - Math.sqrt(e * e - px * px - py * py - pz * pz))).toBeLessThan(6);
  });

  it('are not made of tracks that miss each other', () => {
    const apart = [from(X, Y, Z, 6e-3, 3e-3, 25_000), from(X, Y + 400, Z, -5e-3, 3e-3, -22_000)];
    expect(find(tracks(draw([apart]))).vertices.length).toBe(0);
  });

  it('follow the residual field: ignoring it displaces the vertex', () => {
    const straight = findVertices({ field: { ...FIELD, regions: [] } });
    const pair = [from(X, Y, 110_000, 4e-3, 5e-3, 12_000), from(X, Y, 110_000, 4e-3, -5e-3, -12_000)];
    const input = tracks(draw(Array.from({ length: 40 }, () => pair)));
    const mean = ({ vertices: v }: ReturnType<typeof find>, column: 'x' | 'y') =>
      v.columns[column].slice(0, v.length).reduce((sum, value) => sum + value, 0) / v.length;
    const swum = find(input);
    const ignored = straight(input);
    expect(Math.abs(mean(swum, 'x') - X)).toBeLessThan(0.5);
    expect(Math.abs(mean(swum, 'y') - Y)).toBeLessThan(0.5);
    // the same tracks, so their errors cancel in the difference
    expect(mean(ignored, 'x') - mean(swum, 'x')).toBeGreaterThan(0.1);
  });
});
