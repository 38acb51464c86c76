import type { Values } from '../../core/settings.js';
import { mm } from '../../core/units.js';
import { countsToTime } from '../../detectors/common/timing.js';
import type { GtkConditions } from '../../detectors/gtk/conditions.js';
import {
  COLUMN_WIDTH,
  COLUMN_X,
  chipOf,
  columnOf,
  GTK_STATIONS,
  GTK_WINDOW,
  type GtkStation,
  isPixel,
  PITCH,
  ROW_Y,
  rowOf,
  stationOf,
  timeWalk,
} from '../../detectors/gtk/description.js';
import { NO_EDGE } from '../../event/raw.js';
import type { gtk } from '../../event/raw-beam.js';
import type { Rows } from '../../event/table.js';
import type { gtkTrackSettings } from './settings.js';

/** Distance of the middles of neighbouring pixels is at most this. Source: DET §4.2. */
const NEIGHBOUR = 0.41 * mm;

/** Clusters of one station in order of time. One object is reused for all events; `n` says how many entries count. */
export interface GtkClusters {
  n: number;
  /** Position from the middle of the station and its standard deviation [mm]. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly sigmaX: Float64Array;
  readonly sigmaY: Float64Array;
  /** Time of the longest pulse, relative to the trigger [ns]. */
  readonly time: Float64Array;
  /** Row of that hit, counted from the first of the event. */
  readonly hit: Int32Array;
}

/** Usable hits of one station in order of time, of pixel where times are equal. */
interface StationHits {
  n: number;
  readonly time: Float64Array;
  readonly tot: Float64Array;
  readonly code: Int32Array;
  readonly row: Int32Array;
  readonly used: Uint8Array;
}

const newClusters = (capacity: number): GtkClusters => ({
  n: 0,
  x: new Float64Array(capacity),
  y: new Float64Array(capacity),
  sigmaX: new Float64Array(capacity),
  sigmaY: new Float64Array(capacity),
  time: new Float64Array(capacity),
  hit: new Int32Array(capacity),
});

const newStationHits = (capacity: number): StationHits => ({
  n: 0,
  time: new Float64Array(capacity),
  tot: new Float64Array(capacity),
  code: new Int32Array(capacity),
  row: new Int32Array(capacity),
  used: new Uint8Array(capacity),
});

/** Finds the clusters of each station. */
export interface ClusterFinder {
  /** What the last call has found, by station. */
  readonly clusters: readonly GtkClusters[];
  /** Looks at the hits `start … end − 1` of the raw table. */
  readonly find: (raw: Rows<typeof gtk>, start: number, end: number, fineTime: number) => void;
}

/**
 * Clusters from raw hits under the assumed conditions. Hits without both edges have no time-walk correction and are left out. The result does
 * not depend on the order of the raw hits.
 *
 * The finder throws RangeError for a code that is no pixel and for more than `maxHits` hits of a station in the window.
 */
export function makeClusterFinder(
  conditions: GtkConditions,
  settings: Values<typeof gtkTrackSettings>,
  stations: readonly GtkStation[] = GTK_STATIONS,
): ClusterFinder {
  const { t0 } = conditions;
  const { window, maxHits } = settings;
  const hits = stations.map(() => newStationHits(maxHits + 1));
  const clusters = stations.map(() => newClusters(maxHits + 1));
  const members = new Int32Array(maxHits + 1);

  const find: ClusterFinder['find'] = (raw, start, end, fineTime) => {
    const { channel, leading, trailing } = raw.columns;
    for (const h of hits) h.n = 0;
    for (let i = start; i < end; i++) {
      const code = channel[i]!;
      if (!isPixel(code, stations.length)) throw new RangeError(`${code} is not a GTK pixel`);
      const lead = leading[i]!;
      const trail = trailing[i]!;
      if (lead === NO_EDGE || trail === NO_EDGE) continue;
      const tot = (trail - lead) * GTK_WINDOW.lsb;
      const time = countsToTime(GTK_WINDOW, lead, fineTime) - t0[chipOf(code)]! - timeWalk(tot);
      if (!(Math.abs(time) <= window)) continue;
      const station = hits[stationOf(code)]!;
      if (station.n === maxHits) {
        throw new RangeError(`more than ${maxHits} hits of ${stations[stationOf(code)]!.name} in the window`);
      }
      insertHit(station, time, tot, code, i - start);
    }
    for (let s = 0; s < hits.length; s++) cluster(hits[s]!, clusters[s]!, members, settings.clusterTime);
  };
  return { clusters, find };
}

/** Puts a hit where it belongs in time. */
function insertHit(h: StationHits, time: number, tot: number, code: number, row: number): void {
  const t = h.time;
  let i = h.n++;
  for (; i > 0 && (t[i - 1]! > time || (t[i - 1] === time && h.code[i - 1]! > code)); i--) {
    t[i] = t[i - 1]!;
    h.tot[i] = h.tot[i - 1]!;
    h.code[i] = h.code[i - 1]!;
    h.row[i] = h.row[i - 1]!;
  }
  t[i] = time;
  h.tot[i] = tot;
  h.code[i] = code;
  h.row[i] = row;
  h.used[h.n - 1] = 0;
}

const areNeighbours = (a: number, b: number): boolean => {
  const dx = Math.abs(COLUMN_X[columnOf(a)]! - COLUMN_X[columnOf(b)]!);
  const dy = Math.abs(ROW_Y[rowOf(a)]! - ROW_Y[rowOf(b)]!);
  return dx + dy <= NEIGHBOUR;
};

function cluster(h: StationHits, out: GtkClusters, members: Int32Array, clusterTime: number): void {
  const { time, tot, code, used } = h;
  out.n = 0;
  for (let i = 0; i < h.n; i++) {
    if (used[i] === 1) continue;
    members[0] = i;
    let size = 1;
    // every member may bring its own neighbours
    for (let m = 0; m < size; m++) {
      const from = code[members[m]!]!;
      for (let j = i + 1; j < h.n && time[j]! - time[i]! < clusterTime; j++) {
        if (used[j] === 1 || !areNeighbours(from, code[j]!)) continue;
        used[j] = 1;
        members[size++] = j;
      }
    }
    let longest = i;
    let left = columnOf(code[i]!);
    let right = left;
    let low = rowOf(code[i]!);
    let high = low;
    for (let m = 1; m < size; m++) {
      const j = members[m]!;
      if (tot[j]! > tot[longest]!) longest = j;
      left = Math.min(left, columnOf(code[j]!));
      right = Math.max(right, columnOf(code[j]!));
      low = Math.min(low, rowOf(code[j]!));
      high = Math.max(high, rowOf(code[j]!));
    }
    insertCluster(out, time[longest]!, h.row[longest]!, left, right, low, high);
  }
}

/**
 * Puts a cluster where it belongs in time. Its place is the middle of its pixels. A particle that fires two pixels went by their
 * common edge: the deviation of a pixel, width/√12, is divided by their number.
 */
function insertCluster(
  out: GtkClusters,
  time: number,
  hit: number,
  left: number,
  right: number,
  low: number,
  high: number,
): void {
  let i = out.n++;
  for (; i > 0 && out.time[i - 1]! > time; i--) {
    out.x[i] = out.x[i - 1]!;
    out.y[i] = out.y[i - 1]!;
    out.sigmaX[i] = out.sigmaX[i - 1]!;
    out.sigmaY[i] = out.sigmaY[i - 1]!;
    out.time[i] = out.time[i - 1]!;
    out.hit[i] = out.hit[i - 1]!;
  }
  out.x[i] = (COLUMN_X[left]! + COLUMN_X[right]!) / 2;
  out.y[i] = (ROW_Y[low]! + ROW_Y[high]!) / 2;
  out.sigmaX[i] = COLUMN_WIDTH[left]! / Math.sqrt(12) / (right - left + 1);
  out.sigmaY[i] = PITCH / Math.sqrt(12) / (high - low + 1);
  out.time[i] = time;
  out.hit[i] = hit;
}
