import { identityJacobian, swimWithJacobian } from '../src/transport/swim.js';
import { dipoleGrid } from './dipole.js';
import { Rng } from './rng.js';

/** The tracks of `native/rkn.cpp`, converted to mm and MeV: 5 numbers each. */
function swimInputs(n: number): Float64Array {
  const rng = new Rng(20240001);
  const out = new Float64Array(5 * n);
  for (let i = 0; i < n; i++) {
    const o = 5 * i;
    out[o] = 1e3 * rng.range(-0.03, 0.03);
    out[o + 1] = 1e3 * rng.range(-0.015, 0.015);
    out[o + 2] = rng.range(-4e-3, 4e-3);
    out[o + 3] = rng.range(-4e-3, 4e-3);
    const p = rng.range(10, 60);
    out[o + 4] = (1e-3 * (rng.u01() < 0.5 ? -1.0 : 1.0)) / p;
  }
  return out;
}

/** `rkn_jac`: state and Jacobian from 102.4 to 241 m, 48 steps in the field; the checksum in metres and GeV. */
export function swimPass(n: number): () => number {
  const inputs = swimInputs(n);
  const grid = dipoleGrid([102.4, 241.0]);
  const s = new Float64Array(5);
  const j = new Float64Array(12);
  return () => {
    let sum = 0;
    for (let i = 0; i < n; i++) {
      for (let k = 0; k < 5; k++) s[k] = inputs[5 * i + k]!;
      identityJacobian(j);
      swimWithJacobian(grid, 0, 1, s, j);
      const p = j[0]! / 1e3 + j[2]! / 1e6 + j[4]! / 1e3;
      sum += (s[0]! + s[1]!) / 1e3 + s[2]! + s[3]! + 1e-3 * (p + j[8]! / 1e3 + j[9]!);
    }
    return sum;
  };
}
