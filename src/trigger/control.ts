import { FINE_TIME_LSB } from '../core/constants.js';
import type { RandomStream } from '../core/random.js';
import { type Settings, type Values, withDefaults } from '../core/settings.js';
import { ns } from '../core/units.js';
import { flightCompensation } from '../detectors/common/timing.js';

/**
 * The control trigger: every forced decay fires it. Its time is that of the NA48-CHOD, digitised like any L0 trigger to
 * a count of clock periods and a fine time of period/256.
 */
export const controlTriggerSettings = {
  jitter: {
    default: 0.5 * ns,
    unit: 'ns',
    doc: 'spread of the trigger time about the time of the event; offline the same counter reaches 0.2 ns',
    source: 'L0 value not found; 0.2 ns: DET §4.8 (FW19, BHAM25)',
  },
} satisfies Settings;

export type ControlTriggerValues = Values<typeof controlTriggerSettings>;

/** Fine-time steps in a clock period. */
const STEPS = 256;

/** Time stamp of a trigger: clock periods since start of burst (u32), steps of period/256 inside it (u8). */
export interface TriggerStamp {
  readonly timestamp: number;
  readonly fineTime: number;
}

/**
 * Control trigger of a decay at `z` [mm] and `time` [ns from start of burst]: the products reach the reference plane with
 * c, the jitter is Gaussian.
 */
export function controlTrigger(
  time: number,
  z: number,
  rng: RandomStream,
  values: ControlTriggerValues = withDefaults(controlTriggerSettings),
): TriggerStamp {
  return stampOf(time + flightCompensation(z) + values.jitter * rng.gauss());
}

/** The stamp nearest to a time [ns from start of burst]: within half a step of 0.097 ns. */
export function stampOf(time: number): TriggerStamp {
  const steps = Math.round(time / FINE_TIME_LSB);
  const timestamp = Math.floor(steps / STEPS);
  return { timestamp, fineTime: steps - timestamp * STEPS };
}

/** Time of a stamp [ns from start of burst]. */
export const triggerTime = (timestamp: number, fineTime: number): number =>
  (timestamp * STEPS + fineTime) * FINE_TIME_LSB;
