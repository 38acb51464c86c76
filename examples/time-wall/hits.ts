import type { TdcConditions } from '../../src/detectors/common/tdc-conditions.js';
import { FINE_WINDOW } from '../../src/detectors/common/timing.js';
import { triggers } from '../../src/event/raw.js';
import { stage } from '../../src/event/stage.js';
import { tdcHits } from '../../src/pid/tdc-hits.js';
import { BARS, SHAPE, SIGMA, THRESHOLD } from './description.js';
import { timeWall, timeWallHits } from './tables.js';

/** Hits of the wall from raw hits alone, under the assumed conditions: in the house a file in `src/pid/`. */
export function findTimeWallHits(conditions: TdcConditions) {
  const readout = {
    detector: 'time wall',
    window: FINE_WINDOW,
    shape: SHAPE,
    thresholds: [THRESHOLD],
    index: (channel: number) => (channel < BARS ? channel : -1),
    sigma: SIGMA,
    slewing: true,
  };
  return stage('time_wall.hits', { reads: [triggers, timeWall], writes: [timeWallHits] }, (batch, row, out) => {
    const fineTime = batch.triggers.columns.fine_time[row]!;
    for (const { channel, time, timeSigma } of tdcHits(batch.time_wall, row, fineTime, readout, conditions)) {
      const i = out.time_wall_hits.next();
      const c = out.time_wall_hits.columns;
      c.bar[i] = channel;
      c.time[i] = time;
      c.time_sigma[i] = timeSigma;
    }
  });
}
