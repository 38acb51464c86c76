import { type Values, withDefaults } from '../../core/settings.js';
import { triggers } from '../../event/raw.js';
import { muv0 } from '../../event/raw-vetoes.js';
import { VetoEntry, vetoEntries } from '../../event/simulation-downstream.js';
import { type Stage, stage } from '../../event/stage.js';
import { muv0Truth } from '../../event/truth-vetoes.js';
import { eachEntry } from '../common/veto-entries.js';
import type { Muv0Conditions } from './conditions.js';
import { Muv0Emulator, muv0Settings } from './emulate.js';

/** Raw MUV0 hits from the particles that enter it, under the true conditions. */
export function muv0Hits(
  seed: number,
  conditions: Muv0Conditions,
  settings: Partial<Values<typeof muv0Settings>> = {},
): Stage<readonly [typeof triggers, typeof vetoEntries], readonly [typeof muv0, typeof muv0Truth]> {
  const emulator = new Muv0Emulator(conditions, withDefaults(muv0Settings, settings));
  return stage('muv0.emulate', { reads: [triggers, vetoEntries], writes: [muv0, muv0Truth] }, (batch, row, out) => {
    emulator.begin(seed, batch.burst[row]!, batch.event[row]!, batch.triggers.columns.timestamp[row]!);
    eachEntry(batch.veto_entries, row, VetoEntry.muv0, emulator);
    emulator.end(out.muv0, out.muv0_truth);
  });
}
