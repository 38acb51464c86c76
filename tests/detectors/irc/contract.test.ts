import { ircConditions } from '../../../src/detectors/irc/conditions.js';
import { IRC_FRONT_Z } from '../../../src/detectors/irc/description.js';
import { ircEmulator } from '../../../src/detectors/irc/emulate.js';
import { NO_EDGE } from '../../../src/event/raw.js';
import { FINE_WINDOW_COUNTS } from '../../../src/event/raw-beam.js';
import { detectorContract, type Line } from '../contract.js';
import { vetoEvent } from '../veto-event.js';

const emulator = ircEmulator(ircConditions('nominal'));
const at = (x: number, y: number): Line => ({ x, y, tx: 0, ty: 0, dt: 0 });

detectorContract({
  name: 'irc',
  emulate(lines, seed, event) {
    const { channel, leading, trailing } = vetoEvent(emulator, IRC_FRONT_Z, seed, event, lines);
    return { channel, times: [leading, trailing] };
  },
  isChannel: (c) => c % 1000 < 4 && c < 1004,
  channels: 8,
  window: [0, FINE_WINDOW_COUNTS - 1],
  missing: NO_EDGE,
  // 10 GeV in the middle of a segment: low and high threshold
  inside: { line: () => at(75, 75), meanHits: 2, tolerance: 0.5 },
  outside: [at(12, 0), at(0, 0), at(72, 0), at(146, 0), at(0, -146), at(-110, 110), at(1000, 1000)],
  spread: (u, v) => at(-150 + 300 * u, -150 + 300 * v),
});
