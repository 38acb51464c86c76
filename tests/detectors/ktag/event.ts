import { CLOCK_PERIOD, FINE_TIME_LSB } from '../../../src/core/constants.js';
import { flightCompensation } from '../../../src/detectors/common/timing.js';
import type { KtagEmulator } from '../../../src/detectors/ktag/emulate.js';
import { TableBuilder } from '../../../src/event/builder.js';
import { ktag } from '../../../src/event/raw-beam.js';
import { ktagTruth } from '../../../src/event/truth-beam.js';
import { KTAG_Z } from '../../../src/transport/beam-line.js';

/** Stamp of the trigger of every test event, in the middle of its clock period. */
export const STAMP = { timestamp: 120235500, fineTime: 128 };

/** Time in the CEDAR of a particle of velocity c that is `dt` after the trigger [ns from start of burst]. */
export const inKtag = (dt: number): number =>
  STAMP.timestamp * CLOCK_PERIOD + STAMP.fineTime * FINE_TIME_LSB + dt - flightCompensation(KTAG_Z);

/** One event of an emulator: kaons `dt` after the trigger, or whatever `crossings` sends. */
export function ktagEvent(
  emulator: KtagEmulator,
  seed: number,
  event: number,
  crossings: readonly number[] | (() => void),
) {
  const hits = new TableBuilder(ktag, 1);
  const truth = new TableBuilder(ktagTruth, 1);
  emulator.begin(seed, 1, event, STAMP.timestamp);
  if (typeof crossings === 'function') crossings();
  else for (const [i, dt] of crossings.entries()) emulator.cross(321, 0, 0, inKtag(dt), i);
  emulator.end(hits, truth);
  const n = hits.length;
  return {
    n,
    channel: hits.columns.channel.subarray(0, n),
    leading: hits.columns.leading.subarray(0, n),
    trailing: hits.columns.trailing.subarray(0, n),
    particle: truth.columns.particle.subarray(0, truth.length),
    other: truth.columns.other.subarray(0, truth.length),
  };
}
