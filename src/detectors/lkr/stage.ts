import { type Values, withDefaults } from '../../core/settings.js';
import { triggers } from '../../event/raw.js';
import { lkr } from '../../event/raw-downstream.js';
import { calorimeterEntries, hadronShowers } from '../../event/simulation-downstream.js';
import { type Stage, stage } from '../../event/stage.js';
import { lkrTruth } from '../../event/truth-downstream.js';
import type { LkrConditions } from './conditions.js';
import { LKR_FRONT_Z } from './description.js';
import { LkrEmulator } from './emulate.js';
import { lkrSettings } from './settings.js';

/** Raw LKr hits from the particles at its front and the showers of the hadrons among them, under the true conditions. */
export function lkrHits(
  seed: number,
  conditions: LkrConditions,
  settings: Partial<Values<typeof lkrSettings>> = {},
): Stage<
  readonly [typeof triggers, typeof calorimeterEntries, typeof hadronShowers],
  readonly [typeof lkr, typeof lkrTruth]
> {
  const emulator = new LkrEmulator(conditions, withDefaults(lkrSettings, settings));
  return stage(
    'lkr.emulate',
    { reads: [triggers, calorimeterEntries, hadronShowers], writes: [lkr, lkrTruth] },
    (batch, row, out) => {
      const { particle, pdg, x, y, tx, ty, t, p } = batch.calorimeter_entries.columns;
      emulator.begin(seed, batch.burst[row]!, batch.event[row]!, batch.triggers.columns.timestamp[row]!);
      const end = batch.calorimeter_entries.offsets[row + 1]!;
      for (let i = batch.calorimeter_entries.offsets[row]!; i < end; i++) {
        emulator.enter(pdg[i]!, x[i]!, y[i]!, tx[i]!, ty[i]!, t[i]!, p[i]!, particle[i]!);
      }
      const h = batch.hadron_showers.columns;
      const last = batch.hadron_showers.offsets[row + 1]!;
      for (let i = batch.hadron_showers.offsets[row]!; i < last; i++) {
        const depth = h.z[i]! - LKR_FRONT_Z;
        emulator.hadron(
          h.pdg[i]!,
          h.x[i]!,
          h.y[i]!,
          h.tx[i]!,
          h.ty[i]!,
          h.t[i]!,
          h.p[i]!,
          h.particle[i]!,
          depth,
          h.em_lkr[i]!,
          h.had_lkr[i]!,
        );
      }
      emulator.end(out.lkr, out.lkr_truth);
    },
  );
}
