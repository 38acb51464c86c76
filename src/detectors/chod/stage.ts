import { type Values, withDefaults } from '../../core/settings.js';
import { triggers } from '../../event/raw.js';
import { chod } from '../../event/raw-beam.js';
import { HodoscopePlane, hodoscopeCrossings } from '../../event/simulation-beam.js';
import { type Stage, stage } from '../../event/stage.js';
import { chodTruth } from '../../event/truth-beam.js';
import type { ChodConditions } from './conditions.js';
import { ChodEmulator, chodSettings } from './emulate.js';

/** Raw NA48-CHOD hits from the crossings of its planes, under the true conditions. */
export function chodHits(
  seed: number,
  conditions: ChodConditions,
  settings: Partial<Values<typeof chodSettings>> = {},
): Stage<readonly [typeof triggers, typeof hodoscopeCrossings], readonly [typeof chod, typeof chodTruth]> {
  const emulator = new ChodEmulator(conditions, withDefaults(chodSettings, settings));
  return stage(
    'chod.emulate',
    { reads: [triggers, hodoscopeCrossings], writes: [chod, chodTruth] },
    (batch, row, out) => {
      const { particle, plane, x, y, tx, ty, t } = batch.hodoscope_crossings.columns;
      emulator.begin(seed, batch.burst[row]!, batch.event[row]!, batch.triggers.columns.timestamp[row]!);
      const end = batch.hodoscope_crossings.offsets[row + 1]!;
      for (let i = batch.hodoscope_crossings.offsets[row]!; i < end; i++) {
        if (plane[i] === HodoscopePlane.newchod) continue;
        const horizontal = plane[i] === HodoscopePlane.chodH;
        emulator.cross(horizontal, x[i]!, y[i]!, tx[i]!, ty[i]!, t[i]!, particle[i]!);
      }
      emulator.end(out.chod, out.chod_truth);
    },
  );
}
