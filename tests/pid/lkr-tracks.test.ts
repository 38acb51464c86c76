import { describe, expect, it } from 'vitest';
import { TableBuilder } from '../../src/event/builder.js';
import { tracks } from '../../src/event/run.js';
import { trackTimes } from '../../src/event/run-beam.js';
import { lkrClusters } from '../../src/event/run-downstream.js';
import { clustersOfTracks } from '../../src/pid/lkr-tracks.js';

const FAR = 241_093 - 219_445;

interface Track {
  readonly x: number;
  readonly tx?: number;
  readonly p: number;
  readonly time?: number;
}

function associate(found: readonly (readonly [x: number, time: number, energy: number])[], list: readonly Track[]) {
  const t = new TableBuilder(tracks, 2);
  const times = new TableBuilder(trackTimes, 2);
  const clusters = new TableBuilder(lkrClusters, 2);
  // an event before, so that rows are not indices
  clusters.next();
  t.next();
  times.next();
  for (const b of [t, times, clusters]) b.endEvent();
  for (const { x, tx = 0, p, time = 0 } of list) {
    const i = t.next();
    t.columns.x_down[i] = x - FAR * tx;
    t.columns.tx_down[i] = tx;
    t.columns.p[i] = p;
    times.columns.time[times.next()] = time;
  }
  for (const [x, time, energy] of found) {
    const i = clusters.next();
    clusters.columns.x[i] = x;
    clusters.columns.time[i] = time;
    clusters.columns.energy[i] = energy;
  }
  for (const b of [t, times, clusters]) b.endEvent();
  const { track_clusters: out } = clustersOfTracks()({
    sequence: 0,
    size: 2,
    burst: Uint32Array.of(1, 1),
    event: Uint32Array.of(0, 1),
    flaws: [],
    faults: [],
    tracks: t.finish(),
    track_times: times.finish(),
    lkr_clusters: clusters.finish(),
  });
  const { cluster, in_acceptance, distance, dt, eop } = out.columns;
  return Array.from({ length: list.length }, (_, k) => ({
    cluster: cluster[k + 1],
    inside: in_acceptance[k + 1],
    distance: distance[k + 1],
    dt: dt[k + 1],
    eop: eop[k + 1],
  }));
}

describe('clusters of tracks', () => {
  it('takes the nearest in place among those in time', () => {
    const found = [
      [460, 0.5, 5000],
      [410, 30, 9000],
      [430, -0.5, 18_000],
    ] as const;
    expect(associate(found, [{ x: 400, tx: 0.004, p: 20_000 }])).toEqual([
      { cluster: 2, inside: 1, distance: expect.closeTo(30, 6), dt: -0.5, eop: 0.9 },
    ]);
  });

  it('has E/p of 0 without a cluster inside, NaN outside', () => {
    const [near, far] = associate(
      [[600, 0, 1000]],
      [
        { x: 400, p: 20_000 },
        { x: 100, p: 20_000 },
      ],
    );
    expect(near).toEqual({ cluster: -1, inside: 1, distance: Number.NaN, dt: Number.NaN, eop: 0 });
    expect(far).toEqual({ cluster: -1, inside: 0, distance: Number.NaN, dt: Number.NaN, eop: Number.NaN });
  });

  it('lets a track without a time take the nearest in place', () => {
    expect(associate([[410, 30, 9000]], [{ x: 400, p: 10_000, time: Number.NaN }])[0]).toMatchObject({
      cluster: 0,
      eop: 0.9,
    });
  });
});
