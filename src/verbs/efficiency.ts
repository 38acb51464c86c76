import { readManifests, readPart } from '../arrow/index.js';
import { ExitCode, InputError } from '../core/errors.js';
import { GeV } from '../core/units.js';
import { tracks } from '../event/run.js';
import { IDENTITIES, trackIdentity } from '../event/run-vetoes.js';
import { fraction } from '../monitoring/efficiency.js';
import { trueSpecies } from '../monitoring/species.js';
import { drawEfficiency } from '../report/efficiency-plot.js';
import { writeOutputFile } from '../report/output-file.js';
import { writeIdentities } from './result-files.js';
import { truthOf } from './truth.js';
import type { EfficiencyBin, EfficiencyOptions, EfficiencyResult, IdentityName, VerbContext } from './types.js';

const RUN = [tracks, trackIdentity] as const;

/** Edges of the bins of momentum [MeV/c]. */
const EDGES = Array.from({ length: 16 }, (_, k) => 5 * k * GeV);
const CALLED = [...IDENTITIES, 'none'] as const;

/** Tracks of one species by bin and by what they are called. */
type Counts = Record<IdentityName | 'none', number>[];
const newCounts = (): Counts => EDGES.slice(1).map(() => ({ e: 0, mu: 0, pi: 0, none: 0 }));

/**
 * Counts what the tracks of a run are called, in bins of momentum: with `truth`, by the species that made most of their STRAW hits, which
 * are efficiency and misidentification; without, of all tracks together, which are shares and no efficiency.
 * @throws InputError when the run has no identities, the spill no truth, or the run was not made of that spill
 */
export async function efficiency(options: EfficiencyOptions, context: VerbContext): Promise<EfficiencyResult> {
  const { run, truth, svg } = options;
  const parts = await readManifests(run);
  if (parts[0]!.manifest.kind !== 'run') {
    throw new InputError(ExitCode.data, {
      what: 'not a run',
      where: run,
      found: parts[0]!.manifest.kind,
      expected: 'run',
    });
  }
  const spill = truth === undefined ? undefined : await readManifests(truth);
  const counts = new Map<IdentityName | 'all', Counts>();
  const total = parts.reduce((n, { manifest }) => n + manifest.events, 0);
  let done = 0;
  let seen = 0;
  let outside = 0;
  for (const part of parts) {
    const cursor = spill && truthOf(spill, part, truth!, context.signal);
    for await (const batch of readPart(part.dir, RUN, { signal: context.signal })) {
      for (let row = 0; row < batch.size; row++) {
        const first = batch.tracks.offsets[row]!;
        const end = batch.tracks.offsets[row + 1]!;
        if (first === end) continue;
        const at = await cursor?.find(batch.event[row]!);
        const toIdentity = batch.track_identity.offsets[row]! - first;
        for (let i = first; i < end; i++) {
          seen++;
          const species = at === undefined ? 'all' : trueSpecies(batch, i, at.batch, at.row);
          const bin = binOf(batch.tracks.columns.p[i]!);
          if (species === undefined || bin < 0) {
            outside++;
            continue;
          }
          const called = CALLED[batch.track_identity.columns.identity[i + toIdentity]!] ?? 'none';
          const own = counts.get(species) ?? newCounts();
          counts.set(species, own);
          own[bin]![called]++;
        }
      }
      done += batch.size;
      context.onProgress({ task: 'efficiency', unit: 'events', done, total });
    }
    await cursor?.close();
  }
  const result: EfficiencyResult = {
    folder: run,
    of: options.of,
    against: options.against,
    truth: truth ?? null,
    tracks: seen,
    outside,
    species: [...IDENTITIES, 'all' as const].flatMap((species) => {
      const own = counts.get(species);
      return own === undefined ? [] : [{ species, bins: binsOf(own) }];
    }),
  };
  if (options.arrow !== undefined) await writeIdentities(options.arrow, result);
  if (svg === undefined) return result;
  await writeOutputFile(svg, drawEfficiency(result));
  return { ...result, plot: svg };
}

const binOf = (p: number): number => EDGES.findIndex((edge, k) => p >= edge && p < EDGES[k + 1]!);

/** The bins with tracks. */
const binsOf = (counts: Counts): EfficiencyBin[] =>
  counts.flatMap((called, k) => {
    const n = CALLED.reduce((sum, name) => sum + called[name], 0);
    const share = (name: (typeof CALLED)[number]) => ({ n: called[name], ...fraction(called[name], n) });
    if (n === 0) return [];
    const shares = { e: share('e'), mu: share('mu'), pi: share('pi'), none: share('none') };
    return [{ from: EDGES[k]!, to: EDGES[k + 1]!, tracks: n, called: shares }];
  });
