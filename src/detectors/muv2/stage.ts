import { type Values, withDefaults } from '../../core/settings.js';
import { triggers } from '../../event/raw.js';
import { muv2 } from '../../event/raw-vetoes.js';
import { hadronShowers, muvCrossings } from '../../event/simulation-downstream.js';
import { type Stage, stage } from '../../event/stage.js';
import { muv2Truth } from '../../event/truth-vetoes.js';
import type { TdcConditions } from '../common/tdc-conditions.js';
import { emulateStrips } from '../muv-strips/emulate.js';
import { muv2Emulator, muv2Settings } from './emulate.js';

/** Raw MUV2 hits from muons and the showers of hadrons, under the true conditions. */
export function muv2Hits(
  seed: number,
  conditions: TdcConditions,
  settings: Partial<Values<typeof muv2Settings>> = {},
): Stage<
  readonly [typeof triggers, typeof muvCrossings, typeof hadronShowers],
  readonly [typeof muv2, typeof muv2Truth]
> {
  const emulator = muv2Emulator(conditions, withDefaults(muv2Settings, settings));
  return stage(
    'muv2.emulate',
    { reads: [triggers, muvCrossings, hadronShowers], writes: [muv2, muv2Truth] },
    (batch, row, out) => {
      emulator.begin(seed, batch.burst[row]!, batch.event[row]!, batch.triggers.columns.timestamp[row]!);
      emulateStrips(emulator, 2, batch, row);
      emulator.end(out.muv2, out.muv2_truth);
    },
  );
}
