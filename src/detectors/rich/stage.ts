import { type Values, withDefaults } from '../../core/settings.js';
import { triggers } from '../../event/raw.js';
import { rich } from '../../event/raw-downstream.js';
import { radiatorStretches } from '../../event/simulation-downstream.js';
import { type Stage, stage } from '../../event/stage.js';
import { richTruth } from '../../event/truth-downstream.js';
import type { RichConditions } from './conditions.js';
import { RichEmulator, richSettings } from './emulate.js';

/** Raw RICH hits from the charged particles in its neon, under the true conditions. */
export function richHits(
  seed: number,
  conditions: RichConditions,
  settings: Partial<Values<typeof richSettings>> = {},
): Stage<readonly [typeof triggers, typeof radiatorStretches], readonly [typeof rich, typeof richTruth]> {
  const emulator = new RichEmulator(conditions, withDefaults(richSettings, settings));
  return stage(
    'rich.emulate',
    { reads: [triggers, radiatorStretches], writes: [rich, richTruth] },
    (batch, row, out) => {
      const { pdg, x, y, tx, ty, t, p, z, z_from, z_to, particle } = batch.radiator_stretches.columns;
      emulator.begin(seed, batch.burst[row]!, batch.event[row]!, batch.triggers.columns.timestamp[row]!);
      const end = batch.radiator_stretches.offsets[row + 1]!;
      for (let i = batch.radiator_stretches.offsets[row]!; i < end; i++) {
        emulator.cross(pdg[i]!, x[i]!, y[i]!, tx[i]!, ty[i]!, t[i]!, p[i]!, z[i]!, z_from[i]!, z_to[i]!, particle[i]!);
      }
      emulator.end(out.rich, out.rich_truth);
    },
  );
}
