import { mkdir, open, readdir, realpath, rename, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { ExitCode, InputError } from '../core/errors.js';
import { outputError } from './complain.js';
import { checkOutput, isLitter, listParts, makeFolder, partName, syncFolder } from './folder.js';
import type { OpenOutput, OutputHandle } from './sink.js';

/** Where an export grows until it is whole, and what may go at any time. Readers of data sets skip names that begin with a dot. */
const TEMPORARY = '.export.tmp';
/** The tables of the export that is replaced, while those of the new one are put in place. */
const OLD = '.export.old';
/** What of the new export is not in place yet. It is called so when no table of the old one is in place any more. */
const NEW = '.export.new';
const PARQUET = /^burst-\d{4,}-part-\d{4,}[.]parquet$/;

/** Name of a part's file in the folder of its table. */
export const parquetName = (burst: number, part: number): string =>
  `${partName(burst, part).replace('/', '-')}.parquet`;

export interface ExportFolderOptions {
  /** Removes the export that stands there, once the new one is whole. */
  readonly replace: boolean;
  /** Names of all tables there are: only what is called like one of them is taken for an export. */
  readonly tables: ReadonlySet<string>;
  /** Opens the files; replaced in tests of write errors. */
  readonly open?: OpenOutput | undefined;
}

/** One file of an export; after an error only `ExportFolder.abort` is allowed. */
export interface ExportFile {
  write(bytes: Uint8Array): Promise<void>;
  /** Flushes to the disk and closes; the size of the file. */
  close(): Promise<number>;
}

/** The path with the links of what exists of it followed. */
async function real(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(path) === path) throw error;
    return join(await real(dirname(path)), basename(path));
  }
}

/** The nearest folder at or above a path that has parts of a spill, run or selection. */
async function partsAbove(path: string): Promise<string | undefined> {
  for (let at = await real(resolve(path)); ; at = dirname(at)) {
    const found = await listParts(at).catch(() => []);
    if (found.length > 0) return at;
    if (dirname(at) === at) return undefined;
  }
}

async function moveAll(from: string, to: string, names: readonly string[]): Promise<void> {
  for (const name of names) await rename(join(from, name), join(to, name));
}

/** Ends a replacement whose new tables are all in place. What cannot be removed is hidden, and no reason to fail. */
async function dropOld(dir: string): Promise<void> {
  const temporary = join(dir, TEMPORARY);
  await rm(temporary, { recursive: true, force: true }).catch(() => {});
  await rename(join(dir, OLD), temporary).catch(() => {});
  await rm(temporary, { recursive: true, force: true }).catch(() => {});
}

/** Ends what a process that died while it replaced an export had begun: forward where the new one was on its way in, else back. */
async function recover(dir: string): Promise<void> {
  const rest = await readdir(join(dir, NEW)).catch(() => undefined);
  if (rest !== undefined) {
    await moveAll(join(dir, NEW), dir, rest);
    await rmdir(join(dir, NEW));
    return dropOld(dir);
  }
  const old = await readdir(join(dir, OLD)).catch(() => undefined);
  if (old === undefined) return;
  await moveAll(join(dir, OLD), dir, old);
  await rmdir(join(dir, OLD));
}

/** What stands in a folder for all to see; undefined when there is no such folder. */
async function visible(dir: string): Promise<string[] | undefined> {
  const names = await readdir(dir).catch(() => undefined);
  return names?.filter((n) => ![TEMPORARY, OLD, NEW].includes(n) && !isLitter(n));
}

async function isExport(dir: string, name: string, tables: ReadonlySet<string>): Promise<boolean> {
  if (name.endsWith('.csv')) return tables.has(name.slice(0, -'.csv'.length));
  if (!tables.has(name)) return false;
  const files = await readdir(join(dir, name)).catch(() => ['not a folder']);
  return files.every((f) => PARQUET.test(f) || isLitter(f));
}

/**
 * An export grows in a temporary folder inside its own and is moved into place table by table when all of it is there: a table is
 * whole or absent, never a data set that lacks parts. An export that is replaced is moved aside first, and back if that fails; where
 * the process dies between, the next one sets it right. Use `ExportFolder.create`.
 */
export class ExportFolder {
  readonly dir: string;
  private readonly temporary: string;
  private readonly openOutput: OpenOutput;
  private readonly handles = new Set<OutputHandle>();
  /** Names in the folder that the new export takes the place of. */
  private readonly old: readonly string[];
  /** Undoes the steps of `commit`, in the order in which they were made. */
  private readonly undo: (() => Promise<void>)[] = [];
  private readonly made: boolean;

  private constructor(dir: string, old: readonly string[], made: boolean, openOutput: OpenOutput) {
    this.dir = dir;
    this.temporary = join(dir, TEMPORARY);
    this.old = old;
    this.made = made;
    this.openOutput = openOutput;
  }

  /**
   * Checks a folder and makes it. What a process that died left in it is removed.
   * @throws InputError (output) when it lies in a spill, run or selection, is occupied, holds anything but an export, or cannot be written
   */
  static async create(dir: string, options: ExportFolderOptions): Promise<ExportFolder> {
    const { replace, tables, open: openOutput = (p) => open(p, 'wx') } = options;
    try {
      const above = await partsAbove(dir);
      if (above !== undefined) {
        throw new InputError(ExitCode.output, {
          what: 'an export does not go into a spill, run or selection',
          where: dir,
          found: `inside ${above}`,
          expected: 'a folder outside of it',
        });
      }
      const found = await visible(dir);
      if (replace || found?.length === 0) await recover(dir);
      const old = (await visible(dir)) ?? [];
      if (replace) await checkReplaceable(dir, old, tables);
      if (replace || old.length === 0) await rm(join(dir, TEMPORARY), { recursive: true, force: true });
      if (!replace) await checkFree(dir, old);
      await makeFolder(join(dir, TEMPORARY));
      return new ExportFolder(dir, old, found === undefined, openOutput);
    } catch (error) {
      throw outputError(error, dir);
    }
  }

  /** Begins a file. @param path with forward slashes, at most one folder deep */
  async file(path: string): Promise<ExportFile> {
    const place = join(this.temporary, path);
    // what the user knows is where the file was to stand in the end
    const where = join(this.dir, path);
    const told = async <T>(action: () => Promise<T>): Promise<T> => {
      try {
        return await action();
      } catch (error) {
        throw outputError(error, where);
      }
    };
    const handle = await told(async () => {
      await mkdir(dirname(place), { recursive: true });
      return this.openOutput(place);
    });
    this.handles.add(handle);
    let size = 0;
    return {
      write: (bytes) =>
        told(async () => {
          for (let n = 0; n < bytes.length; ) {
            const { bytesWritten } = await handle.writev([bytes.subarray(n)]);
            if (bytesWritten <= 0) throw new Error(`${where}: the system took no bytes`);
            n += bytesWritten;
          }
          size += bytes.length;
        }),
      close: () =>
        told(async () => {
          await handle.sync();
          this.handles.delete(handle);
          await handle.close();
          return size;
        }),
    };
  }

  /** Puts the tables in place of those of the export that is replaced. After an error `abort` brings these back. */
  async commit(): Promise<void> {
    const { dir, temporary } = this;
    const [old, fresh] = [join(dir, OLD), join(dir, NEW)];
    const move = async (from: string, to: string, where: string): Promise<void> => {
      await rename(from, to).catch((error) => {
        throw outputError(error, where);
      });
      this.undo.push(() => rename(to, from));
    };
    try {
      const names = await readdir(temporary);
      for (const name of names) await syncFolder(join(temporary, name));
      await mkdir(old);
      this.undo.push(() => rmdir(old));
      for (const name of this.old) await move(join(dir, name), join(old, name), join(dir, name));
      await move(temporary, fresh, dir);
      for (const name of names) await move(join(fresh, name), join(dir, name), join(dir, name));
      await syncFolder(dir);
      await rmdir(fresh);
    } catch (error) {
      throw outputError(error, dir);
    }
    this.undo.length = 0;
    await dropOld(dir);
    await syncFolder(dir);
  }

  /** Leaves no trace of the export, and the one it was to replace as it was. Never fails. */
  async abort(): Promise<void> {
    for (const handle of this.handles) await handle.close().catch(() => {});
    for (const step of this.undo.splice(0).reverse()) await step().catch(() => {});
    await rm(this.temporary, { recursive: true, force: true }).catch(() => {});
    if (this.made) await rmdir(this.dir).catch(() => {});
  }
}

/** Refuses a folder that holds anything, or cannot be written. */
async function checkFree(dir: string, names: readonly string[]): Promise<void> {
  if (names.length === 0) return checkOutput(dir);
  throw new InputError(ExitCode.output, {
    what: 'the output folder is occupied',
    where: dir,
    found: names.slice(0, 3).join(', '),
    expected: 'a folder that does not exist or is empty; --replace takes the place of an earlier export',
  });
}

async function checkReplaceable(dir: string, names: readonly string[], tables: ReadonlySet<string>): Promise<void> {
  const others: string[] = [];
  for (const name of names) if (!(await isExport(dir, name, tables))) others.push(name);
  if (others.length === 0) return;
  throw new InputError(ExitCode.output, {
    what: 'will not replace a folder that holds something else',
    where: dir,
    found: others.slice(0, 3).join(', '),
    expected: 'only the tables of an earlier export',
  });
}
