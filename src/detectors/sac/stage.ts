import { type Values, withDefaults } from '../../core/settings.js';
import { triggers } from '../../event/raw.js';
import { sac } from '../../event/raw-vetoes.js';
import { VetoEntry, vetoEntries } from '../../event/simulation-downstream.js';
import { type Stage, stage } from '../../event/stage.js';
import { sacTruth } from '../../event/truth-vetoes.js';
import { eachEntry } from '../common/veto-entries.js';
import type { SacConditions } from './conditions.js';
import { sacEmulator, sacSettings } from './emulate.js';

/** Raw SAC hits from the particles that enter it, under the true conditions. */
export function sacHits(
  seed: number,
  conditions: SacConditions,
  settings: Partial<Values<typeof sacSettings>> = {},
): Stage<readonly [typeof triggers, typeof vetoEntries], readonly [typeof sac, typeof sacTruth]> {
  const emulator = sacEmulator(conditions, withDefaults(sacSettings, settings));
  return stage('sac.emulate', { reads: [triggers, vetoEntries], writes: [sac, sacTruth] }, (batch, row, out) => {
    emulator.begin(seed, batch.burst[row]!, batch.event[row]!, batch.triggers.columns.timestamp[row]!);
    eachEntry(batch.veto_entries, row, VetoEntry.sac, emulator);
    emulator.end(out.sac, out.sac_truth);
  });
}
