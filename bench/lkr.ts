import { findSeeds, gather, neighbourhood, PLACES_IN_GRID, placeOf } from '../src/pid/lkr-gather.js';
import { Rng } from './rng.js';

const NX = 128;
/** Native's seeds [GeV]. */
const SEED = 0.25;
const LARGEST_EVENT = 1024;

/** Hits of the events of `native/lkr.cpp`: channel and energy [GeV]; `offsets[i]` begins event i. */
function lkrInputs(n: number): { channel: Uint16Array; energy: Float64Array; offsets: Int32Array } {
  const rng = new Rng(20240006);
  const grid = new Float64Array(NX * NX);
  const channel: number[] = [];
  const energy: number[] = [];
  const offsets = new Int32Array(n + 1);
  const w = new Float64Array(121);
  for (let event = 0; event < n; event++) {
    const touched: number[] = [];
    const add = (code: number, e: number) => {
      if (grid[code] === 0) touched.push(code);
      grid[code]! += e;
    };
    for (let s = 0; s < 4; s++) {
      const total = rng.range(3, 40);
      const x = rng.range(6, 122);
      const y = rng.range(6, 122);
      const cx = Math.floor(x + 0.5);
      const cy = Math.floor(y + 0.5);
      let sum = 0;
      for (let k = 0; k < 121; k++) {
        const dx = cx + (k % 11) - 5 - x;
        const dy = cy + Math.floor(k / 11) - 5 - y;
        const q = 1.0 / (1.0 + (dx * dx + dy * dy) / 1.21);
        w[k] = q * q * Math.sqrt(q);
        sum += w[k]!;
      }
      for (let k = 0; k < 121; k++) {
        const ix = cx + (k % 11) - 5;
        const iy = cy + Math.floor(k / 11) - 5;
        let e = (total * w[k]!) / sum;
        e += 0.02 * Math.sqrt(e) * rng.gauss() + 0.003 * rng.gauss();
        if (ix < 0 || iy < 0 || ix >= NX || iy >= NX || e <= 0) continue;
        add(iy * NX + ix, e);
      }
    }
    for (let k = 0; k < 12; k++) {
      const code = Math.floor(rng.u01() * (NX * NX));
      add(code, rng.range(0.005, 0.03));
    }
    for (const code of touched) {
      if (grid[code]! > 0.005) {
        // native's row-major order: its rows are our columns
        channel.push(code);
        energy.push(Math.fround(grid[code]!));
      }
      grid[code] = 0;
    }
    offsets[event + 1] = channel.length;
  }
  return { channel: Uint16Array.from(channel), energy: Float64Array.from(energy), offsets };
}

/** `lkr_f64`: seeds, and energy and centroid of 11 × 11 cells about each; scatter and clearing in, corrections and sharing out. */
export function lkrPass(n: number): () => number {
  const inputs = lkrInputs(n);
  const around = neighbourhood(50);
  const grid = { energyAt: new Float64Array(PLACES_IN_GRID), timeAt: new Float64Array(PLACES_IN_GRID) };
  const { energyAt } = grid;
  const channel = new Uint16Array(LARGEST_EVENT);
  const energy = new Float64Array(LARGEST_EVENT);
  const sums = { n: 0, energy: 0, x: 0, y: 0, squares: 0, near: 0, nearX: 0, nearY: 0 };
  return () => {
    let sum = 0;
    for (let event = 0; event < n; event++) {
      const from = inputs.offsets[event]!;
      const length = inputs.offsets[event + 1]! - from;
      for (let i = 0; i < length; i++) {
        channel[i] = inputs.channel[from + i]!;
        energy[i] = inputs.energy[from + i]!;
        energyAt[placeOf(channel[i]!)] = energy[i]!;
      }
      for (const seed of findSeeds(grid, channel, energy, length, SEED)) {
        gather(grid, seed, around, 1, null, sums);
        const x = (seed >> 7) + sums.x / sums.energy;
        const y = (seed & 127) + sums.y / sums.energy;
        sum += sums.energy + 0.01 * (x + y) + energyAt[placeOf(seed)]!;
      }
      for (let i = 0; i < length; i++) energyAt[placeOf(channel[i]!)] = 0;
    }
    return sum;
  };
}
