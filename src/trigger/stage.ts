import { RandomStream, stageKey } from '../core/random.js';
import { withDefaults } from '../core/settings.js';
import { triggers } from '../event/raw.js';
import { primaries } from '../event/simulation.js';
import { type Stage, stage } from '../event/stage.js';
import { type ControlTriggerValues, controlTrigger, controlTriggerSettings } from './control.js';

const NAME = 'trigger.control';
/** Bit of the control line in `l0_mask`. */
const CONTROL_BIT = 1;

/** Control trigger of every event, from the place and time of the last primary: a daughter of the forced decay. */
export function controlTriggers(
  seed: number,
  settings: Partial<ControlTriggerValues> = {},
): Stage<readonly [typeof primaries], readonly [typeof triggers]> {
  const values = withDefaults(controlTriggerSettings, settings);
  const rng = new RandomStream();
  const key = stageKey(NAME);
  return stage(NAME, { reads: [primaries], writes: [triggers] }, (batch, row, out) => {
    rng.key(seed, key, batch.burst[row]!, batch.event[row]!);
    const last = batch.primaries.offsets[row + 1]! - 1;
    const { t, z } = batch.primaries.columns;
    const stamp = controlTrigger(t[last]!, z[last]!, rng, values);
    const i = out.triggers.next();
    out.triggers.columns.timestamp[i] = stamp.timestamp;
    out.triggers.columns.fine_time[i] = stamp.fineTime;
    out.triggers.columns.l0_mask[i] = CONTROL_BIT;
  });
}
