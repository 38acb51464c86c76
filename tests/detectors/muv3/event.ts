import { MUV3_FRONT_Z } from '../../../src/detectors/muv3/description.js';
import type { Muv3Emulator } from '../../../src/detectors/muv3/emulate.js';
import { TableBuilder } from '../../../src/event/builder.js';
import { muv3 } from '../../../src/event/raw-downstream.js';
import { muv3Truth } from '../../../src/event/truth-downstream.js';
import type { Line } from '../contract.js';
import { STAMP, timeAt } from '../hodoscope-event.js';

/** Sends a straight line through the MUV3. */
export function crossMuv3(emulator: Muv3Emulator, { x, y, tx, ty, dt }: Line, particle: number): void {
  const z = MUV3_FRONT_Z;
  emulator.cross(x + tx * z, y + ty * z, tx, ty, timeAt(z, dt), particle);
}

/** One event of an emulator; particle i is line i unless the lines say otherwise. */
export function muv3Event(
  emulator: Muv3Emulator,
  seed: number,
  event: number,
  lines: readonly Line[],
  particles: readonly number[] = lines.map((_, i) => i),
) {
  const hits = new TableBuilder(muv3, 1);
  const truth = new TableBuilder(muv3Truth, 1);
  emulator.begin(seed, 1, event, STAMP.timestamp);
  lines.forEach((line, i) => {
    crossMuv3(emulator, line, particles[i]!);
  });
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
