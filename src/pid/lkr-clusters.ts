import type { Values } from '../core/settings.js';
import { GeV } from '../core/units.js';
import type { LkrConditions } from '../detectors/lkr/conditions.js';
import {
  CELL,
  CELL_TIME_SIGMA,
  CODES,
  COUNT_ENERGY,
  cellCentre,
  GRID,
  NOISE,
  REACH,
  SPAN,
} from '../detectors/lkr/description.js';
import type { TableBuilder } from '../event/builder.js';
import type { lkrClusters } from '../event/run-downstream.js';
import { type LkrCells, TIME_SLOPE } from './lkr-cells.js';
import { LkrCorrections } from './lkr-corrections.js';
import {
  clearPlaces,
  columnOf,
  findSeeds,
  gather,
  type Neighbourhood,
  neighbourhood,
  PLACES_IN_GRID,
  placeOf,
  rowOf,
  SUMS,
  SumAt,
} from './lkr-gather.js';
import type { lkrClusterSettings } from './lkr-settings.js';
import { ClusterFlag, LACKING, surroundings } from './lkr-surroundings.js';

/** Most passes of the energy correction, and the relative change that ends them. */
const PASSES = 8;
const SETTLED = 1e-5;
/** A cluster of which less than this would be shown is not scaled up further: its shower is mostly in the hole. */
const LEAST_PART = 0.2;

interface Cluster {
  /** Place of the seed, and its column and row. */
  seed: number;
  column: number;
  row: number;
  time: number;
  /** Energy shown, after sharing, and corrected [MeV]. */
  shown: number;
  energy: number;
  /** Place in the seed, in cells from its middle. */
  u: number;
  v: number;
  nCells: number;
  shares: boolean;
  rms: number;
  /** Of a cluster that may share: its cells, by place and in the 11 × 11, and their shares of its energy. */
  members: number;
  readonly member: Int32Array;
  readonly element: Uint8Array;
  readonly share: Float64Array;
}

const newCluster = (): Cluster => ({
  seed: 0,
  column: 0,
  row: 0,
  time: 0,
  shown: 0,
  energy: 0,
  u: 0,
  v: 0,
  nCells: 0,
  shares: false,
  rms: 0,
  members: 0,
  member: new Int32Array(SPAN * SPAN),
  element: new Uint8Array(SPAN * SPAN),
  share: new Float64Array(SPAN * SPAN),
});

/** Finds the clusters of one event. Reused from event to event. */
export class ClusterFinder {
  private readonly settings: Values<typeof lkrClusterSettings>;
  private readonly corrections: LkrCorrections;
  private readonly lacks: Uint8Array;
  /** 1 where a place has a cell that is alive. */
  private readonly alive: Uint8Array;
  private readonly clusters: Cluster[] = [];
  private n = 0;
  private found = new Int32Array(256);
  /** By place: sum of what the clusters claim of a cell, and what of it is the cluster's that is measured; 0 outside of `find`. */
  private readonly claims = new Float64Array(PLACES_IN_GRID);
  private readonly ownAt = new Float64Array(PLACES_IN_GRID);
  private readonly around: Neighbourhood;
  private readonly sums = new Float64Array(SUMS);
  /** Cells within reach that are not there, in the 11 × 11, and their shares. */
  private readonly missing = new Uint8Array(SPAN * SPAN);
  private readonly missingShare = new Float64Array(SPAN * SPAN);

  constructor(conditions: LkrConditions, settings: Values<typeof lkrClusterSettings>) {
    this.settings = settings;
    this.corrections = new LkrCorrections(settings.radius);
    this.around = neighbourhood(this.corrections.radius2);
    this.lacks = surroundings(conditions, this.corrections.radius2);
    this.alive = new Uint8Array(PLACES_IN_GRID);
    for (let c = 0; c < CODES; c++) this.alive[placeOf(c)] = conditions.gain[c]! > 0 ? 1 : 0;
  }

  /** Appends the clusters, by channel of their seeds. */
  find(cells: LkrCells, out: TableBuilder<typeof lkrClusters>): void {
    this.seeds(cells);
    const { n, clusters, claims } = this;
    for (let k = 0; k < n; k++) this.measure(cells.energyAt, cells.timeAt, clusters[k]!);
    if (this.overlap()) {
      for (let k = 0; k < n; k++) if (clusters[k]!.shares) this.listMembers(cells, clusters[k]!);
      for (let pass = 0; pass < this.settings.sharingPasses; pass++) {
        for (let k = 0; k < n; k++) if (clusters[k]!.shares) this.claim(clusters[k]!);
        for (let k = 0; k < n; k++) if (clusters[k]!.shares) this.measureShared(cells, clusters[k]!);
        clearPlaces(cells.place, cells.length, claims);
      }
    }
    for (let k = 0; k < n; k++) this.write(cells, clusters[k]!, out);
  }

  private seeds(cells: LkrCells): void {
    if (this.found.length < cells.length) this.found = new Int32Array(2 * cells.length);
    this.n = findSeeds(cells.place, cells.length, cells.energyAt, this.settings.seedEnergy, this.found);
    while (this.clusters.length < this.n) this.clusters.push(newCluster());
    for (let k = 0; k < this.n; k++) {
      const cluster = this.clusters[k]!;
      const seed = this.found[k]!;
      cluster.seed = seed;
      cluster.column = columnOf(seed);
      cluster.row = rowOf(seed);
      cluster.time = cells.timeAt[seed]!;
      cluster.shares = false;
    }
  }

  /** Whether any two clusters may have a cell in common; they are in order of their columns. */
  private overlap(): boolean {
    const { clusters, n } = this;
    let any = false;
    for (let k = 0; k < n; k++) {
      const a = clusters[k]!;
      for (let l = k + 1; l < n; l++) {
        const b = clusters[l]!;
        if (b.column - a.column > 2 * REACH) break;
        if (Math.abs(b.row - a.row) > 2 * REACH || Math.abs(b.time - a.time) > 2 * this.settings.cellTime) continue;
        a.shares = true;
        b.shares = true;
        any = true;
      }
    }
    return any;
  }

  /** The cells of a cluster: those within its radius and in time with it. */
  private listMembers({ energyAt, timeAt }: LkrCells, cluster: Cluster): void {
    const { at, share } = this.around;
    const { seed, time, member, element } = cluster;
    const { cellTime } = this.settings;
    let n = 0;
    for (let k = 0; k < at.length; k++) {
      const place = seed + at[k]!;
      if (energyAt[place] === 0 || !(Math.abs(timeAt[place]! - time) < cellTime)) continue;
      member[n] = place;
      element[n++] = share[k]!;
    }
    cluster.members = n;
  }

  /** What a cluster claims of its cells: the energy its profile has there. */
  private claim({ u, v, energy, members, member, element, share }: Cluster): void {
    const { claims } = this;
    this.corrections.sharesAt(u, v, element, members, share);
    for (let k = 0; k < members; k++) claims[member[k]!]! += energy * share[k]!;
  }

  /** Energy and place of a cluster that has what it claims of its cells over what all do. */
  private measureShared({ energyAt, timeAt }: LkrCells, cluster: Cluster): void {
    const { claims, ownAt } = this;
    const { energy, members, member, share } = cluster;
    cluster.shares = false;
    for (let k = 0; k < members; k++) {
      const place = member[k]!;
      const part = (energy * share[k]!) / claims[place]!;
      if (part < 1 - 1e-9) cluster.shares = true;
      ownAt[place] = energyAt[place]! * part;
    }
    this.measure(ownAt, timeAt, cluster);
    for (let k = 0; k < members; k++) ownAt[member[k]!] = 0;
  }

  /** Energy and place of a cluster. */
  private measure(energyAt: Float64Array, timeAt: Float64Array, cluster: Cluster): void {
    const { sums } = this;
    gather(energyAt, timeAt, cluster.seed, this.around.half, this.settings.cellTime, sums);
    const shown = sums[SumAt.energy]!;
    const mx = sums[SumAt.x]! / shown;
    const my = sums[SumAt.y]! / shown;
    const near = sums[SumAt.near]!;
    cluster.nCells = sums[SumAt.n]!;
    cluster.rms = CELL * Math.sqrt(Math.max(0, sums[SumAt.squares]! / shown - mx * mx - my * my));
    cluster.shown = shown;
    this.correct(cluster, sums[SumAt.nearX]! / near, sums[SumAt.nearY]! / near);
  }

  private isSaturated({ energyAt, timeAt, saturatedAt, saturated }: LkrCells, { seed, time }: Cluster): boolean {
    if (saturated === 0) return false;
    const { at } = this.around;
    for (let k = 0; k < at.length; k++) {
      const place = seed + at[k]!;
      if (energyAt[place] === 0 || saturatedAt[place] === 0) continue;
      if (Math.abs(timeAt[place]! - time) < this.settings.cellTime) return true;
    }
    return false;
  }

  /** Place from the centre of gravity, energy from what is shown; what absent cells would show is added. */
  private correct(cluster: Cluster, gx: number, gy: number): void {
    const { corrections, missingShare } = this;
    const { shown, column, row } = cluster;
    const first = 1.2 * shown;
    const level = corrections.levelOf(first);
    const u = corrections.placeOf(gx, level);
    const v = corrections.placeOf(gy, level);
    let missing = 0;
    if (this.lacks[column * GRID + row] !== 0) {
      missing = this.listMissing(cluster.seed);
      corrections.sharesAt(u, v, this.missing, missing, missingShare);
    }
    let energy = first;
    for (let pass = 0; pass < PASSES; pass++) {
      let part = corrections.partShown(energy, u, v);
      for (let i = 0; i < missing; i++) part -= corrections.shown(energy * missingShare[i]!) / energy;
      const next = shown / Math.max(LEAST_PART, part);
      const settled = Math.abs(next - energy) < SETTLED * energy;
      energy = next;
      if (settled) break;
    }
    cluster.u = u;
    cluster.v = v;
    cluster.energy = energy;
  }

  /** Cells within reach of a seed that are not there or dead, to `missing`; returns how many. */
  private listMissing(seed: number): number {
    const { alive, missing } = this;
    const { at, share } = this.around;
    let n = 0;
    for (let k = 0; k < at.length; k++) if (alive[seed + at[k]!] === 0) missing[n++] = share[k]!;
    return n;
  }

  private write(cells: LkrCells, cluster: Cluster, out: TableBuilder<typeof lkrClusters>): void {
    const { resolutionSampling: a, resolutionNoise: b, resolutionConstant: constant } = this.settings;
    const k = out.next();
    const c = out.columns;
    const { energy } = cluster;
    const seedEnergy = cells.energyAt[cluster.seed]!;
    const channel = cluster.column * GRID + cluster.row;
    const noise = (TIME_SLOPE * NOISE * COUNT_ENERGY) / seedEnergy;
    c.energy[k] = energy;
    c.energy_sigma[k] = Math.sqrt(a * a * energy * GeV + b * b + constant * constant * energy * energy);
    c.x[k] = cellCentre(cluster.column) + CELL * cluster.u;
    c.y[k] = cellCentre(cluster.row) + CELL * cluster.v;
    c.time[k] = cluster.time;
    c.time_sigma[k] = Math.sqrt(CELL_TIME_SIGMA * CELL_TIME_SIGMA + noise * noise);
    c.n_cells[k] = cluster.nCells;
    c.seed[k] = channel;
    c.seed_fraction[k] = Math.min(1, seedEnergy / energy);
    c.rms[k] = cluster.rms;
    c.flags[k] =
      (this.lacks[channel]! & ~LACKING) |
      (cluster.shares ? ClusterFlag.shares : 0) |
      (this.isSaturated(cells, cluster) ? ClusterFlag.saturated : 0);
  }
}
