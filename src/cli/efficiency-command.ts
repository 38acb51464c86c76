import type { Command } from 'commander';
import { GeV } from '../core/units.js';
import { alignColumns, formatCount, formatCounted } from '../report/terminal.js';
import type { EfficiencyResult } from '../verbs/types.js';
import { given, oneOf } from './options.js';
import { percent } from './print-selection.js';
import type { OutputFlags, Session } from './session.js';

interface EfficiencyFlags extends OutputFlags {
  readonly of: string;
  readonly against: string;
  readonly truth?: string;
  readonly svg?: string;
}

/** Declares `efficiency`. */
export function addEfficiencyVerb(
  verb: (name: string, description: string) => Command,
  open: (flags: OutputFlags) => Promise<Session>,
): void {
  verb('efficiency', 'say how often tracks are called what they are, and what they are not, with 68 % intervals')
    .argument('<run>', 'folder of the run')
    .requiredOption('--of <what>', 'what is asked of the tracks: identity')
    .requiredOption('--against <quantity>', 'what it is binned in: momentum')
    .option('--truth <spill>', 'the spill the run was made of, with its truth; otherwise all tracks together')
    .option('--svg <file>', 'SVG file to write')
    .action(async (run: string, flags: EfficiencyFlags) => {
      oneOf('question', '--of', flags.of, ['identity']);
      oneOf('quantity', '--against', flags.against, ['momentum']);
      const { verbs, context, print } = await open(flags);
      const more = given({ truth: flags.truth, svg: flags.svg });
      print(await verbs.efficiency({ run, of: 'identity', against: 'momentum', ...more }, context), printEfficiency);
    });
}

const NAMES = { e: 'true electrons', mu: 'true muons', pi: 'true pions', all: 'all tracks' } as const;
const CALLED = ['e', 'mu', 'pi', 'none'] as const;

/** A table for each species: the shares called electron, muon, pion, undecided. */
function printEfficiency(r: EfficiencyResult): string {
  const tables = r.species.map(({ species, bins }) => {
    const n = bins.reduce((sum, { tracks }) => sum + tracks, 0);
    const table = alignColumns(
      ['p [GeV/c]', 'tracks', 'called e [%]', 'μ [%]', 'π [%]', 'undecided [%]'],
      bins.map(({ from, to, tracks, called }) => [
        `${from / GeV}–${to / GeV}`,
        formatCount(tracks),
        ...CALLED.map((name) => percent(called[name])),
      ]),
    );
    return `${formatCounted(n, 'track')}, ${NAMES[species]}\n${table}`;
  });
  const source =
    r.truth === null
      ? 'without truth: shares of the tracks, not efficiencies'
      : `species from the truth of ${r.truth}: whose STRAW hits most of the track are`;
  const rest = r.outside > 0 ? `; ${formatCounted(r.outside, 'track')} in no bin (fakes, others, above 75 GeV/c)` : '';
  const plot = r.plot === undefined ? '' : `drawn in ${r.plot}\n`;
  return `${r.of} of ${formatCounted(r.tracks, 'track')} of ${r.folder} against ${r.against}\n${source}${rest}\n\n${tables.join('\n')}\nIntervals cover 68 % (Wilson).\n${plot}`;
}
