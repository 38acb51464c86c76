import { vetoCounterConditions } from '../../../src/detectors/veto-counter/conditions.js';
import { VetoCounterEmulator } from '../../../src/detectors/veto-counter/emulate.js';
import { NO_EDGE } from '../../../src/event/raw.js';
import { FINE_WINDOW_COUNTS } from '../../../src/event/raw-beam.js';
import { detectorContract, type Line } from '../contract.js';
import { vetoCounterEvent } from './event.js';

const emulator = new VetoCounterEmulator(vetoCounterConditions('nominal'));
const at = (x: number, y: number): Line => ({ x, y, tx: 0, ty: 0, dt: 0 });

detectorContract({
  name: 'veto_counter',
  emulate(lines, seed, event) {
    const { channel, leading, trailing } = vetoCounterEvent(emulator, seed, event, lines).rows.columns;
    return { channel, times: [leading, trailing] };
  },
  isChannel: (c) => c < 33,
  channels: 33,
  window: [0, FINE_WINDOW_COUNTS - 1],
  missing: NO_EDGE,
  inside: { line: () => at(-30, 70), meanHits: 2.97, tolerance: 0.03 },
  outside: [at(0, 0), at(90, 19), at(101, 70), at(0, -141), at(0, 141)],
  spread: (u, v) => at(-105 + 210 * u, -145 + 290 * v),
});
