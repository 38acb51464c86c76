import { type Values, withDefaults } from '../../core/settings.js';
import { triggers } from '../../event/raw.js';
import { anti0 } from '../../event/raw-vetoes.js';
import { UpstreamPlane, upstreamCrossings } from '../../event/simulation-downstream.js';
import { type Stage, stage } from '../../event/stage.js';
import { anti0Truth } from '../../event/truth-vetoes.js';
import type { TdcConditions } from '../common/tdc-conditions.js';
import { Anti0Emulator, anti0Settings } from './emulate.js';

/** Raw ANTI-0 hits from the crossings of its plane, under the true conditions. */
export function anti0Hits(
  seed: number,
  conditions: TdcConditions,
  settings: Partial<Values<typeof anti0Settings>> = {},
): Stage<readonly [typeof triggers, typeof upstreamCrossings], readonly [typeof anti0, typeof anti0Truth]> {
  const emulator = new Anti0Emulator(conditions, withDefaults(anti0Settings, settings));
  const name = 'anti0.emulate';
  return stage(name, { reads: [triggers, upstreamCrossings], writes: [anti0, anti0Truth] }, (batch, row, out) => {
    const { particle, plane, x, y, tx, ty, t } = batch.upstream_crossings.columns;
    emulator.begin(seed, batch.burst[row]!, batch.event[row]!, batch.triggers.columns.timestamp[row]!);
    const end = batch.upstream_crossings.offsets[row + 1]!;
    for (let i = batch.upstream_crossings.offsets[row]!; i < end; i++) {
      if (plane[i] === UpstreamPlane.anti0) emulator.cross(x[i]!, y[i]!, tx[i]!, ty[i]!, t[i]!, particle[i]!);
    }
    emulator.end(out.anti0, out.anti0_truth);
  });
}
