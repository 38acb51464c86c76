import { CHAMBERS, INNER_RADIUS, VIEW_COS, VIEW_SIN, VIEWS } from '../../detectors/straw/description.js';
import { MNP33_SHAPE, MNP33_Z } from '../../transport/mnp33.js';
import type { ChamberPoint } from './chamber-points.js';
import type { ViewCluster } from './view-clusters.js';

/** Straight lines on both sides of the magnet that meet at its centre in x; one line in y but for the vertical focusing. */
export interface TwoLines {
  /** x and y at the magnet's centre [mm]. */
  readonly xMagnet: number;
  readonly yMagnet: number;
  /** Slopes: dx/dz upstream and downstream, dy/dz upstream. */
  readonly tx: number;
  readonly txDown: number;
  readonly ty: number;
  /** Charge over momentum [e/(MeV/c)]. */
  readonly qp: number;
  readonly chi2: number;
  /** Clusters less parameters. */
  readonly ndf: number;
  /** The cluster furthest off in units of its spread. */
  readonly worst: ViewCluster;
}

const N = 5;
/** Spread of a cluster about the model for a stiff track [mm]: fringe field, slopes inside a view, the clusters' own errors. */
const MODEL_SIGMA = 0.5;
/** Growth of the spread with 1/p [mm·MeV/c]: two chambers' scattering of 0.75 mrad·GeV/p over 10 m and the shape of the field. */
const MODEL_SCATTER = 5e3;
/** Of a diagonal element less than this fraction left over: the parameter is not determined. */
const SINGULAR = 1e-12;

/** Variance of a single hit whose side is open. */
const OPEN_SIDE = INNER_RADIUS ** 2 / 3;

/** The clusters of the candidate in hand: place among the points, direction, coordinate, distance from the magnet, open side. */
const MAX = CHAMBERS * VIEWS;
const place = new Uint8Array(MAX);
const cs = new Float64Array(MAX);
const ss = new Float64Array(MAX);
const us = new Float64Array(MAX);
const dzs = new Float64Array(MAX);
const open = new Uint8Array(MAX);

/** Gathers the clusters, their coordinates without the vertical focusing, and returns their number. */
function gather(points: readonly (ChamberPoint | undefined)[], focusing: number): number {
  let n = 0;
  for (let chamber = 0; chamber < CHAMBERS; chamber++) {
    const point = points[chamber];
    if (point === undefined) continue;
    for (let v = 0; v < VIEWS; v++) {
      const cluster = point.clusters[v];
      if (cluster === undefined) continue;
      const dz = cluster.z - MNP33_Z;
      place[n] = chamber * VIEWS + v;
      cs[n] = VIEW_COS[v]!;
      ss[n] = VIEW_SIN[v]!;
      us[n] = dz > 0 ? cluster.u - VIEW_SIN[v]! * focusing * dz : cluster.u;
      dzs[n] = dz;
      open[n] = cluster.sides[0] === 0 ? 1 : 0;
      n++;
    }
  }
  return n;
}

/**
 * Least-squares fit of the two-line model to the view clusters of three or four chambers, about 0.5 µs. Vertical focusing is put in from
 * the estimate `qp`. Normal equations and Cholesky by hand: a cluster measures the slope on its own side of the magnet only.
 * @param points by chamber
 * @param kick of the magnet [MeV/c]: dtx = −kick · q/p
 * @returns undefined when the clusters do not determine the lines
 */
export function fitTwoLines(
  points: readonly (ChamberPoint | undefined)[],
  qp: number,
  xMagnet: number,
  yMagnet: number,
  kick: number,
): TwoLines | undefined {
  const sigma2 = MODEL_SIGMA ** 2 + (MODEL_SCATTER * qp) ** 2;
  const weight = 1 / sigma2;
  const weightOpen = 1 / (sigma2 + OPEN_SIDE);
  // Bx = b·∂U/∂x of the dipole's shape, integrated
  const n = gather(points, -2 * kick * qp * MNP33_SHAPE.s2 * xMagnet * yMagnet);
  if (n <= N) return undefined;
  // parameters: x at the magnet, slope upstream, slope downstream, y at the magnet, dy/dz
  let a00 = 0;
  let a10 = 0;
  let a11 = 0;
  let a20 = 0;
  let a22 = 0;
  let a30 = 0;
  let a31 = 0;
  let a32 = 0;
  let a33 = 0;
  let a40 = 0;
  let a41 = 0;
  let a42 = 0;
  let a43 = 0;
  let a44 = 0;
  let b0 = 0;
  let b1 = 0;
  let b2 = 0;
  let b3 = 0;
  let b4 = 0;
  for (let k = 0; k < n; k++) {
    const c = cs[k]!;
    const s = ss[k]!;
    const u = us[k]!;
    const dz = dzs[k]!;
    const w = open[k] === 1 ? weightOpen : weight;
    const cdz = c * dz;
    const sdz = s * dz;
    const wc = w * c;
    const ws = w * s;
    const wcdz = w * cdz;
    const wsdz = w * sdz;
    a00 += wc * c;
    a30 += ws * c;
    a33 += ws * s;
    a40 += wsdz * c;
    a43 += wsdz * s;
    a44 += wsdz * sdz;
    b0 += wc * u;
    b3 += ws * u;
    b4 += wsdz * u;
    if (dz > 0) {
      a20 += wcdz * c;
      a22 += wcdz * cdz;
      a32 += ws * cdz;
      a42 += wsdz * cdz;
      b2 += wcdz * u;
    } else {
      a10 += wcdz * c;
      a11 += wcdz * cdz;
      a31 += ws * cdz;
      a41 += wsdz * cdz;
      b1 += wcdz * u;
    }
  }

  if (!(a00 > 0)) return undefined;
  const l00 = Math.sqrt(a00);
  const l10 = a10 / l00;
  const d1 = a11 - l10 * l10;
  if (!(d1 > SINGULAR * a11)) return undefined;
  const l11 = Math.sqrt(d1);
  const l20 = a20 / l00;
  const l21 = (-l20 * l10) / l11;
  const d2 = a22 - l20 * l20 - l21 * l21;
  if (!(d2 > SINGULAR * a22)) return undefined;
  const l22 = Math.sqrt(d2);
  const l30 = a30 / l00;
  const l31 = (a31 - l30 * l10) / l11;
  const l32 = (a32 - l30 * l20 - l31 * l21) / l22;
  const d3 = a33 - l30 * l30 - l31 * l31 - l32 * l32;
  if (!(d3 > SINGULAR * a33)) return undefined;
  const l33 = Math.sqrt(d3);
  const l40 = a40 / l00;
  const l41 = (a41 - l40 * l10) / l11;
  const l42 = (a42 - l40 * l20 - l41 * l21) / l22;
  const l43 = (a43 - l40 * l30 - l41 * l31 - l42 * l32) / l33;
  const d4 = a44 - l40 * l40 - l41 * l41 - l42 * l42 - l43 * l43;
  if (!(d4 > SINGULAR * a44)) return undefined;
  const l44 = Math.sqrt(d4);
  b0 /= l00;
  b1 = (b1 - l10 * b0) / l11;
  b2 = (b2 - l20 * b0 - l21 * b1) / l22;
  b3 = (b3 - l30 * b0 - l31 * b1 - l32 * b2) / l33;
  b4 = (b4 - l40 * b0 - l41 * b1 - l42 * b2 - l43 * b3) / l44;
  b4 /= l44;
  b3 = (b3 - l43 * b4) / l33;
  b2 = (b2 - l32 * b3 - l42 * b4) / l22;
  b1 = (b1 - l21 * b2 - l31 * b3 - l41 * b4) / l11;
  b0 = (b0 - l10 * b1 - l20 * b2 - l30 * b3 - l40 * b4) / l00;

  let chi2 = 0;
  let worst = 0;
  let largest = -1;
  for (let k = 0; k < n; k++) {
    const dz = dzs[k]!;
    const c = cs[k]!;
    const s = ss[k]!;
    const residual = us[k]! - c * b0 - c * dz * (dz > 0 ? b2 : b1) - s * b3 - s * dz * b4;
    const term = (residual * residual) / (open[k] === 1 ? sigma2 + OPEN_SIDE : sigma2);
    chi2 += term;
    if (term > largest) {
      largest = term;
      worst = place[k]!;
    }
  }
  return {
    xMagnet: b0,
    yMagnet: b3,
    tx: b1,
    txDown: b2,
    ty: b4,
    qp: (b1 - b2) / kick,
    chi2,
    ndf: n - N,
    worst: points[Math.floor(worst / VIEWS)]!.clusters[worst % VIEWS]!,
  };
}
