import type { Command } from 'commander';
import { ExitCode, InputError } from '../core/errors.js';
import type { Verbs } from '../verbs/types.js';
import { settingRows } from './config.js';
import { collect, given, oneOf } from './options.js';
import { printConfig, printCutflow, printSelected } from './print-selection.js';
import { clearOutput } from './replace.js';
import type { OutputFlags, Session } from './session.js';

export interface SelectionFlags extends OutputFlags {
  readonly selection: string;
  readonly cut?: readonly string[];
  readonly replace?: true;
}

export const withCutFlag = (command: Command): Command =>
  command.option(
    '--cut <cut>',
    "change or add a cut of the selection: '[name:] column operator value', such as 'chi2 < 20'; may be repeated",
    collect,
  );

/** Declares `select`, `cutflow` and `config`. */
export function addSelectionVerbs(
  verb: (name: string, description: string) => Command,
  open: (flags: OutputFlags) => Promise<Session>,
): void {
  withCutFlag(verb('select', 'ask the candidates of a run the cuts of a selection, written to RUN/selections/NAME'))
    .argument('<run>', 'folder of the run')
    .requiredOption('--selection <name>', 'selection, such as k3pi')
    .option('--replace', 'remove what the selection wrote before')
    .action(async (run: string, flags: SelectionFlags) => {
      const { verbs, context, print } = await open(flags);
      const chosen = checkedSelection(flags, verbs)!;
      if (flags.replace) await clearOutput(`${run}/selections/${chosen.selection}`);
      print(await verbs.select({ run, ...chosen }, context), printSelected);
    });

  verb('cutflow', 'count what a selection left, cut by cut, with 68 % intervals')
    .argument('<run>', 'folder of the run')
    .requiredOption('--selection <name>', 'selection that was made of the run')
    .action(async (run: string, flags: SelectionFlags) => {
      const { verbs, context, print } = await open(flags);
      const selection = oneOf('selection', '--selection', flags.selection, verbs.selections);
      print(await verbs.cutflow({ run, selection }, context), printCutflow);
    });

  verb('config', 'list the settings that --set changes, with default, unit, meaning and source')
    .argument('[module]', 'only those of this module')
    .action(async (module: string | undefined, flags: OutputFlags) => {
      const { verbs, print } = await open(flags);
      const rows = settingRows(verbs);
      if (module === undefined) print(rows, printConfig);
      else {
        const modules = [...new Set(rows.map((r) => r.module))];
        const wanted = oneOf('module', 'config', module, modules);
        print(
          rows.filter((r) => r.module === wanted),
          printConfig,
        );
      }
    });
}

/** The selection a verb is to make, checked cut by cut; undefined when none is asked for. */
export function checkedSelection(
  { selection, cut }: Partial<SelectionFlags>,
  verbs: Verbs,
): { selection: string; changes?: readonly string[] } | undefined {
  if (selection === undefined) {
    if (cut === undefined) return undefined;
    throw new InputError(ExitCode.usage, {
      what: 'a cut of no selection',
      where: '--cut',
      found: cut[0]!,
      expected: '--selection <name> with it',
    });
  }
  const name = oneOf('selection', '--selection', selection, verbs.selections);
  verbs.selectionOf(name, cut);
  return { selection: name, ...given({ changes: cut }) };
}
