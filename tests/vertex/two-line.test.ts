import { describe, expect, it } from 'vitest';
import { closestApproach } from '../../src/vertex/two-line.js';

const at = (...v: number[]): Float64Array => Float64Array.from(v);

describe('closestApproach', () => {
  const vertex = new Float64Array(3);

  it('is the common perpendicular of skew lines, whatever the lengths of the directions', () => {
    const distance = closestApproach(vertex, at(0, 0, 100), at(2, 0, 0), at(5, -3, 104), at(0, 0.1, 0));
    expect(distance).toBeCloseTo(4, 12);
    expect([...vertex]).toEqual([5, 0, 102]);
  });

  it('finds where lines a few mrad apart meet, 80 m away, to a nanometre across', () => {
    const z = 105e3;
    const p = at(1 + 3e-3 * 80e3, 2 - 1e-3 * 80e3, z + 80e3);
    const q = at(1 - 2e-3 * 80e3, 2 + 2e-3 * 80e3, z + 80e3);
    expect(closestApproach(vertex, p, at(3e-3, -1e-3, 1), q, at(-2e-3, 2e-3, 1))).toBeLessThan(1e-6);
    expect(vertex[0]).toBeCloseTo(1, 6);
    expect(vertex[1]).toBeCloseTo(2, 6);
    expect(vertex[2]).toBeCloseTo(z, 3);
  });

  it('gives the distance of parallel lines', () => {
    expect(closestApproach(vertex, at(0, 0, 7), at(0, 0, 1), at(3, 4, -20), at(0, 0, 5))).toBeCloseTo(5, 12);
    expect([...vertex]).toEqual([1.5, 2, 7]);
  });
});
