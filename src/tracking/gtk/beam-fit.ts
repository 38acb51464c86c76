import { GeV } from '../../core/units.js';
import { GTK_STATIONS } from '../../detectors/gtk/description.js';
import { beamLineField, gtkHighland } from '../../transport/beam-line.js';
import { makeStepGrid } from '../../transport/step-grid.js';
import { swim } from '../../transport/swim.js';
import { packed } from '../covariance.js';

/**
 * State of a beam particle behind GTK3 from one point in each station, by linear least squares.
 *
 * In x the stations lie on a straight line but for the kick of TRIM5: three measurements of a place and a slope. In y the achromat lowers
 * the particle at GTK2 by an amount that goes as 1/p: three measurements of a place, a slope and the momentum. Seen from GTK3, the kink
 * that the matter of GTK2 makes only moves the point of GTK1, so its variance is added there; the matter of GTK3 is added to the slopes.
 * That of GTK1 changes nothing that is measured.
 *
 * Source of the formula: DET §4.2 (AN16); its constants come from the beam line itself.
 */
const [GTK1, GTK2, GTK3] = GTK_STATIONS;

const L12 = GTK2.z - GTK1.z;
const L13 = GTK3.z - GTK1.z;
const L23 = GTK3.z - GTK2.z;
const ALPHA = L12 / L13;

/** Momentum at which the optics is taken; 1 % away from it the fall is 2e-6 less linear in 1/p. */
const NOMINAL = 75 * GeV;
/** An axial ray from GTK1 through the beam line: its state at GTK2 and behind TRIM5 at GTK3. */
const [AT_2, AT_3] = (() => {
  const grid = makeStepGrid(beamLineField(), [GTK1.z, GTK2.z, GTK3.z]);
  const ray = Float64Array.of(0, 0, 0, 0, 1 / NOMINAL);
  swim(grid, 0, 1, ray);
  const at2 = ray.slice();
  swim(grid, 1, 2, ray);
  return [at2, ray];
})();
/** Fall of the beam at GTK2 times the momentum [mm MeV/c]. */
const FALL = -AT_2[1]! * NOMINAL;
/** Moves of x at GTK1 and GTK2 against the straight line behind TRIM5, times the momentum [mm MeV/c]. */
const TRIM_1 = (L13 * AT_3[2]! - AT_3[0]!) * NOMINAL;
const TRIM_2 = (L23 * AT_3[2]! - AT_3[0]!) * NOMINAL;
const HIGHLAND = gtkHighland();

/** One point in each station: places from the middle of the station and their standard deviations [mm]. */
export interface Triplet {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly sigmaX: Float64Array;
  readonly sigmaY: Float64Array;
}

/** Momentum from the places in y [MeV/c], positive beam; outside (0, ∞) when the points cannot belong together. */
export const beamMomentum = (y1: number, y2: number, y3: number): number =>
  FALL / ((1 - ALPHA) * y1 + ALPHA * y3 - (y2 + GTK2.y));

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
export function fitBeam(points: Triplet, out: BeamFit): void {
  const { x, y, sigmaX, sigmaY } = points;
  const { state, covariance: c } = out;
  const y1 = y[0]!;
  const y2 = y[1]!;
  const y3 = y[2]!;
  const q = 1 / beamMomentum(y1, y2, y3);
  const kink = HIGHLAND * q * q;

  // y: as many unknowns as points
  const ty = (y3 - y1) / L13;
  const v1 = sigmaY[0]! * sigmaY[0]! + L12 * L12 * kink;
  const v2 = sigmaY[1]! * sigmaY[1]!;
  const v3 = sigmaY[2]! * sigmaY[2]!;
  const q1 = (1 - ALPHA) / FALL;
  const q2 = -1 / FALL;
  const q3 = ALPHA / FALL;
  const varQ = q1 * q1 * v1 + q2 * q2 * v2 + q3 * q3 * v3;

  // x: points x[i] + trim[i]·q at distances −L13, −L23, 0 from GTK3, weighted
  const w1 = 1 / (sigmaX[0]! * sigmaX[0]! + L12 * L12 * kink);
  const w2 = 1 / (sigmaX[1]! * sigmaX[1]!);
  const w3 = 1 / (sigmaX[2]! * sigmaX[2]!);
  const s0 = w1 + w2 + w3;
  const s1 = -w1 * L13 - w2 * L23;
  const s2 = w1 * L13 * L13 + w2 * L23 * L23;
  const det = s0 * s2 - s1 * s1;
  const m1 = x[0]! - TRIM_1 * q;
  const m2 = x[1]! - TRIM_2 * q;
  const m3 = x[2]!;
  const t0 = w1 * m1 + w2 * m2 + w3 * m3;
  const t1 = -w1 * L13 * m1 - w2 * L23 * m2;
  const x3 = (s2 * t0 - s1 * t1) / det;
  const tx = (s0 * t1 - s1 * t0) / det;
  const r1 = m1 - x3 + L13 * tx;
  const r2 = m2 - x3 + L23 * tx;
  const r3 = m3 - x3;
  out.chi2X = w1 * r1 * r1 + w2 * r2 * r2 + w3 * r3 * r3;

  // the momentum enters x through the kick: derivatives of x3 and tx by q
  const k0 = -w1 * TRIM_1 - w2 * TRIM_2;
  const k1 = w1 * L13 * TRIM_1 + w2 * L23 * TRIM_2;
  const dx = (s2 * k0 - s1 * k1) / det;
  const dtx = (s0 * k1 - s1 * k0) / det;
  // covariance of 1/p with y3 and ty
  const covY = q3 * v3;
  const covTy = (q3 * v3 - q1 * v1) / L13;

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
  c[YTY] = v3 / L13;
  c[YQ] = covY;
  c[TXTX] = s0 / det + dtx * dtx * varQ + kink;
  c[TXTY] = dtx * covTy;
  c[TXQ] = dtx * varQ;
  c[TYTY] = (v1 + v3) / (L13 * L13) + kink;
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
