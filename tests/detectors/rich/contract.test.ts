import { nominalRichConditions } from '../../../src/detectors/rich/conditions.js';
import { RichEmulator } from '../../../src/detectors/rich/emulate.js';
import { RICH_CHANNELS, richChannel } from '../../../src/detectors/rich/pmts.js';
import { NO_EDGE } from '../../../src/event/raw.js';
import { FINE_WINDOW_COUNTS } from '../../../src/event/raw-beam.js';
import { detectorContract } from '../contract.js';
import { crossRich, richEvent, towards } from './event.js';

const emulator = new RichEmulator(nominalRichConditions());
/** Positrons that look at the middle of the disk of their mirrors. */
const jura = (x: number, y: number) => towards(x, y, -0.0075, 0);

detectorContract({
  name: 'rich',
  emulate(lines, seed, event) {
    const hits = richEvent(emulator, seed, event, () => {
      for (const [i, l] of lines.entries()) crossRich(emulator, l, i);
    });
    return { channel: hits.channel, times: [hits.leading, hits.trailing] };
  },
  isChannel: (c) => richChannel(c) >= 0,
  channels: RICH_CHANNELS,
  codes: 131_072,
  window: [0, FINE_WINDOW_COUNTS - 1],
  missing: NO_EDGE,
  // 13.4 PMTs of a whole ring with none dead, in 10.8 supercells; 500 events know the mean to 0.3
  inside: { line: (event) => jura(600 + 5 * (event % 40), 500), meanHits: 24.5, tolerance: 1.6 },
  // down the pipe, beside the vessel, beside the mirrors, and away from both disks
  outside: [
    towards(3, 5, -0.0018, 0),
    towards(2000, 0, 0, 0),
    towards(303, 1590, -0.0075, 0),
    towards(900, 0, 0.03, 0.01),
  ],
  spread: (u, v) => {
    const side = u < 0.5;
    const w = side ? 2 * u : 2 * u - 1;
    return towards(side ? 600 : -600, 520, (side ? -0.0075 : -0.0104) + 0.04 * (w - 0.5), 0.04 * (v - 0.5));
  },
});
