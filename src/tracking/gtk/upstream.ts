import { mrad } from '../../core/units.js';
import { COLUMN_WIDTH, type GtkStation } from '../../detectors/gtk/description.js';
import { gtkHighland } from '../../transport/beam-line.js';
import { type BeamFit, type BeamOptics, type BeamPoints, NOMINAL } from './beam-fit.js';
import type { GtkClusters } from './clusters.js';

/**
 * What is measured before the achromat: the hit of GTK1, that of GTK0, or both together. Both stand in one stretch without field, so the
 * two are one point, their weighted mean at their weighted mean z. The slope between them alone, ± 400 µrad at 0.3 m, is not used in the
 * fit; it says how well they agree. Their errors count as independent: this close, both see nearly the same part of a pixel, so the
 * mean is a little worse than that (the pull of 1/p is 3 % wide) and the agreement better. The matter of the one in front moves the other little; it is counted at the nominal momentum.
 */
const KINK = gtkHighland() / NOMINAL ** 2;

/** Standard deviation of a place in the widest pixel [mm]. */
const WIDEST = Math.max(...COLUMN_WIDTH) / Math.sqrt(12);
/** No accepted track is steeper before TRIM5. */
const STEEPEST = 1 * mrad;

/** A cluster that is not there. */
export const NONE = -1;

/** Writes the first point from cluster `a` of GTK1 and `d` of GTK0, either of them NONE. */
export type Upstream = (a: number, d: number, out: BeamPoints) => void;

/** χ² of the two hits about the slope that the whole track has; 0 unless both are there. */
export interface Agreement {
  readonly inX: (a: number, d: number, optics: BeamOptics, fit: BeamFit) => number;
  readonly inY: (a: number, d: number, z3: number, points: BeamPoints) => number;
}

export function makeUpstream(
  stations: readonly GtkStation[],
  clusters: readonly GtkClusters[],
): {
  readonly join: Upstream;
  readonly agreement: Agreement;
  /** Two hits further apart than this [mm], in x or in y, have a χ² above this one. */
  readonly farthest: (chi2: number) => number;
} {
  const z1 = stations[0]!.z;
  const z0 = stations[3]?.z ?? z1;
  const dz = z0 - z1;
  const kink = dz * dz * KINK;
  // the one in front sees the other's matter
  const [kink1, kink0] = dz < 0 ? [0, kink] : [kink, 0];
  const s1 = clusters[0]!;
  const s0 = clusters[3] ?? s1;
  const variance = (sigma: number, more: number) => sigma * sigma + more;
  /** Of the difference of the two: GTK2's matter makes the slope there another one. */
  const ofDifference = (sigma1: number, sigma0: number) => sigma1 * sigma1 + sigma0 * sigma0 + 2 * kink;

  const ofDifferenceSigma = Math.sqrt(ofDifference(WIDEST, WIDEST));

  const single = (s: GtkClusters, k: number, z: number, more: number, out: BeamPoints): void => {
    out.x[0] = s.x[k]!;
    out.y[0] = s.y[k]!;
    out.sigmaX[0] = Math.sqrt(variance(s.sigmaX[k]!, more));
    out.sigmaY[0] = Math.sqrt(variance(s.sigmaY[k]!, more));
    out.zX = z;
    out.zY = z;
  };

  return {
    join: (a, d, out) => {
      if (d === NONE) return single(s1, a, z1, kink1, out);
      if (a === NONE) return single(s0, d, z0, kink0, out);
      const x1 = 1 / variance(s1.sigmaX[a]!, kink1);
      const x0 = 1 / variance(s0.sigmaX[d]!, kink0);
      const y1 = 1 / variance(s1.sigmaY[a]!, kink1);
      const y0 = 1 / variance(s0.sigmaY[d]!, kink0);
      out.x[0] = (x1 * s1.x[a]! + x0 * s0.x[d]!) / (x1 + x0);
      out.y[0] = (y1 * s1.y[a]! + y0 * s0.y[d]!) / (y1 + y0);
      out.sigmaX[0] = 1 / Math.sqrt(x1 + x0);
      out.sigmaY[0] = 1 / Math.sqrt(y1 + y0);
      out.zX = (x1 * z1 + x0 * z0) / (x1 + x0);
      out.zY = (y1 * z1 + y0 * z0) / (y1 + y0);
    },
    farthest: (chi2) => Math.sqrt(chi2) * ofDifferenceSigma + STEEPEST * Math.abs(dz),
    agreement: {
      inX: (a, d, optics, fit) => {
        if (a === NONE || d === NONE) return 0;
        // before TRIM5
        const tx = fit.state[2]! - optics.trimTx * NOMINAL * fit.state[4]!;
        const off = s0.x[d]! - s1.x[a]! - tx * dz;
        return (off * off) / ofDifference(s1.sigmaX[a]!, s0.sigmaX[d]!);
      },
      inY: (a, d, z3, { y, zY }) => {
        if (a === NONE || d === NONE) return 0;
        const off = s0.y[d]! - s1.y[a]! - ((y[2]! - y[0]!) / (z3 - zY)) * dz;
        return (off * off) / ofDifference(s1.sigmaY[a]!, s0.sigmaY[d]!);
      },
    },
  };
}
