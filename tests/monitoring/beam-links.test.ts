import { describe, expect, it } from 'vitest';
import type { EventBatch } from '../../src/event/batch.js';
import { TableBuilder } from '../../src/event/builder.js';
import { gtkTracks } from '../../src/event/run-beam.js';
import { gtkTruth } from '../../src/event/truth-beam.js';
import { gtkOwner, gtkTrackOf } from '../../src/monitoring/beam-links.js';

/** Two events; the second has hits of these makers and GTK tracks of these hits. */
function batchOf(makers: readonly number[], tracks: readonly (readonly [number, number, number, number])[]) {
  const truth = new TableBuilder(gtkTruth, 2);
  const found = new TableBuilder(gtkTracks, 2);
  truth.columns.particle[truth.next()] = 5;
  for (const b of [truth, found]) b.endEvent();
  for (const maker of makers) truth.columns.particle[truth.next()] = maker;
  for (const hits of tracks) found.columns.hits.set(hits, 4 * found.next());
  for (const b of [truth, found]) b.endEvent();
  const keys: EventBatch = {
    sequence: 0,
    size: 2,
    burst: Uint32Array.of(1, 1),
    event: Uint32Array.of(0, 1),
    flaws: [],
    faults: [],
  };
  return { ...keys, gtk_truth: truth.finish(), gtk_tracks: found.finish() };
}

describe('gtkOwner', () => {
  const batch = batchOf(
    [0, 7, 0, 7, 0, -1],
    [
      [0, 2, 4, -1],
      [1, 3, 4, -1],
      [0, 2, 5, -1],
      [0, 2, 4, 1],
      [-1, 2, 4, 0],
    ],
  );

  it('is the maker of all hits, missing ones apart, and nobody when they differ', () => {
    expect([0, 1, 2, 3, 4].map((track) => gtkOwner(batch, 1, track))).toEqual([0, -1, -1, -1, 0]);
  });

  it('finds the track of a particle by its number in the event', () => {
    expect(gtkTrackOf(batch, 1, 0)).toBe(0);
    expect(gtkTrackOf(batch, 1, 7)).toBe(-1);
    expect(gtkTrackOf(batch, 0, 5)).toBe(-1);
  });
});
