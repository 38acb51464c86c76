import { VETO_COUNTER_Z } from '../../../src/detectors/veto-counter/description.js';
import type { VetoCounterEmulator } from '../../../src/detectors/veto-counter/emulate.js';
import { TableBuilder } from '../../../src/event/builder.js';
import { vetoCounter } from '../../../src/event/raw-vetoes.js';
import { vetoCounterTruth } from '../../../src/event/truth-vetoes.js';
import type { Line } from '../contract.js';
import { STAMP, timeAt } from '../hodoscope-event.js';

/** One event of an emulator, lines through all stations; particle i is line i unless the lines say otherwise. */
export function vetoCounterEvent(
  emulator: VetoCounterEmulator,
  seed: number,
  event: number,
  lines: readonly Line[],
  particles: readonly number[] = lines.map((_, i) => i),
) {
  const hits = new TableBuilder(vetoCounter, 1);
  const truth = new TableBuilder(vetoCounterTruth, 1);
  emulator.begin(seed, 1, event, STAMP.timestamp);
  lines.forEach(({ x, y, tx, ty, dt }, i) => {
    VETO_COUNTER_Z.forEach((z, station) => {
      emulator.cross(station, x + tx * z, y + ty * z, tx, ty, timeAt(z, dt), particles[i]!);
    });
  });
  emulator.end(hits, truth);
  hits.endEvent();
  truth.endEvent();
  return { rows: hits.finish(), truth: truth.finish() };
}
