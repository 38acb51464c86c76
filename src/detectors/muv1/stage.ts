import { type Values, withDefaults } from '../../core/settings.js';
import { triggers } from '../../event/raw.js';
import { muv1 } from '../../event/raw-vetoes.js';
import { hadronShowers, muvCrossings } from '../../event/simulation-downstream.js';
import { type Stage, stage } from '../../event/stage.js';
import { muv1Truth } from '../../event/truth-vetoes.js';
import type { TdcConditions } from '../common/tdc-conditions.js';
import { emulateStrips } from '../muv-strips/emulate.js';
import { muv1Emulator, muv1Settings } from './emulate.js';

/** Raw MUV1 hits from muons and the showers of hadrons, under the true conditions. */
export function muv1Hits(
  seed: number,
  conditions: TdcConditions,
  settings: Partial<Values<typeof muv1Settings>> = {},
): Stage<
  readonly [typeof triggers, typeof muvCrossings, typeof hadronShowers],
  readonly [typeof muv1, typeof muv1Truth]
> {
  const emulator = muv1Emulator(conditions, withDefaults(muv1Settings, settings));
  return stage(
    'muv1.emulate',
    { reads: [triggers, muvCrossings, hadronShowers], writes: [muv1, muv1Truth] },
    (batch, row, out) => {
      emulator.begin(seed, batch.burst[row]!, batch.event[row]!, batch.triggers.columns.timestamp[row]!);
      emulateStrips(emulator, 1, batch, row);
      emulator.end(out.muv1, out.muv1_truth);
    },
  );
}
