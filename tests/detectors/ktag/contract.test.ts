import { nominalKtagConditions } from '../../../src/detectors/ktag/conditions.js';
import { APERTURE, CHANNELS } from '../../../src/detectors/ktag/description.js';
import { KtagEmulator } from '../../../src/detectors/ktag/emulate.js';
import { NO_EDGE } from '../../../src/event/raw.js';
import { FINE_WINDOW_COUNTS } from '../../../src/event/raw-beam.js';
import { KTAG_Z } from '../../../src/transport/beam-line.js';
import { detectorContract, type Line } from '../contract.js';
import { inKtag, ktagEvent } from './event.js';

const emulator = new KtagEmulator(nominalKtagConditions());
const at = (x: number, y: number): Line => ({ x, y, tx: 0, ty: 0, dt: 0 });

/** PMTs lit by 18 photoelectrons: 384 (1 − exp(−18/384)); 500 events know the mean to 0.19. */
const MEAN_HITS = CHANNELS * -Math.expm1(-18 / CHANNELS);

detectorContract({
  name: 'ktag',
  emulate(lines, seed, event) {
    const hits = ktagEvent(emulator, seed, event, () => {
      for (const [i, l] of lines.entries()) {
        emulator.cross(321, l.x + l.tx * KTAG_Z, l.y + l.ty * KTAG_Z, inKtag(l.dt), i);
      }
    });
    return { channel: hits.channel, times: [hits.leading, hits.trailing] };
  },
  isChannel: (c) => c < CHANNELS,
  channels: CHANNELS,
  window: [0, FINE_WINDOW_COUNTS - 1],
  missing: NO_EDGE,
  inside: { line: (event) => at((event % 40) - 20, 3), meanHits: MEAN_HITS, tolerance: 0.75 },
  outside: [at(1.01 * APERTURE, 0), at(0, -500), at(5000, 5000)],
  spread: (u, v) => at(-30 + 60 * u, -15 + 30 * v),
});
