import { muv0Conditions } from '../../../src/detectors/muv0/conditions.js';
import { MUV0_Z } from '../../../src/detectors/muv0/description.js';
import { Muv0Emulator } from '../../../src/detectors/muv0/emulate.js';
import { NO_EDGE } from '../../../src/event/raw.js';
import { FINE_WINDOW_COUNTS } from '../../../src/event/raw-beam.js';
import { detectorContract, type Line } from '../contract.js';
import { vetoEvent } from '../veto-event.js';

const emulator = new Muv0Emulator(muv0Conditions('nominal'));
const at = (x: number, y: number): Line => ({ x, y, tx: 0, ty: 0, dt: 0 });

detectorContract({
  name: 'muv0',
  emulate(lines, seed, event) {
    const { channel, leading, trailing } = vetoEvent(
      emulator,
      MUV0_Z,
      seed,
      event,
      lines.map((line) => ({ ...line, pdg: -211 })),
    );
    return { channel, times: [leading, trailing] };
  },
  isChannel: (c) => c < 9,
  channels: 9,
  window: [0, FINE_WINDOW_COUNTS - 1],
  missing: NO_EDGE,
  // the threshold is 17 widths below the mean
  inside: { line: () => at(2245, 0), meanHits: 1, tolerance: 0.001 },
  outside: [at(0, 0), at(1544, 0), at(2946, 0), at(2245, 701), at(2245, -701), at(-2245, 0)],
  spread: (u, v) => at(1500 + 1500 * u, -750 + 1500 * v),
});
