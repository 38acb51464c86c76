/**
 * One-dimensional measurements u = x·cos + y·sin ± √variance of one track, in the order of the grid's planes. The arrays may be longer
 * than `n` and be reused from track to track.
 */
export interface KalmanHits {
  n: number;
  /** Index of the measurement's plane in the grid, never decreasing. */
  readonly plane: Int32Array;
  readonly cos: Float64Array;
  readonly sin: Float64Array;
  /** Measured coordinate [mm]. */
  readonly u: Float64Array;
  /** Its variance [mm²]. `Infinity` takes the measurement out and leaves the plane's material in (outliers, missed chambers). */
  readonly variance: Float64Array;
  /**
   * Variance of the scattering angle at normal incidence times p² [MeV²], met just before the measurement; 0 for none. The kernel
   * takes β = 1; for slow particles the caller divides by β² (a pion of 5 GeV/c: 0.08 %).
   */
  readonly scatter: Float64Array;
  /** Mean momentum lost before the measurement [MeV/c], below the momentum; negative when the grid runs against the flight. */
  readonly loss: Float64Array;
}

/** Arrays for up to `capacity` measurements. */
export function makeKalmanHits(capacity: number): KalmanHits {
  const numbers = (): Float64Array => new Float64Array(capacity);
  return {
    n: 0,
    plane: new Int32Array(capacity),
    cos: numbers(),
    sin: numbers(),
    u: numbers(),
    variance: numbers(),
    scatter: numbers(),
    loss: numbers(),
  };
}

/**
 * Numbers per measurement that the smoother needs: gain (5), residual, 1/S, transport from the measurement before (12), d(qp)/d(qp),
 * length of that transport. The length stands for the 12 numbers where there is no field, and is NaN where there is one.
 */
export const RECORD_SIZE = 21;

/**
 * What a fit leaves behind, one row per measurement; allocated once, overwritten by the next fit. States are (x [mm], y [mm], dx/dz,
 * dy/dz, charge/momentum [1/MeV]), covariances the upper triangle by rows (`packed` in covariance.ts), both after the material of
 * the measurement's plane.
 */
export interface KalmanWorkspace {
  /** 5 per measurement: with the measurements up to this one. The last row is the fit at the last plane. */
  readonly filtered: Float64Array;
  readonly filteredCov: Float64Array;
  /** 5 per measurement: with all measurements. The first row is the fit at the first plane. */
  readonly smoothed: Float64Array;
  readonly smoothedCov: Float64Array;
  /** u − smoothed coordinate [mm], and its variance [mm²]. */
  readonly residual: Float64Array;
  readonly residualVariance: Float64Array;
  readonly record: Float64Array;
  readonly state: Float64Array;
  readonly jacobian: Float64Array;
}

/** Room for tracks of up to `capacity` measurements (0.5 kB each). */
export function makeKalmanWorkspace(capacity: number): KalmanWorkspace {
  return {
    filtered: new Float64Array(5 * capacity),
    filteredCov: new Float64Array(15 * capacity),
    smoothed: new Float64Array(5 * capacity),
    smoothedCov: new Float64Array(15 * capacity),
    residual: new Float64Array(capacity),
    residualVariance: new Float64Array(capacity),
    record: new Float64Array(RECORD_SIZE * capacity),
    state: new Float64Array(5),
    jacobian: new Float64Array(12),
  };
}
