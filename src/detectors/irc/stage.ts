import { type Values, withDefaults } from '../../core/settings.js';
import { triggers } from '../../event/raw.js';
import { irc } from '../../event/raw-vetoes.js';
import { VetoEntry, vetoEntries } from '../../event/simulation-downstream.js';
import { type Stage, stage } from '../../event/stage.js';
import { ircTruth } from '../../event/truth-vetoes.js';
import { eachEntry } from '../common/veto-entries.js';
import type { IrcConditions } from './conditions.js';
import { ircEmulator, ircSettings } from './emulate.js';

/** Raw IRC hits from the particles that enter it, under the true conditions. */
export function ircHits(
  seed: number,
  conditions: IrcConditions,
  settings: Partial<Values<typeof ircSettings>> = {},
): Stage<readonly [typeof triggers, typeof vetoEntries], readonly [typeof irc, typeof ircTruth]> {
  const emulator = ircEmulator(conditions, withDefaults(ircSettings, settings));
  return stage('irc.emulate', { reads: [triggers, vetoEntries], writes: [irc, ircTruth] }, (batch, row, out) => {
    emulator.begin(seed, batch.burst[row]!, batch.event[row]!, batch.triggers.columns.timestamp[row]!);
    eachEntry(batch.veto_entries, row, VetoEntry.irc, emulator);
    emulator.end(out.irc, out.irc_truth);
  });
}
