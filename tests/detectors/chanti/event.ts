import { CHANTI_FRONT_Z } from '../../../src/detectors/chanti/description.js';
import type { ChantiEmulator } from '../../../src/detectors/chanti/emulate.js';
import { TableBuilder } from '../../../src/event/builder.js';
import { chanti } from '../../../src/event/raw-vetoes.js';
import { chantiTruth } from '../../../src/event/truth-vetoes.js';
import type { Line } from '../contract.js';
import { STAMP, timeAt } from '../hodoscope-event.js';

/** Sends a straight line through all stations, or those asked for. */
function crossChanti(
  emulator: ChantiEmulator,
  { x, y, tx, ty, dt }: Line,
  particle: number,
  stations: readonly number[] = [0, 1, 2, 3, 4, 5],
): void {
  for (const station of stations) {
    const z = CHANTI_FRONT_Z[station]!;
    emulator.cross(station, x + tx * z, y + ty * z, tx, ty, timeAt(z, dt), particle);
  }
}

/** One event of an emulator; particle i is line i unless the lines say otherwise. */
export function chantiEvent(
  emulator: ChantiEmulator,
  seed: number,
  event: number,
  lines: readonly Line[],
  stations?: readonly number[],
  particles: readonly number[] = lines.map((_, i) => i),
) {
  const hits = new TableBuilder(chanti, 1);
  const truth = new TableBuilder(chantiTruth, 1);
  emulator.begin(seed, 1, event, STAMP.timestamp);
  lines.forEach((line, i) => {
    crossChanti(emulator, line, particles[i]!, stations);
  });
  emulator.end(hits, truth);
  hits.endEvent();
  const n = hits.length;
  return {
    n,
    rows: hits.finish(),
    channel: hits.columns.channel.subarray(0, n),
    leading: hits.columns.leading.subarray(0, n),
    trailing: hits.columns.trailing.subarray(0, n),
    particle: truth.columns.particle.subarray(0, truth.length),
    other: truth.columns.other.subarray(0, truth.length),
  };
}
