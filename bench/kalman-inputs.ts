import { dipoleGrid, leg, transport } from './dipole.js';
import { Rng } from './rng.js';

/** Geometry and sample of `native/kalman.cpp`, in its units (metre, GeV). */
const NP = 32;
const SIGMA = 130e-6;
const CHAMBERS = [183.7, 194.1, 204.5, 218.9];
const R = Math.SQRT1_2;
const COS = [1, 0, R, R];
const SIN = [0, 1, R, -R];
const X0 = 0.0045 / 8;
/** Scattering angle of one plane times momentum [GeV]. */
const LOGT = 0.0136 * Math.sqrt(X0) * (1.0 + 0.038 * Math.log(X0));
const planes = Array.from({ length: NP }, (_, k) => CHAMBERS[k >> 3]! + 0.02 * ((k % 8) - 3.5));

/** The same geometry in native units of the library. */
export const kalmanSetup = {
  planes: NP,
  grid: dipoleGrid(planes),
  cos: planes.map((_, k) => COS[(k % 8) >> 1]!),
  sin: planes.map((_, k) => SIN[(k % 8) >> 1]!),
  /** [mm²] */
  variance: (1e3 * SIGMA) ** 2,
  /** [MeV²] */
  scatter: (1e3 * LOGT) ** 2,
};

/** Numbers per track: 5 of the seed, 32 measurements, 5 of the truth at the first plane. */
export const KALMAN_STRIDE = 42;

/** The tracks of `native/kalman.cpp`, converted to mm and MeV. */
export function kalmanInputs(n: number): Float64Array {
  const rng = new Rng(20240002);
  const legs = planes.map((z, k) => leg(planes[k - 1] ?? z, z));
  const out = new Float64Array(KALMAN_STRIDE * n);
  const s = new Float64Array(5);
  for (let i = 0; i < n; i++) {
    const o = KALMAN_STRIDE * i;
    s[0] = rng.range(-0.4, 0.4);
    s[1] = rng.range(-0.4, 0.4);
    s[2] = rng.range(-4e-3, 4e-3);
    s[3] = rng.range(-4e-3, 4e-3);
    const p = rng.range(10, 60);
    s[4] = (rng.u01() < 0.5 ? -1.0 : 1.0) / p;
    const width = [1e-3, 1e-3, 2e-4, 2e-4, 0.05 * s[4]];
    for (let j = 0; j < 5; j++) {
      const unit = j < 2 ? 1e3 : j < 4 ? 1 : 1e-3;
      out[o + 37 + j] = unit * s[j]!;
      out[o + j] = unit * (s[j]! + width[j]! * rng.gauss());
    }
    for (let k = 0; k < NP; k++) {
      transport(s, legs[k]!);
      const n2 = 1 + s[2]! * s[2]! + s[3]! * s[3]!;
      const th = LOGT * s[4]! * Math.sqrt(n2 * Math.sqrt(n2));
      s[2]! += th * rng.gauss();
      s[3]! += th * rng.gauss();
      out[o + 5 + k] = 1e3 * (kalmanSetup.cos[k]! * s[0]! + kalmanSetup.sin[k]! * s[1]! + SIGMA * rng.gauss());
    }
  }
  return out;
}
