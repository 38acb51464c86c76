import { kalmanPass } from './kalman.js';
import { lkrPass } from './lkr.js';
import { kinematicsPass, unweightedChecksum, unweightedPass } from './phase-space.js';
import { ringPass } from './rings.js';
import { swimPass } from './swim.js';
import { vertexPass } from './vertex.js';

/** A kernel that exists on both sides, under native's name and with native's sample size. */
export interface Kernel {
  readonly name: string;
  /** Program in `native/`. */
  readonly program: string;
  readonly what: string;
  readonly items: number;
  /** Largest ratio to native that is accepted. */
  readonly bound: number;
  /** Makes the inputs; a pass goes over all items and returns its checksum. */
  readonly prepare: (items: number) => () => number;
  /** The checksum to compare with native's, where the timed pass works on other random numbers. */
  readonly checksum?: (items: number) => number;
}

export const kernels: readonly Kernel[] = [
  {
    name: 'kf_filter_mbf',
    program: 'kalman',
    what: 'Kalman filter and smoother, 32 measurements',
    items: 16384,
    bound: 1.8,
    prepare: kalmanPass,
  },
  {
    name: 'rkn_jac',
    program: 'rkn',
    what: 'swim with Jacobian, 48 field steps',
    items: 65536,
    bound: 2,
    prepare: swimPass,
  },
  {
    name: 'vtx2_chi2',
    program: 'vertex',
    what: 'χ² vertex of two tracks',
    items: 65536,
    bound: 2.5,
    prepare: (n) => vertexPass(2, n),
  },
  {
    name: 'vtx3_chi2',
    program: 'vertex',
    what: 'χ² vertex of three tracks',
    items: 65536,
    bound: 2.5,
    prepare: (n) => vertexPass(3, n),
  },
  {
    name: 'genbod3_kin',
    program: 'genbod',
    what: 'three-body phase space from given uniforms',
    items: 262144,
    bound: 3,
    prepare: kinematicsPass,
  },
  {
    name: 'genbod3_unweighted',
    program: 'genbod',
    what: 'three-body phase space, unweighted, with its random numbers',
    items: 65536,
    bound: 3,
    prepare: unweightedPass,
    checksum: unweightedChecksum,
  },
  {
    name: 'ring_geometric',
    program: 'rich',
    what: 'circle through 14 hits of a ring',
    items: 65536,
    bound: 2.5,
    prepare: ringPass,
  },
  {
    name: 'lkr_f64',
    program: 'lkr',
    what: 'LKr seeds and sums of 11 × 11 cells, event of 304 cells',
    items: 8192,
    bound: 2.5,
    prepare: lkrPass,
  },
];
