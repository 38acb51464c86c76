import type { Command } from 'commander';
import { CANDIDATE_TABLES } from '../selection/cut.js';
import { settingRows } from './config.js';
import { oneOf } from './options.js';
import { printColumns, printConfig, printSelection } from './print-selection.js';
import type { OutputFlags, Session } from './session.js';

/** Declares `config`. */
export function addConfigVerb(
  verb: (name: string, description: string) => Command,
  open: (flags: OutputFlags) => Promise<Session>,
): void {
  verb('config', 'list the settings that --set changes, a selection with its sources, or the columns it may name')
    .usage('[module] | show <selection> | columns <table>')
    .argument('[what]', 'a module of settings; or `show` or `columns`')
    .argument('[name]', 'of the selection, or of the table: vertices or tracks')
    .option('--yaml', 'print the selection as a file to be changed')
    .action(
      async (what: string | undefined, name: string | undefined, flags: OutputFlags & { readonly yaml?: true }) => {
        const { verbs, print } = await open(flags);
        if (what === 'show') {
          const selection = await verbs.chooseSelection(name ?? '');
          if (flags.yaml) {
            const { stringify } = await import('yaml');
            const { sourceOf } = await import('../selection/parse.js');
            print(selection, (s) => stringify(sourceOf(s), { lineWidth: 0 }));
          } else print(selection, printSelection);
        } else if (what === 'columns') {
          const table = oneOf('table of candidates', 'config columns', name ?? '', CANDIDATE_TABLES);
          print(verbs.selectionColumns(table), printColumns);
        } else {
          const rows = settingRows(verbs);
          const modules = [...new Set(rows.map((r) => r.module))];
          const wanted = what === undefined ? undefined : oneOf('module', 'config', what, modules);
          print(
            rows.filter((r) => wanted === undefined || r.module === wanted),
            printConfig,
          );
        }
      },
    );
}
