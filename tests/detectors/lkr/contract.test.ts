import { nominalLkrConditions } from '../../../src/detectors/lkr/conditions.js';
import { CELLS, FULL_SCALE, isCell, LKR_FRONT_Z } from '../../../src/detectors/lkr/description.js';
import { LkrEmulator } from '../../../src/detectors/lkr/emulate.js';
import { LKR_SAMPLES } from '../../../src/event/raw-downstream.js';
import { detectorContract, type Line } from '../contract.js';
import { lkrEvent } from './event.js';

const emulator = new LkrEmulator(nominalLkrConditions());
const at = (x: number, y: number): Line => ({ x, y, tx: 0, ty: 0, dt: 0 });

// the samples stand for the times: whole numbers of a window that are never missing
detectorContract({
  name: 'lkr',
  emulate(lines, seed, event) {
    const { lkr } = lkrEvent(
      emulator,
      seed,
      event,
      lines.map(({ x, y, tx, ty, dt }) => ({
        pdg: 22,
        p: 10_000,
        x: x + tx * LKR_FRONT_Z,
        y: y + ty * LKR_FRONT_Z,
        tx,
        ty,
        dt,
      })),
    );
    const times = Array.from({ length: LKR_SAMPLES }, (_, k) =>
      Uint16Array.from({ length: lkr.length }, (_, i) => lkr.columns.samples[i * LKR_SAMPLES + k]!),
    );
    return { channel: lkr.columns.channel.subarray(0, lkr.length), times };
  },
  isChannel: isCell,
  channels: CELLS,
  window: [0, FULL_SCALE],
  missing: -1,
  // a photon of 10 GeV in the middle of a cell: 3 × 3, most of the next four at 0.8 % each, and a few with the axis beside the middle
  inside: { line: (event) => at(-404.6 + 19.7383881 * (event % 20), 424.4), meanHits: 12, tolerance: 1 },
  outside: [at(0, 0), at(50, 50), at(1270, 0), at(700, 900), at(560, -1000), at(0, -5000)],
  spread: (u, v) => at(-1263 + 2526 * u, -1263 + 2526 * v),
});
