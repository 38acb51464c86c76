import type { Values } from '../core/settings.js';
import { GeV } from '../core/units.js';
import type { LkrConditions } from '../detectors/lkr/conditions.js';
import {
  CELL,
  CELL_TIME_SIGMA,
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
import { findSeeds, gather, type Neighbourhood, neighbourhood, placeOf, type Sums } from './lkr-gather.js';
import type { lkrClusterSettings } from './lkr-settings.js';
import { ClusterFlag, LACKING, surroundings } from './lkr-surroundings.js';

/** Most passes of the energy correction, and the relative change that ends them. */
const PASSES = 8;
const SETTLED = 1e-5;
/** A cluster of which less than this would be shown is not scaled up further: its shower is mostly in the hole. */
const LEAST_PART = 0.2;

interface Cluster {
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
  share: new Float64Array(SPAN * SPAN),
});

/** Finds the clusters of one event. Reused from event to event. */
export class ClusterFinder {
  private readonly conditions: LkrConditions;
  private readonly settings: Values<typeof lkrClusterSettings>;
  private readonly corrections: LkrCorrections;
  private readonly lacks: Uint8Array;
  private readonly clusters: Cluster[] = [];
  private n = 0;
  /** Sum of what the clusters claim of each cell. */
  private claims = new Float64Array(256);
  /** What of its cells is the cluster's that is measured. */
  private readonly parts: Float64Array;
  private readonly around: Neighbourhood;
  private readonly sums: Sums = { n: 0, energy: 0, x: 0, y: 0, squares: 0, near: 0, nearX: 0, nearY: 0 };
  private readonly missing = new Float64Array(SPAN * SPAN);

  constructor(conditions: LkrConditions, settings: Values<typeof lkrClusterSettings>) {
    this.conditions = conditions;
    this.settings = settings;
    this.corrections = new LkrCorrections(settings.radius);
    this.around = neighbourhood(this.corrections.radius2);
    this.parts = new Float64Array(this.around.at.length);
    this.lacks = surroundings(conditions, this.corrections.radius2);
  }

  /** Appends the clusters, by channel of their seeds. */
  find(cells: LkrCells, out: TableBuilder<typeof lkrClusters>): void {
    this.seeds(cells);
    const { n, clusters } = this;
    for (let k = 0; k < n; k++) this.measure(cells, clusters[k]!, false);
    if (this.overlap()) {
      if (this.claims.length < cells.length) this.claims = new Float64Array(2 * cells.length);
      for (let pass = 0; pass < this.settings.sharingPasses; pass++) {
        this.claims.fill(0, 0, cells.length);
        for (let k = 0; k < n; k++) this.claim(cells, clusters[k]!);
        for (let k = 0; k < n; k++) this.measure(cells, clusters[k]!, true);
      }
    }
    for (let k = 0; k < n; k++) this.write(cells, clusters[k]!, out);
  }

  private seeds(cells: LkrCells): void {
    const codes = findSeeds(cells, cells.channel, cells.energy, cells.length, this.settings.seedEnergy);
    this.n = codes.length;
    while (this.clusters.length < this.n) this.clusters.push(newCluster());
    for (let k = 0; k < this.n; k++) {
      const cluster = this.clusters[k]!;
      const c = codes[k]!;
      cluster.seed = c;
      cluster.column = c >> 7;
      cluster.row = c & 127;
      cluster.time = cells.time[cells.rowOf[placeOf(c)]!]!;
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

  /** What a cluster claims of its cells: the energy its profile has there. */
  private claim({ rowOf, time }: LkrCells, cluster: Cluster): void {
    if (!cluster.shares) return;
    const { at, share } = this.around;
    this.corrections.sharesAt(cluster.u, cluster.v, cluster.share);
    const centre = placeOf(cluster.seed);
    for (let k = 0; k < at.length; k++) {
      const cell = rowOf[centre + at[k]!]!;
      if (cell < 0 || !(Math.abs(time[cell]! - cluster.time) < this.settings.cellTime)) continue;
      this.claims[cell]! += cluster.energy * cluster.share[share[k]!]!;
    }
  }

  /** Energy and place of a cluster; of shared cells it has what it claims over what all do. */
  private measure(cells: LkrCells, cluster: Cluster, shared: boolean): void {
    if (shared && !cluster.shares) return;
    const { sums } = this;
    if (shared) this.takeParts(cells, cluster);
    gather(cells, cluster.seed, this.around, this.settings.cellTime, shared ? this.parts : null, sums);
    const mx = sums.x / sums.energy;
    const my = sums.y / sums.energy;
    cluster.nCells = sums.n;
    cluster.rms = CELL * Math.sqrt(Math.max(0, sums.squares / sums.energy - mx * mx - my * my));
    cluster.shown = sums.energy;
    this.correct(cluster, sums.nearX / sums.near, sums.nearY / sums.near);
  }

  /** Parts of its cells that are a cluster's: what it claims of what all do. */
  private takeParts({ rowOf, time }: LkrCells, cluster: Cluster): void {
    const { at, share } = this.around;
    const centre = placeOf(cluster.seed);
    cluster.shares = false;
    for (let k = 0; k < at.length; k++) {
      const cell = rowOf[centre + at[k]!]!;
      if (cell < 0 || !(Math.abs(time[cell]! - cluster.time) < this.settings.cellTime)) continue;
      const part = (cluster.energy * cluster.share[share[k]!]!) / this.claims[cell]!;
      if (part < 1 - 1e-9) cluster.shares = true;
      this.parts[k] = part;
    }
  }

  private isSaturated({ rowOf, time, saturated }: LkrCells, cluster: Cluster): boolean {
    const { at } = this.around;
    const centre = placeOf(cluster.seed);
    for (let k = 0; k < at.length; k++) {
      const cell = rowOf[centre + at[k]!]!;
      if (cell >= 0 && saturated[cell] === 1 && Math.abs(time[cell]! - cluster.time) < this.settings.cellTime)
        return true;
    }
    return false;
  }

  /** Place from the centre of gravity, energy from what is shown; what absent cells would show is added. */
  private correct(cluster: Cluster, gx: number, gy: number): void {
    const { corrections } = this;
    const { shown, column, row, share } = cluster;
    const first = 1.2 * shown;
    cluster.u = corrections.placeOf(gx, first);
    cluster.v = corrections.placeOf(gy, first);
    let missing = 0;
    if (this.lacks[cluster.seed] !== 0) {
      corrections.sharesAt(cluster.u, cluster.v, share);
      missing = this.missingShares(column, row, share);
    }
    let energy = first;
    for (let pass = 0; pass < PASSES; pass++) {
      let part = corrections.partShown(energy, cluster.u, cluster.v);
      for (let i = 0; i < missing; i++) part -= corrections.shown(energy * this.missing[i]!) / energy;
      const next = shown / Math.max(LEAST_PART, part);
      const settled = Math.abs(next - energy) < SETTLED * energy;
      energy = next;
      if (settled) break;
    }
    cluster.energy = energy;
  }

  /** Shares of the cells within reach that are not there or dead, to `missing`; returns how many. */
  private missingShares(column: number, row: number, share: Float64Array): number {
    const { gain } = this.conditions;
    const { radius2 } = this.corrections;
    let n = 0;
    for (let i = -REACH; i <= REACH; i++) {
      for (let j = -REACH; j <= REACH; j++) {
        if (i * i + j * j > radius2) continue;
        const x = column + i;
        const y = row + j;
        if (x >= 0 && x < GRID && y >= 0 && y < GRID && gain[x * GRID + y]! > 0) continue;
        this.missing[n++] = share[(i + REACH) * SPAN + j + REACH]!;
      }
    }
    return n;
  }

  private write(cells: LkrCells, cluster: Cluster, out: TableBuilder<typeof lkrClusters>): void {
    const { resolutionSampling: a, resolutionNoise: b, resolutionConstant: constant } = this.settings;
    const k = out.next();
    const c = out.columns;
    const { energy } = cluster;
    const seedEnergy = cells.energy[cells.rowOf[placeOf(cluster.seed)]!]!;
    const noise = (TIME_SLOPE * NOISE * COUNT_ENERGY) / seedEnergy;
    c.energy[k] = energy;
    c.energy_sigma[k] = Math.sqrt(a * a * energy * GeV + b * b + constant * constant * energy * energy);
    c.x[k] = cellCentre(cluster.column) + CELL * cluster.u;
    c.y[k] = cellCentre(cluster.row) + CELL * cluster.v;
    c.time[k] = cluster.time;
    c.time_sigma[k] = Math.sqrt(CELL_TIME_SIGMA * CELL_TIME_SIGMA + noise * noise);
    c.n_cells[k] = cluster.nCells;
    c.seed[k] = cluster.seed;
    c.seed_fraction[k] = Math.min(1, seedEnergy / energy);
    c.rms[k] = cluster.rms;
    c.flags[k] =
      (this.lacks[cluster.seed]! & ~LACKING) |
      (cluster.shares ? ClusterFlag.shares : 0) |
      (this.isSaturated(cells, cluster) ? ClusterFlag.saturated : 0);
  }
}
