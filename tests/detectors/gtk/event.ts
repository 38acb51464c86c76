import { CLOCK_PERIOD, FINE_TIME_LSB } from '../../../src/core/constants.js';
import { flightCompensation } from '../../../src/detectors/common/timing.js';
import { GTK_STATIONS, type GtkStation } from '../../../src/detectors/gtk/description.js';
import type { GtkEmulator } from '../../../src/detectors/gtk/emulate.js';
import { TableBuilder } from '../../../src/event/builder.js';
import { gtk } from '../../../src/event/raw-beam.js';
import { gtkTruth } from '../../../src/event/truth-beam.js';
import type { Line } from '../contract.js';

/** Stamp of the trigger of every test event: 3 s into the burst, in the middle of its clock period. */
export const STAMP = { timestamp: 120235500, fineTime: 128 };
const TRIGGER_TIME = STAMP.timestamp * CLOCK_PERIOD + STAMP.fineTime * FINE_TIME_LSB;

/** Time at `z` of a particle of velocity c along the axis that is `dt` after the trigger [ns from start of burst]. */
export const timeAt = (z: number, dt: number): number => TRIGGER_TIME + dt - flightCompensation(z);

/** One event of an emulator, whatever `crossings` lets through it. */
export function gtkEvent(emulator: GtkEmulator, seed: number, event: number, crossings: () => void) {
  const hits = new TableBuilder(gtk, 1);
  const truth = new TableBuilder(gtkTruth, 1);
  emulator.begin(seed, 1, event, STAMP.timestamp);
  crossings();
  emulator.end(hits, truth);
  const n = hits.length;
  return {
    n,
    channel: hits.columns.channel.subarray(0, n),
    leading: hits.columns.leading.subarray(0, n),
    trailing: hits.columns.trailing.subarray(0, n),
    particle: truth.columns.particle.subarray(0, truth.length),
    other: truth.columns.other.subarray(0, truth.length),
  };
}

/** Sends a line through all stations; it is bent as the beam is: its place is counted from the middle of each station. */
export function crossAll(
  emulator: GtkEmulator,
  line: Line,
  particle: number,
  stations: readonly GtkStation[] = GTK_STATIONS,
): void {
  stations.forEach((s, i) => {
    emulator.cross(i, s.x + line.x + line.tx * s.z, s.y + line.y + line.ty * s.z, timeAt(s.z, line.dt), particle);
  });
}
