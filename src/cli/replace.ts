import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { ExitCode, InputError } from '../core/errors.js';

/**
 * Empties an output folder that holds nothing but the bursts of an earlier spill or run. A folder that cannot be read is
 * left to the check of the verb.
 * @throws InputError (output) when anything else stands in it
 */
export async function clearOutput(dir: string): Promise<void> {
  const names = await readdir(dir).catch(() => []);
  const others = names.filter((name) => !/^burst-\d{4,}$/.test(name));
  if (others.length > 0) {
    throw new InputError(ExitCode.output, {
      what: 'will not replace a folder that holds something else',
      where: dir,
      found: others.slice(0, 3).join(', '),
      expected: 'only the folders burst-NNNN of a spill or run',
    });
  }
  for (const name of names) await rm(path.join(dir, name), { recursive: true });
}
