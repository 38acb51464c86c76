import { particle } from '../../core/particles.js';
import { s } from '../../core/units.js';
import type { EventBatch, Has } from '../../event/batch.js';
import { eventKeys } from '../../event/keys.js';
import type { tracks } from '../../event/run.js';
import type { beamMatches, trackAxis, trackTimes } from '../../event/run-beam.js';
import type { lkrClusters } from '../../event/run-downstream.js';
import type { neutralPairs } from '../../event/run-vetoes.js';
import type { primaries } from '../../event/simulation.js';
import { reconstruction, simulation } from '../../pipeline.js';
import { allCuts, bindSelection } from '../../selection/bind.js';
import { CutCounts } from '../../selection/counts.js';
import { evaluate } from '../../selection/evaluate.js';
import { selectionOf } from '../../selection/index.js';
import { setupByName } from '../../setups/index.js';
import { drive } from '../../streams/drive.js';
import type { Row } from './row.js';

/** What a group of rows works with. */
export interface Bench {
  /** Fewer events. */
  readonly small: boolean;
  readonly signal: AbortSignal;
  /** Called with the number of events done since the last call. */
  readonly onEvents: (events: number) => void;
}

/** Rows that share their samples. */
export interface Group {
  /** Names of the rows it makes. */
  readonly names: readonly string[];
  /** Events it runs, for the progress. */
  readonly events: (small: boolean) => number;
  readonly rows: (bench: Bench) => Promise<readonly Row[]>;
}

/** The setup that is validated: the table's published figures were measured with it. */
export const SETUP = 'kaon-2018';

/** Its true conditions. */
export const TRUE_CONDITIONS = setupByName(SETUP).conditions;

/** Events between two looks at the signal. */
const SLICE = 2048;

/**
 * Runs events 0 … n − 1 of burst 1 through a chain in memory and shows every batch to `look`.
 * @throws Error when an event is refused or a stage fails: a validation has no bad events
 */
export async function runEvents<B extends EventBatch>(
  bench: Bench,
  n: number,
  chain: Parameters<typeof drive<EventBatch, B>>[1],
  look: (batch: B) => void,
): Promise<void> {
  for (let first = 0; first < n; first += SLICE) {
    bench.signal.throwIfAborted();
    const count = Math.min(SLICE, n - first);
    drive(eventKeys(1, first, count), chain, (batch) => {
      const [fault] = batch.faults;
      if (fault !== undefined) throw new Error(`event ${batch.event[fault.row]}: ${fault.stage}: ${fault.reason}`);
      look(batch);
    });
    bench.onEvents(count);
    // lets a signal of the user arrive
    await new Promise((resolve) => setTimeout(resolve));
  }
}

/** Time of the events of samples without a burst [ns from start of burst]. */
export const SPILL_TIME = 3 * s;

type Reconstructed = EventBatch &
  Has<
    | typeof primaries
    | typeof tracks
    | typeof trackTimes
    | typeof trackAxis
    | typeof beamMatches
    | typeof lkrClusters
    | typeof neutralPairs
  >;

/** What became of decays that were asked the cuts of a selection. */
export interface Asked {
  readonly decays: number;
  readonly passed: number;
  /** Share of what passes the cuts before, cut by cut. */
  readonly shares: string;
}

/** One decay: `row` is that of the candidate in its table, −1 when none passes; `value` is that of a column of the selection. */
type LookAtDecay = (batch: Reconstructed, event: number, row: number, value: (column: string) => number) => void;

/** Asks decays of the mode of its name, without pile-up, the cuts of a shipped selection; shows every decay to `look`. */
export async function runSelection(
  bench: Bench,
  { name, seed, decays }: { readonly name: string; readonly seed: number; readonly decays: number },
  look: LookAtDecay,
): Promise<Asked> {
  const bound = bindSelection(selectionOf(name));
  const { cuts } = bound.selection;
  const all = allCuts(bound.selection);
  const counts = new CutCounts(cuts.length);
  const forward = simulation({ setup: SETUP, decay: name, seed, intensity: 0 });
  const backward = reconstruction({ setup: SETUP });
  const chain = (keys: Parameters<typeof forward>[0]) => backward(forward(keys));
  await runEvents(bench, decays, chain, (batch) => {
    const { offsets, values, mask } = evaluate(bound, batch);
    const weight = new Float64Array(mask.length).fill(1);
    for (let event = 0; event < batch.size; event++) {
      const [start, end] = [offsets[event]!, offsets[event + 1]!];
      counts.addEvent(mask, weight, start, end);
      const found = mask.subarray(start, end).indexOf(all);
      const row = found < 0 ? -1 : start + found;
      look(batch, event, row, (column) => values[bound.columns.findIndex((c) => c.name === column)]![row]!);
    }
  });
  const before = (i: number): number => (i === 0 ? decays : counts.eventsAfter[i - 1]!);
  const shares = cuts.map((cut, i) => `${cut.name} ${(counts.eventsAfter[i]! / before(i)).toFixed(3)}`);
  return { decays, passed: counts.eventsAfter.at(-1)!, shares: shares.join(', ') };
}

/** Squared mass [MeV²] of the particles of two rows of `primaries`. */
export function pairMass2({ columns: { pdg, px, py, pz } }: Has<typeof primaries>['primaries'], i: number, j: number) {
  const square = (k: number): number => px[k]! * px[k]! + py[k]! * py[k]! + pz[k]! * pz[k]!;
  const mi = particle(pdg[i]!).mass;
  const mj = particle(pdg[j]!).mass;
  const energies = Math.sqrt(square(i) + mi * mi) * Math.sqrt(square(j) + mj * mj);
  return mi * mi + mj * mj + 2 * (energies - px[i]! * px[j]! - py[i]! * py[j]! - pz[i]! * pz[j]!);
}
