import path from 'node:path';
import { Command } from 'commander';
import { ExitCode, InputError } from '../core/errors.js';
import type { EventRange } from '../verbs/event-range.js';
import type { Overrides, ReplayOptions, SettingsByModule, SimulateOptions, Verbs } from '../verbs/types.js';
import { addConfigVerb } from './config-command.js';
import { addEfficiencyVerb } from './efficiency-command.js';
import { addExportVerb } from './export-command.js';
import { refusal } from './failure.js';
import { collect, events, given, integer, intensity, MAX_U32, oneOf, parseOverrides, range } from './options.js';
import { printInspection, printReplay, printRun, printValidation, printWritten } from './print.js';
import { clearOutput } from './replace.js';
import {
  addReportVerb,
  addSelectionVerbs,
  checkedSelection,
  type SelectionFlags,
  withCutFlag,
} from './selection-commands.js';
import type { OutputFlags, Session, Surroundings } from './session.js';

/** More threads than any machine has processors are a slip of the hand. */
const MAX_WORKERS = 1024;

interface ChainFlags extends OutputFlags {
  readonly out: string;
  readonly replace?: true;
  readonly conditions?: string;
  readonly set?: readonly string[];
  readonly workers?: number;
}

interface SimulateFlags extends ChainFlags {
  readonly setup: string;
  readonly decay: string;
  readonly events: number | EventRange;
  readonly seed: number;
  readonly burst: number;
  readonly intensity?: number;
}

interface ReplayFlags extends ChainFlags {
  readonly onBad: 'keep' | 'quarantine' | 'stop';
}

interface ShowFlags extends OutputFlags {
  readonly burst: number;
  readonly event: number;
  readonly run?: string;
  readonly out?: string;
  readonly hits?: true;
  readonly truth?: true;
}

interface ValidateFlags extends OutputFlags {
  readonly small?: true;
  readonly only?: string;
  readonly out?: string;
}

const EXAMPLES = `
Examples:
  spillway run --setup kaon-2018 --decay k3pi --events 2000 --seed 1 --out out/first-light
  spillway simulate --setup kaon-2018 --decay k3pi --events 2000 --seed 1 --out spills/k3pi
  spillway replay spills/k3pi --out runs/k3pi
  spillway inspect runs/k3pi
  spillway select runs/k3pi --selection k3pi
  spillway cutflow runs/k3pi --selection k3pi
  spillway nminus1 runs/k3pi --selection k3pi --cut mass
  spillway diff runs/k3pi/selections/k3pi runs/k3pi/selections/k3pi-strict
  spillway efficiency runs/k3pi --of identity --against momentum --truth spills/k3pi
  spillway export runs/k3pi --parquet parquet/k3pi
  spillway show spills/k3pi --event 5 --run runs/k3pi --out event-5.svg

Exit codes: 0 done, 1 a defect of spillway, 2 command line, 3 bad data, 4 output folder,
            5 a validation row is red, 130 stopped by the user.

spillway config lists the settings that --set changes, with defaults, units and sources.`;

/**
 * Declares the verbs and their flags.
 * @param open loads what an action needs; called after the flags were read
 * @param fail sets the exit code of a verb that ran but did not pass
 */
export function buildProgram(
  around: Pick<Surroundings, 'version' | 'stdout' | 'signal'>,
  open: (flags: OutputFlags) => Promise<Session>,
  fail: (code: number) => void,
): Command {
  const program = new Command('spillway')
    .description('Emulates the NA62 detector chain hit by hit and reconstructs what it sees.')
    .version(around.version)
    .addHelpText('after', EXAMPLES);

  const verb = (name: string, description: string): Command =>
    program
      .command(name)
      .description(description)
      .option('--json', 'print the result as one JSON document')
      .option('--quiet', 'no progress, warnings only');

  withChainFlags(withSimulateFlags(verb('simulate', 'emulate a burst down to raw hits, written as a spill')))
    .requiredOption('--out <dir>', 'folder of the spill; one of the same work is continued')
    .action(async (flags: SimulateFlags) => {
      const { verbs, context, print } = await open(flags);
      const settings = parseOverrides(flags.set ?? [], verbs.simulationSettings);
      const options = simulateOptions(flags, verbs, flags.out, settings);
      if (flags.replace) await clearOutput(options.out);
      print(await verbs.simulate(options, context), printWritten);
    });

  withChainFlags(withReplayFlags(verb('replay', 'reconstruct a spill from its raw hits alone, written as a run')))
    .argument('<spill>', 'folder of the spill')
    .requiredOption('--out <dir>', 'folder of the run; one of the same work is continued')
    .option('--events <from:to>', 'only these events: 500:600 are 500 … 599', range)
    .option('--follow', 'take parts as they appear, until the end-of-burst marker')
    .action(async (spill: string, flags: ReplayFlags & { readonly events?: EventRange; readonly follow?: true }) => {
      const { verbs, context, print } = await open(flags);
      const settings = parseOverrides(flags.set ?? [], verbs.reconstructionSettings);
      const options = {
        ...replayOptions(flags, verbs, spill, flags.out, settings),
        ...given({ events: flags.events, follow: flags.follow }),
      };
      if (flags.replace) await clearOutput(options.out);
      print(await verbs.replay(options, context), printReplay);
    });

  withCutFlag(withChainFlags(withReplayFlags(withSimulateFlags(verb('run', 'simulate, replay and inspect in one go')))))
    .requiredOption('--out <dir>', 'gets the folders spill/ and run/')
    .option('--selection <name>', 'select too, and print the cutflow')
    .action(async (flags: SimulateFlags & ReplayFlags & Partial<SelectionFlags>) => {
      const { verbs, context, print } = await open(flags);
      const { simulationSettings, reconstructionSettings } = verbs;
      const settings = parseOverrides(flags.set ?? [], { ...reconstructionSettings, ...simulationSettings });
      const to = (name: string): string => path.join(flags.out, name);
      const forward = simulateOptions(flags, verbs, to('spill'), settingsOf(simulationSettings, settings));
      const backward = replayOptions(
        flags,
        verbs,
        to('spill'),
        to('run'),
        settingsOf(reconstructionSettings, settings),
      );
      const chosen = await checkedSelection(flags, verbs);
      if (flags.replace) for (const { out } of [forward, backward]) await clearOutput(out);
      const spill = await verbs.simulate(forward, context);
      around.signal.throwIfAborted();
      const run = await verbs.replay(backward, context);
      around.signal.throwIfAborted();
      const inspection = await verbs.inspect({ folder: run.folder, plot: to('candidates.svg') }, context);
      const asked = { run: run.folder, truth: spill.folder, of: 'identity', against: 'momentum' } as const;
      const identities = await verbs.efficiency(asked, context);
      if (chosen === undefined) {
        print({ spill, run, inspection, identities }, (r) => printRun(r.spill, r.run, r.inspection, r.identities));
        return;
      }
      const { name, ...choice } = chosen;
      await verbs.select({ run: run.folder, ...choice }, context);
      around.signal.throwIfAborted();
      const cutflow = await verbs.cutflow({ runs: run.folder, selection: name }, context);
      print({ spill, run, inspection, identities, cutflow }, (r) =>
        printRun(r.spill, r.run, r.inspection, r.identities, r.cutflow),
      );
    });

  verb('inspect', 'say how a spill or a run was made, what is in it and what was found')
    .argument('<folder>', 'a spill or a run')
    .option('--plot <file>', "SVG file for the histograms of a run's candidates")
    .action(async (folder: string, flags: OutputFlags & { readonly plot?: string }) => {
      const { verbs, context, print } = await open(flags);
      print(await verbs.inspect({ folder, ...given({ plot: flags.plot }) }, context), printInspection);
    });

  verb('show', 'describe or draw one event')
    .argument('<spill>', 'folder of the spill')
    .requiredOption('--event <n>', 'event number', integer('--event', 0, MAX_U32))
    .option('--burst <n>', 'burst number', integer('--burst', 1, MAX_U32), 1)
    .option('--run <dir>', 'draw the tracks and vertices of this run as well')
    .option('--out <file>', 'SVG file to write')
    .option('--hits', 'list the raw hits of every detector')
    .option('--truth', 'list the true particles and, with --hits, what made each hit')
    .action(async (spill: string, flags: ShowFlags) => {
      const { verbs, context, print } = await open(flags);
      const { burst, event, run, out, hits, truth } = flags;
      const shown = await verbs.show({ spill, burst, event, ...given({ run, out, hits, truth }) }, context);
      print(shown, ({ text, file }) => `${text.trimEnd()}\n${file === undefined ? '' : `drawn in ${file}\n`}`);
    });

  addSelectionVerbs(verb, open);
  addReportVerb(verb, open);
  addConfigVerb(verb, open);
  addEfficiencyVerb(verb, open);
  addExportVerb(verb, open);

  verb('validate', 'compare the emulation with published figures, row by row')
    .option('--small', 'fewer events: a third of the time of the full table')
    .option('--only <name>', 'only rows whose name contains this text')
    .option('--out <file>', 'Markdown file to write')
    .action(async (flags: ValidateFlags) => {
      const { verbs, context, print } = await open(flags);
      const options = { small: flags.small === true, ...given({ only: flags.only, out: flags.out }) };
      const result = await verbs.validate(options, context);
      print(result, printValidation);
      if (result.rows.some((row) => row.verdict === 'red')) fail(ExitCode.validation);
    });

  for (const command of [program, ...program.commands]) {
    command
      .configureOutput({ writeOut: around.stdout, writeErr: () => {} })
      .showSuggestionAfterError(false)
      .exitOverride((error) => {
        throw refusal(error, command);
      });
  }
  return program;
}

/** Flags of every verb that writes a spill or a run. */
const withChainFlags = (command: Command): Command =>
  command
    .option('--replace', 'remove the spill or run that stands there; otherwise it is continued')
    .option('--workers <n>', 'threads to work in; every processor otherwise', integer('--workers', 1, MAX_WORKERS))
    .option('--conditions <name>', "conditions by name; the setup's own otherwise")
    .option('--set <module.key=value>', 'change a setting, see `spillway config`; may be repeated', collect);

const withSimulateFlags = (command: Command): Command =>
  command
    .requiredOption('--setup <name>', 'detectors, beam, magnets and conditions, such as kaon-2018')
    .requiredOption('--decay <name>', 'decay of the kaon, such as k3pi')
    .requiredOption('--events <n>', 'how many events to simulate, or which: 500:600 are 500 … 599', events)
    .requiredOption('--seed <n>', 'seed of all random numbers', integer('--seed', 0, Number.MAX_SAFE_INTEGER))
    .option('--burst <n>', 'burst number', integer('--burst', 1, MAX_U32), 1)
    .option(
      '--intensity <rate>',
      "beam particles per time, such as 450MHz; 0MHz: no pile-up; the setup's own otherwise",
      intensity,
    );

const withReplayFlags = (command: Command): Command => {
  const onBad = (text: string): string => oneOf('choice', '--on-bad', text, ['keep', 'quarantine', 'stop']);
  return command.option(
    '--on-bad <choice>',
    'an event with a bad fragment: keep what is sound, quarantine, or stop',
    onBad,
    'quarantine',
  );
};

function simulateOptions(flags: SimulateFlags, verbs: Verbs, out: string, settings: Overrides): SimulateOptions {
  return {
    setup: oneOf('setup', '--setup', flags.setup, verbs.setups),
    decay: oneOf('decay', '--decay', flags.decay, verbs.decays),
    events: flags.events,
    seed: flags.seed,
    burst: flags.burst,
    out,
    settings,
    workers: flags.workers ?? 'auto',
    ...intensityOption(flags, settings),
    ...conditionsOption(flags, verbs),
  };
}

function intensityOption({ intensity: rate }: SimulateFlags, settings: Overrides): { intensity?: number } {
  if (rate !== undefined && settings['burst']?.['intensity'] !== undefined) {
    throw new InputError(ExitCode.usage, {
      what: 'a setting given twice',
      where: '--intensity',
      found: '--set burst.intensity as well',
      expected: 'one of the two',
    });
  }
  return given({ intensity: rate });
}

function replayOptions(
  flags: ReplayFlags,
  verbs: Verbs,
  spill: string,
  out: string,
  settings: Overrides,
): ReplayOptions {
  const workers = flags.workers ?? 'auto';
  return { spill, out, onBad: flags.onBad, settings, workers, ...conditionsOption(flags, verbs) };
}

function conditionsOption({ conditions }: ChainFlags, verbs: Verbs): { conditions?: string } {
  return given({ conditions: conditions && oneOf('conditions', '--conditions', conditions, verbs.conditions) });
}

/** The changed settings of those modules that `known` has. */
const settingsOf = (known: SettingsByModule, all: Overrides): Overrides =>
  Object.fromEntries(Object.entries(all).filter(([module]) => module in known));
