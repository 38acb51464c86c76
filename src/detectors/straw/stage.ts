import { type Values, withDefaults } from '../../core/settings.js';
import { straw, triggers } from '../../event/raw.js';
import { strawCrossings } from '../../event/simulation.js';
import { type Stage, stage } from '../../event/stage.js';
import { strawTruth } from '../../event/truth.js';
import type { StrawConditions } from './conditions.js';
import { StrawEmulator, strawSettings } from './emulate.js';

/** Raw STRAW hits from the crossings of its planes, under the true conditions. */
export function strawHits(
  seed: number,
  conditions: StrawConditions,
  settings: Partial<Values<typeof strawSettings>> = {},
): Stage<readonly [typeof triggers, typeof strawCrossings], readonly [typeof straw, typeof strawTruth]> {
  const emulator = new StrawEmulator(conditions, withDefaults(strawSettings, settings));
  return stage(
    'straw.emulate',
    { reads: [triggers, strawCrossings], writes: [straw, strawTruth] },
    (batch, row, out) => {
      const { particle, plane, x, y, tx, ty, t } = batch.straw_crossings.columns;
      emulator.begin(seed, batch.burst[row]!, batch.event[row]!, batch.triggers.columns.timestamp[row]!);
      const end = batch.straw_crossings.offsets[row + 1]!;
      for (let i = batch.straw_crossings.offsets[row]!; i < end; i++) {
        emulator.cross(plane[i]!, x[i]!, y[i]!, tx[i]!, ty[i]!, t[i]!, particle[i]!);
      }
      emulator.end(out.straw, out.straw_truth);
    },
  );
}
