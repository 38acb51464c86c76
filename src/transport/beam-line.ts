import { type Settings, withDefaults } from '../core/settings.js';
import { m, mm, T } from '../core/units.js';
import { type Field, type FieldRegion, NODE_SIZE } from './field.js';
import { highlandLayer } from './material.js';

/**
 * The beam line from the KTAG to GTK3: achromat A2, TRIM5, the holes the beam passes and the matter of the GTK stations. The
 * quadrupoles Q9 and Q10 between the KTAG and GTK1 are not in it.
 */

/** GTK1, GTK2, GTK3. Source: DET §1.2 (FW19). */
export const GTK_Z = [79.6 * m, 92.8 * m, 102.4 * m] as const;
/** Middle of the KTAG, 69.8–75.3 m. Source: DET §0.2 (FW19). */
export const KTAG_Z = 72.5 * m;

/** Where the beam is on its axis without field: from the KTAG to the achromat; where it runs 60 mm below. Source: DET §1.2 (FW19). */
export const BEFORE_ACHROMAT = [75.3 * m, 80.48 * m] as const;
export const INSIDE_ACHROMAT = [86.58 * m, 93.36 * m] as const;

/** Thickness of one GTK station in radiation lengths; published as an upper limit. Source: DET §3 (FW19). */
const GTK_STATION_X0 = 0.005;

/**
 * `highlandLayer` of one GTK station [(MeV/c)²]: 10.2 µrad at 75 GeV/c. Source: DET §3.
 * @param scale factor on its thickness
 */
export const gtkHighland = (scale = 1): number => (scale === 0 ? 0 : highlandLayer(GTK_STATION_X0 * scale, 1));

const beamLineSettings = {
  maxStep: {
    default: 2500,
    unit: 'mm',
    doc: 'longest integration step inside a beam-line magnet: one step a magnet',
    // against 10 mm steps, 70–80 GeV/c: below 1 nm at any station
    source: 'none: numerical',
  },
} satisfies Settings;

/** z from and to [m], Bx, By [T]. Source: DET §1.2 (FW19). */
const MAGNETS = [
  [80.48, 82.98, -1.6678, 0], // BEND4A
  [84.08, 86.58, 1.6678, 0], // BEND4B
  [93.36, 95.86, 1.6678, 0], // BEND5
  [96.96, 99.46, -1.6678, 0], // BEND6
  [101.6, 102, 0, -0.7505], // TRIM5
] as const;

/**
 * Field of the achromat and TRIM5: constant inside each magnet's length. A particle of 75 GeV/c runs 60 mm below the axis between the
 * achromat's halves, and leaves TRIM5 with +1.2 mrad in x.
 */
export function beamLineField(settings = withDefaults(beamLineSettings)): Field {
  const regions = MAGNETS.map(([zMin, zMax, bx, by]): FieldRegion => {
    const [a0, b0] = [bx * T, by * T];
    return {
      kind: 'polynomial',
      zMin: zMin * m,
      zMax: zMax * m,
      maxStep: settings.maxStep,
      knots: [],
      sample: (_z, out, at) => {
        out.fill(0, at, at + NODE_SIZE);
        out[at] = a0;
        out[at + 6] = b0;
      },
    };
  });
  return { regions, shape: { s2: 0, s4: 0, s6: 0 } };
}

/** A hole in matter around the beam: what is not `inside` between zMin and zMax [mm] meets iron. */
export interface BeamHole {
  readonly name: string;
  readonly zMin: number;
  readonly zMax: number;
  readonly inside: (x: number, y: number) => boolean;
}

/** Bore of the muon scraper SCR1, 152 × 55 mm about y = −50 mm. Source: DET §1.2 (FW19). */
export const SCRAPER: BeamHole = {
  name: 'SCR1',
  zMin: 87.31 * m,
  zMax: 92.31 * m,
  inside: (x, y) => Math.abs(x) < 76 * mm && Math.abs(y + 50 * mm) < 27.5 * mm,
};

/** First run with the final collimator of mid 2018. Source: DET §1.2 (FW19). */
const NEW_COLLIMATOR_RUN = 8802;

/**
 * The final collimator as it stood in a run: 66 × 33 mm until mid 2018; from run 8802 on a box 36.5 mm wide and 40 mm high, closed on
 * both sides by half-cylinders of radius 20 mm. Source: DET §1.2 (FW19).
 */
export const finalCollimator = (run: number): BeamHole =>
  run < NEW_COLLIMATOR_RUN
    ? {
        name: 'final collimator until mid 2018',
        zMin: 100.255 * m,
        zMax: 101.255 * m,
        inside: (x, y) => Math.abs(x) < 33 * mm && Math.abs(y) < 16.5 * mm,
      }
    : {
        name: 'final collimator since mid 2018',
        zMin: 100.21 * m,
        zMax: 101.41 * m,
        inside: (x, y) => {
          const beyond = Math.max(0, Math.abs(x) - 18.25 * mm);
          return beyond * beyond + y * y < (20 * mm) ** 2;
        },
      };
