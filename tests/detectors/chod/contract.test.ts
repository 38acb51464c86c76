import { chodConditions } from '../../../src/detectors/chod/conditions.js';
import { SLABS } from '../../../src/detectors/chod/description.js';
import { ChodEmulator } from '../../../src/detectors/chod/emulate.js';
import { TableBuilder } from '../../../src/event/builder.js';
import { NO_EDGE } from '../../../src/event/raw.js';
import { chod, FINE_WINDOW_COUNTS } from '../../../src/event/raw-beam.js';
import { chodTruth } from '../../../src/event/truth-beam.js';
import { detectorContract, type Line } from '../contract.js';
import { crossChod, STAMP } from '../hodoscope-event.js';

const emulator = new ChodEmulator(chodConditions('nominal'));
const at = (x: number, y: number): Line => ({ x, y, tx: 0, ty: 0, dt: 0 });

detectorContract({
  name: 'chod',
  emulate(lines, seed, event) {
    const hits = new TableBuilder(chod, 1);
    emulator.begin(seed, 1, event, STAMP.timestamp);
    for (const [i, line] of lines.entries()) crossChod(emulator, line, i);
    emulator.end(hits, new TableBuilder(chodTruth, 1));
    const { channel, leading, trailing } = hits.columns;
    const n = hits.length;
    return { channel: channel.subarray(0, n), times: [leading.subarray(0, n), trailing.subarray(0, n)] };
  },
  isChannel: (c) => c < SLABS,
  channels: SLABS,
  window: [0, FINE_WINDOW_COUNTS - 1],
  missing: NO_EDGE,
  inside: { line: () => at(-400, 150), meanHits: 2 * 0.996, tolerance: 0.02 },
  outside: [at(0, 0), at(100, 60), at(0, 1215), at(-1100, -1100), at(1300, 0)],
  spread: (u, v) => at(-1210 + 2420 * u, -1210 + 2420 * v),
});
