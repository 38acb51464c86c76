import { type Settings, type Values, withDefaults } from '../core/settings.js';
import { countsToTime } from '../detectors/common/timing.js';
import type { NewchodConditions } from '../detectors/newchod/conditions.js';
import {
  CHANNEL_INDEX,
  CHANNEL_SIGMA,
  CLUSTER_TIME,
  DETECTOR_SIGMA,
  NEWCHOD_WINDOW,
  SECOND_SET,
  tileX,
  tileY,
} from '../detectors/newchod/description.js';
import { NO_EDGE, triggers } from '../event/raw.js';
import { newchod } from '../event/raw-beam.js';
import { newchodCandidates } from '../event/run-beam.js';
import { type Stage, stage } from '../event/stage.js';

/** Settings of the NewCHOD reconstruction: `--set newchod-candidates.<name>=<value>`. */
export const newchodCandidateSettings = {
  pairTime: {
    default: CLUSTER_TIME,
    unit: 'ns',
    doc: 'largest time between the pulses of the two SiPM sets of a tile',
    source: 'DET §4.7 (FW19): 10 ns clustering',
  },
  singleSigma: {
    default: CHANNEL_SIGMA,
    unit: 'ns',
    doc: 'standard deviation of the time of one set',
    source: 'DET §4.7 (FW19)',
  },
  pairSigma: {
    default: DETECTOR_SIGMA,
    unit: 'ns',
    doc: 'standard deviation of the mean of both sets',
    source: 'DET §4.7 (BHAM25)',
  },
  maxHits: {
    default: 256,
    unit: '',
    doc: 'events with more hits are refused',
    source: 'none: 80 times the hits of 13 MHz (DET §4.7) in the readout window',
  },
} satisfies Settings;

/** What the NewCHOD reconstruction assumes. */
export interface NewchodReconstruction {
  readonly conditions: NewchodConditions;
  readonly settings?: Partial<Values<typeof newchodCandidateSettings>>;
}

/** A pulse, calibrated. */
export interface Pulse {
  /** 100·quadrant + tile. */
  readonly tile: number;
  /** 0 or 1. */
  readonly set: number;
  /** [ns] relative to the trigger. */
  readonly time: number;
}

/** A tile that was hit: by one SiPM set or, tight, by both. */
export interface TileHit {
  readonly tile: number;
  /** [ns] relative to the trigger; of both sets the mean. */
  readonly time: number;
  readonly tight: boolean;
  /** Later less earlier set [ns]; 0 when there is one. */
  readonly apart: number;
}

/**
 * Pairs the pulses of the two SiPM sets of every tile; what finds no partner within `pairTime` [ns] stands alone. In order of tile
 * and time, whatever the order of the pulses.
 */
export function pairTiles(pulses: readonly Pulse[], pairTime: number): TileHit[] {
  const sorted = [...pulses].sort((a, b) => a.tile - b.tile || a.time - b.time || a.set - b.set);
  const hits: TileHit[] = [];
  for (let i = 0; i < sorted.length; i++) {
    const pulse = sorted[i]!;
    const next = sorted[i + 1];
    const after = sorted[i + 2];
    const apart = (a: Pulse, b?: Pulse) =>
      b !== undefined && b.tile === a.tile && b.set !== a.set ? b.time - a.time : Infinity;
    // of three pulses in turn, the closer two belong together
    const between = apart(pulse, next);
    if (next !== undefined && between <= pairTime && between <= apart(next, after)) {
      hits.push({ tile: pulse.tile, time: 0.5 * (pulse.time + next.time), tight: true, apart: between });
      i++;
    } else {
      hits.push({ tile: pulse.tile, time: pulse.time, tight: false, apart: 0 });
    }
  }
  return hits;
}

/** NewCHOD candidates from raw hits. Independent of the order of the hits. */
export function findNewchodCandidates(
  assumed: NewchodReconstruction,
): Stage<readonly [typeof triggers, typeof newchod], readonly [typeof newchodCandidates]> {
  const { conditions } = assumed;
  const { pairTime, singleSigma, pairSigma, maxHits } = withDefaults(newchodCandidateSettings, assumed.settings);
  return stage(
    'newchod.candidates',
    { reads: [triggers, newchod], writes: [newchodCandidates] },
    (batch, row, { newchod_candidates: out }) => {
      const { channel, leading } = batch.newchod.columns;
      const fineTime = batch.triggers.columns.fine_time[row]!;
      const pulses: Pulse[] = [];
      const start = batch.newchod.offsets[row]!;
      const end = batch.newchod.offsets[row + 1]!;
      if (end - start > maxHits) throw new RangeError(`${end - start} NewCHOD hits, more than ${maxHits}`);
      for (let i = start; i < end; i++) {
        const code = channel[i]!;
        const at = CHANNEL_INDEX[code] ?? -1;
        if (at < 0) throw new RangeError(`NewCHOD channel ${code} is none`);
        if (leading[i] === NO_EDGE || conditions.efficiency[at] === 0) continue;
        const set = code % 100 > SECOND_SET ? 1 : 0;
        const time = countsToTime(NEWCHOD_WINDOW, leading[i]!, fineTime) - conditions.t0[at]!;
        pulses.push({ tile: code - set * SECOND_SET, set, time });
      }
      for (const hit of pairTiles(pulses, pairTime)) {
        const k = out.next();
        const c = out.columns;
        c.time[k] = hit.time;
        c.time_sigma[k] = hit.tight ? pairSigma : singleSigma;
        c.x[k] = tileX(hit.tile);
        c.y[k] = tileY(hit.tile);
        c.tile[k] = hit.tile;
        c.tight[k] = hit.tight ? 1 : 0;
      }
    },
  );
}
