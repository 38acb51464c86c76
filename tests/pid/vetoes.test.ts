import { describe, expect, it } from 'vitest';
import { withDefaults } from '../../src/core/settings.js';
import { TableBuilder } from '../../src/event/builder.js';
import { triggers } from '../../src/event/raw.js';
import { hasc, lav } from '../../src/event/raw-vetoes.js';
import { tracks } from '../../src/event/run.js';
import { trackTimes } from '../../src/event/run-beam.js';
import { lkrClusters } from '../../src/event/run-downstream.js';
import { VETO_DETECTORS, vetoHits } from '../../src/event/run-vetoes.js';
import { EDGE, type VetoFinder, vetoSource } from '../../src/pid/veto-hit.js';
import { lkrVetoWindow, type VetoDetector, vetoSettings, vetoWindow } from '../../src/pid/veto-windows.js';
import { applyVetoes, findVetoHits } from '../../src/pid/vetoes.js';

const keys = (size: number) => ({
  sequence: 0,
  size,
  burst: new Uint32Array(size).fill(1),
  event: Uint32Array.from({ length: size }, (_, i) => i),
  flaws: [],
  faults: [],
});

interface Hit {
  readonly in: VetoDetector;
  readonly time: number;
  readonly edges?: number;
  readonly energy?: number;
}
interface Track {
  readonly x: number;
  readonly time: number;
  readonly sigma?: number;
}
/** x [mm], time [ns], energy [MeV]. */
type Cluster = readonly [number, number, number];

/** Vetoes of one event that follows another with hits in all tables, by detector. */
function veto(
  list: readonly Hit[],
  at: readonly Track[] = [],
  clusters: readonly Cluster[] = [],
  how: Parameters<typeof applyVetoes>[0] = {},
) {
  const b = {
    tracks: new TableBuilder(tracks, 2),
    track_times: new TableBuilder(trackTimes, 2),
    lkr_clusters: new TableBuilder(lkrClusters, 2),
    veto_hits: new TableBuilder(vetoHits, 2),
  };
  for (const table of Object.values(b)) {
    table.next();
    table.endEvent();
  }
  for (const { x, time, sigma = 0.2 } of at) {
    b.tracks.columns.x_down[b.tracks.next()] = x;
    const k = b.track_times.next();
    b.track_times.columns.time[k] = time;
    b.track_times.columns.time_sigma[k] = sigma;
  }
  for (const [x, time, energy] of clusters) {
    const k = b.lkr_clusters.next();
    b.lkr_clusters.columns.x[k] = x;
    b.lkr_clusters.columns.time[k] = time;
    b.lkr_clusters.columns.energy[k] = energy;
  }
  for (const { in: name, time, edges = 15, energy = Number.NaN } of list) {
    const k = b.veto_hits.next();
    const c = b.veto_hits.columns;
    c.detector[k] = VETO_DETECTORS.indexOf(name);
    c.time[k] = time;
    c.edges[k] = edges;
    c.energy[k] = energy;
  }
  for (const table of Object.values(b)) table.endEvent();
  const batch = applyVetoes(how)({
    ...keys(2),
    tracks: b.tracks.finish(),
    track_times: b.track_times.finish(),
    lkr_clusters: b.lkr_clusters.finish(),
    veto_hits: b.veto_hits.finish(),
  });
  expect(batch.faults).toEqual([]);
  const { offsets, columns: c } = batch.vetoes;
  const rows = Array.from({ length: offsets[2]! - offsets[1]! }, (_, i) => offsets[1]! + i);
  return Object.fromEntries(
    rows.map((k) => [
      VETO_DETECTORS[c.detector[k]!],
      { n: c.n_hits[k], inTime: c.n_in_time[k], nearest: c.nearest[k], energy: c.energy[k], reference: c.reference[k] },
    ]),
  );
}

describe('vetoes', () => {
  it('has a row for every detector read out, hits or not', () => {
    expect(Object.keys(veto([]))).toEqual([...VETO_DETECTORS]);
    const some = veto([{ in: 'anti0', time: 0 }], [], [], { detectors: ['lkr', 'lav'] });
    expect(Object.keys(some)).toEqual(['lav', 'lkr']);
    expect(some['lav']).toEqual({ n: 0, inTime: 0, nearest: Number.NaN, energy: 0, reference: 0 });
  });

  it('stands about the well-timed track nearest to the trigger', () => {
    const at = [
      { x: 300, time: 12 },
      { x: -300, time: -1.5 },
      { x: 500, time: 0.1, sigma: 5 },
      { x: 600, time: Number.NaN, sigma: Number.NaN },
    ];
    const { sac } = veto(
      [
        { in: 'sac', time: -6 },
        { in: 'sac', time: 4 },
      ],
      at,
    );
    expect(sac).toMatchObject({ n: 2, inTime: 1, nearest: -4.5, reference: -1.5 });
    expect(veto([{ in: 'sac', time: 4 }])['sac']).toMatchObject({ inTime: 1, reference: 0 });
  });

  it('asks the high threshold of the LAV, and of no other', () => {
    const low = EDGE.lowLeading + EDGE.lowTrailing + EDGE.highTrailing;
    const found = veto([
      { in: 'lav', time: 0, edges: low, energy: 100 },
      { in: 'irc', time: 0, edges: low, energy: 100 },
    ]);
    expect(found['lav']).toMatchObject({ n: 1, inTime: 0, nearest: 0, energy: 0 });
    expect(found['irc']).toMatchObject({ n: 1, inTime: 1, energy: 100 });
  });

  it('sums the energies there are, and says when there is none', () => {
    const found = veto([
      { in: 'irc', time: 1, energy: 200 },
      { in: 'irc', time: -1 },
      { in: 'irc', time: 40, energy: 900 },
      { in: 'hasc', time: 0 },
    ]);
    expect(found['irc']!.energy).toBe(200);
    expect(found['hasc']!.energy).toBeNaN();
  });

  it('has windows that close where they say', () => {
    const values = withDefaults(vetoSettings);
    for (const name of VETO_DETECTORS) {
      if (name === 'lkr') continue;
      const [from, to] = vetoWindow(name, values);
      const times = [from - 0.01, from + 0.01, to - 0.01, to + 0.01];
      expect(veto(times.map((time) => ({ in: name, time })))[name]!.inTime, name).toBe(2);
    }
    expect(vetoWindow('muv0', values)).toEqual([-10, 8]);
  });

  it('leaves to a track in time the LKr clusters about it', () => {
    const at = [
      { x: 500, time: 0 },
      { x: -500, time: 11 },
    ];
    const found = veto([], at, [
      [590, 0, 5000],
      [610, 1, 5000],
      [-500, 0.5, 2000],
      [0, 0, 900],
    ]);
    expect(found['lkr']).toMatchObject({ n: 3, inTime: 2, nearest: 0, energy: 7000 });
  });

  it('widens the window of the LKr with the energy', () => {
    const values = withDefaults(vetoSettings);
    expect([500, 1000, 2000].map((e) => lkrVetoWindow(e, values))).toEqual([5, 5, 5]);
    const wide = [2500, 5000, 9999, 10_000].map((e) => lkrVetoWindow(e, values));
    expect([...wide].sort((a, b) => a - b)).toEqual(wide);
    expect(lkrVetoWindow(10_000, values)).toBeCloseTo(20 * (0.56 + 0.153 - 0.233 / Math.sqrt(10)), 9);
    expect(lkrVetoWindow(10_000, values)).toBeCloseTo(lkrVetoWindow(9_999.9, values), 3);
  });
});

describe('hits of the vetoes', () => {
  const finder =
    (sigma: number): VetoFinder<typeof lav | typeof hasc, { readonly shift: number }, { readonly scale: number }> =>
    ({ offsets, columns }, row, fineTime, { shift }, { scale }) =>
      Array.from({ length: offsets[row + 1]! - offsets[row]! }, (_, i) => ({
        channel: columns.channel[offsets[row]! + i]!,
        time: scale * columns.leading[offsets[row]! + i]! - fineTime + shift,
        timeSigma: sigma,
        edges: 1,
        energy: Number.NaN,
      }));
  const stamps = new TableBuilder(triggers, 2);
  const blocks = new TableBuilder(lav, 2);
  const modules = new TableBuilder(hasc, 2);
  const put = (table: typeof blocks | typeof modules, channel: number, leading: number): void => {
    const k = table.next();
    table.columns.channel[k] = channel;
    table.columns.leading[k] = leading;
  };
  put(blocks, 10_000, 7);
  for (const b of [stamps, blocks, modules]) {
    if (b === stamps) stamps.columns.fine_time[stamps.next()] = 0;
    b.endEvent();
  }
  put(blocks, 20_001, 100);
  put(blocks, 10_001, 90);
  put(blocks, 10_001, 80);
  put(modules, 5, 60);
  for (const b of [stamps, blocks, modules]) {
    if (b === stamps) stamps.columns.fine_time[stamps.next()] = 3;
    b.endEvent();
  }
  const batch = () => ({
    ...keys(2),
    triggers: stamps.finish(),
    lav: blocks.finish(),
    hasc: modules.finish(),
  });
  const sources = [
    vetoSource(hasc, finder(0.3), { shift: 1 }, { scale: 1 }),
    vetoSource(lav, finder(0.5), { shift: 0 }, { scale: 2 }),
  ] as const;

  it('come by detector, channel and time, bound to what their finder assumes', () => {
    const { veto_hits: hits, faults } = findVetoHits(sources)(batch());
    expect(faults).toEqual([]);
    expect([...hits.offsets]).toEqual([0, 1, 5]);
    const { detector, channel, time, time_sigma } = hits.columns;
    expect([...detector.slice(1, 5)]).toEqual([0, 0, 0, 4]);
    expect([...channel.slice(1, 5)]).toEqual([10_001, 10_001, 20_001, 5]);
    expect([...time.slice(1, 5)]).toEqual([157, 177, 197, 58]);
    expect([...time_sigma.slice(1, 5)]).toEqual([0.5, 0.5, 0.5, 0.3]);
  });

  it('are those of the detectors that are read out', () => {
    const only = findVetoHits([sources[0]]);
    expect(only.reads.map(({ name }) => name)).toEqual(['triggers', 'hasc']);
    expect(only(batch()).veto_hits.length).toBe(1);
    expect(() => findVetoHits([vetoSource(tracks, () => [], 0, 0)])).toThrow('tracks is no veto detector');
  });

  it('cost the event whose channel does not exist', () => {
    const broken = vetoSource(
      hasc,
      () => {
        throw new RangeError('HASC channel 90 is none');
      },
      0,
      0,
    );
    expect(findVetoHits([broken])(batch()).faults[0]).toMatchObject({ stage: 'veto.hits' });
  });
});
