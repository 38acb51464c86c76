import { muv3Conditions } from '../../../src/detectors/muv3/conditions.js';
import { CHANNEL_INDEX } from '../../../src/detectors/muv3/description.js';
import { Muv3Emulator } from '../../../src/detectors/muv3/emulate.js';
import { NO_EDGE } from '../../../src/event/raw.js';
import { FINE_WINDOW_COUNTS } from '../../../src/event/raw-beam.js';
import { detectorContract, type Line } from '../contract.js';
import { muv3Event } from './event.js';

const emulator = new Muv3Emulator(muv3Conditions('nominal'));
const at = (x: number, y: number): Line => ({ x, y, tx: 0, ty: 0, dt: 0 });

detectorContract({
  name: 'muv3',
  emulate(lines, seed, event) {
    const { channel, leading, trailing } = muv3Event(emulator, seed, event, lines);
    return { channel, times: [leading, trailing] };
  },
  isChannel: (c) => (CHANNEL_INDEX[c] ?? -1) >= 0,
  channels: 296,
  window: [0, FINE_WINDOW_COUNTS - 1],
  missing: NO_EDGE,
  // the threshold is 15 widths below the mean
  inside: { line: () => at(-400, 150), meanHits: 2, tolerance: 0.001 },
  outside: [at(0, 0), at(70, 70), at(0.2, 500), at(1321, 0), at(0, -1321), at(1321, 1321)],
  spread: (u, v) => at(-1330 + 2660 * u, -1330 + 2660 * v),
});
