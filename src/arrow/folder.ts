import { constants } from 'node:fs';
import { access, mkdir, open, readdir, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { ExitCode, InputError } from '../core/errors.js';
import { dataError, outputError, readError } from './complain.js';

const pad = (n: number): string => String(n).padStart(4, '0');

/** Folder of a burst in its spill or run. */
export const burstName = (burst: number): string => `burst-${pad(burst)}`;

/** Path of a part in its spill or run, with forward slashes. */
export const partName = (burst: number, part: number): string => `${burstName(burst)}/part-${pad(part)}`;

/** A part and its place. */
export interface PartFolder {
  readonly burst: number;
  readonly part: number;
  readonly dir: string;
}

/** Numbers of the sub-folders `PREFIX-0000`, sorted. Other names are left alone; a second spelling of a number is refused. */
async function numbered(dir: string, prefix: string): Promise<number[]> {
  const pattern = new RegExp(`^${prefix}-(\\d+)$`);
  const numbers: number[] = [];
  for (const name of await readdir(dir)) {
    const match = pattern.exec(name);
    if (match === null) continue;
    const n = Number(match[1]);
    if (name !== `${prefix}-${pad(n)}`) {
      throw dataError(`duplicate or misspelt ${prefix}`, join(dir, name), name, `${prefix}-${pad(n)}`);
    }
    numbers.push(n);
  }
  return numbers.sort((a, b) => a - b);
}

/** Numbers of the bursts that have a folder, sorted. */
export const listBursts = (root: string): Promise<number[]> => numbered(root, 'burst');

async function partsIn(root: string): Promise<PartFolder[]> {
  const parts: PartFolder[] = [];
  for (const burst of await numbered(root, 'burst')) {
    const folder = join(root, burstName(burst));
    for (const part of await numbered(folder, 'part'))
      parts.push({ burst, part, dir: join(folder, `part-${pad(part)}`) });
  }
  return parts;
}

/**
 * The parts that stand in an output folder, which need not be there yet, in order of burst and part.
 * @throws InputError (output) when it cannot be read, or holds a burst or part whose name is misspelt
 */
export async function standingParts(root: string): Promise<PartFolder[]> {
  try {
    return await partsIn(root);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw outputError(error, root);
  }
}

/**
 * The parts of a spill or run in order of burst and part. Temporary folders of unfinished parts are not among them.
 * @throws InputError when there is no such folder or no part in it
 */
export async function listParts(root: string): Promise<PartFolder[]> {
  const parts = await partsIn(root).catch((error) => {
    throw readError(error, root, 'the folder of a spill or run');
  });
  if (parts.length === 0)
    throw dataError('no parts', root, 'no folder burst-NNNN/part-NNNN', 'the folder of a spill or run');
  return parts;
}

/** The nearest folder above a path that exists; a file in the way is refused. */
async function existing(path: string): Promise<string> {
  try {
    await stat(path);
    return path;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(path) === path) throw error;
    return existing(dirname(path));
  }
}

/** Whether a name is one that file managers put into every folder they show. */
export const isLitter = (name: string): boolean => name === '.DS_Store' || name === 'desktop.ini';

/** What a spill, a run or a selection has in its folder. */
const OWN = /^(burst-\d{4,}|selections)$/;

/**
 * Refuses an output folder before work starts: it must be possible to write there, and nothing may stand in it but bursts, which are
 * then continued, and the selections of a run.
 * @throws InputError (output)
 */
export async function checkOutput(dir: string): Promise<void> {
  let others: string[] = [];
  try {
    const found = await existing(resolve(dir));
    const names = await readdir(found);
    if (found === resolve(dir)) others = names.filter((name) => !OWN.test(name) && !isLitter(name));
    await access(found, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw outputError(error, dir);
  }
  if (others.length > 0) {
    throw new InputError(ExitCode.output, {
      what: 'the output folder is occupied',
      where: dir,
      found: others.slice(0, 3).join(', '),
      expected: 'a folder that does not exist, is empty or holds parts of the same work',
    });
  }
}

/**
 * Makes a folder and those above it. Step by step: Node 20's recursive `mkdir` never returns where the system answers ENOENT to
 * making a folder in a folder that exists, as /proc does.
 */
export async function makeFolder(dir: string): Promise<void> {
  const found = await existing(resolve(dir));
  const missing = relative(found, resolve(dir)).split(sep).filter(Boolean);
  let at = found;
  for (const name of missing) {
    at = join(at, name);
    // another writer may have made it meanwhile
    await mkdir(at).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

/** Makes the names in a folder last through a power cut, where the system can. */
export async function syncFolder(dir: string): Promise<void> {
  const handle = await open(dir, 'r').catch(() => undefined);
  await handle?.sync().catch(() => {});
  await handle?.close();
}
