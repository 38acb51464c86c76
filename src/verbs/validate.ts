import { ExitCode, InputError } from '../core/errors.js';
import { nearestName } from '../core/nearest.js';
import { ROW_NAMES, validationEvents, validationRows } from '../report/validation/index.js';
import { writeValidation } from '../report/validation-file.js';
import type { ValidateOptions, ValidateResult, VerbContext } from './types.js';

/**
 * Compares the emulation with published figures, row by row: simulates and reconstructs what the rows need, in memory, with fixed seeds.
 * @throws InputError when no row has the name asked for, or the file cannot be written
 */
export async function validate(options: ValidateOptions, context: VerbContext): Promise<ValidateResult> {
  const { small, only = '', out } = options;
  const wanted = (name: string) => name.includes(only);
  if (!ROW_NAMES.some(wanted)) {
    const near = nearestName(only, ROW_NAMES);
    throw new InputError(ExitCode.usage, {
      what: `no such row${near === undefined ? '' : `; did you mean ${near}?`}`,
      where: '--only',
      found: only,
      expected: ROW_NAMES.join(', '),
    });
  }
  const total = validationEvents(small, wanted);
  let done = 0;
  const onEvents = (events: number) => {
    done += events;
    context.onProgress({ task: 'validate', unit: 'events', done, total });
  };
  const rows = await validationRows({ small, signal: context.signal, onEvents }, wanted);
  if (out === undefined) return { rows };
  await writeValidation(out, rows);
  return { rows, file: out };
}
