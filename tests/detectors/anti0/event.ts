import { ANTI0_Z } from '../../../src/detectors/anti0/description.js';
import type { Anti0Emulator } from '../../../src/detectors/anti0/emulate.js';
import { TableBuilder } from '../../../src/event/builder.js';
import { anti0 } from '../../../src/event/raw-vetoes.js';
import { anti0Truth } from '../../../src/event/truth-vetoes.js';
import type { Line } from '../contract.js';
import { STAMP, timeAt } from '../hodoscope-event.js';

/** One event of an emulator; particle i is line i unless the lines say otherwise. */
export function anti0Event(
  emulator: Anti0Emulator,
  seed: number,
  event: number,
  lines: readonly Line[],
  particles: readonly number[] = lines.map((_, i) => i),
) {
  const hits = new TableBuilder(anti0, 1);
  const truth = new TableBuilder(anti0Truth, 1);
  const z = ANTI0_Z;
  emulator.begin(seed, 1, event, STAMP.timestamp);
  lines.forEach(({ x, y, tx, ty, dt }, i) => {
    emulator.cross(x + tx * z, y + ty * z, tx, ty, timeAt(z, dt), particles[i]!);
  });
  emulator.end(hits, truth);
  hits.endEvent();
  truth.endEvent();
  return { rows: hits.finish(), truth: truth.finish() };
}
