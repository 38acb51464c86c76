import { ExitCode, InputError } from '../core/errors.js';

/** A file or manifest that is not what it should be; to be thrown. */
export function dataError(what: string, where: string, found: unknown, expected: unknown): InputError {
  return new InputError(ExitCode.data, { what, where, found: String(found), expected: String(expected) });
}

/** What the system's refusals mean to the person who typed the folder. */
const MEANING: Readonly<Record<string, string>> = {
  EACCES: 'no permission to write',
  ENOENT: 'a folder on the way is missing',
  EISDIR: 'a folder stands where a file should be',
  EPERM: 'no permission to write',
  EROFS: 'the file system is read-only',
  ENOTDIR: 'a file stands where a folder should be',
  EEXIST: 'something of this name is there already',
  ENOTEMPTY: 'the folder exists and is not empty',
  ENOSPC: 'no space left on the device',
  EDQUOT: 'the disk quota is used up',
};

/** What a refusal means; it may depend on what was refused. */
function meaning(code: string, syscall: string | undefined): string | undefined {
  // folders above are made first: it is the system that has no place for one, as in /proc
  if (code === 'ENOENT' && syscall === 'mkdir') return 'the system makes no folder there';
  if (code === 'ENOENT' && syscall === 'rename') return 'something removed it meanwhile';
  // `rm` of what may not be removed tries `rmdir` on it in the end
  if (syscall === 'rmdir') return 'it cannot be removed';
  return MEANING[code];
}

const errno = (error: unknown): string | undefined => {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  return typeof code === 'string' && typeof (error as NodeJS.ErrnoException).errno === 'number' ? code : undefined;
};

/** A refusal of the file system while writing, as an output error; any other error as it is. */
export function outputError(error: unknown, where: string): unknown {
  const code = errno(error);
  if (code === undefined) return error;
  const means = meaning(code, (error as NodeJS.ErrnoException).syscall);
  return new InputError(ExitCode.output, {
    what: 'cannot write',
    where,
    found: means === undefined ? (error as Error).message : `${means} (${code})`,
    expected: 'a place that can be written, with space for the output',
  });
}

/** An error met while reading a file, as a data error; an InputError as it is. */
export function readError(error: unknown, where: string, expected: string): InputError {
  if (error instanceof InputError) return error;
  if (errno(error) === 'ENOENT') return dataError('missing file', where, 'no such file', expected);
  return dataError('unreadable file', where, (error as Error).message, expected);
}
