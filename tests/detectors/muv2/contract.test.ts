import { FULL_SCALE, indexOfCode } from '../../../src/detectors/muv-strips/description.js';
import { muv2Conditions } from '../../../src/detectors/muv2/conditions.js';
import { MUV2 } from '../../../src/detectors/muv2/description.js';
import { muv2Emulator } from '../../../src/detectors/muv2/emulate.js';
import { MUV_SAMPLES } from '../../../src/event/raw-vetoes.js';
import { detectorContract, type Line } from '../contract.js';
import { stripEvent } from '../muv-strips/strip-event.js';

const emulator = muv2Emulator(muv2Conditions('nominal'));
const at = (x: number, y: number): Line => ({ x, y, tx: 0, ty: 0, dt: 0 });

// the samples stand for the times: whole numbers of a window that are never missing
detectorContract({
  name: 'muv2',
  emulate(lines, seed, event) {
    const { rows } = stripEvent(
      MUV2,
      emulator,
      seed,
      event,
      lines.map((line) => ({ line })),
    );
    const times = Array.from({ length: MUV_SAMPLES }, (_, k) =>
      Uint16Array.from({ length: rows.length }, (_, i) => rows.columns.samples[i * MUV_SAMPLES + k]!),
    );
    return { channel: rows.columns.channel, times };
  },
  isChannel: (c) => indexOfCode(MUV2, c) >= 0,
  channels: 88,
  window: [0, FULL_SCALE],
  missing: -1,
  // the middle of a strip of each view, one half; δ rays light some more
  inside: { line: () => at(-510.5, 690.5), meanHits: 2.1, tolerance: 0.15 },
  outside: [at(0, 0), at(70, 70), at(0, -1321), at(1321, 0), at(1400, 1400)],
  spread: (u, v) => at(-1300 + 2600 * u, -1300 + 2600 * v),
});
