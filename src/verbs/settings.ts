import { ExitCode, InputError } from '../core/errors.js';
import { nearestName } from '../core/nearest.js';
import type { Settings } from '../core/settings.js';
import type { Changes } from '../setups/modules.js';
import type { Overrides } from './types.js';

/**
 * The changes of the modules a verb knows.
 * @throws InputError when a module is not one of them or a key is not one of the module's
 */
export function ownSettings<M extends Readonly<Record<string, Settings>>>(modules: M, changes: Overrides): Changes<M> {
  for (const [module, values] of Object.entries(changes)) {
    check('module of settings', module, Object.keys(modules), '--set');
    for (const key of Object.keys(values)) check(`setting of ${module}`, key, Object.keys(modules[module]!), '--set');
  }
  return changes as Changes<M>;
}

function check(what: string, name: string, known: readonly string[], where: string): void {
  if (known.includes(name)) return;
  const near = nearestName(name, known);
  throw new InputError(ExitCode.usage, {
    what: `unknown ${what} here${near === undefined ? '' : `; did you mean ${near}?`}`,
    where,
    found: name,
    expected: known.join(', '),
  });
}
