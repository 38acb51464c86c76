import { describe, expect, it } from 'vitest';
import { PITCH, PLANE_LIST, PLANES } from '../../../src/detectors/straw/description.js';
import { newStrawHits, type StrawHits } from '../../../src/tracking/straw/hits.js';
import { findViewClusters } from '../../../src/tracking/straw/view-clusters.js';

const VIEW = 2; // X of the first chamber, planes 8 … 11
const FIRST = VIEW * 4;

/** Hits of one view: for each trajectory at coordinate u, the straws it crosses, with exact radii. */
function hitsOf(trajectories: readonly number[], lost: readonly number[] = []): StrawHits {
  const hits = newStrawHits();
  for (let p = 0; p < PLANES; p++) {
    hits.planeStart[p] = hits.n;
    if (p < FIRST || p >= FIRST + 4 || lost.includes(p - FIRST)) continue;
    const plane = PLANE_LIST[p]!;
    const list = trajectories
      .map((u) => ({ u, wire: plane.slot0 + Math.round((u - plane.slot0) / PITCH) * PITCH }))
      .filter(({ u, wire }) => Math.abs(u - wire) < 4.875)
      .sort((a, b) => a.wire - b.wire);
    for (const { u, wire } of list) {
      hits.plane[hits.n] = p;
      hits.wire[hits.n] = wire;
      hits.radius[hits.n] = Math.abs(u - wire);
      hits.sigma[hits.n] = 0.15;
      hits.n++;
    }
  }
  hits.planeStart[PLANES] = hits.n;
  return hits;
}

const coordinates = (hits: StrawHits) => findViewClusters(hits, VIEW).map((c) => c.u);

describe('view clusters', () => {
  it('are none without hits', () => {
    expect(findViewClusters(hitsOf([]), VIEW)).toEqual([]);
  });

  it('solve left and right for a trajectory anywhere in the view', () => {
    for (let u = -600; u < 0; u += 0.37) {
      const clusters = findViewClusters(hitsOf([u]), VIEW);
      const best = clusters[0]!;
      expect(best.hits.length).toBeGreaterThanOrEqual(2);
      expect(Math.abs(best.u - u)).toBeLessThan(0.02);
      expect(clusters.length).toBe(1);
    }
  });

  it('need two planes: with one the side stays open', () => {
    const u = -500 + 2.1;
    const crossed = [0, 1, 2, 3].filter(
      (k) =>
        hitsOf(
          [u],
          [0, 1, 2, 3].filter((j) => j !== k),
        ).n > 0,
    );
    const clusters = findViewClusters(hitsOf([u], crossed.slice(1)), VIEW);
    expect(clusters).toHaveLength(1);
    expect(clusters[0]!.sides).toEqual([0]);
  });

  it('keep two trajectories apart, down to a few millimetres', () => {
    for (const gap of [400, 40, 12]) {
      const found = coordinates(hitsOf([-300, -300 + gap]));
      for (const u of [-300, -300 + gap]) expect(Math.min(...found.map((f) => Math.abs(f - u)))).toBeLessThan(0.3);
    }
  });

  it('come with most hits first and single hits last', () => {
    // three trajectories of two or three hits, with a plane lost often a single one
    let mixed = 0;
    for (let u = 0; u < 40; u += 0.7) {
      const sizes = findViewClusters(hitsOf([-500 - u, -300 - 1.3 * u, -700 + 1.1 * u], [1]), VIEW).map(
        (c) => c.hits.length,
      );
      expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
      if (new Set(sizes).size > 1) mixed++;
    }
    expect(mixed).toBeGreaterThan(10);
  });

  it('do not depend on another view', () => {
    expect(findViewClusters(hitsOf([-300]), VIEW + 1)).toEqual([]);
  });
});
