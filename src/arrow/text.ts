import { readFile } from 'node:fs/promises';
import { ExitCode, InputError } from '../core/errors.js';

/**
 * The text of a file that somebody wrote.
 * @throws InputError (usage) when it cannot be read
 */
export async function readText(path: string, expected: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new InputError(ExitCode.usage, {
      what: 'cannot read',
      where: path,
      found: (error as Error).message,
      expected,
    });
  }
}
