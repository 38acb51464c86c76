import { ExitCode, InputError } from '../core/errors.js';

/** A file or manifest that is not what it should be; to be thrown. */
export function dataError(what: string, where: string, found: unknown, expected: unknown): InputError {
  return new InputError(ExitCode.data, { what, where, found: String(found), expected: String(expected) });
}

/** What the system's refusals mean to the person who typed the folder. */
const MEANING: Readonly<Record<string, string>> = {
  EACCES: 'no permission to write',
  ENOENT: 'the system makes no folder there',
  EPERM: 'no permission to write',
  EROFS: 'the file system is read-only',
  ENOTDIR: 'a file stands where a folder should be',
  EEXIST: 'a file stands where a folder should be, or another process writes the same part',
  ENOTEMPTY: 'the folder exists and is not empty',
  ENOSPC: 'no space left on the device',
  EDQUOT: 'the disk quota is used up',
};

const errno = (error: unknown): string | undefined => {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  return typeof code === 'string' && typeof (error as NodeJS.ErrnoException).errno === 'number' ? code : undefined;
};

/** A refusal of the file system while writing, as an output error; any other error as it is. */
export function outputError(error: unknown, where: string): unknown {
  const code = errno(error);
  if (code === undefined) return error;
  return new InputError(ExitCode.output, {
    what: 'cannot write',
    where,
    found: MEANING[code] === undefined ? (error as Error).message : `${MEANING[code]} (${code})`,
    expected: 'a folder that can be written, with space for the output',
  });
}

/** An error met while reading a file, as a data error; an InputError as it is. */
export function readError(error: unknown, where: string, expected: string): InputError {
  if (error instanceof InputError) return error;
  if (errno(error) === 'ENOENT') return dataError('missing file', where, 'no such file', expected);
  return dataError('unreadable file', where, (error as Error).message, expected);
}
