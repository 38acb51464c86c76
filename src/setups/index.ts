import { ExitCode, InputError } from '../core/errors.js';
import { nearestName } from '../core/nearest.js';
import { kaon2018 } from './kaon-2018.js';
import { kaon2022 } from './kaon-2022.js';
import type { Setup } from './setup.js';

export type { Setup } from './setup.js';

/** Every setup that exists. */
export const SETUPS: readonly Setup[] = [kaon2018, kaon2022];

/**
 * A setup whose parts go together.
 * @throws InputError (usage) when a line of the menu needs a detector that is off
 */
export function checkSetup(setup: Setup): Setup {
  for (const line of setup.menu) {
    const off = line.detectors.filter((d) => !setup.detectors.includes(d));
    if (off.length === 0) continue;
    throw new InputError(ExitCode.usage, {
      what: 'a line of the L0 menu needs a detector that is off',
      where: `setup ${setup.name}, line ${line.name}`,
      found: off.join(', '),
      expected: `only detectors that are on: ${setup.detectors.join(', ')}`,
    });
  }
  return setup;
}

/**
 * The setup of this name.
 * @throws InputError (usage) when there is none; names the nearest.
 */
export function setupByName(name: string): Setup {
  const setup = SETUPS.find((s) => s.name === name);
  if (setup !== undefined) return checkSetup(setup);
  const names = SETUPS.map((s) => s.name);
  const near = nearestName(name, names);
  throw new InputError(ExitCode.usage, {
    what: `unknown setup${near === undefined ? '' : `; did you mean ${near}?`}`,
    where: 'setup',
    found: name,
    expected: names.join(', '),
  });
}
