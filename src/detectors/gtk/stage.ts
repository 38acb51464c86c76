import { type Values, withDefaults } from '../../core/settings.js';
import { triggers } from '../../event/raw.js';
import { gtk } from '../../event/raw-beam.js';
import { beamCrossings, GTK_PLANES } from '../../event/simulation-beam.js';
import { type Stage, stage } from '../../event/stage.js';
import { gtkTruth } from '../../event/truth-beam.js';
import { checkGtkConditions, type GtkConditions } from './conditions.js';
import { GTK_STATIONS, type GtkStation } from './description.js';
import { GtkEmulator, gtkSettings } from './emulate.js';

/**
 * Raw GTK hits from the crossings of its stations, under the true conditions.
 * @throws InputError for conditions of another number of chips
 */
export function gtkHits(
  seed: number,
  conditions: GtkConditions,
  settings: Partial<Values<typeof gtkSettings>> = {},
  stations: readonly GtkStation[] = GTK_STATIONS,
): Stage<readonly [typeof triggers, typeof beamCrossings], readonly [typeof gtk, typeof gtkTruth]> {
  checkGtkConditions(conditions, stations.length);
  const emulator = new GtkEmulator(conditions, withDefaults(gtkSettings, settings), stations);
  const stationAt = Int8Array.from({ length: GTK_PLANES.length + 1 }, (_, plane) => GTK_PLANES.indexOf(plane));
  return stage('gtk.emulate', { reads: [triggers, beamCrossings], writes: [gtk, gtkTruth] }, (batch, row, out) => {
    const { particle, plane, x, y, t } = batch.beam_crossings.columns;
    emulator.begin(seed, batch.burst[row]!, batch.event[row]!, batch.triggers.columns.timestamp[row]!);
    const end = batch.beam_crossings.offsets[row + 1]!;
    for (let i = batch.beam_crossings.offsets[row]!; i < end; i++) {
      const station = stationAt[plane[i]!]!;
      if (station >= 0) emulator.cross(station, x[i]!, y[i]!, t[i]!, particle[i]!);
    }
    emulator.end(out.gtk, out.gtk_truth);
  });
}
