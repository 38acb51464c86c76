import { type Values, withDefaults } from '../../core/settings.js';
import { triggers } from '../../event/raw.js';
import { ktag } from '../../event/raw-beam.js';
import { BeamPlane, beamCrossings } from '../../event/simulation-beam.js';
import { type Stage, stage } from '../../event/stage.js';
import { ktagTruth } from '../../event/truth-beam.js';
import type { KtagConditions } from './conditions.js';
import { KtagEmulator, ktagSettings } from './emulate.js';

/** Raw KTAG hits from the beam particles that pass it, under the true conditions. */
export function ktagHits(
  seed: number,
  conditions: KtagConditions,
  settings: Partial<Values<typeof ktagSettings>> = {},
): Stage<readonly [typeof triggers, typeof beamCrossings], readonly [typeof ktag, typeof ktagTruth]> {
  const emulator = new KtagEmulator(conditions, withDefaults(ktagSettings, settings));
  return stage('ktag.emulate', { reads: [triggers, beamCrossings], writes: [ktag, ktagTruth] }, (batch, row, out) => {
    const { particle, pdg, plane, x, y, t } = batch.beam_crossings.columns;
    emulator.begin(seed, batch.burst[row]!, batch.event[row]!, batch.triggers.columns.timestamp[row]!);
    const end = batch.beam_crossings.offsets[row + 1]!;
    for (let i = batch.beam_crossings.offsets[row]!; i < end; i++) {
      if (plane[i] === BeamPlane.ktag) emulator.cross(pdg[i]!, x[i]!, y[i]!, t[i]!, particle[i]!);
    }
    emulator.end(out.ktag, out.ktag_truth);
  });
}
