import { type Settings, type Values, withDefaults } from '../core/settings.js';
import { ns } from '../core/units.js';
import { RESPONSE_MEAN, RESPONSE_RMS } from '../detectors/common/pmt-response.js';
import { countsToTime } from '../detectors/common/timing.js';
import type { KtagConditions } from '../detectors/ktag/conditions.js';
import { CHANNELS, KTAG_WINDOW, PMTS_PER_SECTOR } from '../detectors/ktag/description.js';
import { NO_EDGE, triggers } from '../event/raw.js';
import { ktag } from '../event/raw-beam.js';
import { ktagCandidates } from '../event/run-beam.js';
import { type Stage, stage } from '../event/stage.js';
import { timeClusters } from './ktag-clusters.js';

export const ktagCandidateSettings = {
  window: {
    default: 2 * ns,
    unit: 'ns',
    doc: 'full width of a cluster of hits; fragments this close to a cluster join it',
    source: 'DET §4.1 (FW19)',
  },
  fragmentHits: {
    default: 3,
    unit: '',
    doc: 'clusters of at most this many hits join a larger neighbour',
    source: 'not found: DET §4.1 (FW19) merges small clusters without a size',
  },
  responseMean: {
    default: RESPONSE_MEAN,
    unit: 'ns',
    doc: 'mean time of a hit after the light, subtracted from the time of a candidate',
    source: 'DET §4.1 (FW19)',
  },
  hitSigma: {
    default: RESPONSE_RMS,
    unit: 'ns',
    doc: 'standard deviation of the time of a hit',
    source: 'DET §4.1 (FW19)',
  },
  maxHits: {
    default: 4096,
    unit: '',
    doc: 'events with more hits are refused',
    source: 'none: 40 times the hits of DET §1.3 in the readout window',
  },
} satisfies Settings;

/** What the KTAG reconstruction assumes. */
export interface KtagReconstruction {
  readonly conditions: KtagConditions;
  readonly settings?: Partial<Values<typeof ktagCandidateSettings>>;
}

/** Hits are sorted as whole numbers, time in steps of 2⁻²⁰ ns (1 fs) above the channel: no comparison function, no order left. */
const STEPS = 2 ** 20;
const SHIFT = 1024 * ns;
const CODES = 512;

/** KTAG candidates from raw hits with both edges. Independent of the order of the hits. 7 µs for 83 hits, an event at 750 MHz. */
export function findKtagCandidates(
  assumed: KtagReconstruction,
): Stage<readonly [typeof triggers, typeof ktag], readonly [typeof ktagCandidates]> {
  const settings = withDefaults(ktagCandidateSettings, assumed.settings);
  const { t0 } = assumed.conditions;
  if (t0.length !== CHANNELS) throw new RangeError(`KTAG conditions of ${t0.length} channels, expected ${CHANNELS}`);
  let keys = new Float64Array(512);
  let times = new Float64Array(512);

  return stage('ktag.candidates', { reads: [triggers, ktag], writes: [ktagCandidates] }, (batch, row, out) => {
    const { channel, leading, trailing } = batch.ktag.columns;
    const fine = batch.triggers.columns.fine_time[row]!;
    const start = batch.ktag.offsets[row]!;
    const end = batch.ktag.offsets[row + 1]!;
    if (end - start > settings.maxHits) throw new RangeError(`${end - start} KTAG hits, more than ${settings.maxHits}`);
    if (end - start > keys.length) {
      keys = new Float64Array(2 * (end - start));
      times = new Float64Array(keys.length);
    }
    let n = 0;
    for (let i = start; i < end; i++) {
      if (leading[i] === NO_EDGE || trailing[i] === NO_EDGE) continue;
      const c = channel[i]!;
      const time = countsToTime(KTAG_WINDOW, leading[i]!, fine) - t0[c]!;
      keys[n++] = Math.round((time + SHIFT) * STEPS) * CODES + c;
    }
    const sorted = keys.subarray(0, n).sort();
    for (let i = 0; i < n; i++) times[i] = Math.floor(sorted[i]! / CODES) / STEPS - SHIFT;

    const { cluster, size, mean, order } = timeClusters(times, n, settings.window, settings.fragmentHits);
    const sectors = new Uint8Array(size.length);
    for (let i = 0; i < n; i++) {
      const k = cluster[i]!;
      sectors[k] = sectors[k]! | (1 << (((sorted[i]! % CODES) / PMTS_PER_SECTOR) | 0));
    }
    for (const k of order) {
      const i = out.ktag_candidates.next();
      const c = out.ktag_candidates.columns;
      c.time[i] = mean[k]! - settings.responseMean;
      c.time_sigma[i] = settings.hitSigma / Math.sqrt(size[k]!);
      c.n_hits[i] = Math.min(255, size[k]!);
      c.sectors[i] = sectors[k]!;
      c.n_sectors[i] = bitCount(sectors[k]!);
    }
  });
}

function bitCount(bits: number): number {
  let n = 0;
  for (let b = bits; b !== 0; b &= b - 1) n++;
  return n;
}
