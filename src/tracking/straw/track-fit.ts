import { particle } from '../../core/particles.js';
import type { Values } from '../../core/settings.js';
import type { StrawConditions } from '../../detectors/straw/conditions.js';
import {
  CHAMBERS,
  hasStraws,
  INNER_RADIUS,
  IS_EQUIPPED,
  nearestSlot,
  PLANE_LIST,
  PLANE_MYLAR,
  PLANES,
  type Plane,
  SLOTS,
  WIRE,
  X0_PER_PLANE,
} from '../../detectors/straw/description.js';
import type { Field, StepGrid } from '../../transport/field.js';
import { betheMylar, highlandLayer } from '../../transport/material.js';
import { MNP33_Z } from '../../transport/mnp33.js';
import { makeStepGrid } from '../../transport/step-grid.js';
import { swim } from '../../transport/swim.js';
import { kalmanFit } from '../kalman.js';
import { smooth } from '../kalman-smoother.js';
import { type KalmanHits, type KalmanWorkspace, makeKalmanHits, makeKalmanWorkspace } from '../kalman-workspace.js';
import type { StrawHits } from './hits.js';
import type { TrackCandidate } from './pattern.js';
import type { strawTrackSettings } from './settings.js';

/** Hits this close to the wall of a straw are not counted on [mm]: they are lost, or the trajectory is off by so much. */
const WALL = 0.5;
const PLANES_PER_CHAMBER = PLANES / CHAMBERS;
/** Fitted as pions: the loss in a chamber is 0.4 MeV and differs by 0.02 MeV for other particles of the same momentum. */
const PION = particle(211);

/** What fitting needs besides the hits; made once, used for every track. */
export interface TrackFitter {
  readonly settings: Values<typeof strawTrackSettings>;
  readonly conditions: StrawConditions;
  /** Kick of the magnet on its axis [MeV/c]. */
  readonly kick: number;
  /** The 64 planes of the STRAW. */
  readonly grid: StepGrid;
  readonly hits: KalmanHits;
  readonly ws: KalmanWorkspace;
  readonly seed: Float64Array;
  readonly seedVariance: Float64Array;
  /** Scattering variance · p² of a whole chamber and momentum loss of one. */
  readonly chamberScatter: number;
  /** Planes of each chamber that have straws on the trajectory. */
  readonly layers: Float64Array;
  /** Index in `StrawHits` of each measurement; −1 for a missed chamber's material. */
  readonly source: Int32Array;
}

/** A fitted track; its states are in the fitter's workspace until the next fit. */
export interface FittedTrack {
  readonly candidate: TrackCandidate;
  readonly chi2: number;
  readonly ndf: number;
  /** Indices in `StrawHits` of the hits that count. */
  readonly hits: readonly number[];
  /** Bit i: chamber i has hits. */
  readonly chambers: number;
  readonly nChambers: number;
  readonly firstPlane: number;
  readonly lastPlane: number;
  /** Smoothed state and covariance upstream of the material of the first plane; filtered at the last. */
  readonly first: Float64Array;
  readonly firstCov: Float64Array;
  readonly last: Float64Array;
}

export function makeTrackFitter(
  field: Field,
  conditions: StrawConditions,
  settings: Values<typeof strawTrackSettings>,
): TrackFitter {
  return {
    settings,
    conditions,
    kick: axialKick(field),
    grid: makeStepGrid(
      field,
      PLANE_LIST.map((p) => p.z),
    ),
    hits: makeKalmanHits(PLANES + CHAMBERS),
    ws: makeKalmanWorkspace(PLANES + CHAMBERS),
    seed: new Float64Array(5),
    seedVariance: new Float64Array(5),
    chamberScatter: highlandLayer(PLANES_PER_CHAMBER * X0_PER_PLANE, 1),
    layers: new Float64Array(CHAMBERS),
    source: new Int32Array(PLANES + CHAMBERS),
  };
}

/** Change of slope of an axial track of high momentum between the second and the third chamber, times its momentum. */
function axialKick(field: Field): number {
  const state = Float64Array.of(0, 0, 0, 0, 1e-5);
  swim(makeStepGrid(field, [PLANE_LIST[PLANES_PER_CHAMBER]!.z, PLANE_LIST[2 * PLANES_PER_CHAMBER]!.z]), 0, 1, state);
  return -state[2]! / state[4]!;
}

/**
 * Fits a candidate: once with the hits of its clusters, then with the hits of all planes that lie on the first fit, sides chosen by it, then,
 * if some are further off than `outlierPull`, without those.
 * @returns undefined when fewer than three chambers keep hits or χ²/ndf is too large
 */
export function fitTrack(fitter: TrackFitter, hits: StrawHits, candidate: TrackCandidate): FittedTrack | undefined {
  const { grid, ws, seed, seedVariance, settings } = fitter;
  collectFromCandidate(fitter, hits, candidate);
  const k = fitter.hits;
  const z0 = grid.z[k.plane[0]!]!;
  const { lines } = candidate;
  seed[0] = lines.xMagnet + lines.tx * (z0 - MNP33_Z);
  seed[1] = lines.yMagnet + lines.ty * (z0 - MNP33_Z);
  seed[2] = lines.tx;
  seed[3] = lines.ty;
  seed[4] = lines.qp;
  seedVariance.set([100, 100, 1e-5, 1e-5, (0.5 * lines.qp) ** 2 + 1e-12]);
  finishMaterial(fitter, lines.qp);
  const rough = kalmanFit(ws, grid, k, seed, seedVariance, true);
  if (rough > settings.maxRoughChi2 * k.n) return undefined;
  smooth(ws, k);

  const seen = collectFromRoad(fitter, hits);
  if (seen < settings.minHitFraction || !enough(fitter)) return undefined;
  for (let i = 0; i < 5; i++) seed[i] = ws.smoothed[i]!;
  finishMaterial(fitter, seed[4]!);
  let chi2 = kalmanFit(ws, grid, k, seed, seedVariance);
  if (dropOutliers(fitter, settings.outlierPull)) {
    if (!enough(fitter)) return undefined;
    chi2 = kalmanFit(ws, grid, k, seed, seedVariance);
  }
  return result(fitter, candidate, chi2);
}

/** Adds one measurement; `side` 0 leaves the side open: the wire itself with the spread of a uniform position. */
function push(fitter: TrackFitter, hits: StrawHits, i: number, side: number): void {
  const k = fitter.hits;
  const n = k.n++;
  const plane = PLANE_LIST[hits.plane[i]!]!;
  k.plane[n] = plane.index;
  k.cos[n] = plane.cos;
  k.sin[n] = plane.sin;
  k.u[n] = hits.wire[i]! + side * hits.radius[i]!;
  k.variance[n] = side === 0 ? INNER_RADIUS ** 2 / 3 : hits.sigma[i]! ** 2;
  fitter.source[n] = i;
}

/** The material of a chamber without hits, at its first plane. */
function pushMissing(fitter: TrackFitter, chamber: number): void {
  const k = fitter.hits;
  const n = k.n++;
  k.plane[n] = chamber * PLANES_PER_CHAMBER;
  k.cos[n] = 1;
  k.sin[n] = 0;
  k.u[n] = 0;
  k.variance[n] = Number.POSITIVE_INFINITY;
  fitter.source[n] = -1;
}

function collectFromCandidate(fitter: TrackFitter, hits: StrawHits, candidate: TrackCandidate): void {
  fitter.hits.n = 0;
  for (let chamber = 0; chamber < CHAMBERS; chamber++) {
    const point = candidate.points[chamber];
    fitter.layers[chamber] = PLANES_PER_CHAMBER;
    if (point === undefined) {
      pushMissing(fitter, chamber);
      continue;
    }
    // views are numbered in order of z, and the hits of a cluster are in order of planes
    for (const cluster of point.clusters) {
      if (cluster !== undefined)
        for (let j = 0; j < cluster.hits.length; j++) push(fitter, hits, cluster.hits[j]!, cluster.sides[j]!);
    }
  }
}

/**
 * Replaces the measurements by the hits next to the smoothed trajectory, with the sides it gives them.
 * @returns of the living straws that the trajectory crosses well inside, the fraction with a hit next to it
 */
function collectFromRoad(fitter: TrackFitter, hits: StrawHits): number {
  const { ws, grid, settings, hits: k } = fitter;
  const { smoothed, smoothedCov } = ws;
  const before = k.n;
  const planeOfRow = Int32Array.from(k.plane.subarray(0, before));
  const states = Float64Array.from(smoothed.subarray(0, 5 * before));
  const variances = Float64Array.from({ length: before }, (_, r) =>
    Math.max(smoothedCov[15 * r]!, smoothedCov[15 * r + 5]!),
  );
  k.n = 0;
  let row = 0;
  let expected = 0;
  let found = 0;
  for (let chamber = 0; chamber < CHAMBERS; chamber++) {
    const start = k.n;
    fitter.layers[chamber] = 0;
    for (let p = chamber * PLANES_PER_CHAMBER; p < (chamber + 1) * PLANES_PER_CHAMBER; p++) {
      // the measurement nearest in z lies in the same chamber: every chamber has one, if only its material
      while (row + 1 < before && Math.abs(planeOfRow[row + 1]! - p) <= Math.abs(planeOfRow[row]! - p)) row++;
      const s = 5 * row;
      const dz = grid.z[p]! - grid.z[planeOfRow[row]!]!;
      const plane = PLANE_LIST[p]!;
      const x = states[s]! + dz * states[s + 2]!;
      const y = states[s + 1]! + dz * states[s + 3]!;
      const u = plane.cos * x + plane.sin * y;
      if (hasStraws(plane, x, y, u)) fitter.layers[chamber]!++;
      let best = -1;
      let bestPull = settings.outlierPull;
      for (let i = hits.planeStart[p]!; i < hits.planeStart[p + 1]!; i++) {
        const d = Math.abs(Math.abs(u - hits.wire[i]!) - hits.radius[i]!);
        const pull = d / Math.sqrt(hits.sigma[i]! ** 2 + variances[row]!);
        if (pull < bestPull) {
          bestPull = pull;
          best = i;
        }
      }
      if (best >= 0) push(fitter, hits, best, u >= hits.wire[best]! ? 1 : -1);
      if (crossesStraw(plane, u, fitter.conditions)) {
        expected++;
        if (best >= 0) found++;
      }
    }
    if (k.n === start) pushMissing(fitter, chamber);
  }
  return expected > 0 ? found / expected : 0;
}

/** Whether a trajectory at coordinate `u` crosses a living straw of the plane, its wall left aside. */
function crossesStraw(plane: Plane, u: number, { dead, wireOffset }: StrawConditions): boolean {
  const slot = nearestSlot(plane, u);
  if (!(slot >= 0 && slot < SLOTS)) return false;
  const channel = plane.index * SLOTS + slot;
  return (
    IS_EQUIPPED[channel] === 1 &&
    dead[channel] === 0 &&
    Math.abs(u - WIRE[channel]! - wireOffset[channel]!) < INNER_RADIUS - WALL
  );
}

/** Shares the material of each chamber over its measurements: scattering and the mean loss of a pion. */
function finishMaterial(fitter: TrackFitter, qp: number): void {
  const k = fitter.hits;
  const p = 1 / Math.abs(qp);
  const betaSquared = 1 / (1 + (PION.mass / p) ** 2);
  const scatter = fitter.chamberScatter / betaSquared;
  // dp = dE / β
  const loss = (betheMylar(p, PION.mass) * PLANES_PER_CHAMBER * PLANE_MYLAR) / Math.sqrt(betaSquared);
  for (let i = 0; i < k.n; ) {
    const chamber = Math.floor(k.plane[i]! / PLANES_PER_CHAMBER);
    let end = i;
    while (end < k.n && Math.floor(k.plane[end]! / PLANES_PER_CHAMBER) === chamber) end++;
    const share = fitter.layers[chamber]! / PLANES_PER_CHAMBER / (end - i);
    for (; i < end; i++) {
      k.scatter[i] = scatter * share;
      k.loss[i] = loss * share;
    }
  }
}

/** Takes out measurements beyond `pull`, keeping their material. */
function dropOutliers(fitter: TrackFitter, pull: number): boolean {
  const { ws, hits: k } = fitter;
  let dropped = false;
  for (let i = 0; i < k.n; i++) {
    if (k.variance[i] === Number.POSITIVE_INFINITY) continue;
    if (ws.residual[i]! ** 2 > pull ** 2 * ws.residualVariance[i]!) {
      k.variance[i] = Number.POSITIVE_INFINITY;
      dropped = true;
    }
  }
  return dropped;
}

/** Bits of the chambers that have at least two measurements. */
function chambersWithHits(fitter: TrackFitter): number {
  const k = fitter.hits;
  const count = [0, 0, 0, 0];
  for (let i = 0; i < k.n; i++) {
    if (k.variance[i] !== Number.POSITIVE_INFINITY) count[Math.floor(k.plane[i]! / PLANES_PER_CHAMBER)]!++;
  }
  return count.reduce((bits, n, chamber) => (n >= 2 ? bits | (1 << chamber) : bits), 0);
}

const bitCount = (bits: number): number => (bits & 1) + ((bits >> 1) & 1) + ((bits >> 2) & 1) + ((bits >> 3) & 1);

const enough = (fitter: TrackFitter): boolean => bitCount(chambersWithHits(fitter)) >= 3;

function result(fitter: TrackFitter, candidate: TrackCandidate, chi2: number): FittedTrack | undefined {
  const { ws, hits: k, source, settings } = fitter;
  const used: number[] = [];
  for (let i = 0; i < k.n; i++) if (k.variance[i] !== Number.POSITIVE_INFINITY) used.push(source[i]!);
  const ndf = used.length - 5;
  if (used.length < settings.minHits || chi2 > settings.maxChi2PerNdf * ndf) return undefined;
  const first = ws.smoothed.slice(0, 5);
  const firstCov = ws.smoothedCov.slice(0, 15);
  // the smoothed state lies behind the first share of material: upstream of it the slopes are less certain, the momentum higher
  const [, , tx, ty] = first as unknown as [number, number, number, number];
  const n2 = 1 + tx * tx + ty * ty;
  const q = k.scatter[0]! * first[4]! ** 2 * n2 * Math.sqrt(n2);
  firstCov[9]! += q * (1 + tx * tx);
  firstCov[10]! += q * tx * ty;
  firstCov[12]! += q * (1 + ty * ty);
  first[4]! /= 1 + k.loss[0]! * Math.abs(first[4]!);
  const lastRow = k.n - 1;
  const chambers = chambersWithHits(fitter);
  return {
    candidate,
    chi2,
    ndf,
    hits: used,
    chambers,
    nChambers: bitCount(chambers),
    firstPlane: k.plane[0]!,
    lastPlane: k.plane[lastRow]!,
    first,
    firstCov,
    last: ws.filtered.slice(5 * lastRow, 5 * lastRow + 5),
  };
}
