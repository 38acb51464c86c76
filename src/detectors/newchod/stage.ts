import { type Values, withDefaults } from '../../core/settings.js';
import { triggers } from '../../event/raw.js';
import { newchod } from '../../event/raw-beam.js';
import { HodoscopePlane, hodoscopeCrossings } from '../../event/simulation-beam.js';
import { type Stage, stage } from '../../event/stage.js';
import { newchodTruth } from '../../event/truth-beam.js';
import type { NewchodConditions } from './conditions.js';
import { NewchodEmulator, newchodSettings } from './emulate.js';

/** Raw NewCHOD hits from the crossings of its plane, under the true conditions. */
export function newchodHits(
  seed: number,
  conditions: NewchodConditions,
  settings: Partial<Values<typeof newchodSettings>> = {},
): Stage<readonly [typeof triggers, typeof hodoscopeCrossings], readonly [typeof newchod, typeof newchodTruth]> {
  const emulator = new NewchodEmulator(conditions, withDefaults(newchodSettings, settings));
  return stage(
    'newchod.emulate',
    { reads: [triggers, hodoscopeCrossings], writes: [newchod, newchodTruth] },
    (batch, row, out) => {
      const { particle, plane, x, y, tx, ty, t } = batch.hodoscope_crossings.columns;
      emulator.begin(seed, batch.burst[row]!, batch.event[row]!, batch.triggers.columns.timestamp[row]!);
      const end = batch.hodoscope_crossings.offsets[row + 1]!;
      for (let i = batch.hodoscope_crossings.offsets[row]!; i < end; i++) {
        if (plane[i] === HodoscopePlane.newchod) emulator.cross(x[i]!, y[i]!, tx[i]!, ty[i]!, t[i]!, particle[i]!);
      }
      emulator.end(out.newchod, out.newchod_truth);
    },
  );
}
