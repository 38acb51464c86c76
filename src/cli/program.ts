import { CommanderError } from 'commander';
import { ExitCode } from '../core/errors.js';
import { buildProgram } from './commands.js';
import { explain } from './failure.js';
import { ProgressLine } from './progress.js';
import { type OutputFlags, openSession, type Session, type Surroundings } from './session.js';

/** Runs one command line and returns its exit code; never throws and never ends the process. */
export async function main(argv: readonly string[], around: Surroundings): Promise<number> {
  const line = new ProgressLine(around.stderr);
  let code: number = ExitCode.ok;
  const open = (flags: OutputFlags): Promise<Session> => openSession(flags, around, line);
  const program = buildProgram(around, open, (failed) => {
    code = failed;
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    line.clear();
    return code;
  } catch (error) {
    line.clear();
    // help and version end this way too, with exit code 0
    if (error instanceof CommanderError && error.exitCode === 0) return ExitCode.ok;
    const failure = explain(error, around.signal.aborted);
    around.stderr(failure.text);
    return failure.code;
  }
}
