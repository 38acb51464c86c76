import { INNER_RADIUS, VIEW_COS, VIEW_SIN } from '../../detectors/straw/description.js';
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

const a = new Float64Array(N * N);
const b = new Float64Array(N);
const row = new Float64Array(N);

/**
 * Least-squares fit of the two-line model to the view clusters of three or four chambers, about 2 µs. Vertical focusing is put in from the
 * estimate `qp`.
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
  // Bx = b·∂U/∂x of the dipole's shape, integrated
  const focusing = -2 * kick * qp * MNP33_SHAPE.s2 * xMagnet * yMagnet;
  a.fill(0);
  b.fill(0);
  let n = 0;
  for (const point of points) {
    if (point === undefined) continue;
    for (let v = 0; v < point.clusters.length; v++) {
      const cluster = point.clusters[v];
      if (cluster === undefined) continue;
      n++;
      const u = design(cluster, v, focusing);
      const w = 1 / (sigma2 + openSide(cluster));
      for (let i = 0; i < N; i++) {
        const wi = w * row[i]!;
        b[i]! += wi * u;
        for (let j = 0; j <= i; j++) a[i * N + j]! += wi * row[j]!;
      }
    }
  }
  if (n <= N || !solve()) return undefined;

  let chi2 = 0;
  let worst: ViewCluster | undefined;
  let largest = -1;
  for (const point of points) {
    if (point === undefined) continue;
    for (let v = 0; v < point.clusters.length; v++) {
      const cluster = point.clusters[v];
      if (cluster === undefined) continue;
      let residual = design(cluster, v, focusing);
      for (let i = 0; i < N; i++) residual -= row[i]! * b[i]!;
      const term = (residual * residual) / (sigma2 + openSide(cluster));
      chi2 += term;
      if (term > largest) {
        largest = term;
        worst = cluster;
      }
    }
  }
  const tx = b[1]!;
  const txDown = b[2]!;
  return {
    xMagnet: b[0]!,
    yMagnet: b[3]!,
    tx,
    txDown,
    ty: b[4]!,
    qp: (tx - txDown) / kick,
    chi2,
    ndf: n - N,
    worst: worst!,
  };
}

/** Variance of a single hit whose side is open. */
const openSide = (cluster: ViewCluster): number => (cluster.sides[0] === 0 ? INNER_RADIUS ** 2 / 3 : 0);

/** Writes the cluster's row of the design matrix and returns its coordinate without the vertical focusing. */
function design(cluster: ViewCluster, view: number, focusing: number): number {
  const c = VIEW_COS[view]!;
  const s = VIEW_SIN[view]!;
  const dz = cluster.z - MNP33_Z;
  const down = dz > 0;
  row[0] = c;
  row[1] = down ? 0 : c * dz;
  row[2] = down ? c * dz : 0;
  row[3] = s;
  row[4] = s * dz;
  return down ? cluster.u - s * focusing * dz : cluster.u;
}

/** Solves a·x = b by Cholesky, x replacing b. */
function solve(): boolean {
  for (let i = 0; i < N; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * N + j]!;
      for (let k = 0; k < j; k++) sum -= a[i * N + k]! * a[j * N + k]!;
      if (i === j) {
        if (!(sum > 1e-12 * a[i * N + i]!)) return false;
        a[i * N + i] = Math.sqrt(sum);
      } else a[i * N + j] = sum / a[j * N + j]!;
    }
  }
  for (let i = 0; i < N; i++) {
    let sum = b[i]!;
    for (let k = 0; k < i; k++) sum -= a[i * N + k]! * b[k]!;
    b[i] = sum / a[i * N + i]!;
  }
  for (let i = N - 1; i >= 0; i--) {
    let sum = b[i]!;
    for (let k = i + 1; k < N; k++) sum -= a[k * N + i]! * b[k]!;
    b[i] = sum / a[i * N + i]!;
  }
  return true;
}
