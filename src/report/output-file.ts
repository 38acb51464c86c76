import { writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ExitCode, InputError } from '../core/errors.js';

/**
 * Writes a picture or a page into a folder that exists; a file that is there is replaced.
 * @throws InputError (output) when the system refuses
 */
export async function writeOutputFile(file: string, content: string | Uint8Array): Promise<void> {
  try {
    await writeFile(file, content);
  } catch (error) {
    throw new InputError(ExitCode.output, {
      what: 'cannot write',
      where: file,
      found: (error as Error).message,
      expected: `a file that can be written, in a folder that exists (${dirname(file)})`,
    });
  }
}
