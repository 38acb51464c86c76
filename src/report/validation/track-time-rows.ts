import { CLOCK_PERIOD, FINE_TIME_LSB } from '../../core/constants.js';
import { MHz } from '../../core/units.js';
import { slabAt } from '../../detectors/chod/description.js';
import { flightCompensation } from '../../detectors/common/timing.js';
import { tileAt } from '../../detectors/newchod/description.js';
import type { EventBatch, Has } from '../../event/batch.js';
import type { triggers } from '../../event/raw.js';
import { HodoscopePlane, type hodoscopeCrossings } from '../../event/simulation-beam.js';
import { Process, type particles } from '../../event/truth.js';
import { gaussianCore } from '../../monitoring/core-fit.js';
import { fraction } from '../../monitoring/efficiency.js';
import { isFake, linkTrack } from '../../monitoring/links.js';
import { reconstruction, simulation } from '../../pipeline.js';
import { formatCount } from '../terminal.js';
import { PION } from './beam-match-rows.js';
import { tails } from './pulls.js';
import { judge, percent, plain, printed, type Row } from './row.js';
import { type Bench, type Group, runEvents, SETUP } from './samples.js';

const SEED = 93;
/** Mean intensity of the spill [MHz]. */
const CROWD = 450;
const decays = (small: boolean): number => (small ? 2_500 : 14_000);

/** Why a track has no time from a hodoscope, in the order in which it is asked. */
const REASONS = {
  absorbed: 'its pion or muon ends at a LAV or the tube',
  decayed: 'its pion decays and the muon goes elsewhere',
  beside: 'it passes beside slabs and tiles',
  unseen: 'it crosses them',
} as const;

/** Tracks of the pions of K2π. Times in ns, found − true. */
interface TrackTimes {
  readonly events: number;
  readonly all: number[];
  readonly pulls: number[];
  /** Of the tracks with a CHOD candidate. */
  readonly withChod: number[];
  /** Tracks whose pion crosses a slab of both planes, and a tile; and those with the candidate. */
  chodCrossed: number;
  chodFound: number;
  newchodCrossed: number;
  newchodFound: number;
  /** Times of tracks without any hodoscope, by reason; of those with the NewCHOD alone. */
  readonly without: Readonly<Record<keyof typeof REASONS, number[]>>;
  readonly newchodAlone: number[];
}

/** Which hodoscopes a particle goes through. */
function crossed(batch: Has<typeof hodoscopeCrossings>, row: number, particle: number) {
  const { offsets, columns } = batch.hodoscope_crossings;
  let [tile, v, h, any] = [false, false, false, false];
  for (let i = offsets[row]!; i < offsets[row + 1]!; i++) {
    if (columns.particle[i] !== particle) continue;
    any = true;
    const x = columns.x[i]!;
    const y = columns.y[i]!;
    if (columns.plane[i] === HodoscopePlane.newchod) tile = tileAt(x, y, 0) > 0 || tileAt(x, y, 1) > 0;
    else if (columns.plane[i] === HodoscopePlane.chodV) v = slabAt(false, x, y) >= 0;
    else h = slabAt(true, x, y) >= 0;
  }
  return { any, tile, slabs: v && h };
}

/** True time of a particle [ns relative to the trigger, flight from its production to the reference plane added]. */
function trueTime(batch: EventBatch & Has<typeof particles | typeof triggers>, row: number, particle: number): number {
  const { timestamp, fine_time } = batch.triggers.columns;
  const k = batch.particles.offsets[row]! + particle;
  const { t, z } = batch.particles.columns;
  return t[k]! + flightCompensation(z[k]!) - timestamp[row]! * CLOCK_PERIOD - fine_time[row]! * FINE_TIME_LSB;
}

async function trackTimes(bench: Bench, intensity: number): Promise<TrackTimes> {
  const events = decays(bench.small);
  const forward = simulation({ setup: SETUP, decay: 'k2pi', seed: SEED, intensity: intensity * MHz });
  const backward = reconstruction({ setup: SETUP });
  const sum: TrackTimes = {
    events,
    all: [],
    pulls: [],
    withChod: [],
    chodCrossed: 0,
    chodFound: 0,
    newchodCrossed: 0,
    newchodFound: 0,
    without: { absorbed: [], decayed: [], beside: [], unseen: [] },
    newchodAlone: [],
  };
  await runEvents(
    bench,
    events,
    (keys) => backward(forward(keys)),
    (batch) => {
      const { time, time_sigma, chod, newchod } = batch.track_times.columns;
      const { parent, end_process } = batch.particles.columns;
      for (let row = 0; row < batch.size; row++) {
        const first = batch.particles.offsets[row]!;
        const truth = trueTime(batch, row, PION);
        for (let i = batch.tracks.offsets[row]!; i < batch.tracks.offsets[row + 1]!; i++) {
          const link = linkTrack(batch, row, i);
          if (isFake(link) || link.particle !== PION) continue;
          const difference = time[i]! - truth;
          sum.all.push(difference);
          sum.pulls.push(difference / time_sigma[i]!);
          const decayed = end_process[first + PION] === Process.decayInFlight;
          // the muon of a decay goes on where the pion ended
          let last = first + PION;
          for (let k = last + 1; decayed && k < batch.particles.offsets[row + 1]!; k++) {
            if (parent[k] === PION) last = k;
          }
          const through = crossed(batch, row, last - first);
          if (!decayed && through.slabs) {
            sum.chodCrossed++;
            if (chod[i]! >= 0) sum.chodFound++;
          }
          if (!decayed && through.tile) {
            sum.newchodCrossed++;
            if (newchod[i]! >= 0) sum.newchodFound++;
          }
          if (chod[i]! >= 0) sum.withChod.push(difference);
          else if (newchod[i]! >= 0) sum.newchodAlone.push(difference);
          else sum.without[reasonOf(through, decayed)].push(difference);
        }
      }
    },
  );
  return sum;
}

function reasonOf(through: ReturnType<typeof crossed>, decayed: boolean): keyof typeof REASONS {
  if (decayed) return 'decayed';
  if (!through.any) return 'absorbed';
  return through.slabs || through.tile ? 'unseen' : 'beside';
}

function rowsOf(alone: TrackTimes, crowd: TrackTimes): Row[] {
  const sample = (times: TrackTimes, intensity: number) =>
    `${formatCount(times.events)} K2π decays in 105–180 m at ${intensity} MHz, seed ${SEED}; tracks of the π⁺ or of its muon`;
  const percentage = (k: number, n: number) => {
    const { value, low, high } = fraction(k, n);
    return { n, unit: '%', value: 100 * value, error: 50 * (high - low) };
  };
  const full = { kind: 'full chain', sample: sample(crowd, CROWD) } as const;
  const share = (times: readonly number[]) => percent(times.length / crowd.all.length);
  const core = gaussianCore(crowd.all, 2);
  const good = gaussianCore(crowd.withChod, 2);
  const pull = gaussianCore(crowd.pulls, 2);
  const far = (times: readonly number[]) => times.filter((t) => Math.abs(t - core.mean) > 3 * core.sigma).length;
  const reasons = (Object.keys(REASONS) as (keyof typeof REASONS)[]).map(
    (r) => `${REASONS[r]}: ${far(crowd.without[r])} of ${crowd.without[r].length}`,
  );
  const efficiency = (name: string, detector: string, found: number, of: number) =>
    judge({
      kind: 'full chain',
      sample: sample(alone, 0),
      name,
      quantity: `pion tracks with a ${detector} candidate, of those whose pion crosses it`,
      estimator: 'share of tracks, pions that do not decay; Wilson interval',
      ...percentage(found, of),
      expected: null,
      band: [98, 100],
      expectedText: '> 99 (each plane)',
      toleranceText: '98 to 100',
    });
  return [
    efficiency('track-chod', 'CHOD', alone.chodFound, alone.chodCrossed),
    efficiency('track-newchod', 'NewCHOD', alone.newchodFound, alone.newchodCrossed),
    printed({
      ...full,
      name: 'track-chod-crowd',
      quantity: `pion tracks with a CHOD candidate, of those whose pion crosses it, at ${CROWD} MHz`,
      estimator: 'share of tracks, pions that do not decay; Wilson interval',
      ...percentage(crowd.chodFound, crowd.chodCrossed),
      expectedText: 'none',
    }),
    printed({
      ...full,
      name: 'track-hodoscope',
      quantity: `pion tracks with a time from CHOD or NewCHOD, at ${CROWD} MHz`,
      estimator: 'share of all tracks; Wilson interval',
      ...percentage(crowd.withChod.length + crowd.newchodAlone.length, crowd.all.length),
      expectedText: 'none',
      note: `CHOD ${share(crowd.withChod)}, NewCHOD alone ${share(crowd.newchodAlone)}; without: ${(
        Object.keys(REASONS) as (keyof typeof REASONS)[]
      )
        .map((r) => `${REASONS[r]} ${share(crowd.without[r])}`)
        .join(', ')}`,
    }),
    printed({
      ...full,
      name: 'track-time-tails',
      quantity: `track times beyond 3 σ of the core, all pion tracks at ${CROWD} MHz`,
      estimator: 'share of tracks beyond 3 σ of the Gaussian core ± 2 σ; Wilson interval',
      ...percentage(Math.round(core.beyond3 * core.n), core.n),
      expectedText: 'none',
      note: `core ${plain(Math.round(1000 * core.sigma))} ps; beyond it, with the STRAW alone: ${reasons.join(', ')}; with the NewCHOD alone: ${far(crowd.newchodAlone)} of ${crowd.newchodAlone.length}; with the CHOD: ${far(crowd.withChod)} of ${crowd.withChod.length}`,
    }),
    printed({
      ...full,
      name: 'track-time-chod',
      quantity: `track time with a CHOD candidate, at ${CROWD} MHz: core`,
      estimator: 'found − true time, Gaussian core ± 2 σ',
      n: good.n,
      unit: 'ps',
      value: 1000 * good.sigma,
      error: 1000 * good.sigmaError,
      expectedText: '200 (CHOD alone)',
      note: `mean ${plain(Math.round(1000 * good.mean))} ps; ${tails(good)}`,
    }),
    judge({
      ...full,
      name: 'track-time-pull',
      quantity: `pull of the track time, at ${CROWD} MHz: width`,
      estimator: '(found − true)/own error, Gaussian core ± 2 σ',
      n: pull.n,
      value: pull.sigma,
      error: pull.sigmaError,
      expected: null,
      expectedText: '1, or 0.89 with the RICH alone',
      toleranceText: '0.85 to 1.1',
      band: [0.85, 1.1],
      note: `${tails(pull)}; the core of the PMT response of the RICH is 0.89 of its standard deviation, which is the σ that is written`,
    }),
  ];
}

/** Times of pion tracks: which have a hodoscope, and what is in the tails. */
export const pionTrackTimes: Group = {
  names: [
    'track-chod',
    'track-newchod',
    'track-chod-crowd',
    'track-hodoscope',
    'track-time-tails',
    'track-time-chod',
    'track-time-pull',
  ],
  events: (small) => 2 * decays(small),
  rows: async (bench) => rowsOf(await trackTimes(bench, 0), await trackTimes(bench, CROWD)),
};
