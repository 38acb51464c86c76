import type { Manifest } from '../arrow/index.js';
import { ExitCode, InputError } from '../core/errors.js';
import { SETUPS } from '../setups/index.js';

/**
 * Name of the setup a part was taken with.
 * @throws InputError (data) when its manifest names none that exists
 */
export function setupOf(manifest: Manifest, dir: string): string {
  const { setup } = manifest.provenance;
  const names = SETUPS.map((s) => s.name);
  if (typeof setup === 'string' && names.includes(setup)) return setup;
  throw new InputError(ExitCode.data, {
    what: typeof setup === 'string' ? 'the manifest names a setup that does not exist' : 'manifest names no setup',
    where: `${dir}/manifest.json, provenance.setup`,
    found: String(setup).slice(0, 80),
    expected: names.join(', '),
  });
}
