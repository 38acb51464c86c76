import { hascConditions } from '../../../src/detectors/hasc/conditions.js';
import { HASC_FRONT_Z } from '../../../src/detectors/hasc/description.js';
import { HascEmulator } from '../../../src/detectors/hasc/emulate.js';
import { NO_EDGE } from '../../../src/event/raw.js';
import { FINE_WINDOW_COUNTS } from '../../../src/event/raw-beam.js';
import { detectorContract, type Line } from '../contract.js';
import { vetoEvent } from '../veto-event.js';

const emulator = new HascEmulator(hascConditions('nominal'));
const at = (x: number, y: number): Line => ({ x, y, tx: 0, ty: 0, dt: 0 });

detectorContract({
  name: 'hasc',
  emulate(lines, seed, event) {
    const { channel, leading, trailing } = vetoEvent(
      emulator,
      HASC_FRONT_Z,
      seed,
      event,
      lines.map((line) => ({ ...line, pdg: -13, p: 20_000 })),
    );
    return { channel, times: [leading, trailing] };
  },
  isChannel: (c) => c < 90,
  channels: 90,
  window: [0, FINE_WINDOW_COUNTS - 1],
  missing: NO_EDGE,
  // a muon in all sections of its module; the threshold is 14 widths below the mean
  inside: { line: () => at(-330, 0), meanHits: 10, tolerance: 0.01 },
  outside: [at(0, 0), at(-178, 0), at(-482, 0), at(-300, 152), at(-300, -152), at(300, 0)],
  spread: (u, v) => at(-490 + 320 * u, -155 + 310 * v),
});
