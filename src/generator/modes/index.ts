import { ExitCode, InputError } from '../../core/errors.js';
import { nearestName } from '../../core/nearest.js';
import type { DecayMode, SeenMode } from '../decay-mode.js';
import { FORBIDDEN } from './forbidden.js';
import { k2pi, k2piDalitz } from './k2pi.js';
import { k3pi } from './k3pi.js';
import { k3pi0 } from './k3pi0.js';
import { ke3, kmu3 } from './kl3.js';
import { kmu2 } from './kmu2.js';
import { piEe, piMumu } from './pi-ll.js';

/** Every decay mode there is, by the name people type. */
export const DECAY_MODES: ReadonlyMap<string, DecayMode> = new Map(
  [k3pi(), k2pi, kmu2, ke3(), kmu3(), k3pi0(), k2piDalitz(), piEe(), piMumu(), ...FORBIDDEN].map((mode) => [
    mode.name,
    mode,
  ]),
);

/**
 * Modes by which kaons of the pile-up decay. The others, 10 % of the decays, are left out: with them every spill with pile-up, the
 * recorded one too, would be another.
 */
export const PILE_UP_MODES: readonly SeenMode[] = [k3pi(), k2pi, kmu2];

/**
 * The decay mode of this name.
 * @throws InputError when there is none.
 */
export function decayMode(name: string): DecayMode {
  const mode = DECAY_MODES.get(name);
  if (mode === undefined) {
    const near = nearestName(name, DECAY_MODES.keys());
    throw new InputError(ExitCode.usage, {
      what: `unknown decay mode${near === undefined ? '' : `; did you mean ${near}?`}`,
      where: '--decay',
      found: name,
      expected: `one of ${[...DECAY_MODES.keys()].join(', ')}`,
    });
  }
  return mode;
}
