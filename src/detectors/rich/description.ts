import { FINE_TIME_LSB } from '../../core/constants.js';
import { m, mm, ns } from '../../core/units.js';
import { FINE_WINDOW_COUNTS } from '../../event/raw-beam.js';
import type { TdcWindow } from '../common/timing.js';

/**
 * Matter of the RICH on a particle's way. The wall of its beam pipe, 1 mm of aluminium met at 2 mrad, and the flanges are not in it.
 * Source of every number: DET §3, §4.6 (FW19) unless said otherwise.
 */
export interface RichLayer {
  readonly name: string;
  readonly z: number;
  /** Thickness in radiation lengths. */
  readonly x0: number;
  /** Thickness, as Mylar that takes the same energy from a minimum ionising particle [mm]. Source: PDG. */
  readonly mylar: number;
  readonly outerRadius: number;
}

/** Entrance window. */
export const RICH_ENTRANCE_Z = 219445 * mm;
const EXIT_Z = 237326 * mm;
const MIRROR_Z = 236873 * mm;
/** Inner radius of the vessel at its end. */
export const NEON_RADIUS = 1.625 * m;
const NEON = { from: 219600 * mm, to: MIRROR_Z, x0: 0.05 };

/** Minimum ionisation [MeV/mm]. Source: PDG. */
const MIN_IONISATION = { mylar: 0.2569, aluminium: 0.4359, neon: 1.446e-4, glass: 0.3782 };
const asMylar = (material: keyof typeof MIN_IONISATION, thickness: number): number =>
  (thickness * MIN_IONISATION[material]) / MIN_IONISATION.mylar;

/** The two halves of the neon, and where in each its layer of matter stands. */
export const NEON_HALVES = [-1, 1].map((side) => {
  const middle = 0.5 * (NEON.from + NEON.to);
  return {
    from: side < 0 ? NEON.from : middle,
    to: side < 0 ? middle : NEON.to,
    z: middle + (side * (NEON.to - NEON.from)) / Math.sqrt(12),
  };
}) as unknown as readonly [NeonHalf, NeonHalf];

interface NeonHalf {
  readonly from: number;
  readonly to: number;
  readonly z: number;
}

/** Two half layers at ± L/√12 about the middle scatter as the whole gas does: the same angle, displacement and correlation. */
const neonHalf = ({ z }: NeonHalf): RichLayer => ({
  name: 'neon',
  z,
  x0: 0.5 * NEON.x0,
  mylar: asMylar('neon', 0.5 * (NEON.to - NEON.from)),
  outerRadius: 1.625 * m,
});

/** Windows, gas and mirrors in order of z. The mirrors are taken as one disc as wide as the vessel, whole up to the beam pipe. */
export const RICH_LAYERS: readonly RichLayer[] = [
  {
    name: 'entrance window',
    z: RICH_ENTRANCE_Z,
    x0: 0.022,
    mylar: asMylar('aluminium', 2 * mm),
    outerRadius: 1.1 * m,
  },
  ...NEON_HALVES.map(neonHalf),
  { name: 'mirrors', z: MIRROR_Z, x0: 0.2, mylar: asMylar('glass', 25 * mm), outerRadius: 1.625 * m },
  { name: 'exit window', z: EXIT_Z, x0: 0.045, mylar: asMylar('aluminium', 4 * mm), outerRadius: 1.4 * m },
];

/** Outer radius of the beam pipe. */
export const RICH_PIPE_RADIUS = 85 * mm;

/** x of the axis of the RICH, which its beam pipe follows [mm]: 34 mm at the entrance window, 2 mm at the exit window. */
export const richAxisX = (z: number): number => 34 + ((2 - 34) * (z - RICH_ENTRANCE_Z)) / (EXIT_Z - RICH_ENTRANCE_Z);

/**
 * Optics. The mirrors of an orientation are one sphere of radius 2 f: light of slope s comes together on the focal plane at centre of
 * curvature + f·s, wherever it is reflected. Aberration (below 1 mm across a ring) and the sagitta of the mirrors are left out.
 */
export const FOCAL_LENGTH = 17_020 * mm;
export const RICH_MIRROR_Z = MIRROR_Z;
/** Disks of PMTs, 0 Jura and 1 Saleve: x of the centre, and of the centre of curvature of the mirrors that look at it. y is 0. */
const DISKS = [
  { x: 1633 * mm, curvature: 1760 * mm },
  { x: -1567 * mm, curvature: -1390 * mm },
] as const;
/** Centre of each disk on the plane of both where x/f is the slope of the light. */
export const DISK_OFFSET = DISKS.map(({ x, curvature }) => x - curvature) as unknown as readonly [number, number];

/** Photon energies [eV] and n − 1 [1e-6]; the shape of the dispersion, its scale is the setup's ring of β = 1 (RICHSIM). */
export const DISPERSION = [
  [1.91, 61.17],
  [2.48, 61.46],
  [3.1, 61.88],
  [4.13, 62.8],
  [4.96, 63.76],
  [6.2, 65.61],
] as const;
/**
 * Quantum efficiency by photon energy [eV] (RICHSIM); its ends, at the range of 185–650 nm of the R7400U-03, are not found there: 0.
 */
export const QUANTUM_EFFICIENCY = [
  [1.91, 0],
  [3, 0.195],
  [4.1, 0.145],
  [6.2, 0.065],
  [6.7, 0],
] as const;
export const REFLECTIVITY = 0.9;
/** Radius of the ring of β = 1 in data from 2017 on. */
export const BETA_ONE_RADIUS = 190.6 * mm;
/** Hits on it. */
export const BETA_ONE_HITS = 13.2;

/** Readout window: as the KTAG's. */
export const RICH_WINDOW: TdcWindow = { lsb: FINE_TIME_LSB, counts: FINE_WINDOW_COUNTS, periodsBefore: 2 };
/** The OR of a supercell is recorded this much later than its PMTs. */
export const SUPERCELL_DELAY = 50 * ns;
/** Length of a pulse of charge q: 2 σ √(2 ln(q/q0)) + offset, q0 [pC]; none below q0. */
export const PULSE_SHAPE = { q0: 0.012, sigma: 0.641 * ns, offset: 11 * ns } as const;
