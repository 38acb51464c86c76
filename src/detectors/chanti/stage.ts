import { type Values, withDefaults } from '../../core/settings.js';
import { triggers } from '../../event/raw.js';
import { chanti } from '../../event/raw-vetoes.js';
import { UpstreamPlane, upstreamCrossings } from '../../event/simulation-downstream.js';
import { type Stage, stage } from '../../event/stage.js';
import { chantiTruth } from '../../event/truth-vetoes.js';
import type { TdcConditions } from '../common/tdc-conditions.js';
import { STATIONS } from './description.js';
import { ChantiEmulator, chantiSettings } from './emulate.js';

/** Raw CHANTI hits from the crossings of its stations, under the true conditions. */
export function chantiHits(
  seed: number,
  conditions: TdcConditions,
  settings: Partial<Values<typeof chantiSettings>> = {},
): Stage<readonly [typeof triggers, typeof upstreamCrossings], readonly [typeof chanti, typeof chantiTruth]> {
  const emulator = new ChantiEmulator(conditions, withDefaults(chantiSettings, settings));
  const name = 'chanti.emulate';
  return stage(name, { reads: [triggers, upstreamCrossings], writes: [chanti, chantiTruth] }, (batch, row, out) => {
    const { particle, plane, x, y, tx, ty, t } = batch.upstream_crossings.columns;
    emulator.begin(seed, batch.burst[row]!, batch.event[row]!, batch.triggers.columns.timestamp[row]!);
    const end = batch.upstream_crossings.offsets[row + 1]!;
    for (let i = batch.upstream_crossings.offsets[row]!; i < end; i++) {
      const station = plane[i]! - UpstreamPlane.chanti;
      if (station < STATIONS) emulator.cross(station, x[i]!, y[i]!, tx[i]!, ty[i]!, t[i]!, particle[i]!);
    }
    emulator.end(out.chanti, out.chanti_truth);
  });
}
