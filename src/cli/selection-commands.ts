import type { Command } from 'commander';
import { ExitCode, InputError } from '../core/errors.js';
import { formatBytes, formatCounted } from '../report/terminal.js';
import type { ScanAxis, ScanOptions, Verbs } from '../verbs/types.js';
import { collect, given, oneOf } from './options.js';
import { printCutflow, printDiff, printNMinusOne, printScan, printSelected } from './print-selection.js';
import { clearOutput } from './replace.js';
import type { OutputFlags, Session } from './session.js';

export interface SelectionFlags extends OutputFlags {
  readonly selection: string;
  readonly cut?: readonly string[];
  readonly unblind?: string;
  readonly replace?: true;
}

/** Files of a result. */
interface FileFlags extends OutputFlags {
  readonly arrow?: string;
  readonly svg?: string;
  readonly png?: string;
}

const filesOf = ({ arrow, svg, png }: FileFlags) => given({ arrow, svg, png });

const withFiles = (command: Command, pictures: string | undefined = 'file'): Command => {
  command.option('--arrow <file>', 'Arrow file to write what was found to');
  if (pictures === undefined) return command;
  return command
    .option(`--svg <${pictures}>`, `SVG ${pictures} to draw it in`)
    .option(`--png <${pictures}>`, `PNG ${pictures} to draw it in`);
};

interface CutflowFlags extends FileFlags {
  readonly selection: string;
  readonly weight?: readonly string[];
  readonly truth?: readonly string[];
}

interface ScanFlags extends FileFlags {
  readonly selection: string;
  readonly signal: readonly string[];
  readonly background: readonly string[];
  readonly scan: readonly string[];
  readonly figure: ScanOptions['figure'];
  readonly sigmas?: number;
  readonly signalWeight?: number;
  readonly backgroundWeight?: number;
}

export const withCutFlag = (command: Command): Command =>
  command
    .option(
      '--cut <cut>',
      "change or add a cut of the selection: '[name:] column operator value', such as 'chi2 < 20'; may be repeated",
      collect,
    )
    .option('--unblind <reason>', 'read masked regions too; the reason goes into the provenance');

const SELECTION = 'selection, such as k3pi, or a YAML file; see `spillway config show`';

/** Declares the verbs of selections. */
export function addSelectionVerbs(
  verb: (name: string, description: string) => Command,
  open: (flags: OutputFlags) => Promise<Session>,
): void {
  withCutFlag(verb('select', 'ask the candidates of a run the cuts of a selection, written to RUN/selections/NAME'))
    .argument('<run>', 'folder of the run')
    .requiredOption('--selection <name>', SELECTION)
    .option('--replace', 'remove what the selection wrote before')
    .action(async (run: string, flags: SelectionFlags) => {
      const { verbs, context, print } = await open(flags);
      const { name, ...chosen } = (await checkedSelection(flags, verbs))!;
      if (flags.replace) await clearOutput(`${run}/selections/${name}`);
      print(await verbs.select({ run, ...chosen }, context), printSelected);
    });

  withFiles(verb('cutflow', 'count what a selection left, cut by cut, with 68 % intervals; runs add up'))
    .argument('<runs...>', 'folders of runs')
    .requiredOption('--selection <name>', SELECTION)
    .option(
      '--weight <number>',
      'what a candidate of each run counts, in the order of the runs; may be repeated',
      collect,
    )
    .option(
      '--truth <spill>',
      'spill of each run, in the order of the runs: adds efficiency, purity and origin; may be repeated',
      collect,
    )
    .action(async (runs: string[], flags: CutflowFlags) => {
      const { verbs, context, print } = await open(flags);
      const weights = flags.weight?.map((text) => number(text, '--weight'));
      const selection = await nameOf(flags.selection, verbs);
      print(
        await verbs.cutflow({ runs, selection, ...given({ weights, truth: flags.truth }), ...filesOf(flags) }, context),
        printCutflow,
      );
    });

  withFiles(
    verb(
      'nminus1',
      'show each cut where all the others are made: the distribution of its column, the share that passes',
    ),
    'folder',
  )
    .argument('<runs...>', 'folders of runs')
    .requiredOption('--selection <name>', SELECTION)
    .option('--cut <name>', 'only this cut')
    .action(async (runs: string[], flags: FileFlags & { readonly selection: string; readonly cut?: string }) => {
      const { verbs, context, print } = await open(flags);
      const selection = await nameOf(flags.selection, verbs);
      print(
        await verbs.nminus1({ runs, selection, ...given({ cut: flags.cut }), ...filesOf(flags) }, context),
        printNMinusOne,
      );
    });

  withFiles(
    verb('diff', 'compare two selections event by event: two lists of cuts, or two runs of the same events'),
    undefined,
  )
    .argument('<a>', 'folder RUN/selections/NAME')
    .argument('<b>', 'folder RUN/selections/NAME')
    .action(async (a: string, b: string, flags: FileFlags) => {
      const { verbs, context, print } = await open(flags);
      print(await verbs.diff({ a, b, ...filesOf(flags) }, context), printDiff);
    });

  withFiles(verb('scan', 'move one or two values of cuts: signal efficiency, background and a figure of merit'))
    .requiredOption('--selection <name>', SELECTION)
    .requiredOption('--signal <run>', 'run of the signal; may be repeated', collect)
    .requiredOption('--background <run>', 'run of the background; may be repeated', collect)
    .requiredOption(
      '--scan <cut=from..to:steps>',
      "values of a cut in the unit of its column, such as 'chi2=5..40:14', or of an end, 'mass.low=485..492:14'; once or twice",
      collect,
    )
    .option(
      '--figure <figure>',
      's/sqrt(b) or punzi',
      (text: string) => oneOf('figure of merit', '--figure', text, ['s/sqrt(b)', 'punzi']),
      'punzi',
    )
    .option('--sigmas <number>', "standard deviations of Punzi's figure", (text: string) => number(text, '--sigmas'), 3)
    .option('--signal-weight <number>', 'what a candidate of the signal counts', (text: string) =>
      number(text, '--signal-weight'),
    )
    .option('--background-weight <number>', 'what a candidate of the background counts', (text: string) =>
      number(text, '--background-weight'),
    )
    .action(async (flags: ScanFlags) => {
      const { verbs, context, print } = await open(flags);
      const { signal, background, figure, sigmas, signalWeight, backgroundWeight } = flags;
      const selection = await nameOf(flags.selection, verbs);
      const axes = flags.scan.map(axis);
      const options = {
        selection,
        signal,
        background,
        axes,
        figure,
        ...given({ sigmas, signalWeight, backgroundWeight }),
        ...filesOf(flags),
      };
      print(await verbs.scan(options, context), printScan);
    });
}

/** Declares `report`. */
export function addReportVerb(
  verb: (name: string, description: string) => Command,
  open: (flags: OutputFlags) => Promise<Session>,
): void {
  verb('report', 'write one HTML page of a selection: cutflow, N − 1, plots, published figures, events')
    .argument('<run>', 'folder of the run')
    .requiredOption('--selection <name>', SELECTION)
    .requiredOption('--out <file>', 'HTML file to write')
    .option('--spill <dir>', 'spill the run was made of: adds what its truth says')
    .action(
      async (
        run: string,
        flags: OutputFlags & { readonly selection: string; readonly out: string; readonly spill?: string },
      ) => {
        const { verbs, context, print } = await open(flags);
        const selection = await nameOf(flags.selection, verbs);
        const options = { run, selection, out: flags.out, ...given({ spill: flags.spill }) };
        print(
          await verbs.report(options, context),
          (r) => `${r.file}: ${r.selection}, ${formatCounted(r.events, 'event')} that pass, ${formatBytes(r.bytes)}\n`,
        );
      },
    );
}

const refuse = (what: string, where: string, found: string, expected: string): InputError =>
  new InputError(ExitCode.usage, { what, where, found, expected });

function number(text: string, where: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isFinite(value) && value >= 0) return value;
  throw refuse('not a number', where, text, 'a finite number, 0 or more');
}

/** Reads `cut=from..to:steps`, with `.low` or `.high` behind the cut for an end of an interval. */
function axis(text: string): ScanAxis {
  const match = /^(.+?)(?:\.(low|high))?=([^.].*?)\.\.(.+):(\d+)$/.exec(text);
  const [from, to] = [Number(match?.[3]), Number(match?.[4])];
  if (match === null || !Number.isFinite(from) || !Number.isFinite(to)) {
    throw refuse('not a range of a cut', '--scan', text, "cut=from..to:steps, such as 'chi2=5..40:14'");
  }
  return {
    cut: match[1]!,
    edge: (match[2] as 'low' | 'high' | undefined) ?? 'value',
    from,
    to,
    steps: Number(match[5]),
  };
}

/** Name of the folder that a selection has in a run: that of a YAML file stands in it. */
const nameOf = async (choice: string, verbs: Verbs): Promise<string> =>
  /\.ya?ml$/i.test(choice) ? (await verbs.chooseSelection(choice)).name : choice;

/** The selection a verb is to make, checked cut by cut, and its name; undefined when none is asked for. */
export async function checkedSelection({ selection, cut, unblind }: Partial<SelectionFlags>, verbs: Verbs) {
  if (selection === undefined) {
    if (cut === undefined) return undefined;
    throw refuse('a cut of no selection', '--cut', cut[0]!, '--selection <name> with it');
  }
  const { name } = await verbs.chooseSelection(selection, cut);
  return { name, selection, ...given({ changes: cut, unblind }) };
}
