import { m, mm } from '../../core/units.js';

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
