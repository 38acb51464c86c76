import { GeV } from '../core/units.js';

/**
 * Classes of what the calorimeters say of a track, in which `identity-counts.ts` counts simulated electrons, muons and pions. Energies
 * of a minimum ionising particle stand in GeV, those of showers as shares of the momentum.
 */

/** What LKr, MUV1 and MUV2 measured at a track. Energies and momentum in MeV. */
export interface CalorimeterTrace {
  readonly p: number;
  /** Of the LKr cluster; 0 without one. */
  readonly energy: number;
  readonly cells: number;
  readonly seedFraction: number;
  /** 0 without a cluster, NaN outside the acceptance or without the detector. */
  readonly muv1: number;
  readonly muv2: number;
}

/** Upper edges of the classes but the last. */
const MOMENTUM = [20 * GeV, 35 * GeV];
const LKR_MIP = [0.7 * GeV, 1.5 * GeV];
const LKR_SHARE = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.05, 1.1];
const SHAPE_ENERGY = [5 * GeV, 10 * GeV, 20 * GeV, 40 * GeV];
const CELLS_OVER_EXPECTED = [0.75, 0.9, 1.05, 1.25, 1.6];
const SEED_FRACTION = [0.2, 0.25, 0.3, 0.36, 0.42];
const MUV_MIP = [0.2 * GeV, 2.5 * GeV];
const MUV_SHARE = [0.15, 0.3, 0.6];
/** LKr energy that goes with that in MUV1 and MUV2, as shares of the momentum. */
const COARSE_SHARE = [0.1, 0.3, 0.5, 0.7, 0.9];

const classOf = (value: number, edges: readonly number[]): number => {
  let k = 0;
  while (k < edges.length && value >= edges[k]!) k++;
  return k;
};

/** Energy of a shower in classes: nothing, minimum ionising, then shares of the momentum. */
const energyClass = (energy: number, p: number, mip: readonly number[], shares: readonly number[]): number =>
  energy < mip[mip.length - 1]! ? classOf(energy, mip) : mip.length + classOf(energy / p, shares);

/** How many classes there are of each kind. */
export const CLASSES = {
  momentum: MOMENTUM.length + 1,
  // one more for no cluster at all
  energy: LKR_MIP.length + LKR_SHARE.length + 2,
  shapeEnergy: SHAPE_ENERGY.length + 1,
  cells: CELLS_OVER_EXPECTED.length + 1,
  seed: SEED_FRACTION.length + 1,
  coarse: COARSE_SHARE.length + 2,
  muv: MUV_MIP.length + MUV_SHARE.length + 1,
} as const;

/** Classes of a trace; −1 where nothing is measured. */
export interface TraceClasses {
  readonly momentum: number;
  readonly energy: number;
  /** −1 below the energy of a shower, where the shape says nothing. */
  readonly shapeEnergy: number;
  readonly cells: number;
  readonly seed: number;
  readonly coarse: number;
  readonly muv1: number;
  readonly muv2: number;
}

export function classify({ p, energy, cells, seedFraction, muv1, muv2 }: CalorimeterTrace): TraceClasses {
  const mip = energy < LKR_MIP[LKR_MIP.length - 1]!;
  // cells above zero suppression in an electromagnetic cluster. Source: DET §4.9 (AN16)
  const expected = 2.21 + (0.93 * energy) / GeV;
  return {
    momentum: classOf(p, MOMENTUM),
    energy: energy > 0 ? 1 + energyClass(energy, p, LKR_MIP, LKR_SHARE) : 0,
    shapeEnergy: mip ? -1 : classOf(energy, SHAPE_ENERGY),
    cells: mip ? -1 : classOf(cells / expected, CELLS_OVER_EXPECTED),
    seed: mip ? -1 : classOf(seedFraction, SEED_FRACTION),
    coarse: mip ? 0 : 1 + classOf(energy / p, COARSE_SHARE),
    muv1: Number.isNaN(muv1) ? -1 : energyClass(muv1, p, MUV_MIP, MUV_SHARE),
    muv2: Number.isNaN(muv2) ? -1 : energyClass(muv2, p, MUV_MIP, MUV_SHARE),
  };
}

/** Numbers of simulated tracks of one species, by class; the last index runs fastest. */
export interface SpeciesCounts {
  /** [momentum][energy] */
  readonly energy: readonly number[];
  /** [shapeEnergy][cells] */
  readonly cells: readonly number[];
  /** [shapeEnergy][seed] */
  readonly seed: readonly number[];
  /** [coarse][muv1][muv2] */
  readonly muv: readonly number[];
}

/** Lengths of the lists of `SpeciesCounts`. */
export const COUNT_LENGTHS: Readonly<Record<keyof SpeciesCounts, number>> = {
  energy: CLASSES.momentum * CLASSES.energy,
  cells: CLASSES.shapeEnergy * CLASSES.cells,
  seed: CLASSES.shapeEnergy * CLASSES.seed,
  muv: CLASSES.coarse * CLASSES.muv * CLASSES.muv,
};

/** Counts tracks of one species. */
export class TraceCounter implements SpeciesCounts {
  readonly energy = new Array<number>(COUNT_LENGTHS.energy).fill(0);
  readonly cells = new Array<number>(COUNT_LENGTHS.cells).fill(0);
  readonly seed = new Array<number>(COUNT_LENGTHS.seed).fill(0);
  readonly muv = new Array<number>(COUNT_LENGTHS.muv).fill(0);

  add(trace: CalorimeterTrace): void {
    const k = classify(trace);
    this.energy[k.momentum * CLASSES.energy + k.energy]!++;
    if (k.shapeEnergy >= 0) {
      this.cells[k.shapeEnergy * CLASSES.cells + k.cells]!++;
      this.seed[k.shapeEnergy * CLASSES.seed + k.seed]!++;
    }
    if (k.muv1 >= 0 && k.muv2 >= 0) this.muv[(k.coarse * CLASSES.muv + k.muv1) * CLASSES.muv + k.muv2]!++;
  }
}
