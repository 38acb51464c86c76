import { type Values, withDefaults } from '../core/settings.js';
import { LKR_FRONT_Z } from '../detectors/lkr/description.js';
import type { EventBatch, Has } from '../event/batch.js';
import { triggers } from '../event/raw.js';
import { tracks } from '../event/run.js';
import { trackTimes } from '../event/run-beam.js';
import { lkrClusters } from '../event/run-downstream.js';
import { VETO_DETECTORS, vetoes, vetoHits } from '../event/run-vetoes.js';
import { type Stage, stage } from '../event/stage.js';
import type { Rows, Table } from '../event/table.js';
import { DOWNSTREAM_PLANE } from '../tracking/straw/stage.js';
import type { VetoSource } from './veto-hit.js';
import { lkrVetoWindow, type VetoDetector, vetoSettings, vetoWindow } from './veto-windows.js';

/** Tables of the sources, in their order. */
type TablesOf<S extends readonly VetoSource[]> = { readonly [K in keyof S]: S[K]['table'] };

/**
 * Hits of all veto detectors that are read out, each found by its own finder; by detector, channel and time, whatever the order of
 * the raw hits.
 * @param sources the detectors of the setup; their tables are read
 * @throws RangeError when a table is not of a veto detector
 */
export function findVetoHits<const S extends readonly VetoSource[]>(
  sources: S,
): Stage<readonly [typeof triggers, ...TablesOf<S>], readonly [typeof vetoHits]> {
  const coded = sources
    .map((source) => ({ source, name: source.table.name, code: codeOf(source.table.name) }))
    .sort((a, b) => a.code - b.code);
  const reads = [triggers, ...sources.map(({ table }) => table)];
  return stage(
    'veto.hits',
    { reads: reads as unknown as readonly [typeof triggers, ...TablesOf<S>], writes: [vetoHits] },
    (batch, row, { veto_hits: out }) => {
      // the compiler does not see through the list of tables
      const raw = batch as unknown as Has<typeof triggers> & Readonly<Record<string, Rows<Table>>>;
      const fineTime = raw.triggers.columns.fine_time[row]!;
      for (const { source, name, code } of coded) {
        const found = source.find(raw[name]!, row, fineTime);
        const hits = found.length < 2 ? found : [...found].sort((a, b) => a.channel - b.channel || a.time - b.time);
        for (const { channel, time, timeSigma, edges, energy } of hits) {
          const k = out.next();
          const c = out.columns;
          c.detector[k] = code;
          c.channel[k] = channel;
          c.time[k] = time;
          c.time_sigma[k] = timeSigma;
          c.edges[k] = edges;
          // a NaN that was computed has a sign bit, or not, as the processor pleases; files hold one
          c.energy[k] = Number.isNaN(energy) ? Number.NaN : energy;
        }
      }
    },
  );
}

function codeOf(name: string): number {
  const code = (VETO_DETECTORS as readonly string[]).indexOf(name);
  if (code < 0) throw new RangeError(`${name} is no veto detector`);
  return code;
}

/** What the vetoes assume. */
export interface Vetoes {
  /** Detectors with a row; those that the setup reads out. All when absent. */
  readonly detectors?: readonly VetoDetector[];
  readonly settings?: Partial<Values<typeof vetoSettings>>;
}

/** What is counted of one detector in one event. */
interface Tally {
  hits: number;
  inTime: number;
  nearest: number;
  energy: number;
  /** Hits inside the window with an energy. */
  calibrated: number;
}

const newTally = (): Tally => ({ hits: 0, inTime: 0, nearest: Number.NaN, energy: 0, calibrated: 0 });

/** Adds a hit `dt` after the reference. */
function add(tally: Tally, dt: number, inTime: boolean, energy: number): void {
  tally.hits++;
  if (!(Math.abs(tally.nearest) <= Math.abs(dt))) tally.nearest = dt;
  if (!inTime) return;
  tally.inTime++;
  if (Number.isNaN(energy)) return;
  tally.calibrated++;
  tally.energy += energy;
}

type Event = EventBatch & Has<typeof tracks | typeof trackTimes | typeof lkrClusters | typeof vetoHits>;

/**
 * Photon and charged vetoes, one row per detector and event. The window of each stands about the time of the track nearest to the trigger
 * in time, of those with a hodoscope or a ring; about the trigger where there is none. Clusters of the LKr count when no track in time
 * points within 100 mm of them.
 */
export function applyVetoes({
  detectors = VETO_DETECTORS,
  settings = {},
}: Vetoes = {}): Stage<
  readonly [typeof tracks, typeof trackTimes, typeof lkrClusters, typeof vetoHits],
  readonly [typeof vetoes]
> {
  const values = withDefaults(vetoSettings, settings);
  const codes = detectors.map(codeOf).sort((a, b) => a - b);
  const windows = VETO_DETECTORS.map((name) => (name === 'lkr' ? ([0, 0] as const) : vetoWindow(name, values)));
  const lavCode = codeOf('lav');
  return stage(
    'vetoes',
    { reads: [tracks, trackTimes, lkrClusters, vetoHits], writes: [vetoes] },
    (batch, row, { vetoes: out }) => {
      const reference = referenceTime(batch, row, values.maxTimeSigma);
      const tallies = VETO_DETECTORS.map(newTally);
      const { detector, time, edges, energy } = batch.veto_hits.columns;
      for (let i = batch.veto_hits.offsets[row]!; i < batch.veto_hits.offsets[row + 1]!; i++) {
        const code = detector[i]!;
        const [from, to] = windows[code]!;
        const dt = time[i]! - reference;
        const counts = code !== lavCode || edges[i]! >= values.lavEdges;
        add(tallies[code]!, dt, counts && dt >= from && dt <= to, energy[i]!);
      }
      addClusters(tallies[codeOf('lkr')]!, batch, row, reference, values);
      for (const code of codes) {
        const { hits, inTime, nearest, energy: sum, calibrated } = tallies[code]!;
        const k = out.next();
        const c = out.columns;
        c.detector[k] = code;
        c.n_hits[k] = hits;
        c.n_in_time[k] = inTime;
        c.nearest[k] = nearest;
        c.energy[k] = inTime > 0 && calibrated === 0 ? Number.NaN : sum;
        c.reference[k] = reference;
      }
    },
  );
}

/** Time of the well-timed track nearest to the trigger, 0 without one. */
function referenceTime(batch: Event, row: number, maxSigma: number): number {
  const { time, time_sigma } = batch.track_times.columns;
  let reference = Number.NaN;
  for (let i = batch.track_times.offsets[row]!; i < batch.track_times.offsets[row + 1]!; i++) {
    if (!(time_sigma[i]! <= maxSigma) || !(Math.abs(time[i]!) < Infinity)) continue;
    if (!(Math.abs(reference) <= Math.abs(time[i]!))) reference = time[i]!;
  }
  return Number.isNaN(reference) ? 0 : reference;
}

function addClusters(
  tally: Tally,
  batch: Event,
  row: number,
  reference: number,
  values: Values<typeof vetoSettings>,
): void {
  const far = LKR_FRONT_Z - DOWNSTREAM_PLANE;
  const t = batch.tracks.columns;
  const first = batch.tracks.offsets[row]!;
  // a row of track_times stands for each track
  const toTimes = batch.track_times.offsets[row]! - first;
  const { x, y, time, energy } = batch.lkr_clusters.columns;
  for (let k = batch.lkr_clusters.offsets[row]!; k < batch.lkr_clusters.offsets[row + 1]!; k++) {
    let own = false;
    for (let i = first; i < batch.tracks.offsets[row + 1]! && !own; i++) {
      const late = Math.abs(batch.track_times.columns.time[i + toTimes]! - reference);
      const dx = x[k]! - t.x_down[i]! - far * t.tx_down[i]!;
      const dy = y[k]! - t.y_down[i]! - far * t.ty_down[i]!;
      own = late <= values.lkrTrackTime && dx * dx + dy * dy <= values.lkrDistance ** 2;
    }
    if (own) continue;
    const dt = time[k]! - reference;
    const window = energy[k]! >= values.lkrMinEnergy ? lkrVetoWindow(energy[k]!, values) : -1;
    add(tally, dt, Math.abs(dt) <= window, energy[k]!);
  }
}
