import { CLOCK_PERIOD, FINE_TIME_LSB } from '../../src/core/constants.js';
import { CHOD_H_Z, CHOD_V_Z } from '../../src/detectors/chod/description.js';
import type { ChodEmulator } from '../../src/detectors/chod/emulate.js';
import { flightCompensation } from '../../src/detectors/common/timing.js';
import { NEWCHOD_Z } from '../../src/detectors/newchod/description.js';
import type { NewchodEmulator } from '../../src/detectors/newchod/emulate.js';
import type { Line } from './contract.js';

/** Stamp of the trigger of every test event, in the middle of its clock period. */
export const STAMP = { timestamp: 120235500, fineTime: 128 };
const TRIGGER_TIME = STAMP.timestamp * CLOCK_PERIOD + STAMP.fineTime * FINE_TIME_LSB;

/** Time at `z` of a particle of velocity c along the axis that is `dt` after the trigger [ns from start of burst]. */
export const timeAt = (z: number, dt: number): number => TRIGGER_TIME + dt - flightCompensation(z);

/** Sends a straight line through the NewCHOD. */
export function crossNewchod(emulator: NewchodEmulator, { x, y, tx, ty, dt }: Line, particle: number): void {
  const z = NEWCHOD_Z;
  emulator.cross(x + tx * z, y + ty * z, tx, ty, timeAt(z, dt), particle);
}

/** Sends a straight line through both planes of the NA48-CHOD. */
export function crossChod(emulator: ChodEmulator, { x, y, tx, ty, dt }: Line, particle: number): void {
  emulator.cross(false, x + tx * CHOD_V_Z, y + ty * CHOD_V_Z, tx, ty, timeAt(CHOD_V_Z, dt), particle);
  emulator.cross(true, x + tx * CHOD_H_Z, y + ty * CHOD_H_Z, tx, ty, timeAt(CHOD_H_Z, dt), particle);
}
