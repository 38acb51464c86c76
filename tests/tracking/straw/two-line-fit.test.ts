import { describe, expect, it } from 'vitest';
import { CHAMBER_Z, VIEW_COS, VIEW_SIN, VIEWS } from '../../../src/detectors/straw/description.js';
import type { ChamberPoint } from '../../../src/tracking/straw/chamber-points.js';
import { fitTwoLines } from '../../../src/tracking/straw/two-line-fit.js';
import type { ViewCluster } from '../../../src/tracking/straw/view-clusters.js';
import { MNP33_SHAPE, MNP33_Z } from '../../../src/transport/mnp33.js';

const KICK = 270;
const LINES = { xMagnet: 210, yMagnet: -130, tx: 4e-3, txDown: -7e-3, ty: -2e-3 };
const QP = (LINES.tx - LINES.txDown) / KICK;
const FOCUSING = -2 * KICK * QP * MNP33_SHAPE.s2 * LINES.xMagnet * LINES.yMagnet;

/** What a trajectory of the model leaves in these views of a chamber, `off` away from it; a single hit in view `single`. */
function pointOf(chamber: number, views: readonly number[], off: readonly number[] = [], single = -1): ChamberPoint {
  const clusters = Array.from({ length: VIEWS }, (_, v): ViewCluster | undefined => {
    if (!views.includes(v)) return undefined;
    const z = CHAMBER_Z[chamber]! + 30 * v;
    const dz = z - MNP33_Z;
    const x = LINES.xMagnet + (dz < 0 ? LINES.tx : LINES.txDown) * dz;
    const y = LINES.yMagnet + LINES.ty * dz + (dz > 0 ? FOCUSING * dz : 0);
    const u = VIEW_COS[v]! * x + VIEW_SIN[v]! * y + (off[v] ?? 0);
    const sides = v === single ? [0] : [1, -1];
    return { u, z, centre: u, hits: sides.map((_, i) => i), sides, chi2: 0, trailing: 0, nTrailing: 0 };
  });
  const z = CHAMBER_Z[chamber]!;
  return { chamber, x: 0, y: 0, z, clusters, nViews: views.length, missing: 0, distance: 0, time: 0, nTrailing: 0 };
}

const ALL = [0, 1, 2, 3];
const fitted = (points: readonly (ChamberPoint | undefined)[]) =>
  fitTwoLines(points, QP, LINES.xMagnet, LINES.yMagnet, KICK);

describe('the two-line fit', () => {
  it('gives back the lines that the clusters lie on', () => {
    for (const points of [
      ALL.map((c) => pointOf(c, ALL)),
      ALL.map((c) => pointOf(c, c === 2 ? [0, 1] : [0, 2, 3])),
      [pointOf(0, ALL), undefined, pointOf(2, ALL), pointOf(3, ALL)],
    ]) {
      const lines = fitted(points)!;
      for (const key of ['xMagnet', 'yMagnet', 'tx', 'txDown', 'ty'] as const)
        expect(lines[key] / LINES[key]).toBeCloseTo(1, 8);
      expect(lines.qp / QP).toBeCloseTo(1, 8);
      expect(lines.chi2).toBeLessThan(1e-12);
      expect(lines.ndf).toBe(points.reduce((n, p) => n + (p?.nViews ?? 0), 0) - 5);
    }
  });

  it('names the cluster that is furthest off', () => {
    const points = ALL.map((c) => pointOf(c, ALL, c === 1 ? [0, 0, 8, 0] : []));
    const lines = fitted(points)!;
    expect(lines.worst).toBe(points[1]!.clusters[2]);
    expect(lines.chi2).toBeGreaterThan(50);
  });

  it('trusts a single hit with its side open to the radius of a straw', () => {
    const shifted = (single: number) =>
      ALL.map((c) => (c === 0 ? pointOf(0, ALL, [0, 0, 3, 0], single) : pointOf(c, ALL)));
    expect(fitted(shifted(2))!.chi2).toBeLessThan(0.1 * fitted(shifted(-1))!.chi2);
  });

  it('is undefined when the clusters do not determine the lines', () => {
    expect(fitted([pointOf(0, ALL), pointOf(1, [2]), undefined, undefined])).toBeUndefined();
    expect(fitted([pointOf(0, ALL), pointOf(1, ALL), undefined, undefined])).toBeUndefined();
    expect(fitted(ALL.map((c) => pointOf(c, [2])))).toBeUndefined();
    expect(fitted(ALL.map((c) => pointOf(c, [2, c === 0 ? 3 : 2])))).toBeUndefined();
  });
});
