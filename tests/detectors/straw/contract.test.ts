import { nominalStrawConditions } from '../../../src/detectors/straw/conditions.js';
import { CHANNELS, INNER_RADIUS, IS_EQUIPPED, PITCH, PLANES } from '../../../src/detectors/straw/description.js';
import { StrawEmulator } from '../../../src/detectors/straw/emulate.js';
import { NO_EDGE, STRAW_WINDOW_COUNTS } from '../../../src/event/raw.js';
import { detectorContract, type Line } from '../contract.js';
import { crossAll, strawEvent } from './event.js';

const emulator = new StrawEmulator(nominalStrawConditions());
const at = (x: number, y: number): Line => ({ x, y, tx: 0, ty: 0, dt: 0 });

/**
 * Lines that come in at a different place of the pitch each event: a plane is hit with probability diameter / pitch, less
 * the wall's loss (the last 0.02 mm) and the flat inefficiency. 500 events know the mean to 0.12 hits.
 */
const MEAN_HITS = PLANES * (1 - 0.015) * ((INNER_RADIUS - 0.02) / (PITCH / 2));
const inside = (event: number): Line => ({
  x: -700 + ((event * 0.7549) % 1) * 3 * PITCH,
  y: 150 + ((event * 0.5698) % 1) * 3 * PITCH,
  tx: 0.002,
  ty: 0.003,
  dt: 0,
});

detectorContract({
  name: 'straw',
  emulate(lines, seed, event) {
    const hits = strawEvent(emulator, seed, event, () => {
      for (const [i, line] of lines.entries()) crossAll(emulator, line, i);
    });
    return { channel: hits.channel, times: [hits.leading, hits.trailing] };
  },
  isChannel: (c) => c < CHANNELS && IS_EQUIPPED[c] === 1,
  channels: 7168,
  window: [0, STRAW_WINDOW_COUNTS - 1],
  missing: NO_EDGE,
  inside: { line: inside, meanHits: MEAN_HITS, tolerance: 0.5 },
  outside: [at(101.2, 0), at(60, 20), at(0, 1500), at(-1500, 0), at(1200, 1200)],
  spread: (u, v) => at(-1200 + 2400 * u, -1200 + 2400 * v),
});
