import { lavConditions } from '../../../src/detectors/lav/conditions.js';
import { BLOCK_INDEX, STATION } from '../../../src/detectors/lav/description.js';
import { LavEmulator } from '../../../src/detectors/lav/emulate.js';
import { NO_EDGE } from '../../../src/event/raw.js';
import { FINE_WINDOW_COUNTS } from '../../../src/event/raw-beam.js';
import { LAV_HIGH_THRESHOLD } from '../../../src/event/raw-vetoes.js';
import { detectorContract, type Line } from '../contract.js';
import { lavEvent } from './event.js';

const emulator = new LavEmulator(lavConditions('nominal'));

/** A line at a radius and φ at the front of a station, outwards at 45°: no other station is met. */
function at(station: number, r: number, phi: number): Line {
  const x = r - STATION[station]!.z;
  const [cos, sin] = [Math.cos(phi), Math.sin(phi)];
  return { x: x * cos, y: x * sin, tx: cos, ty: sin, dt: 0 };
}

detectorContract({
  name: 'lav',
  emulate(lines, seed, event) {
    const { channel, leading, trailing } = lavEvent(emulator, seed, event, lines);
    return { channel, times: [leading, trailing] };
  },
  isChannel: (c) => (BLOCK_INDEX[c % LAV_HIGH_THRESHOLD] ?? -1) >= 0,
  channels: 4992,
  codes: 2 * LAV_HIGH_THRESHOLD,
  window: [0, FINE_WINDOW_COUNTS - 1],
  missing: NO_EDGE,
  // 306 mm along z to the outside: 2.5 rings, three quarters of them glass, both thresholds of a block
  inside: { line: (event) => at(2, 600, 0.01 * event), meanHits: 3.9, tolerance: 0.4 },
  outside: [at(1, -100, 0), at(1, 910, 1), at(6, 150, 2), at(9, 1355, 3), at(12, 1450, 4), at(12, 590, 5)],
  spread(u, v) {
    const station = 1 + Math.floor(12 * u);
    return at(station, STATION[station]!.innerRadius - 450 + 600 * ((12 * u) % 1), 2 * Math.PI * v);
  },
});
