import { type Values, withDefaults } from '../../core/settings.js';
import { triggers } from '../../event/raw.js';
import { muv3 } from '../../event/raw-downstream.js';
import { muv3Crossings } from '../../event/simulation-downstream.js';
import { type Stage, stage } from '../../event/stage.js';
import { muv3Truth } from '../../event/truth-downstream.js';
import type { Muv3Conditions } from './conditions.js';
import { Muv3Emulator, muv3Settings } from './emulate.js';

/** Raw MUV3 hits from the crossings of its front, under the true conditions. */
export function muv3Hits(
  seed: number,
  conditions: Muv3Conditions,
  settings: Partial<Values<typeof muv3Settings>> = {},
): Stage<readonly [typeof triggers, typeof muv3Crossings], readonly [typeof muv3, typeof muv3Truth]> {
  const emulator = new Muv3Emulator(conditions, withDefaults(muv3Settings, settings));
  return stage('muv3.emulate', { reads: [triggers, muv3Crossings], writes: [muv3, muv3Truth] }, (batch, row, out) => {
    const { particle, x, y, tx, ty, t } = batch.muv3_crossings.columns;
    emulator.begin(seed, batch.burst[row]!, batch.event[row]!, batch.triggers.columns.timestamp[row]!);
    const end = batch.muv3_crossings.offsets[row + 1]!;
    for (let i = batch.muv3_crossings.offsets[row]!; i < end; i++) {
      emulator.cross(x[i]!, y[i]!, tx[i]!, ty[i]!, t[i]!, particle[i]!);
    }
    emulator.end(out.muv3, out.muv3_truth);
  });
}
