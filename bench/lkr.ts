import {
  clearPlaces,
  columnOf,
  findSeeds,
  gather,
  neighbourhood,
  PLACES_IN_GRID,
  placeOf,
  rowOf,
  SUMS,
  SumAt,
} from '../src/pid/lkr-gather.js';
import { Rng } from './rng.js';

const NX = 128;
/** Native's seeds [GeV]. */
const SEED = 0.25;
const LARGEST_EVENT = 1024;

/** Hits of the events of `native/lkr.cpp`: channel and energy [GeV], of single precision as there; `offsets[i]` begins event i. */
interface Inputs {
  readonly channel: Uint16Array;
  readonly energy: Float32Array;
  readonly offsets: Int32Array;
}

function lkrInputs(n: number): Inputs {
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
        energy.push(grid[code]!);
      }
      grid[code] = 0;
    }
    offsets[event + 1] = channel.length;
  }
  return { channel: Uint16Array.from(channel), energy: Float32Array.from(energy), offsets };
}

/** Cells into the grid; their places to `place`. A loop of its own: the runtime then looks at the arrays once, not at every cell. */
function scatter(
  { channel, energy }: Inputs,
  from: number,
  length: number,
  place: Int32Array,
  energyAt: Float64Array,
): void {
  for (let i = 0; i < length; i++) {
    const at = placeOf(channel[from + i]!);
    place[i] = at;
    energyAt[at] = energy[from + i]!;
  }
}

/**
 * `lkr_f64`: seeds, and the sums over 11 × 11 cells about each, scatter and clearing in; what follows the sums, corrections and sharing, is on
 * neither side. The sums here are those of the reconstruction, native's and more: number and second moment of the cells, those of
 * 3 × 3, and the time of every cell against the seed's.
 */
export function lkrPass(n: number): () => number {
  const inputs = lkrInputs(n);
  const around = neighbourhood(50);
  const place = new Int32Array(LARGEST_EVENT);
  const seeds = new Int32Array(LARGEST_EVENT);
  const energyAt = new Float64Array(PLACES_IN_GRID);
  const timeAt = new Float64Array(PLACES_IN_GRID);
  const sums = new Float64Array(SUMS);
  return () => {
    let sum = 0;
    for (let event = 0; event < n; event++) {
      const from = inputs.offsets[event]!;
      const length = inputs.offsets[event + 1]! - from;
      scatter(inputs, from, length, place, energyAt);
      const found = findSeeds(place, length, energyAt, SEED, seeds);
      for (let k = 0; k < found; k++) {
        const seed = seeds[k]!;
        gather(energyAt, timeAt, seed, around.half, 1, sums);
        const energy = sums[SumAt.energy]!;
        const x = columnOf(seed) + sums[SumAt.x]! / energy;
        const y = rowOf(seed) + sums[SumAt.y]! / energy;
        sum += energy + 0.01 * (x + y) + energyAt[seed]!;
      }
      clearPlaces(place, length, energyAt);
    }
    return sum;
  };
}
