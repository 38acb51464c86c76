import { type Settings, withDefaults } from '../core/settings.js';
import { cm, m, T } from '../core/units.js';
import type { DipoleShape, FieldRegion } from './field.js';

/** Centre of the magnet. Source: DET §0.2 (FW19). */
export const MNP33_Z = 196.995 * m;
/** The field is zero beyond this distance from the centre: the published integral holds over ±3.9 m. Source: DET §2.1. */
export const MNP33_HALF_LENGTH = 3.9 * m;

const mnp33Settings = {
  maxStep: {
    default: 200,
    unit: 'mm',
    doc: 'longest integration step inside the spectrometer magnet',
    // against 10 mm steps, 5–60 GeV/c, up to 0.9 m off axis: 0.09 µm at STRAW4, 8e-8 of the kick
    source: 'none: numerical',
  },
} satisfies Settings;

/** By on the axis [T] at these distances from the centre [cm]. Source: DET §2.1 (OPERA map in NA6PRoot). */
const DISTANCE = [...Array.from({ length: 20 }, (_, i) => 20 * i), 390];
const BELL = [
  0.3821, 0.3723, 0.3441, 0.3021, 0.2522, 0.2014, 0.1551, 0.1162, 0.0857, 0.0627, 0.0458, 0.0336, 0.0248, 0.0185, 0.014,
  0.0106, 0.0082, 0.0064, 0.005, 0.0039, 0.0035,
];

/**
 * Transverse shape, from ∫By dz = 0.9009 + 0.0611 (y² − x²) − 0.0269 (x⁴ − 6x²y² + y⁴) + 0.0248 (y⁶ − 15y⁴x² + 15y²x⁴ − x⁶) T·m,
 * x and y in m; 0.2 % rms, 1 % at worst up to 0.9 × 0.7 m. It is the shape of the integral, taken for every z. Source: DET §2.1.
 */
export const MNP33_SHAPE: DipoleShape = {
  s2: 0.0611 / 0.9009 / m ** 2,
  s4: -0.0269 / 0.9009 / m ** 4,
  s6: 0.0248 / 0.9009 / m ** 6,
};

/**
 * Second derivatives at the knots of the cubic spline through (x, y): slope 0 at the first knot, natural at the last.
 * Tridiagonal, solved by elimination.
 */
function splineCurvature(x: readonly number[], y: readonly number[]): Float64Array {
  const n = x.length;
  const diagonal = new Float64Array(n);
  const right = new Float64Array(n);
  const h = (i: number) => x[i + 1]! - x[i]!;
  const slope = (i: number) => (y[i + 1]! - y[i]!) / h(i);
  diagonal[0] = 2 * h(0);
  right[0] = 6 * slope(0);
  for (let i = 1; i < n - 1; i++) {
    const w = h(i - 1) / diagonal[i - 1]!;
    diagonal[i] = 2 * (h(i - 1) + h(i)) - w * h(i - 1);
    right[i] = 6 * (slope(i) - slope(i - 1)) - w * right[i - 1]!;
  }
  const curvature = new Float64Array(n);
  for (let i = n - 2; i >= 0; i--) curvature[i] = (right[i]! - h(i) * curvature[i + 1]!) / diagonal[i]!;
  return curvature;
}

/**
 * The spectrometer magnet: on the axis a symmetric cubic spline through the bell table, off the axis the transverse shape
 * of the integral, with c₂ = −b″/2 so that the field has no divergence to second order in y.
 * @param scale multiplies the field; 1 is 270.1 MeV/c on the axis
 */
export function mnp33(scale = 1, settings = withDefaults(mnp33Settings)): FieldRegion {
  const x = DISTANCE.map((d) => d * cm);
  const y = BELL.map((b) => scale * b * T);
  const curvature = splineCurvature(x, y);
  const last = x.length - 2;
  return {
    kind: 'dipole',
    zMin: MNP33_Z - MNP33_HALF_LENGTH,
    zMax: MNP33_Z + MNP33_HALF_LENGTH,
    maxStep: settings.maxStep,
    // b″ has a kink at every point of the table: a step across one would cost 100 µm at 5 GeV/c
    knots: [
      ...x
        .slice(1, -1)
        .map((d) => MNP33_Z - d)
        .reverse(),
      MNP33_Z,
      ...x.slice(1, -1).map((d) => MNP33_Z + d),
    ],
    sample: (z, out, at) => {
      const r = Math.abs(z - MNP33_Z);
      const i = Math.min(last, Math.floor(r / (20 * cm)));
      const h = x[i + 1]! - x[i]!;
      const u = (r - x[i]!) / h;
      const v = 1 - u;
      const c0 = curvature[i]!;
      const c1 = curvature[i + 1]!;
      const slope = (y[i + 1]! - y[i]!) / h + (h / 6) * ((3 * u * u - 1) * c1 - (3 * v * v - 1) * c0);
      out[at] = v * y[i]! + u * y[i + 1]! + ((h * h) / 6) * ((v * v * v - v) * c0 + (u * u * u - u) * c1);
      out[at + 1] = z < MNP33_Z ? -slope : slope;
      out[at + 2] = -0.5 * (v * c0 + u * c1);
    },
  };
}
