import { chantiConditions } from '../../../src/detectors/chanti/conditions.js';
import { CHANNEL_INDEX } from '../../../src/detectors/chanti/description.js';
import { ChantiEmulator } from '../../../src/detectors/chanti/emulate.js';
import { NO_EDGE } from '../../../src/event/raw.js';
import { FINE_WINDOW_COUNTS } from '../../../src/event/raw-beam.js';
import { HIGH_THRESHOLD } from '../../../src/event/raw-vetoes.js';
import { detectorContract, type Line } from '../contract.js';
import { chantiEvent } from './event.js';

const emulator = new ChantiEmulator(chantiConditions('nominal'));
const at = (x: number, y: number): Line => ({ x, y, tx: 0, ty: 0, dt: 0 });

detectorContract({
  name: 'chanti',
  emulate(lines, seed, event) {
    const { channel, leading, trailing } = chantiEvent(emulator, seed, event, lines);
    return { channel, times: [leading, trailing] };
  },
  isChannel: (c) => (CHANNEL_INDEX[c >= HIGH_THRESHOLD ? c - HIGH_THRESHOLD : c] ?? -1) >= 0,
  channels: 600,
  window: [0, FINE_WINDOW_COUNTS - 1],
  missing: NO_EDGE,
  // half way between the middles of two bars in both layers: two bars, two thresholds, two layers, six stations
  inside: { line: () => at(99, 66), meanHits: 48, tolerance: 0.1 },
  outside: [at(0, 0), at(47, 32), at(-47, -32), at(151, 0), at(0, -151), at(160, 160)],
  spread: (u, v) => at(-155 + 310 * u, -155 + 310 * v),
});
