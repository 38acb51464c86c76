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
import { PLANE_COS, PLANE_SIN } from './plane-columns.js';
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
  /** 1 for the channels that hold a straw that answers. */
  readonly living: Uint8Array;
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
  /** The first fit, kept while the hits next to it are collected: z, state and larger position variance of each measurement. */
  readonly road: { readonly zOfRow: Float64Array; readonly states: Float64Array; readonly variances: Float64Array };
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
    living: IS_EQUIPPED.map((equipped, channel) => (conditions.dead[channel] === 0 ? equipped : 0)),
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
    road: {
      zOfRow: new Float64Array(PLANES + CHAMBERS),
      states: new Float64Array(5 * (PLANES + CHAMBERS)),
      variances: new Float64Array(PLANES + CHAMBERS),
    },
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
  if (litFraction(fitter, hits, candidate) < settings.minLitFraction) return undefined;
  collectFromCandidate(fitter, hits, candidate);
  const k = fitter.hits;
  const z0 = grid.z[k.plane[0]!]!;
  const { lines } = candidate;
  seed[0] = lines.xMagnet + lines.tx * (z0 - MNP33_Z);
  seed[1] = lines.yMagnet + lines.ty * (z0 - MNP33_Z);
  seed[2] = lines.tx;
  seed[3] = lines.ty;
  seed[4] = lines.qp;
  seedVariance[0] = 100;
  seedVariance[1] = 100;
  seedVariance[2] = 1e-5;
  seedVariance[3] = 1e-5;
  seedVariance[4] = (0.5 * lines.qp) ** 2 + 1e-12;
  finishMaterial(fitter, lines.qp);
  const rough = kalmanFit(ws, grid, k, seed, seedVariance, true);
  if (rough > settings.maxRoughChi2 * k.n) return undefined;
  smooth(ws, k, true);

  const seen = collectFromRoad(fitter, hits, candidate);
  const wanted = candidate.nChambers < CHAMBERS ? settings.minHitFractionPartial : settings.minHitFraction;
  if (seen < wanted || !enough(fitter)) return undefined;
  for (let i = 0; i < 5; i++) seed[i] = ws.smoothed[i]!;
  finishMaterial(fitter, seed[4]!);
  let chi2 = kalmanFit(ws, grid, k, seed, seedVariance, true);
  smooth(ws, k, true);
  if (dropOutliers(fitter, settings.outlierPull)) {
    if (!enough(fitter)) return undefined;
    chi2 = kalmanFit(ws, grid, k, seed, seedVariance, true);
    smooth(ws, k, true);
  }
  return result(fitter, candidate, chi2);
}

/** The two-line model is trusted to this [mm]: straws it crosses closer to the wire than the radius less this should be hit. */
const LINE_TOLERANCE = 2;

/**
 * Of the straws that the candidate's two lines cross well inside, the fraction that has a hit, whatever its radius. Costs 2 µs and
 * spares most accidental combinations their fit.
 */
function litFraction(fitter: TrackFitter, hits: StrawHits, candidate: TrackCandidate): number {
  const { xMagnet, yMagnet, tx, txDown, ty } = candidate.lines;
  const { z } = fitter.grid;
  const { planeStart, wire } = hits;
  let expected = 0;
  let lit = 0;
  for (let p = 0; p < PLANES; p++) {
    const dz = z[p]! - MNP33_Z;
    const u = PLANE_COS[p]! * (xMagnet + (dz < 0 ? tx : txDown) * dz) + PLANE_SIN[p]! * (yMagnet + ty * dz);
    if (!crossesStraw(fitter, p, u, LINE_TOLERANCE)) continue;
    expected++;
    for (let i = planeStart[p]!; i < planeStart[p + 1]!; i++) {
      if (Math.abs(wire[i]! - u) < INNER_RADIUS + LINE_TOLERANCE) {
        lit++;
        break;
      }
    }
  }
  return expected > 0 ? lit / expected : 0;
}

const OPEN_VARIANCE = INNER_RADIUS ** 2 / 3;

/** Adds one measurement; `side` 0 leaves the side open: the wire itself with the spread of a uniform position. */
function push(fitter: TrackFitter, hits: StrawHits, i: number, side: number): void {
  const k = fitter.hits;
  const n = k.n++;
  const p = hits.plane[i]!;
  k.plane[n] = p;
  k.cos[n] = PLANE_COS[p]!;
  k.sin[n] = PLANE_SIN[p]!;
  k.u[n] = hits.wire[i]! + side * hits.radius[i]!;
  k.variance[n] = side === 0 ? OPEN_VARIANCE : hits.sigma[i]! * hits.sigma[i]!;
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

/** A hit is not looked at more closely when the square of its distance is this much beyond that of the best. */
const FAR = 1 + 1e-9;

/**
 * Replaces the measurements by the hits next to the smoothed trajectory, with the sides it gives them.
 * @returns of the living straws that the trajectory crosses well inside, in the chambers of the candidate (a particle may end before the
 * last), the fraction with a hit next to it
 */
function collectFromRoad(fitter: TrackFitter, hits: StrawHits, candidate: TrackCandidate): number {
  const { ws, settings, hits: k } = fitter;
  const { z } = fitter.grid;
  const { smoothed, smoothedCov } = ws;
  const before = k.n;
  const { planeStart, wire, radius, sigma } = hits;
  const { zOfRow, states, variances } = fitter.road;
  for (let r = 0; r < before; r++) {
    zOfRow[r] = z[k.plane[r]!]!;
    variances[r] = Math.max(smoothedCov[15 * r]!, smoothedCov[15 * r + 5]!);
    for (let i = 0; i < 5; i++) states[5 * r + i] = smoothed[5 * r + i]!;
  }
  k.n = 0;
  let row = 0;
  let expected = 0;
  let found = 0;
  for (let chamber = 0; chamber < CHAMBERS; chamber++) {
    const start = k.n;
    const counted = candidate.points[chamber] !== undefined;
    let layers = 0;
    for (let p = chamber * PLANES_PER_CHAMBER; p < (chamber + 1) * PLANES_PER_CHAMBER; p++) {
      const zp = z[p]!;
      // the measurement nearest in z lies in the same chamber: every chamber has one, if only its material
      while (row + 1 < before && Math.abs(zOfRow[row + 1]! - zp) <= Math.abs(zOfRow[row]! - zp)) row++;
      const s = 5 * row;
      const dz = zp - zOfRow[row]!;
      const x = states[s]! + dz * states[s + 2]!;
      const y = states[s + 1]! + dz * states[s + 3]!;
      const u = PLANE_COS[p]! * x + PLANE_SIN[p]! * y;
      if (hasStraws(PLANE_LIST[p]!, x, y, u)) layers++;
      const variance = variances[row]!;
      let best = -1;
      let bestPull = settings.outlierPull;
      for (let i = planeStart[p]!; i < planeStart[p + 1]!; i++) {
        const d = Math.abs(Math.abs(u - wire[i]!) - radius[i]!);
        const v = sigma[i]! * sigma[i]! + variance;
        // most hits are far away: no root for them; the margin is above any rounding
        if (d * d > FAR * bestPull * bestPull * v) continue;
        const pull = d / Math.sqrt(v);
        if (pull < bestPull) {
          bestPull = pull;
          best = i;
        }
      }
      if (best >= 0) push(fitter, hits, best, u >= wire[best]! ? 1 : -1);
      if (counted && crossesStraw(fitter, p, u, WALL)) {
        expected++;
        if (best >= 0) found++;
      }
    }
    fitter.layers[chamber] = layers;
    if (k.n === start) pushMissing(fitter, chamber);
  }
  return expected > 0 ? found / expected : 0;
}

/** Whether a trajectory at coordinate `u` crosses a living straw of plane `p`, further than `margin` from its wall. */
function crossesStraw({ living, conditions }: TrackFitter, p: number, u: number, margin: number): boolean {
  const slot = nearestSlot(PLANE_LIST[p]!, u);
  if (!(slot >= 0 && slot < SLOTS)) return false;
  const channel = p * SLOTS + slot;
  return (
    living[channel] === 1 && Math.abs(u - WIRE[channel]! - conditions.wireOffset[channel]!) < INNER_RADIUS - margin
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
function dropOutliers({ ws, hits: { n, variance } }: TrackFitter, pull: number): boolean {
  const { residual, residualVariance } = ws;
  const pull2 = pull ** 2;
  let dropped = false;
  for (let i = 0; i < n; i++) {
    if (variance[i] === Number.POSITIVE_INFINITY) continue;
    if (residual[i]! ** 2 > pull2 * residualVariance[i]!) {
      variance[i] = Number.POSITIVE_INFINITY;
      dropped = true;
    }
  }
  return dropped;
}

/** Bits of the chambers that have at least two measurements. */
function chambersWithHits(fitter: TrackFitter): number {
  const k = fitter.hits;
  let one = 0;
  let two = 0;
  for (let i = 0; i < k.n; i++) {
    if (k.variance[i] === Number.POSITIVE_INFINITY) continue;
    const bit = 1 << Math.floor(k.plane[i]! / PLANES_PER_CHAMBER);
    two |= one & bit;
    one |= bit;
  }
  return two;
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
