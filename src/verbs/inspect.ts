import { type Manifest, readBurstEnd, readManifests, readPart } from '../arrow/index.js';
import { ns } from '../core/units.js';
import { KAON_SECTORS } from '../detectors/ktag/description.js';
import type { EventBatch, Has } from '../event/batch.js';
import { events, vertices } from '../event/run.js';
import { beamMatches, ktagCandidates } from '../event/run-beam.js';
import { gaussianCore } from '../monitoring/core-fit.js';
import { isThreePion, K3PI_MASS } from '../monitoring/k3pi.js';
import { plotRun } from '../report/plots.js';
import { FragmentCounts } from './fragment-counts.js';
import { knownTables } from './known-tables.js';
import type { Fact, InspectOptions, InspectResult, TableFacts, VerbContext } from './types.js';

/** A kaon this close to the trigger is its kaon: four times the spread of the control trigger. */
const TAG_WINDOW = 2 * ns;

/**
 * Says what a spill or a run is, how it was made and, for a run, what was found in it.
 * @throws InputError when the folder holds neither, or a part is not sound
 */
export async function inspect(options: InspectOptions, context: VerbContext): Promise<InspectResult> {
  const parts = await readManifests(options.folder);
  const manifests = parts.map((p) => p.manifest);
  const first = manifests[0]!;
  const found: Fact[] =
    first.kind === 'run'
      ? await whatWasFound(
          parts.map((p) => p.dir),
          context,
        )
      : [];
  const { folder, plot } = options;
  if (plot !== undefined) await plotRun(folder, plot);
  return {
    folder,
    kind: first.kind,
    provenance: [...provenanceFacts(first), await burstsOver(options.folder, manifests)],
    parts: parts.length,
    events: manifests.reduce((n, m) => n + m.events, 0),
    tables: tableFacts(parts),
    found: [...found, ...badFragments(manifests)],
    ...(plot === undefined ? {} : { plot }),
  };
}

/** What provenance says of a part alone. */
const OF_ONE_PART: ReadonlySet<string> = new Set(['quarantined', 'fragments', 'lost', 'passed']);

/** How many bursts have their end-of-burst marker: whether more may come. */
async function burstsOver(folder: string, manifests: readonly Manifest[]): Promise<Fact> {
  const bursts = [...new Set(manifests.map((m) => m.burst))];
  const ends = await Promise.all(bursts.map((burst) => readBurstEnd(folder, burst)));
  const over = ends.filter((end) => end !== undefined).length;
  return {
    label: 'bursts over',
    value: `${over} of ${bursts.length}${over < bursts.length ? ', more parts may come' : ''}`,
  };
}

/** Bad fragments by detector and events of which nothing came, over all parts; nothing when all is well. */
function badFragments(manifests: readonly Manifest[]): Fact[] {
  const provenance = manifests.map((m) => m.provenance);
  const facts = Object.entries(FragmentCounts.sum(provenance)).map(([table, kinds]) => ({
    label: `bad fragments, ${table}`,
    value: Object.entries(kinds)
      .map(([kind, n]) => `${n} ${kind}`)
      .join(', '),
  }));
  const lost = provenance.reduce((n, { lost: own }) => n + Number(own ?? 0), 0);
  return lost > 0 ? [...facts, { label: 'events lost', value: String(lost) }] : facts;
}

function provenanceFacts(manifest: Manifest): Fact[] {
  const facts: Fact[] = [{ label: 'written by', value: `spillway ${manifest.code}` }];
  for (const [label, value] of Object.entries(manifest.provenance)) {
    if (Array.isArray(value) || OF_ONE_PART.has(label)) continue;
    facts.push({ label, value: typeof value === 'string' ? value : JSON.stringify(value) });
  }
  return facts;
}

function tableFacts(parts: readonly { readonly dir: string; readonly manifest: Manifest }[]): TableFacts[] {
  const facts = new Map<string, TableFacts>();
  for (const { dir, manifest } of parts) {
    for (const f of manifest.files) {
      const known = facts.get(f.table);
      facts.set(f.table, {
        name: f.table,
        version: f.version,
        rows: (known?.rows ?? 0) + f.entries,
        bytes: (known?.bytes ?? 0) + f.bytes,
        columns: Object.keys(knownTables(manifest).find((t) => t.name === f.table)?.columns ?? {}).length,
        file: known?.file ?? `${dir}/${f.path}`,
      });
    }
  }
  return [...facts.values()];
}

/** What is counted over the events of a run. */
interface Counts {
  events: number;
  tagged: number;
  beamTracks: number;
  tracks: number;
  twoTrack: number;
  threePion: number;
  matched: number;
  quarantined: number;
  readonly masses: number[];
}

const READ = [events, ktagCandidates, vertices, beamMatches] as const;

async function whatWasFound(dirs: readonly string[], context: VerbContext): Promise<Fact[]> {
  const c: Counts = {
    events: 0,
    tagged: 0,
    beamTracks: 0,
    tracks: 0,
    twoTrack: 0,
    threePion: 0,
    matched: 0,
    quarantined: 0,
    masses: [],
  };
  for (const dir of dirs) {
    for await (const batch of readPart(dir, READ, { signal: context.signal })) count(batch, c);
  }
  const share = (n: number, of: number) => (of > 0 ? ` (${((100 * n) / of).toFixed(1)} %)` : '');
  const facts: Fact[] = [
    { label: 'kaons tagged', value: `in ${c.tagged} of ${c.events} events${share(c.tagged, c.events)}` },
    { label: 'beam tracks', value: `${c.beamTracks} (${(c.beamTracks / c.events).toFixed(2)} an event)` },
    { label: 'decay tracks', value: `${c.tracks} (${(c.tracks / c.events).toFixed(2)} an event)` },
    { label: 'two-track vertices', value: `${c.twoTrack}` },
    {
      label: 'K3π candidates',
      value: `${c.masses.length} of ${c.threePion} three-track vertices in ${K3PI_MASS.join('–')} MeV/c²`,
    },
    { label: 'with a beam kaon', value: `${c.matched}${share(c.matched, c.masses.length)}` },
  ];
  if (c.masses.length >= 100) {
    const { mean, sigma, meanError, sigmaError } = gaussianCore(c.masses, 1.5);
    facts.push(
      { label: 'm(3π) core mean', value: `${mean.toFixed(3)} ± ${meanError.toFixed(3)} MeV/c²` },
      { label: 'm(3π) core width', value: `${sigma.toFixed(3)} ± ${sigmaError.toFixed(3)} MeV/c²` },
    );
  }
  facts.push({ label: 'quarantined events', value: `${c.quarantined}` });
  return facts;
}

function count(batch: EventBatch & Has<(typeof READ)[number]>, c: Counts): void {
  c.events += batch.size;
  const { n_sectors, time } = batch.ktag_candidates.columns;
  const { vertex, rank, accepted } = batch.beam_matches.columns;
  for (let e = 0; e < batch.size; e++) {
    c.tracks += batch.events.columns.n_tracks[e]!;
    c.beamTracks += batch.events.columns.n_gtk_tracks[e]!;
    c.quarantined += batch.events.columns.quarantined[e]!;
    let tagged = false;
    for (let i = batch.ktag_candidates.offsets[e]!; i < batch.ktag_candidates.offsets[e + 1]!; i++) {
      tagged ||= n_sectors[i]! >= KAON_SECTORS && Math.abs(time[i]!) < TAG_WINDOW;
    }
    if (tagged) c.tagged++;
    const kaons = new Set<number>();
    for (let i = batch.beam_matches.offsets[e]!; i < batch.beam_matches.offsets[e + 1]!; i++) {
      if (rank[i] === 0 && accepted[i] === 1) kaons.add(vertex[i]!);
    }
    const first = batch.vertices.offsets[e]!;
    for (let i = first; i < batch.vertices.offsets[e + 1]!; i++) {
      if (batch.vertices.columns.n_tracks[i] === 2) c.twoTrack++;
      if (!isThreePion(batch.vertices, i)) continue;
      c.threePion++;
      const mass = batch.vertices.columns.mass_pi[i]!;
      if (!(mass > K3PI_MASS[0] && mass < K3PI_MASS[1])) continue;
      c.masses.push(mass);
      if (kaons.has(i - first)) c.matched++;
    }
  }
}
