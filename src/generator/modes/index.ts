import { ExitCode, InputError } from '../../core/errors.js';
import type { DecayMode } from '../decay-mode.js';
import { k2pi } from './k2pi.js';
import { k3pi } from './k3pi.js';
import { kmu2 } from './kmu2.js';

/** Every decay mode there is, by the name people type. */
export const DECAY_MODES: ReadonlyMap<string, DecayMode> = new Map(
  [k3pi(), k2pi, kmu2].map((mode) => [mode.name, mode]),
);

/**
 * The decay mode of this name.
 * @throws InputError when there is none.
 */
export function decayMode(name: string): DecayMode {
  const mode = DECAY_MODES.get(name);
  if (mode === undefined) {
    throw new InputError(ExitCode.usage, {
      what: 'unknown decay mode',
      where: '--decay',
      found: name,
      expected: `one of ${[...DECAY_MODES.keys()].join(', ')}`,
    });
  }
  return mode;
}
