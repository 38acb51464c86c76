import { type Values, withDefaults } from '../../core/settings.js';
import { triggers } from '../../event/raw.js';
import { lkr } from '../../event/raw-downstream.js';
import { calorimeterEntries } from '../../event/simulation-downstream.js';
import { type Stage, stage } from '../../event/stage.js';
import { lkrTruth } from '../../event/truth-downstream.js';
import type { LkrConditions } from './conditions.js';
import { LkrEmulator } from './emulate.js';
import { lkrSettings } from './settings.js';

/** Raw LKr hits from the particles at its front, under the true conditions. */
export function lkrHits(
  seed: number,
  conditions: LkrConditions,
  settings: Partial<Values<typeof lkrSettings>> = {},
): Stage<readonly [typeof triggers, typeof calorimeterEntries], readonly [typeof lkr, typeof lkrTruth]> {
  const emulator = new LkrEmulator(conditions, withDefaults(lkrSettings, settings));
  return stage('lkr.emulate', { reads: [triggers, calorimeterEntries], writes: [lkr, lkrTruth] }, (batch, row, out) => {
    const { particle, pdg, x, y, tx, ty, t, p } = batch.calorimeter_entries.columns;
    emulator.begin(seed, batch.burst[row]!, batch.event[row]!, batch.triggers.columns.timestamp[row]!);
    const end = batch.calorimeter_entries.offsets[row + 1]!;
    for (let i = batch.calorimeter_entries.offsets[row]!; i < end; i++) {
      emulator.enter(pdg[i]!, x[i]!, y[i]!, tx[i]!, ty[i]!, t[i]!, p[i]!, particle[i]!);
    }
    emulator.end(out.lkr, out.lkr_truth);
  });
}
