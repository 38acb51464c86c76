import { type Values, withDefaults } from '../../core/settings.js';
import { triggers } from '../../event/raw.js';
import { hasc } from '../../event/raw-vetoes.js';
import { VetoEntry, vetoEntries } from '../../event/simulation-downstream.js';
import { type Stage, stage } from '../../event/stage.js';
import { hascTruth } from '../../event/truth-vetoes.js';
import { eachEntry } from '../common/veto-entries.js';
import type { HascConditions } from './conditions.js';
import { HascEmulator, hascSettings } from './emulate.js';

/** Raw HASC hits from the particles that enter it, under the true conditions. */
export function hascHits(
  seed: number,
  conditions: HascConditions,
  settings: Partial<Values<typeof hascSettings>> = {},
): Stage<readonly [typeof triggers, typeof vetoEntries], readonly [typeof hasc, typeof hascTruth]> {
  const emulator = new HascEmulator(conditions, withDefaults(hascSettings, settings));
  return stage('hasc.emulate', { reads: [triggers, vetoEntries], writes: [hasc, hascTruth] }, (batch, row, out) => {
    emulator.begin(seed, batch.burst[row]!, batch.event[row]!, batch.triggers.columns.timestamp[row]!);
    eachEntry(batch.veto_entries, row, VetoEntry.hasc, emulator);
    emulator.end(out.hasc, out.hasc_truth);
  });
}
