import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ExitCode, InputError } from '../core/errors.js';
import type { Row } from './validation/row.js';
import { findingsIn, validationMarkdown } from './validation-markdown.js';
import { EFFICIENCY_PICTURE, efficiencyPicture } from './validation-plot.js';

/**
 * Writes the validation document, keeping what people wrote into the one that is there.
 * @throws InputError when it cannot be written
 */
export async function writeValidation(file: string, rows: readonly Row[]): Promise<void> {
  const known = await readFile(file, 'utf8').catch(() => '');
  try {
    await writeFile(file, validationMarkdown(rows, findingsIn(known)));
    const picture = efficiencyPicture(rows);
    if (picture !== undefined) await writeFile(join(dirname(file), EFFICIENCY_PICTURE), picture);
  } catch (error) {
    throw new InputError(ExitCode.output, {
      what: 'file cannot be written',
      where: file,
      found: (error as NodeJS.ErrnoException).code ?? (error as Error).message,
      expected: 'a file in a folder that can be written',
    });
  }
}
