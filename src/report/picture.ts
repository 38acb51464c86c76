import { writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ExitCode, InputError } from '../core/errors.js';

/**
 * Writes a picture into a folder that exists; a picture that is there is replaced.
 * @throws InputError (output) when the system refuses
 */
export async function writePicture(file: string, svg: string): Promise<void> {
  try {
    await writeFile(file, svg);
  } catch (error) {
    throw new InputError(ExitCode.output, {
      what: 'cannot write',
      where: file,
      found: (error as Error).message,
      expected: `a file that can be written, in a folder that exists (${dirname(file)})`,
    });
  }
}
