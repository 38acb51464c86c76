import { type Values, withDefaults } from '../../core/settings.js';
import { triggers } from '../../event/raw.js';
import { vetoCounter } from '../../event/raw-vetoes.js';
import { UpstreamPlane, upstreamCrossings } from '../../event/simulation-downstream.js';
import { type Stage, stage } from '../../event/stage.js';
import { vetoCounterTruth } from '../../event/truth-vetoes.js';
import type { TdcConditions } from '../common/tdc-conditions.js';
import { STATIONS } from './description.js';
import { VetoCounterEmulator, vetoCounterSettings } from './emulate.js';

/** Raw VetoCounter hits from the crossings of its stations, under the true conditions. */
export function vetoCounterHits(
  seed: number,
  conditions: TdcConditions,
  settings: Partial<Values<typeof vetoCounterSettings>> = {},
): Stage<readonly [typeof triggers, typeof upstreamCrossings], readonly [typeof vetoCounter, typeof vetoCounterTruth]> {
  const emulator = new VetoCounterEmulator(conditions, withDefaults(vetoCounterSettings, settings));
  const name = 'veto_counter.emulate';
  return stage(
    name,
    { reads: [triggers, upstreamCrossings], writes: [vetoCounter, vetoCounterTruth] },
    (batch, row, out) => {
      const { particle, plane, x, y, tx, ty, t } = batch.upstream_crossings.columns;
      emulator.begin(seed, batch.burst[row]!, batch.event[row]!, batch.triggers.columns.timestamp[row]!);
      const end = batch.upstream_crossings.offsets[row + 1]!;
      for (let i = batch.upstream_crossings.offsets[row]!; i < end; i++) {
        const station = plane[i]! - UpstreamPlane.vetoCounter;
        if (station >= 0 && station < STATIONS)
          emulator.cross(station, x[i]!, y[i]!, tx[i]!, ty[i]!, t[i]!, particle[i]!);
      }
      emulator.end(out.veto_counter, out.veto_counter_truth);
    },
  );
}
