import type { Manifest } from '../arrow/index.js';
import { ExitCode, InputError } from '../core/errors.js';

/**
 * Name of the setup a part was taken with.
 * @throws InputError when its manifest names none
 */
export function setupOf(manifest: Manifest, dir: string): string {
  const { setup } = manifest.provenance;
  if (typeof setup === 'string') return setup;
  throw new InputError(ExitCode.data, {
    what: 'manifest names no setup',
    where: `${dir}/manifest.json, provenance.setup`,
    found: String(setup),
    expected: 'the name of a setup',
  });
}
