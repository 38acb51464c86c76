import type { Command } from 'commander';
import { GeV } from '../core/units.js';
import { fraction } from '../monitoring/efficiency.js';
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
  readonly arrow?: string;
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
    .option('--arrow <file>', 'Arrow file to write what was found to')
    .action(async (run: string, flags: EfficiencyFlags) => {
      oneOf('question', '--of', flags.of, ['identity']);
      oneOf('quantity', '--against', flags.against, ['momentum']);
      const { verbs, context, print } = await open(flags);
      const more = given({ truth: flags.truth, svg: flags.svg, arrow: flags.arrow });
      print(await verbs.efficiency({ run, of: 'identity', against: 'momentum', ...more }, context), printEfficiency);
    });
}

const NAMES = { e: 'true electrons', mu: 'true muons', pi: 'true pions', all: 'all tracks' } as const;
const CALLED = ['e', 'mu', 'pi', 'none'] as const;

/** Momenta at which all detectors tell species apart [MeV/c]. */
const SURE = [15 * GeV, 35 * GeV] as const;

/** A row for each species: what its tracks are called, over the momenta at which all detectors tell. */
export function printIdentities({ species }: EfficiencyResult): string {
  const rows = species.map(({ species: name, bins }) => {
    const sure = bins.filter(({ from, to }) => from >= SURE[0] && to <= SURE[1]);
    const sum = (of: (bin: (typeof bins)[number]) => number) => sure.reduce((n, bin) => n + of(bin), 0);
    const tracks = sum((bin) => bin.tracks);
    if (tracks === 0) return [NAMES[name], '0'];
    const shares = CALLED.map((as) =>
      percent(
        fraction(
          sum((bin) => bin.called[as].n),
          tracks,
        ),
      ),
    );
    return [NAMES[name], formatCount(tracks), ...shares];
  });
  const head = [`${SURE[0] / GeV}–${SURE[1] / GeV} GeV/c`, 'tracks', 'called e [%]', 'μ [%]', 'π [%]', 'undecided [%]'];
  return `who is who\n${alignColumns(head, rows)}Species from the truth of the spill; intervals cover 68 % (Wilson).\n`;
}

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
