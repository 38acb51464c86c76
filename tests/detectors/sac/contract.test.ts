import { sacConditions } from '../../../src/detectors/sac/conditions.js';
import { SAC_FRONT_Z } from '../../../src/detectors/sac/description.js';
import { sacEmulator } from '../../../src/detectors/sac/emulate.js';
import { NO_EDGE } from '../../../src/event/raw.js';
import { FINE_WINDOW_COUNTS } from '../../../src/event/raw-beam.js';
import { detectorContract, type Line } from '../contract.js';
import { vetoEvent } from '../veto-event.js';

const emulator = sacEmulator(sacConditions('nominal'));
const at = (x: number, y: number): Line => ({ x, y, tx: 0, ty: 0, dt: 0 });

detectorContract({
  name: 'sac',
  emulate(lines, seed, event) {
    const { channel, leading, trailing } = vetoEvent(emulator, SAC_FRONT_Z, seed, event, lines);
    return { channel, times: [leading, trailing] };
  },
  isChannel: (c) => c % 1000 < 4 && c < 1004,
  channels: 8,
  window: [0, FINE_WINDOW_COUNTS - 1],
  missing: NO_EDGE,
  // four channels, two thresholds
  inside: { line: () => at(10, -40), meanHits: 8, tolerance: 0.02 },
  outside: [at(103.5, 0), at(0, -103.5), at(-195, 0), at(1000, 1000)],
  spread: (u, v) => at(-110 + 220 * u, -110 + 220 * v),
});
