/**
 * A detector of one's own, from its description to a measured resolution: an imagined wall of scintillator bars. CONTRIBUTING says where
 * each of these files goes in the house. Run it after `npm run build`:
 *
 *     node dist/examples/time-wall/main.js
 */
import { from } from 'rxjs';
import { eventKeys, on, simulation } from 'spillway';
import { tdcConditions } from '../../src/detectors/common/tdc-conditions.js';
import { HodoscopePlane } from '../../src/event/simulation-beam.js';
import { BARS, barAt } from './description.js';
import { emulateTimeWall } from './emulate.js';
import { findTimeWallHits } from './hits.js';

const SEED = 1;
const conditions = tdcConditions('time wall', BARS, 'kaon-2018');
const near: number[] = [];
let crossed = 0;

from(eventKeys(1, 0, 500))
  .pipe(
    simulation({ setup: 'kaon-2018', decay: 'kmu2', seed: SEED, intensity: 0 }),
    on(emulateTimeWall(SEED, conditions)),
    on(findTimeWallHits(conditions)),
  )
  .subscribe({
    next: (batch) => {
      const { plane, x, y } = batch.hodoscope_crossings.columns;
      for (let i = 0; i < batch.hodoscope_crossings.length; i++) {
        if (plane[i] === HodoscopePlane.chodV && barAt(x[i]!, y[i]!) >= 0) crossed++;
      }
      // relative to the trigger, whose own time is smeared: a resolution is measured against the track or the truth
      near.push(...batch.time_wall_hits.columns.time.subarray(0, batch.time_wall_hits.length));
    },
    complete: () => {
      const mean = near.reduce((sum, t) => sum + t, 0) / near.length;
      console.log(
        `${crossed} muons crossed a bar, ${near.length} hits, ${mean.toFixed(2)} ns from the trigger in the mean`,
      );
      if (near.length < 0.9 * crossed) process.exitCode = 1;
    },
  });
