import type { VerbContext, Verbs } from '../verbs/types.js';
import type { ProgressLine } from './progress.js';

/** The outside of the program; tests give their own. */
export interface Surroundings {
  readonly version: string;
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  /** stderr is a terminal: a progress line instead of JSON lines. */
  readonly terminal: boolean;
  readonly signal: AbortSignal;
  /** Loads the library, which is heavy: only once a command line has been understood. */
  readonly load: () => Promise<Verbs>;
}

/** Flags of every verb. */
export interface OutputFlags {
  readonly quiet?: true;
  readonly json?: true;
}

/** What an action works with. */
export interface Session {
  readonly verbs: Verbs;
  readonly context: VerbContext;
  /** Writes the verb's result to stdout: as JSON with `--json`, else as `text` says it. */
  readonly print: <R>(result: R, text: (result: R) => string) => void;
}

/** Loads the library and the log; importing them takes longer than everything else a refusal needs. */
export async function openSession(flags: OutputFlags, around: Surroundings, line: ProgressLine): Promise<Session> {
  const { makeLogger } = await import('./logger.js');
  const quiet = flags.quiet === true;
  const logger = makeLogger(around.terminal, quiet, (text) => {
    line.clear();
    around.stderr(text);
  });
  return {
    verbs: await around.load(),
    context: {
      signal: around.signal,
      logger,
      onProgress: (progress) => {
        if (around.terminal && !quiet) line.update(progress);
      },
    },
    print: (result, text) => {
      line.clear();
      around.stdout(flags.json ? `${JSON.stringify(result, null, 2)}\n` : text(result));
    },
  };
}
