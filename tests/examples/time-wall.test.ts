import { describe, expect, it } from 'vitest';
import { BARS, barAt, HALF_LENGTH, SIGMA, WALL_Z } from '../../examples/time-wall/description.js';
import { TimeWallEmulator } from '../../examples/time-wall/emulate.js';
import { findTimeWallHits } from '../../examples/time-wall/hits.js';
import { timeWall, timeWallTruth } from '../../examples/time-wall/tables.js';
import { CLOCK_PERIOD } from '../../src/core/constants.js';
import { tdcConditions } from '../../src/detectors/common/tdc-conditions.js';
import { flightCompensation } from '../../src/detectors/common/timing.js';
import { TableBuilder } from '../../src/event/builder.js';
import { NO_EDGE, triggers } from '../../src/event/raw.js';
import { FINE_WINDOW_COUNTS } from '../../src/event/raw-beam.js';
import { detectorContract, type Line } from '../detectors/contract.js';

const TIMESTAMP = 40_000_000;
const emulator = new TimeWallEmulator(tdcConditions('time wall', BARS, 'nominal'));
const at = (x: number, y: number): Line => ({ x, y, tx: 0, ty: 0, dt: 0 });

/** Raw rows of one event. */
function emulate(lines: readonly Line[], seed: number, event: number) {
  const hits = new TableBuilder(timeWall, 1);
  const truth = new TableBuilder(timeWallTruth, 1);
  emulator.begin(seed, 1, event, TIMESTAMP);
  lines.forEach(({ x, y, tx, ty, dt }, particle) => {
    const time = TIMESTAMP * CLOCK_PERIOD + dt - flightCompensation(WALL_Z);
    emulator.cross(x + WALL_Z * tx, y + WALL_Z * ty, tx, ty, time, particle);
  });
  emulator.end(hits, truth);
  hits.endEvent();
  return hits.finish();
}

detectorContract({
  name: 'time wall',
  emulate(lines, seed, event) {
    const { channel, leading, trailing } = emulate(lines, seed, event).columns;
    return { channel, times: [leading, trailing] };
  },
  isChannel: (c) => c < BARS,
  channels: BARS,
  window: [0, FINE_WINDOW_COUNTS - 1],
  missing: NO_EDGE,
  inside: { line: () => at(500, 0), meanHits: 1, tolerance: 0.001 },
  outside: [at(0, 0), at(1201, 0), at(-1201, 0), at(500, HALF_LENGTH + 1)],
  spread: (u, v) => at(2400 * (u - 0.5), 2400 * (v - 0.5)),
});

describe('hits of the time wall', () => {
  it('have the time of the particle, 0.1 ns wide', () => {
    const find = findTimeWallHits(tdcConditions('time wall', BARS, 'nominal'));
    const times: number[] = [];
    for (let event = 0; event < 2000; event++) {
      const trigger = new TableBuilder(triggers, 1);
      trigger.next();
      trigger.endEvent();
      const batch = find({
        sequence: 0,
        size: 1,
        burst: Uint32Array.of(1),
        event: Uint32Array.of(event),
        flaws: [],
        faults: [],
        triggers: trigger.finish(),
        time_wall: emulate([at(500, 0)], 1, event),
      });
      expect(batch.faults).toEqual([]);
      expect(batch.time_wall_hits.columns.bar[0]).toBe(barAt(500, 0));
      times.push(batch.time_wall_hits.columns.time[0]!);
    }
    const mean = times.reduce((sum, t) => sum + t, 0) / times.length;
    const sigma = Math.sqrt(times.reduce((sum, t) => sum + (t - mean) ** 2, 0) / times.length);
    expect(Math.abs(mean)).toBeLessThan(0.02);
    expect(Math.abs(sigma / SIGMA - 1)).toBeLessThan(0.1);
  });
});
