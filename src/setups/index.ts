import { ExitCode, InputError } from '../core/errors.js';
import { nearestName } from '../core/nearest.js';
import { kaon2018 } from './kaon-2018.js';
import type { Setup } from './setup.js';

export type { Setup } from './setup.js';

/** Every setup that exists. */
export const SETUPS: readonly Setup[] = [kaon2018];

/**
 * The setup of this name.
 * @throws InputError (usage) when there is none; names the nearest.
 */
export function setupByName(name: string): Setup {
  const setup = SETUPS.find((s) => s.name === name);
  if (setup !== undefined) return setup;
  const names = SETUPS.map((s) => s.name);
  const near = nearestName(name, names);
  throw new InputError(ExitCode.usage, {
    what: `unknown setup${near === undefined ? '' : `; did you mean ${near}?`}`,
    where: 'setup',
    found: name,
    expected: names.join(', '),
  });
}
