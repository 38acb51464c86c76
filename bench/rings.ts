import { CIRCLE_SIZE, CircleAt, fitCircle } from '../src/pid/circle-fit.js';
import { Rng } from './rng.js';

/** Most hits of a ring. */
const MOST = 18;

/** The rings of `native/rich.cpp`, in mm: places of the hits, `MOST` to a ring, and how many there are. */
function ringInputs(rings: number): { x: Float64Array; y: Float64Array; hits: Uint8Array } {
  const rng = new Rng(20240005);
  const x = new Float64Array(MOST * rings);
  const y = new Float64Array(MOST * rings);
  const hits = new Uint8Array(rings);
  for (let i = 0; i < rings; i++) {
    const a = rng.range(-0.1, 0.1);
    const b = rng.range(-0.1, 0.1);
    const r = rng.range(0.08, 0.19);
    hits[i] = 10 + Math.floor(9 * rng.u01());
    for (let k = MOST * i; k < MOST * i + hits[i]!; k++) {
      const [c, s] = unit(rng);
      x[k] = 1e3 * (a + r * c + 4.7e-3 * rng.gauss());
      y[k] = 1e3 * (b + r * s + 4.7e-3 * rng.gauss());
    }
  }
  return { x, y, hits };
}

/** A point of the unit circle, without trigonometry. */
function unit(rng: Rng): readonly [number, number] {
  for (;;) {
    const a = 2 * rng.u01() - 1;
    const b = 2 * rng.u01() - 1;
    const r2 = a * a + b * b;
    if (r2 > 1 || r2 < 1e-4) continue;
    const r = Math.sqrt(r2);
    return [a / r, b / r];
  }
}

/** `ring_geometric`: Taubin's fit, then Gauss–Newton to 1 µm; centre and radius enter the checksum, in metres. */
export function ringPass(rings: number): () => number {
  const { x, y, hits } = ringInputs(rings);
  const circle = new Float64Array(CIRCLE_SIZE);
  return () => {
    let sum = 0;
    for (let i = 0; i < rings; i++) {
      if (!fitCircle(x, y, MOST * i, hits[i]!, circle)) continue;
      sum += (circle[CircleAt.x]! + circle[CircleAt.y]! + circle[CircleAt.radius]!) / 1e3;
    }
    return sum;
  };
}
