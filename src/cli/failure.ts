import type { Command, CommanderError } from 'commander';
import { ExitCode, InputError } from '../core/errors.js';
import { known } from './options.js';

/** Words of a refusal, by commander's code; `found` is what stands in quotes in commander's message. */
const REFUSALS: Readonly<
  Record<string, (command: Command, quoted: string) => [what: string, found: string, expected: string]>
> = {
  'commander.unknownOption': (c, quoted) => ['unknown flag', quoted, known(quoted, flagsOf(c))],
  'commander.unknownCommand': (c, quoted) => [
    'unknown verb',
    quoted,
    known(
      quoted,
      c.commands.map((v) => v.name()),
    ),
  ],
  'commander.help': (c) => ['a verb is missing', 'nothing', c.commands.map((v) => v.name()).join(', ')],
  'commander.optionMissingArgument': (_, quoted) => ['a flag without its value', quoted.split(' ')[0]!, quoted],
  'commander.missingMandatoryOptionValue': (_, quoted) => ['a flag is missing', 'nothing', quoted],
  'commander.missingArgument': (_, quoted) => ['an argument is missing', 'nothing', `<${quoted}>`],
  'commander.excessArguments': (c) => [
    'too many arguments',
    c.args.join(' '),
    c.registeredArguments.map((a) => `<${a.name()}>`).join(' ') || 'flags only',
  ],
};

const flagsOf = (command: Command): string[] => command.options.flatMap((o) => (o.long ? [o.long] : []));

/** What commander throws, in the words of this program. Asked-for help and version, which are no errors, stay as they are. */
export function refusal(error: CommanderError, command: Command): Error {
  // commander looks for missing flags first; a misspelt one is the better complaint
  const misspelt =
    error.code === 'commander.missingMandatoryOptionValue' && command.args.find((a) => a.startsWith('-'));
  const words = REFUSALS[misspelt ? 'commander.unknownOption' : error.code];
  if (words === undefined) return error;
  const quoted = misspelt || (/'([^']*)'/.exec(error.message)?.[1] ?? '');
  const [what, found, expected] = words(command, quoted);
  return new InputError(ExitCode.usage, { what, where: commandPath(command), found, expected });
}

const commandPath = (command: Command): string =>
  command.parent === null ? command.name() : `${commandPath(command.parent)} ${command.name()}`;

/** Where an error comes from, and where its cause does: of a batch that workers failed on, the line that failed is in the cause. */
function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = error.stack ?? error.message;
  return error.cause === undefined ? own : `${own}\ncaused by: ${stackOf(error.cause)}`;
}

/** What the user reads about an error, and the exit code that goes with it. */
export function explain(error: unknown, aborted: boolean): { readonly text: string; readonly code: number } {
  if (aborted) {
    const cause = error instanceof Error && error.name !== 'AbortError' ? ` (${error.message})` : '';
    return { text: `stopped${cause}: parts that were complete are kept, nothing else\n`, code: ExitCode.interrupted };
  }
  if (error instanceof InputError) return { text: `error: ${error.message}\n`, code: error.code };
  return {
    text: `${stackOf(error)}\nThis is a defect of spillway, not of your input; please report it.\n`,
    code: ExitCode.internal,
  };
}
