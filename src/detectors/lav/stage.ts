import { type Values, withDefaults } from '../../core/settings.js';
import { triggers } from '../../event/raw.js';
import { lav } from '../../event/raw-vetoes.js';
import { VetoEntry, vetoEntries } from '../../event/simulation-downstream.js';
import { type Stage, stage } from '../../event/stage.js';
import { lavTruth } from '../../event/truth-vetoes.js';
import type { LavConditions } from './conditions.js';
import { LavEmulator } from './emulate.js';
import { lavSettings } from './settings.js';

/** Raw LAV hits from the particles that enter its stations, under the true conditions. */
export function lavHits(
  seed: number,
  conditions: LavConditions,
  settings: Partial<Values<typeof lavSettings>> = {},
): Stage<readonly [typeof triggers, typeof vetoEntries], readonly [typeof lav, typeof lavTruth]> {
  const emulator = new LavEmulator(conditions, withDefaults(lavSettings, settings));
  return stage('lav.emulate', { reads: [triggers, vetoEntries], writes: [lav, lavTruth] }, (batch, row, out) => {
    const { detector, particle, pdg, x, y, z, tx, ty, t, p } = batch.veto_entries.columns;
    emulator.begin(seed, batch.burst[row]!, batch.event[row]!, batch.triggers.columns.timestamp[row]!);
    const end = batch.veto_entries.offsets[row + 1]!;
    for (let i = batch.veto_entries.offsets[row]!; i < end; i++) {
      if (detector[i]! > VetoEntry.lav12) continue;
      emulator.enter(detector[i]!, pdg[i]!, x[i]!, y[i]!, z[i]!, tx[i]!, ty[i]!, t[i]!, p[i]!, particle[i]!);
    }
    emulator.end(out.lav, out.lav_truth);
  });
}
