import { particle } from '../../core/particles.js';
import { GeV, MeV, m, mm, ns } from '../../core/units.js';
import { inFiducial, LKR_FRONT_Z } from '../../detectors/lkr/description.js';
import type { EventBatch, Has } from '../../event/batch.js';
import type { tracks } from '../../event/run.js';
import type { beamMatches, trackTimes } from '../../event/run-beam.js';
import type { lkrClusters, trackClusters, trackMuons } from '../../event/run-downstream.js';
import { type neutralPairs, VETO_DETECTORS, type vetoes } from '../../event/run-vetoes.js';
import { beamSettings } from '../../generator/beam.js';
import { gaussianCore } from '../../monitoring/core-fit.js';
import { fraction } from '../../monitoring/efficiency.js';
import { pairMass, photonMomentum } from '../../pid/lkr-photons.js';
import { decayStage, emulation, reconstruction } from '../../pipeline.js';
import { DOWNSTREAM_Z, isInside, RINGS, UPSTREAM_Z } from '../../selection/acceptance.js';
import { na62Field } from '../../transport/na62-field.js';
import { beamCda, swumTracks } from '../../vertex/beam-match-paths.js';
import { formatCount } from '../terminal.js';
import { tails } from './pulls.js';
import { judge, printed, type Row } from './row.js';
import { type Bench, type Group, runEvents, SETUP } from './samples.js';

const SEED = 112;
const SIMULATED = 8_000;
const FIELD = na62Field();
const KAON = particle(321).mass;
const PION = particle(211);
const NEUTRAL = particle(111).mass;

/** The selection. Source: KAON §6.3 (FW19). */
const MOMENTUM = [5 * GeV, 70 * GeV] as const;
const DECAY_Z = [105 * m, 180 * m] as const;
const CDA = 30 * mm;
const EOP = 0.9;
const CLUSTERS = 3;
const PI0_TIME = 2 * ns;
const MASS = [460 * MeV, 520 * MeV] as const;
const MISSING = 0.015 * GeV * GeV;
/** What the source has of its full simulation. Source: KAON §6.3. */
const PUBLISHED = 0.143;

type Found = EventBatch &
  Has<
    | typeof tracks
    | typeof trackTimes
    | typeof lkrClusters
    | typeof trackClusters
    | typeof trackMuons
    | typeof neutralPairs
    | typeof vetoes
  >;

/** One event as the cuts see it: its only track and its only π⁰, and where the track meets the beam axis. */
interface Candidate {
  readonly batch: Found;
  readonly row: number;
  readonly nTracks: number;
  /** Rows; −1: none. */
  readonly track: number;
  readonly pair: number;
  readonly cda: number;
  readonly vertex: Float64Array;
  /** Momentum of the track at the vertex, and of beam and photons. */
  readonly pion: Float64Array;
  readonly beam: Float64Array;
}

/** Row of track_… for a track. */
const ofTrack = ({ batch, row, track }: Candidate, table: 'track_times' | 'track_clusters' | 'track_muons'): number =>
  batch[table].offsets[row]! + track - batch.tracks.offsets[row]!;

/** The cuts in order. */
const CUTS: readonly (readonly [name: string, passes: (candidate: Candidate) => boolean])[] = [
  ['one track, q = +1', (c) => c.nTracks === 1 && c.batch.tracks.columns.charge[c.track] === 1],
  ['5–70 GeV/c', (c) => inside(c.batch.tracks.columns.p[c.track]!, MOMENTUM)],
  ['vertex on the beam axis', (c) => c.cda < CDA && inside(c.vertex[2]!, DECAY_Z)],
  ['STRAW1–4, NewCHOD, LKr', inAcceptance],
  [
    'LKr cluster, E/p < 0.9',
    (c) =>
      c.batch.track_clusters.columns.eop[ofTrack(c, 'track_clusters')]! < EOP &&
      c.batch.track_clusters.columns.cluster[ofTrack(c, 'track_clusters')]! >= 0,
  ],
  ['no MUV3', (c) => c.batch.track_muons.columns.candidate[ofTrack(c, 'track_muons')]! < 0],
  [
    '≥ 3 clusters',
    ({ batch, row }) => batch.lkr_clusters.offsets[row + 1]! - batch.lkr_clusters.offsets[row]! >= CLUSTERS,
  ],
  ['one π⁰ in time', (c) => c.pair >= 0],
  ['no LAV, IRC, SAC', unvetoed],
  ['M(ππ⁰)', (c) => inside(massOf(c), MASS)],
  ['missing mass', (c) => Math.abs(missingMass(c) - NEUTRAL ** 2) < MISSING],
];

const VETOES = ['lav', 'irc', 'sac'].map((name) => (VETO_DETECTORS as readonly string[]).indexOf(name));

/** Whether no photon veto has a hit in its window. */
function unvetoed({ batch: { vetoes }, row }: Candidate): boolean {
  const { detector, n_in_time } = vetoes.columns;
  for (let i = vetoes.offsets[row]!; i < vetoes.offsets[row + 1]!; i++) {
    if (VETOES.includes(detector[i]!) && n_in_time[i]! > 0) return false;
  }
  return true;
}

const inside = (x: number, [low, high]: readonly [number, number]): boolean => x > low && x < high;

function inAcceptance({ batch, track }: Candidate): boolean {
  const t = batch.tracks.columns;
  const down = (z: number) =>
    [
      t.x_down[track]! + (z - DOWNSTREAM_Z) * t.tx_down[track]!,
      t.y_down[track]! + (z - DOWNSTREAM_Z) * t.ty_down[track]!,
    ] as const;
  const up = (z: number) =>
    [t.x[track]! + (z - UPSTREAM_Z) * t.tx[track]!, t.y[track]! + (z - UPSTREAM_Z) * t.ty[track]!] as const;
  return (
    RINGS.every((ring) => isInside(ring, ...(ring.from === 'upstream' ? up(ring.z) : down(ring.z)))) &&
    inFiducial(...down(LKR_FRONT_Z))
  );
}

/** Row of the only pair whose vertex as π⁰ is in the region, within 2 ns of the track; −1: none or more. */
function onlyPi0({ neutral_pairs: { offsets, columns } }: Has<typeof neutralPairs>, row: number, time: number): number {
  let only = -1;
  for (let i = offsets[row]!; i < offsets[row + 1]!; i++) {
    if (!inside(columns.z_pi0[i]!, DECAY_Z) || !(Math.abs(columns.time[i]! - time) < PI0_TIME)) continue;
    if (only >= 0) return -1;
    only = i;
  }
  return only;
}

const first = new Float64Array(3);
const second = new Float64Array(3);

/** Mass of track and pair, photons from the neutral vertex on the beam axis [MeV/c²]. */
function massOf({ batch, row, pair, pion, vertex }: Candidate): number {
  const { cluster_1, cluster_2 } = batch.neutral_pairs.columns;
  const { x, y, energy } = batch.lkr_clusters.columns;
  const at = { x: vertex[0]!, y: vertex[1]!, z: vertex[2]! };
  const photon = (cluster: number) => {
    const k = batch.lkr_clusters.offsets[row]! + cluster;
    return { x: x[k]!, y: y[k]!, energy: energy[k]! };
  };
  const a = photon(cluster_1[pair]!);
  const b = photon(cluster_2[pair]!);
  photonMomentum(a, at, first);
  photonMomentum(b, at, second);
  const mass = pairMass(a, b, at);
  const [px, py, pz] = [0, 1, 2].map((i) => first[i]! + second[i]!) as [number, number, number];
  const e0 = a.energy + b.energy;
  const e1 = Math.sqrt(PION.mass ** 2 + pion[0]! ** 2 + pion[1]! ** 2 + pion[2]! ** 2);
  const dot = px * pion[0]! + py * pion[1]! + pz * pion[2]!;
  return Math.sqrt(PION.mass ** 2 + mass * mass + 2 * (e0 * e1 - dot));
}

/** Squared mass that the track leaves of a kaon of the mean beam [MeV²/c⁴]. */
function missingMass({ pion, beam }: Candidate): number {
  const square = (v: Float64Array) => v[0]! ** 2 + v[1]! ** 2 + v[2]! ** 2;
  const energy = Math.sqrt(KAON ** 2 + square(beam)) - Math.sqrt(PION.mass ** 2 + square(pion));
  return energy * energy - (beam[0]! - pion[0]!) ** 2 - (beam[1]! - pion[1]!) ** 2 - (beam[2]! - pion[2]!) ** 2;
}

/** Builds the candidate of an event: the first track swum to the axis of the beam. */
function candidates() {
  const axis = swumTracks(FIELD, 1);
  const decay = swumTracks(FIELD, -1);
  const { momentum, slopeX, slopeY } = beamSettings;
  axis.begin(1);
  decay.begin(1);
  axis.set(0, 0, 0, slopeX.default, slopeY.default, 1 / momentum.default);
  const vertex = new Float64Array(3);
  const point = new Float64Array(3);
  const pion = new Float64Array(3);
  const beam = new Float64Array(3);
  const scaleTo = (v: Float64Array, p: number) => {
    const scale = p / Math.sqrt(v[0]! ** 2 + v[1]! ** 2 + v[2]! ** 2);
    for (let i = 0; i < 3; i++) v[i]! *= scale;
  };
  return (batch: Found, row: number): Candidate => {
    const track = batch.tracks.offsets[row]!;
    const nTracks = batch.tracks.offsets[row + 1]! - track;
    if (nTracks === 0) return { batch, row, nTracks, track: -1, pair: -1, cda: Number.NaN, vertex, pion, beam };
    const t = batch.tracks.columns;
    decay.set(0, t.x[track]!, t.y[track]!, t.tx[track]!, t.ty[track]!, t.qp[track]!);
    const cda = beamCda(axis, 0, decay, 0, 140 * m, vertex);
    axis.line(0, vertex[2]!, point, beam);
    decay.line(0, vertex[2]!, point, pion);
    scaleTo(beam, momentum.default);
    scaleTo(pion, t.p[track]!);
    const pair = onlyPi0(batch, row, batch.track_times.columns.time[batch.track_times.offsets[row]!]!);
    return { batch, row, nTracks, track, pair, cda, vertex, pion, beam };
  };
}

async function selectionRows(bench: Bench): Promise<Row[]> {
  const how = { setup: SETUP, seed: SEED, intensity: 0 };
  const forward = emulation(decayStage({ ...how, decay: 'k2pi' }), how);
  const backward = reconstruction({ setup: SETUP });
  const candidate = candidates();
  const passed = CUTS.map(() => 0);
  const dz: number[] = [];
  const pull: number[] = [];
  await runEvents(
    bench,
    SIMULATED,
    (keys) => backward(forward(keys)),
    (batch) => {
      for (let row = 0; row < batch.size; row++) {
        const c = candidate(batch, row);
        const failed = CUTS.findIndex(([, passes]) => !passes(c));
        for (let i = 0; i < (failed < 0 ? CUTS.length : failed); i++) passed[i]!++;
        const z = failed < 0 ? chargedVertex(batch, row) : Number.NaN;
        if (Number.isNaN(z)) continue;
        const { z_pi0, z_sigma } = batch.neutral_pairs.columns;
        dz.push((z_pi0[c.pair]! - z) / m);
        pull.push((z_pi0[c.pair]! - z) / z_sigma[c.pair]!);
      }
    },
  );
  const { value, low, high } = fraction(passed[CUTS.length - 1]!, SIMULATED);
  const factors = CUTS.map(
    ([name], i) => `${name} ${(passed[i]! / (i === 0 ? SIMULATED : passed[i - 1]!)).toFixed(3)}`,
  );
  const sample = `${formatCount(SIMULATED)} K2π decays in 105–180 m without pile-up and trigger, seed ${SEED}`;
  const pulls = gaussianCore(pull, 2);
  const distance = gaussianCore(dz, 2);
  const acceptance = printed({
    name: 'k2pi-acceptance',
    quantity: 'K2π acceptance, normalisation selection',
    kind: 'full chain',
    sample,
    estimator: 'share that passes every cut; Wilson interval',
    n: SIMULATED,
    value,
    error: 0.5 * (high - low),
    expectedText: String(PUBLISHED),
    note: `share of what passes the cuts before: ${factors.join(', ')}`,
  });
  const vertex = judge({
    name: 'neutral-charged-vertex',
    quantity: 'z of π⁰ → γγ less z of π⁺ and beam track: pull',
    kind: 'full chain',
    sample: `${sample}; passes all cuts of k2pi-acceptance, beam track of rank 0 accepted`,
    estimator: 'over the propagated σ(z) of the pair alone; Gaussian core ± 2 σ',
    n: pulls.n,
    value: pulls.sigma,
    error: pulls.sigmaError,
    expected: 1,
    band: [0.85, 1.15],
    toleranceText: '15 %',
    note: `mean ${pulls.mean.toFixed(3)} ± ${pulls.meanError.toFixed(3)}; z: mean ${distance.mean.toFixed(3)} ± ${distance.meanError.toFixed(3)} m, σ ${distance.sigma.toFixed(2)} m; ${tails(pulls)}`,
  });
  return [acceptance, vertex];
}

/** z of the accepted match of the only track with a beam track; NaN without. */
function chargedVertex({ beam_matches: { offsets, columns } }: Has<typeof beamMatches>, row: number): number {
  for (let i = offsets[row]!; i < offsets[row + 1]!; i++) {
    if (columns.track[i] === 0 && columns.rank[i] === 0 && columns.accepted[i] === 1) return columns.z[i]!;
  }
  return Number.NaN;
}

/** Acceptance of the K2π selection, factor by factor. */
export const k2piAcceptance: Group = {
  names: ['k2pi-acceptance', 'neutral-charged-vertex'],
  events: () => SIMULATED,
  rows: selectionRows,
};
