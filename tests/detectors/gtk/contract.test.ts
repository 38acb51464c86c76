import { nominalGtkConditions } from '../../../src/detectors/gtk/conditions.js';
import { isPixel } from '../../../src/detectors/gtk/description.js';
import { GtkEmulator } from '../../../src/detectors/gtk/emulate.js';
import { NO_EDGE } from '../../../src/event/raw.js';
import { GTK_WINDOW_COUNTS } from '../../../src/event/raw-beam.js';
import { detectorContract, type Line } from '../contract.js';
import { crossAll, gtkEvent } from './event.js';

const emulator = new GtkEmulator(nominalGtkConditions());
const at = (x: number, y: number): Line => ({ x, y, tx: 0, ty: 0, dt: 0 });

detectorContract({
  name: 'gtk',
  emulate(lines, seed, event) {
    const hits = gtkEvent(emulator, seed, event, () => {
      for (const [i, line] of lines.entries()) crossAll(emulator, line, i);
    });
    return { channel: hits.channel, times: [hits.leading, hits.trailing] };
  },
  isChannel: (c) => isPixel(c, 3),
  channels: 54_000,
  codes: 300_000,
  crowding: 6,
  window: [0, GTK_WINDOW_COUNTS - 1],
  missing: NO_EDGE,
  inside: {
    line: (event) => at(-25 + ((event * 0.7549) % 1) * 50, -12 + ((event * 0.5698) % 1) * 24),
    meanHits: 3 * 0.991 * 1.009,
    tolerance: 0.04,
  },
  outside: [at(30.5, 0), at(-31, 2), at(0, 13.6), at(0, -14), at(100, 100)],
  spread: (u, v) => at(-31 + 62 * u, -14 + 28 * v),
});
