import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { ExitCode, InputError } from '../core/errors.js';

const isBurst = (name: string): boolean => /^burst-\d{4,}$/.test(name);
const inside = (dir: string): Promise<string[]> => readdir(dir).catch(() => []);

/** Whether a folder of a run holds selections and nothing else; they are stale when the run goes, and go with it. */
async function holdsSelections(dir: string): Promise<boolean> {
  const entries = await readdir(dir, { withFileTypes: true }).catch(() => undefined);
  if (!entries?.every((e) => e.isDirectory())) return false;
  const bursts = await Promise.all(entries.map((e) => inside(path.join(dir, e.name))));
  return bursts.flat().every(isBurst);
}

/**
 * Empties an output folder that holds nothing but the bursts of an earlier spill, run or selection, and the selections of that run.
 * A folder that cannot be read is left to the check of the verb.
 * @throws InputError (output) when anything else stands in it
 */
export async function clearOutput(dir: string): Promise<void> {
  const names = await inside(dir);
  const selections = names.includes('selections') && (await holdsSelections(path.join(dir, 'selections')));
  const others = names.filter((name) => !isBurst(name) && !(selections && name === 'selections'));
  if (others.length > 0) {
    throw new InputError(ExitCode.output, {
      what: 'will not replace a folder that holds something else',
      where: dir,
      found: others.slice(0, 3).join(', '),
      expected: 'only the folders burst-NNNN of a spill or run, and its selections',
    });
  }
  for (const name of names) await rm(path.join(dir, name), { recursive: true });
}
