import { type Manifest, readManifests, readPart } from '../arrow/index.js';
import { RAW_TABLES } from '../event/raw.js';
import { events, RUN_TABLES, vertices } from '../event/run.js';
import { strawConditions, TRUTH_TABLES } from '../event/truth.js';
import { gaussianCore } from '../monitoring/core-fit.js';
import { isThreePion, K3PI_MASS } from '../monitoring/k3pi.js';
import { plotRun } from '../report/plots.js';
import type { Fact, InspectOptions, InspectResult, TableFacts, VerbContext } from './types.js';

const TABLES = [...RAW_TABLES, ...TRUTH_TABLES, strawConditions, ...RUN_TABLES];
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
    provenance: provenanceFacts(first),
    parts: parts.length,
    events: manifests.reduce((n, m) => n + m.events, 0),
    tables: tableFacts(parts),
    found,
    ...(plot === undefined ? {} : { plot }),
  };
}

function provenanceFacts(manifest: Manifest): Fact[] {
  const facts: Fact[] = [{ label: 'written by', value: `spillway ${manifest.code}` }];
  for (const [label, value] of Object.entries(manifest.provenance)) {
    if (Array.isArray(value)) continue;
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
        columns: Object.keys(TABLES.find((t) => t.name === f.table)?.columns ?? {}).length,
        file: known?.file ?? `${dir}/${f.path}`,
      });
    }
  }
  return [...facts.values()];
}

async function whatWasFound(dirs: readonly string[], context: VerbContext): Promise<Fact[]> {
  let n = 0;
  let tracks = 0;
  let quarantined = 0;
  let two = 0;
  const masses: number[] = [];
  for (const dir of dirs) {
    for await (const batch of readPart(dir, [events, vertices], { signal: context.signal })) {
      n += batch.size;
      for (let i = 0; i < batch.size; i++) {
        tracks += batch.events.columns.n_tracks[i]!;
        quarantined += batch.events.columns.quarantined[i]!;
      }
      const { n_tracks, mass_pi } = batch.vertices.columns;
      for (let i = 0; i < batch.vertices.length; i++) {
        if (n_tracks[i] === 2) two++;
        else if (isThreePion(batch.vertices, i)) masses.push(mass_pi[i]!);
      }
    }
  }
  const inWindow = masses.filter((m) => m > K3PI_MASS[0] && m < K3PI_MASS[1]);
  const facts: Fact[] = [
    { label: 'tracks', value: `${tracks} (${(tracks / n).toFixed(2)} an event)` },
    { label: 'two-track vertices', value: `${two}` },
    {
      label: 'K3π candidates',
      value: `${inWindow.length} of ${masses.length} three-track vertices in ${K3PI_MASS.join('–')} MeV/c²`,
    },
  ];
  if (inWindow.length >= 100) {
    const { mean, sigma, meanError, sigmaError } = gaussianCore(inWindow, 1.5);
    facts.push(
      { label: 'm(3π) core mean', value: `${mean.toFixed(3)} ± ${meanError.toFixed(3)} MeV/c²` },
      { label: 'm(3π) core width', value: `${sigma.toFixed(3)} ± ${sigmaError.toFixed(3)} MeV/c²` },
    );
  }
  facts.push({ label: 'quarantined events', value: `${quarantined}` });
  return facts;
}
