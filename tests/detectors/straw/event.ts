import { CLOCK_PERIOD, FINE_TIME_LSB } from '../../../src/core/constants.js';
import { flightCompensation } from '../../../src/detectors/common/timing.js';
import { PLANE_LIST } from '../../../src/detectors/straw/description.js';
import type { StrawEmulator } from '../../../src/detectors/straw/emulate.js';
import { TableBuilder } from '../../../src/event/builder.js';
import { straw } from '../../../src/event/raw.js';
import { strawTruth } from '../../../src/event/truth.js';
import type { Line } from '../contract.js';

/** Stamp of the trigger of every test event: 3 s into the burst, in the middle of its clock period. */
export const STAMP = { timestamp: 120235500, fineTime: 128 };
export const TRIGGER_TIME = STAMP.timestamp * CLOCK_PERIOD + STAMP.fineTime * FINE_TIME_LSB;

/** Time at `z` of a particle of velocity c along the axis that is `dt` after the trigger [ns from start of burst]. */
export const timeAt = (z: number, dt: number): number => TRIGGER_TIME + dt - flightCompensation(z);

export interface StrawEvent {
  readonly n: number;
  readonly channel: Uint16Array;
  readonly leading: Int16Array;
  readonly trailing: Int16Array;
  readonly particle: Int32Array;
  readonly other: Int32Array;
  readonly distance: Float32Array;
}

/** One event of an emulator, whatever `crossings` lets through it. */
export function strawEvent(emulator: StrawEmulator, seed: number, event: number, crossings: () => void): StrawEvent {
  const hits = new TableBuilder(straw, 1);
  const truth = new TableBuilder(strawTruth, 1);
  emulator.begin(seed, 1, event, STAMP.timestamp);
  crossings();
  emulator.end(hits, truth);
  const n = hits.length;
  return {
    n,
    channel: hits.columns.channel.subarray(0, n),
    leading: hits.columns.leading.subarray(0, n),
    trailing: hits.columns.trailing.subarray(0, n),
    particle: truth.columns.particle.subarray(0, truth.length),
    other: truth.columns.other.subarray(0, truth.length),
    distance: truth.columns.distance.subarray(0, truth.length),
  };
}

/** Sends a straight line through all planes. */
export function crossAll(emulator: StrawEmulator, line: Line, particle: number): void {
  for (const plane of PLANE_LIST) {
    const x = line.x + line.tx * plane.z;
    const y = line.y + line.ty * plane.z;
    emulator.cross(plane.index, x, y, line.tx, line.ty, timeAt(plane.z, line.dt), particle);
  }
}
