import { describe, expect, it } from 'vitest';
import { nominalLkrConditions } from '../../src/detectors/lkr/conditions.js';
import { cellCentre, LKR_FRONT_Z } from '../../src/detectors/lkr/description.js';
import { TableBuilder } from '../../src/event/builder.js';
import { tracks } from '../../src/event/run.js';
import { trackTimes } from '../../src/event/run-beam.js';
import { lkrClusters } from '../../src/event/run-downstream.js';
import { pairError, pairMass, vertexOfMass } from '../../src/pid/lkr-photons.js';
import { pairPhotons } from '../../src/pid/neutral-pairs.js';

const PI0 = 134.9768;
const ETA = 547.862;
const FAR = 241_093 - 219_445;

type Cluster = readonly [x: number, y: number, energy: number, time?: number];
type Track = readonly [x: number, y: number, time?: number];

function pairsOf(clusters: readonly Cluster[], list: readonly Track[] = [], conditions = nominalLkrConditions()) {
  const t = new TableBuilder(tracks, 2);
  const times = new TableBuilder(trackTimes, 2);
  const c = new TableBuilder(lkrClusters, 2);
  // an event before, so that rows are not indices
  for (const b of [t, times, c]) {
    b.next();
    b.endEvent();
  }
  for (const [x, y, time = 0] of list) {
    const i = t.next();
    t.columns.tx_down[i] = 0.002;
    t.columns.x_down[i] = x - FAR * 0.002;
    t.columns.y_down[i] = y;
    times.columns.time[times.next()] = time;
  }
  for (const [x, y, energy, time = 0] of clusters) {
    const i = c.next();
    c.columns.x[i] = x;
    c.columns.y[i] = y;
    c.columns.energy[i] = energy;
    c.columns.energy_sigma[i] = 0.02 * energy;
    c.columns.time[i] = time;
    c.columns.time_sigma[i] = 0.6;
  }
  for (const b of [t, times, c]) b.endEvent();
  const { neutral_pairs: out, faults } = pairPhotons({ conditions })({
    sequence: 0,
    size: 2,
    burst: Uint32Array.of(1, 1),
    event: Uint32Array.of(0, 1),
    flaws: [],
    faults: [],
    tracks: t.finish(),
    track_times: times.finish(),
    lkr_clusters: c.finish(),
  });
  expect(faults).toEqual([]);
  expect(out.offsets[1]).toBe(0);
  const { cluster_1, cluster_2, distance, z_pi0, z_eta, z_sigma, energy, time } = out.columns;
  return Array.from({ length: out.length }, (_, k) => ({
    clusters: [cluster_1[k], cluster_2[k]],
    distance: distance[k]!,
    zPi0: z_pi0[k]!,
    zEta: z_eta[k]!,
    zSigma: z_sigma[k]!,
    energy: energy[k]!,
    time: time[k]!,
  }));
}

/** Two photons of this mass from z on the axis. */
function photons(mass: number, z: number, e1 = 12_000, e2 = 20_000, time = 0): [Cluster, Cluster] {
  const d = (mass * (LKR_FRONT_Z - z)) / Math.sqrt(e1 * e2);
  return [
    [-0.6 * d, 0, e1, time],
    [0.4 * d, 0, e2, time],
  ];
}
const at = ([x, y, energy]: Cluster) => ({ x, y, energy });

describe('photons', () => {
  it('have the mass of a π⁰ that decays before the LKr, to the digit', () => {
    // a π⁰ at rest decays along x, boosted along z
    const gamma = 200;
    const beta = Math.sqrt(1 - 1 / gamma ** 2);
    const [from, cos] = [{ x: 12, y: -7, z: 140_000 }, 0.3];
    const photon = (sign: number) => {
      const e = 0.5 * PI0;
      const px = sign * e * Math.sqrt(1 - cos * cos);
      const pz = gamma * (sign * e * cos + beta * e);
      const energy = gamma * (e + beta * sign * e * cos);
      return { x: from.x + ((LKR_FRONT_Z - from.z) * px) / pz, y: from.y, energy };
    };
    expect(pairMass(photon(1), photon(-1), from)).toBeCloseTo(PI0, 6);
    expect(Math.abs(vertexOfMass(photon(1), photon(-1), PI0) - from.z)).toBeLessThan(5);
    expect(pairMass(photon(1), photon(1), from)).toBe(0);
  });

  it('have an error of energies and places', () => {
    const [a, b] = [at([0, 0, 10_000]), at([300, 400, 20_000])];
    expect(pairError(a, b, { energy: [200, 400], place: [0, 0] })).toBeCloseTo(0.01 * Math.SQRT2, 12);
    expect(pairError(a, b, { energy: [0, 0], place: [3, 4] })).toBeCloseTo(0.01, 12);
    expect(pairError(a, a, { energy: [0, 0], place: [0, 0] })).toBeNaN();
  });
});

describe('neutral pairs', () => {
  it('finds the vertex of a π⁰, the more energetic photon first', () => {
    const [pair, ...more] = pairsOf(photons(PI0, 140_000));
    expect(more).toEqual([]);
    expect(pair!.clusters).toEqual([1, 0]);
    expect(pair!.zPi0).toBeCloseTo(140_000, 6);
    expect(pair!.energy).toBe(32_000);
    // 1 % of each energy, 2 mm of 880
    expect(pair!.zSigma / (LKR_FRONT_Z - 140_000)).toBeCloseTo(Math.hypot(0.01, 0.01, 1.75 / 881), 3);
  });

  it('keeps an η, whose vertex as π⁰ is nowhere', () => {
    const [pair] = pairsOf(photons(ETA, 170_000, 25_000, 28_000));
    expect(pair!.zEta).toBeCloseTo(170_000, 6);
    expect(pair!.zPi0).toBeLessThan(0);
    expect(pairsOf(photons(PI0, 90_000))).toEqual([]);
    expect(pairsOf(photons(PI0, 185_000))).toEqual([]);
  });

  it('asks for energy, distance and time', () => {
    expect(pairsOf(photons(PI0, 140_000, 900, 20_000))).toEqual([]);
    expect(pairsOf(photons(PI0, 140_000, 40_000, 36_000))).toEqual([]);
    expect(
      pairsOf([
        [400, 0, 20_000],
        [570, 0, 9000],
      ]),
    ).toEqual([]);
    const [a, b] = photons(PI0, 140_000);
    expect(pairsOf([a, [b[0], b[1], b[2], 5.5]])).toEqual([]);
    expect(pairsOf([a, [b[0], b[1], b[2], 4]])[0]!.time).toBeCloseTo(2, 12);
    expect(pairsOf(photons(PI0, 140_000, 12_000, 20_000, 21))).toEqual([]);
    expect(pairsOf([])).toEqual([]);
    expect(pairsOf([a])).toEqual([]);
  });

  it('leaves out clusters that a track in time points at, or one without a time', () => {
    const [a, b] = photons(PI0, 140_000);
    expect(pairsOf([a, b], [[a[0] + 100, 100]])).toEqual([]);
    expect(pairsOf([a, b], [[a[0] + 100, 100, Number.NaN]])).toEqual([]);
    expect(pairsOf([a, b], [[a[0] + 100, 100, 11]]).length).toBe(1);
    expect(pairsOf([a, b], [[a[0] + 160, 0]]).length).toBe(1);
  });

  it('leaves out clusters beside a dead cell', () => {
    const conditions = nominalLkrConditions();
    conditions.gain[90 * 128 + 70] = 0;
    const d = (PI0 * (LKR_FRONT_Z - 140_000)) / Math.sqrt(20_000 * 15_000);
    const pair = (away: number): Cluster[] => [
      [cellCentre(90) + away, cellCentre(70), 20_000],
      [cellCentre(90) + away - d, cellCentre(70), 15_000],
    ];
    expect(pairsOf(pair(19), [], conditions)).toEqual([]);
    expect(pairsOf(pair(21), [], conditions).length).toBe(1);
  });

  it('takes places and energies that are no numbers for no photons', () => {
    const [a, b] = photons(PI0, 140_000);
    expect(pairsOf([a, [Number.NaN, b[1], b[2]]])).toEqual([]);
    expect(pairsOf([a, [b[0], b[1], Number.NaN]])).toEqual([]);
  });
});
