import { type Settings, type Values, withDefaults } from '../core/settings.js';
import { ns } from '../core/units.js';
import { countsToTime } from '../detectors/common/timing.js';
import type { Muv3Conditions } from '../detectors/muv3/conditions.js';
import {
  CHANNEL_CODES,
  CHANNEL_INDEX,
  CHANNEL_SIGMA,
  MUV3_WINDOW,
  SECOND_PMT,
  tileX,
  tileY,
} from '../detectors/muv3/description.js';
import { NO_EDGE, triggers } from '../event/raw.js';
import { muv3 } from '../event/raw-downstream.js';
import { muv3Candidates } from '../event/run-downstream.js';
import { type Stage, stage } from '../event/stage.js';
import { type Pulse, pairTiles } from './newchod.js';

/** Settings of the MUV3 reconstruction: `--set muv3-candidates.<name>=<value>`. */
export const muv3CandidateSettings = {
  pairTime: {
    default: 5 * ns,
    unit: 'ns',
    doc: 'largest time between the two PMTs of a tile for a tight candidate',
    source: 'DET §4.13 (FW19)',
  },
  channelSigma: {
    default: CHANNEL_SIGMA,
    unit: 'ns',
    doc: 'standard deviation of the time of one PMT',
    source: 'DET §4.13 (FW19)',
  },
  maxHits: {
    default: 1024,
    unit: '',
    doc: 'events with more hits are refused',
    source: 'none: 300 times the hits of 13 MHz (DET §4.13) in the readout window',
  },
} satisfies Settings;

/** What the MUV3 reconstruction assumes. */
export interface Muv3Reconstruction {
  readonly conditions: Muv3Conditions;
  readonly settings?: Partial<Values<typeof muv3CandidateSettings>>;
}

/** The later of two normal variates: mean and standard deviation over theirs. */
const LATER_MEAN = 1 / Math.sqrt(Math.PI);
const LATER_SIGMA = Math.sqrt(1 - 1 / Math.PI);

/**
 * MUV3 candidates from raw hits, in order of tile and time; independent of the order of the hits. A tight candidate has the time of its
 * later PMT, because a muon that crosses the window of one makes it early; what the later of two is late by on average is taken off.
 * A loose one keeps the time of its only PMT, early or not. About 1 µs an event at 450 MHz.
 */
export function findMuv3Candidates(
  assumed: Muv3Reconstruction,
): Stage<readonly [typeof triggers, typeof muv3], readonly [typeof muv3Candidates]> {
  const { t0, efficiency } = assumed.conditions;
  const { pairTime, channelSigma, maxHits } = withDefaults(muv3CandidateSettings, assumed.settings);
  if (t0.length !== CHANNEL_CODES.length) {
    throw new RangeError(`MUV3 conditions of ${t0.length} channels, expected ${CHANNEL_CODES.length}`);
  }
  return stage(
    'muv3.candidates',
    { reads: [triggers, muv3], writes: [muv3Candidates] },
    (batch, row, { muv3_candidates: out }) => {
      const { channel, leading } = batch.muv3.columns;
      const fineTime = batch.triggers.columns.fine_time[row]!;
      const start = batch.muv3.offsets[row]!;
      const end = batch.muv3.offsets[row + 1]!;
      if (end - start > maxHits) throw new RangeError(`${end - start} MUV3 hits, more than ${maxHits}`);
      const pulses: Pulse[] = [];
      for (let i = start; i < end; i++) {
        const code = channel[i]!;
        const at = CHANNEL_INDEX[code] ?? -1;
        if (at < 0) throw new RangeError(`MUV3 channel ${code} is none`);
        if (leading[i] === NO_EDGE || efficiency[at] === 0) continue;
        const set = code >= SECOND_PMT ? 1 : 0;
        const time = countsToTime(MUV3_WINDOW, leading[i]!, fineTime) - t0[at]!;
        pulses.push({ tile: code - set * SECOND_PMT, set, time });
      }
      for (const { tile, time, tight, apart } of pairTiles(pulses, pairTime)) {
        const k = out.next();
        const c = out.columns;
        c.tile[k] = tile;
        c.tight[k] = tight ? 1 : 0;
        c.time[k] = tight ? time + 0.5 * apart - LATER_MEAN * channelSigma : time;
        c.time_sigma[k] = tight ? LATER_SIGMA * channelSigma : channelSigma;
        c.x[k] = tileX(tile);
        c.y[k] = tileY(tile);
      }
    },
  );
}
