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
import type { lkrClusterSettings } from './lkr-settings.js';
import { ClusterFlag, LACKING, surroundings } from './lkr-surroundings.js';

/** Passes of the energy correction; the last changes it by less than 1e-4. */
const PASSES = 8;
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
  saturated: boolean;
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
  saturated: false,
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
  private readonly missing = new Float64Array(SPAN * SPAN);

  constructor(conditions: LkrConditions, settings: Values<typeof lkrClusterSettings>) {
    this.conditions = conditions;
    this.settings = settings;
    this.corrections = new LkrCorrections(settings.radius);
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

  /** Cells above the seed energy and not below any of their eight neighbours; of equals the one with the lower code. */
  private seeds({ length, channel, energy, time, rowOf }: LkrCells): void {
    const codes: number[] = [];
    for (let i = 0; i < length; i++) {
      const e = energy[i]!;
      if (!(e > this.settings.seedEnergy)) continue;
      const c = channel[i]!;
      let largest = true;
      for (let dx = -1; dx <= 1 && largest; dx++) {
        for (let dy = -1; dy <= 1; dy++) {
          const neighbour = cellRow(rowOf, (c >> 7) + dx, (c & 127) + dy);
          if (neighbour < 0 || neighbour === i) continue;
          const other = energy[neighbour]!;
          if (other > e || (other === e && channel[neighbour]! < c)) {
            largest = false;
            break;
          }
        }
      }
      if (largest) codes.push(c);
    }
    codes.sort((a, b) => a - b);
    this.n = codes.length;
    while (this.clusters.length < this.n) this.clusters.push(newCluster());
    for (let k = 0; k < this.n; k++) {
      const cluster = this.clusters[k]!;
      const c = codes[k]!;
      cluster.seed = c;
      cluster.column = c >> 7;
      cluster.row = c & 127;
      cluster.time = time[rowOf[c]!]!;
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
    const { radius2 } = this.corrections;
    this.corrections.sharesAt(cluster.u, cluster.v, cluster.share);
    for (let i = -REACH; i <= REACH; i++) {
      for (let j = -REACH; j <= REACH; j++) {
        if (i * i + j * j > radius2) continue;
        const cell = cellRow(rowOf, cluster.column + i, cluster.row + j);
        if (cell < 0 || !(Math.abs(time[cell]! - cluster.time) < this.settings.cellTime)) continue;
        const claimed = cluster.energy * cluster.share[(i + REACH) * SPAN + j + REACH]!;
        this.claims[cell]! += claimed;
      }
    }
  }

  /** Energy and place of a cluster; of shared cells it has what it claims over what all do. */
  private measure({ rowOf, time, energy, saturated }: LkrCells, cluster: Cluster, shared: boolean): void {
    if (shared && !cluster.shares) return;
    const { radius2 } = this.corrections;
    const { column, row, share } = cluster;
    let sum = 0;
    let near = 0;
    let gx = 0;
    let gy = 0;
    let sx = 0;
    let sy = 0;
    let squares = 0;
    cluster.nCells = 0;
    cluster.saturated = false;
    let shares = false;
    for (let i = -REACH; i <= REACH; i++) {
      for (let j = -REACH; j <= REACH; j++) {
        if (i * i + j * j > radius2) continue;
        const cell = cellRow(rowOf, column + i, row + j);
        if (cell < 0 || !(Math.abs(time[cell]! - cluster.time) < this.settings.cellTime)) continue;
        let e = energy[cell]!;
        if (shared) {
          const mine = cluster.energy * share[(i + REACH) * SPAN + j + REACH]!;
          const part = mine / this.claims[cell]!;
          if (part < 1 - 1e-9) shares = true;
          e *= part;
        }
        cluster.nCells++;
        if (saturated[cell] === 1) cluster.saturated = true;
        sum += e;
        sx += i * e;
        sy += j * e;
        squares += (i * i + j * j) * e;
        if (i >= -1 && i <= 1 && j >= -1 && j <= 1) {
          near += e;
          gx += i * e;
          gy += j * e;
        }
      }
    }
    if (shared) cluster.shares = shares;
    const mx = sx / sum;
    const my = sy / sum;
    cluster.rms = CELL * Math.sqrt(Math.max(0, squares / sum - mx * mx - my * my));
    cluster.shown = sum;
    this.correct(cluster, gx / near, gy / near);
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
      energy = shown / Math.max(LEAST_PART, part);
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
    const seedEnergy = cells.energy[cells.rowOf[cluster.seed]!]!;
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
      (cluster.saturated ? ClusterFlag.saturated : 0);
  }
}

/** Row of the cell at a place of the grid; −1: none there. */
function cellRow(rowOf: Int32Array, column: number, row: number): number {
  return column >= 0 && column < GRID && row >= 0 && row < GRID ? rowOf[column * GRID + row]! : -1;
}
