import { describe, expect, it } from 'vitest';
import type { EventBatch } from '../../src/event/batch.js';
import { TableBuilder } from '../../src/event/builder.js';
import { TRACK_HITS, tracks } from '../../src/event/run.js';
import { Process, particles, strawTruth } from '../../src/event/truth.js';
import { isFake, linkTrack } from '../../src/monitoring/links.js';

/** Two events; the second holds kaon 0, pions 1 and 2, and the muon 3 of pion 1, and one track with hits of `makers`. */
function batchOf(makers: readonly number[]) {
  const list = new TableBuilder(particles, 2);
  const truth = new TableBuilder(strawTruth, 2);
  const found = new TableBuilder(tracks, 2);
  list.next();
  truth.next();
  for (const b of [list, truth, found]) b.endEvent();
  for (let i = 0; i < 4; i++) {
    const k = list.next();
    list.columns.parent[k] = [-1, 0, 0, 1][i]!;
    list.columns.process[k] = [Process.beam, Process.kaonDecay, Process.kaonDecay, Process.decayInFlight][i]!;
  }
  const track = found.next();
  found.columns.hits.fill(-1, track * TRACK_HITS, (track + 1) * TRACK_HITS);
  for (const [h, maker] of makers.entries()) {
    const row = truth.next();
    truth.columns.particle[row] = maker;
    found.columns.hits[track * TRACK_HITS + h] = h;
  }
  for (const b of [list, truth, found]) b.endEvent();
  const keys: EventBatch = {
    sequence: 0,
    size: 2,
    burst: Uint32Array.of(1, 1),
    event: Uint32Array.of(0, 1),
    flaws: [],
    faults: [],
  };
  return { ...keys, particles: list.finish(), straw_truth: truth.finish(), tracks: found.finish() };
}

const link = (makers: readonly number[]) => linkTrack(batchOf(makers), 1, 0);

describe('linkTrack', () => {
  it('takes the particle of most hits', () => {
    expect(link([2, 2, 2, 1])).toEqual({ particle: 2, purity: 0.75 });
    expect(isFake(link([2, 2, 2, 1]))).toBe(false);
  });

  it('counts a muon for the pion it comes from', () => {
    expect(link([1, 1, 3, 3])).toEqual({ particle: 1, purity: 1 });
  });

  it('calls a mixture, noise and an empty track fakes', () => {
    expect(isFake(link([1, 1, 2, 2]))).toBe(true);
    expect(isFake(link([-1, -1, -1, 2]))).toBe(true);
    expect(link([])).toEqual({ particle: -1, purity: 0 });
    expect(isFake(link([]))).toBe(true);
  });
});
