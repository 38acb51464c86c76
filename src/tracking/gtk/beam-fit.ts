import { GeV } from '../../core/units.js';
import type { GtkStation } from '../../detectors/gtk/description.js';
import { beamLineField, gtkHighland } from '../../transport/beam-line.js';
import { makeStepGrid } from '../../transport/step-grid.js';
import { swim } from '../../transport/swim.js';
import { packed } from '../covariance.js';

/**
 * State of a beam particle behind GTK3 from one point before the achromat, one inside it (GTK2) and one behind it (GTK3), by linear
 * least squares.
 *
 * In x the points lie on a straight line but for the kick of TRIM5: three measurements of a place and a slope. In y the achromat lowers
 * the particle at GTK2 by an amount that goes as 1/p: three measurements of a place, a slope and the momentum. Seen from GTK3, the kink
 * that the matter of GTK2 makes only moves the first point, so its variance is added there; the matter of GTK3 is added to the slopes.
 * That of the first station changes nothing that is measured.
 *
 * Source of the formula: DET §4.2 (AN16); its constants come from the beam line itself.
 */

/** Momentum at which the optics is taken; 1 % away from it the fall is 2e-6 less linear in 1/p. */
export const NOMINAL = 75 * GeV;
const HIGHLAND = gtkHighland();

/** What the fit knows of the beam line. */
export interface BeamOptics {
  readonly z2: number;
  readonly z3: number;
  /** Middle of GTK2 [mm]. */
  readonly y2: number;
  /** Fall of the beam at GTK2 times the momentum [mm MeV/c]. */
  readonly fall: number;
  /** x and dx/dz at GTK3 of an axial ray: what TRIM5 does to it. */
  readonly trimX: number;
  readonly trimTx: number;
}

/** Optics between the stations (GTK1, GTK2, GTK3 and perhaps more), from an axial ray that starts at GTK1. */
export function beamOptics(stations: readonly GtkStation[]): BeamOptics {
  const [gtk1, gtk2, gtk3] = stations as readonly [GtkStation, GtkStation, GtkStation];
  const grid = makeStepGrid(beamLineField(), [gtk1.z, gtk2.z, gtk3.z]);
  const ray = Float64Array.of(0, 0, 0, 0, 1 / NOMINAL);
  swim(grid, 0, 1, ray);
  const fall = -ray[1]! * NOMINAL;
  swim(grid, 1, 2, ray);
  return { z2: gtk2.z, z3: gtk3.z, y2: gtk2.y, fall, trimX: ray[0]!, trimTx: ray[2]! };
}

/**
 * Points before the achromat, at GTK2 and at GTK3: places from the middle of the station and their standard deviations [mm]. The first
 * may be the mean of two stations: it has its own z, in x and in y.
 */
export interface BeamPoints {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly sigmaX: Float64Array;
  readonly sigmaY: Float64Array;
  zX: number;
  zY: number;
}

export const newBeamPoints = (): BeamPoints => ({
  x: new Float64Array(3),
  y: new Float64Array(3),
  sigmaX: new Float64Array(3),
  sigmaY: new Float64Array(3),
  zX: 0,
  zY: 0,
});

/** Momentum from the places in y [MeV/c], positive beam; outside (0, ∞) when the points cannot belong together. */
export function beamMomentum({ z2, z3, y2, fall }: BeamOptics, { y, zY }: BeamPoints): number {
  const alpha = (z2 - zY) / (z3 - zY);
  return fall / ((1 - alpha) * y[0]! + alpha * y[2]! - (y[1]! + y2));
}

export interface BeamFit {
  /** x, y, dx/dz, dy/dz behind GTK3 and 1/p. */
  readonly state: Float64Array;
  /** Its covariance, upper triangle by rows. */
  readonly covariance: Float64Array;
  /** χ² of the straight line in x, one degree of freedom. */
  chi2X: number;
}

export const newBeamFit = (): BeamFit => ({ state: new Float64Array(5), covariance: new Float64Array(15), chi2X: 0 });

/**
 * Fits the state behind GTK3. For 75 GeV/c and single pixels: σ 0.08 mm in x and y, 13 µrad in the slopes, 0.15 GeV/c.
 */
export function fitBeam(optics: BeamOptics, points: BeamPoints, out: BeamFit): void {
  const { x, y, sigmaX, sigmaY, zX, zY } = points;
  const { z2, z3, fall, trimX, trimTx } = optics;
  const { state, covariance: c } = out;
  const y1 = y[0]!;
  const y3 = y[2]!;
  const q = 1 / beamMomentum(optics, points);
  const kink = HIGHLAND * q * q;

  // y: as many unknowns as points
  const l12Y = z2 - zY;
  const l13Y = z3 - zY;
  const alpha = l12Y / l13Y;
  const ty = (y3 - y1) / l13Y;
  const v1 = sigmaY[0]! * sigmaY[0]! + l12Y * l12Y * kink;
  const v2 = sigmaY[1]! * sigmaY[1]!;
  const v3 = sigmaY[2]! * sigmaY[2]!;
  const q1 = (1 - alpha) / fall;
  const q2 = -1 / fall;
  const q3 = alpha / fall;
  const varQ = q1 * q1 * v1 + q2 * q2 * v2 + q3 * q3 * v3;

  // x: points x[i] + trim[i]·q at distances −l13, −l23, 0 from GTK3, weighted
  const l12 = z2 - zX;
  const l13 = z3 - zX;
  const l23 = z3 - z2;
  // moves against the straight line behind TRIM5, times the momentum [mm MeV/c]
  const trim1 = (l13 * trimTx - trimX) * NOMINAL;
  const trim2 = (l23 * trimTx - trimX) * NOMINAL;
  const w1 = 1 / (sigmaX[0]! * sigmaX[0]! + l12 * l12 * kink);
  const w2 = 1 / (sigmaX[1]! * sigmaX[1]!);
  const w3 = 1 / (sigmaX[2]! * sigmaX[2]!);
  const s0 = w1 + w2 + w3;
  const s1 = -w1 * l13 - w2 * l23;
  const s2 = w1 * l13 * l13 + w2 * l23 * l23;
  const det = s0 * s2 - s1 * s1;
  const m1 = x[0]! - trim1 * q;
  const m2 = x[1]! - trim2 * q;
  const m3 = x[2]!;
  const t0 = w1 * m1 + w2 * m2 + w3 * m3;
  const t1 = -w1 * l13 * m1 - w2 * l23 * m2;
  const x3 = (s2 * t0 - s1 * t1) / det;
  const tx = (s0 * t1 - s1 * t0) / det;
  const r1 = m1 - x3 + l13 * tx;
  const r2 = m2 - x3 + l23 * tx;
  const r3 = m3 - x3;
  out.chi2X = w1 * r1 * r1 + w2 * r2 * r2 + w3 * r3 * r3;

  // the momentum enters x through the kick: derivatives of x3 and tx by q
  const k0 = -w1 * trim1 - w2 * trim2;
  const k1 = w1 * l13 * trim1 + w2 * l23 * trim2;
  const dx = (s2 * k0 - s1 * k1) / det;
  const dtx = (s0 * k1 - s1 * k0) / det;
  // covariance of 1/p with y3 and ty
  const covY = q3 * v3;
  const covTy = (q3 * v3 - q1 * v1) / l13Y;

  state[0] = x3;
  state[1] = y3;
  state[2] = tx;
  state[3] = ty;
  state[4] = q;
  c[XX] = s2 / det + dx * dx * varQ;
  c[XY] = dx * covY;
  c[XTX] = -s1 / det + dx * dtx * varQ;
  c[XTY] = dx * covTy;
  c[XQ] = dx * varQ;
  c[YY] = v3;
  c[YTX] = dtx * covY;
  c[YTY] = v3 / l13Y;
  c[YQ] = covY;
  c[TXTX] = s0 / det + dtx * dtx * varQ + kink;
  c[TXTY] = dtx * covTy;
  c[TXQ] = dtx * varQ;
  c[TYTY] = (v1 + v3) / (l13Y * l13Y) + kink;
  c[TYQ] = covTy;
  c[QQ] = varQ;
}

const XX = packed(0, 0);
const XY = packed(0, 1);
const XTX = packed(0, 2);
const XTY = packed(0, 3);
const XQ = packed(0, 4);
const YY = packed(1, 1);
const YTX = packed(1, 2);
const YTY = packed(1, 3);
const YQ = packed(1, 4);
const TXTX = packed(2, 2);
const TXTY = packed(2, 3);
const TXQ = packed(2, 4);
const TYTY = packed(3, 3);
const TYQ = packed(3, 4);
const QQ = packed(4, 4);
