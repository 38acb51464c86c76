import { anti0Conditions } from '../../../src/detectors/anti0/conditions.js';
import { Anti0Emulator } from '../../../src/detectors/anti0/emulate.js';
import { NO_EDGE } from '../../../src/event/raw.js';
import { FINE_WINDOW_COUNTS } from '../../../src/event/raw-beam.js';
import { detectorContract, type Line } from '../contract.js';
import { anti0Event } from './event.js';

const emulator = new Anti0Emulator(anti0Conditions('nominal'));
const at = (x: number, y: number): Line => ({ x, y, tx: 0, ty: 0, dt: 0 });

detectorContract({
  name: 'anti0',
  emulate(lines, seed, event) {
    const { channel, leading, trailing } = anti0Event(emulator, seed, event, lines).rows.columns;
    return { channel, times: [leading, trailing] };
  },
  isChannel: (c) => c < 280,
  channels: 280,
  window: [0, FINE_WINDOW_COUNTS - 1],
  missing: NO_EDGE,
  inside: { line: () => at(-400, 150), meanHits: 0.99, tolerance: 0.015 },
  outside: [at(0, 0), at(170, 170), at(1021, 0), at(0, -1021), at(1021, 1021)],
  spread: (u, v) => at(-1030 + 2060 * u, -1030 + 2060 * v),
});
