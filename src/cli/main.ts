#!/usr/bin/env node
import { writeSync } from 'node:fs';
import { ExitCode } from '../core/errors.js';
import { VERSION } from '../core/version.js';
import { main } from './program.js';

// a reader that went away (`| head`) ends the output, not the work: exit codes keep their meaning
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    writeSync(2, `error: cannot write the output: ${error.message}\n`);
    process.exit(ExitCode.output);
  });
}

const abort = new AbortController();
const stop = (): void => {
  if (abort.signal.aborted) process.exit(ExitCode.interrupted);
  process.stderr.write('\nstopping, whole parts are kept; once more to stop at once\n');
  abort.abort();
};
process.on('SIGINT', stop);
process.on('SIGTERM', stop);

process.exitCode = await main(process.argv.slice(2), {
  version: VERSION,
  stdout: (text) => void process.stdout.write(text),
  stderr: (text) => void process.stderr.write(text),
  terminal: process.stderr.isTTY === true,
  signal: abort.signal,
  load: () => import('../index.js'),
});
